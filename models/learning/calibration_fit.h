#pragma once

#include <array>
#include <span>

#include "models/learning/quality.h"
#include "models/pair_model.h"

namespace jiedui::models {

struct CalibrationOptions {
  double offset_pull = 2;  ///< precision of the offset around what is known without data; > 0
  double slope_pull = 4;   ///< the same for the slope
  double least_slope = 0.05;
};

/// Platt's sigmoid on the logit of the score, as maximum of the posterior around `centre` (Platt
/// 1999, with a Gaussian prior where he smooths the targets): logit p = a + b·logit s, b ≥
/// least_slope, so that the order of pairs stays. Newton's method on a strictly convex loss, to
/// 1e-10. Without outcomes `centre` exactly.
Calibration FitCalibration(std::span<const ScoredOutcome> outcomes, const Calibration& centre,
                           const CalibrationOptions& options = {});

/// One for each kind, its centre being that of all kinds together, whose centre is no effect: few
/// decisions of a kind borrow from the others.
std::array<Calibration, kPairKinds> FitCalibrations(std::span<const ScoredOutcome> outcomes,
                                                    const CalibrationOptions& options = {});

}  // namespace jiedui::models

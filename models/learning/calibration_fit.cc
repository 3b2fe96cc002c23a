#include "models/learning/calibration_fit.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace jiedui::models {
namespace {

constexpr std::size_t kMostSteps = 200;
constexpr double kClose = 1e-10;
constexpr double kLeastScore = 1e-3;

double LogitOf(double score) {
  const double inside = std::clamp(score, kLeastScore, 1 - kLeastScore);
  return std::log(inside / (1 - inside));
}

/// ln(1 + e^z) without overflow.
double SoftPlus(double z) { return std::max(z, 0.0) + std::log1p(std::exp(-std::abs(z))); }

/// The loss with its first and second derivatives by offset and slope.
struct Posterior {
  double loss = 0;
  std::array<double, 2> gradient{};
  std::array<double, 3> curvature{};  // by offset², offset·slope, slope²
};

Posterior At(const Calibration& at, std::span<const ScoredOutcome> outcomes,
             const Calibration& centre, const CalibrationOptions& options) {
  const double from_offset = at.offset - centre.offset;
  const double from_slope = at.slope - centre.slope;
  Posterior value;
  value.loss = (options.offset_pull * from_offset * from_offset +
                options.slope_pull * from_slope * from_slope) /
               2;
  value.gradient = {options.offset_pull * from_offset, options.slope_pull * from_slope};
  value.curvature = {options.offset_pull, 0, options.slope_pull};
  for (const ScoredOutcome& one : outcomes) {
    const double x = LogitOf(one.score);
    const double z = at.offset + at.slope * x;
    const double p = 1 / (1 + std::exp(-z));
    value.loss += one.weight * SoftPlus(one.taken ? -z : z);
    const double slope = one.weight * (p - (one.taken ? 1 : 0));
    const double bend = one.weight * p * (1 - p);
    value.gradient[0] += slope;
    value.gradient[1] += slope * x;
    value.curvature[0] += bend;
    value.curvature[1] += bend * x;
    value.curvature[2] += bend * x * x;
  }
  return value;
}

/// Newton's step; along the offset alone where the slope is held at its least.
std::array<double, 2> StepOf(const Posterior& value, bool slope_held) {
  const auto& [aa, ab, bb] = value.curvature;
  const auto& [ga, gb] = value.gradient;
  if (slope_held) return {-ga / aa, 0};
  const double determinant = aa * bb - ab * ab;
  return {(ab * gb - bb * ga) / determinant, (ab * ga - aa * gb) / determinant};
}

}  // namespace

Calibration FitCalibration(std::span<const ScoredOutcome> outcomes, const Calibration& centre,
                           const CalibrationOptions& options) {
  Calibration at = centre;
  if (outcomes.empty()) return at;
  for (std::size_t step = 0; step < kMostSteps; ++step) {
    const Posterior here = At(at, outcomes, centre, options);
    const bool held = at.slope <= options.least_slope && here.gradient[1] > 0;
    const auto [by_offset, by_slope] = StepOf(here, held);
    Calibration next = at;
    double share = 1;
    do {  // half the way as long as that is no descent
      next.offset = at.offset + share * by_offset;
      next.slope = std::max(at.slope + share * by_slope, options.least_slope);
      share /= 2;
    } while (share > kClose && At(next, outcomes, centre, options).loss > here.loss);
    const double change =
        std::max(std::abs(next.offset - at.offset), std::abs(next.slope - at.slope));
    at = next;
    if (change < kClose) break;
  }
  return at;
}

std::array<Calibration, kPairKinds> FitCalibrations(std::span<const ScoredOutcome> outcomes,
                                                    const CalibrationOptions& options) {
  const Calibration all = FitCalibration(outcomes, {}, options);
  std::array<Calibration, kPairKinds> each{};
  for (std::size_t k = 0; k < kPairKinds; ++k) {
    std::vector<ScoredOutcome> of_kind;
    for (const ScoredOutcome& one : outcomes) {
      if (static_cast<std::size_t>(one.kind) == k) of_kind.push_back(one);
    }
    each[k] = FitCalibration(of_kind, all, options);
  }
  return each;
}

}  // namespace jiedui::models

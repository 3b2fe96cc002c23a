#pragma once

#include <array>
#include <span>

#include "models/learning/judgement.h"

namespace jiedui::models {

/// How strongly the model that ships holds against the lessons. Defaults were chosen by
/// bench/pair_learning: see docs/decisions/0012.
struct FitOptions {
  /// Log-odds that one whole point of score is worth before anything is learned; > 0.
  double slope = 8;
  /// Precision of the Gaussian prior around the shipped strengths; > 0. Half of the variance is
  /// shared by all kinds, half a kind's own.
  double pull = 4;
  /// By how much all lessons together may move any score, per unit of their weight (a decision
  /// weighs 1 at most); > 0. What the fit says beyond that is cut back towards the prior.
  double most_per_decision = 0.01;
  /// Least share of its shipped strength that a factor keeps; (0, 1]. What policy wants counted
  /// cannot be unlearned.
  double least_share = 0.1;
  /// Pull of the first place before anything is learned (1: chances fall as 1/rank), and precision
  /// of that; ≥ 0, > 0.
  double position = 1;
  double position_pull = 4;
  /// Precision of the intercepts around 0: how many of a kind are taken at all; > 0.
  double intercept_pull = 0.25;
  /// False: places are taken for merit. For measuring what the correction is worth.
  bool correct_position = true;

  /// kInvalid names the member out of range.
  [[nodiscard]] base::Status Validate() const;
};

/// Strengths of one kind's factors: the weights times the log-odds per point of score.
using Strengths = std::array<FactorValues, kPairKinds>;

struct WeightFit {
  Strengths strengths{};
  /// The strengths, scaled to sum 1 per kind and cut back to the bound.
  std::array<PairWeights, kPairKinds> weights{};
  FactorValues shared{};  ///< what all kinds moved by
  std::array<double, kPairKinds> intercepts{};
  double position = 0;
  std::array<double, kPairKinds> lessons{};  ///< weight of the lessons per kind
  std::size_t sweeps = 0;
};

/// The maximum of the posterior: a logistic likelihood of the lessons, a Gaussian prior around
/// `prior`'s weights, strengths bounded below. Strictly convex; solved by cyclic coordinate descent
/// on quadratic upper bounds (Böhning & Lindsay 1988: σ' ≤ 1/4), which never ascends, to 1e-8 in
/// every coordinate or 5,000 sweeps. O(sweeps × lessons × factors); deterministic in the lessons'
/// order. Without lessons the prior's weights exactly. The place of a suggestion enters as a
/// covariate, γ·ln rank: a choice whose odds fall as a power of the rank (Joachims, Swaminathan &
/// Schnabel 2017 use the same curve as propensities); γ ≥ 0 is estimated with the rest and left out
/// of the score.
WeightFit FitWeights(std::span<const Lesson> lessons, const PairModel& prior,
                     const FitOptions& options);

/// By how much FitWeights can at most move any score, whatever the lessons say: the least of 1,
/// most_per_decision × Σ weight, and √factors / (pull × slope) × Σ weight × ‖x‖, over all lessons
/// (the prior is strongly convex, and the loss has slope 1 at most). At most 0.01 a decision.
double MovementBound(std::span<const Lesson> lessons, const FitOptions& options);

}  // namespace jiedui::models

#include "models/pair_model.h"

#include <cmath>

namespace jiedui::models {
namespace {

constexpr FactorValues kNeutral = {0.5, 0.3, 0.5, 0.5, 0.5, 0.4, 0.5, 0.3, 1.0};

/// Weights by factor, with what need and capability have in common as one: it is shared out between
/// words and vectors.
constexpr PairWeights Weights(double sector, double common, double region, double capacity,
                              double track, double level, double strength, double freshness) {
  return {{sector, common * (1 - kSemanticShare), region, capacity, track, level, strength,
           common * kSemanticShare, freshness}};
}

//                          sector common region capacity track level strength freshness
constexpr std::array<PairWeights, kPairKinds> kPriors = {{
    /* enterprise */ Weights(0.35, 0.25, 0.10, 0.05, 0.08, 0.00, 0.15, 0.02),
    /* expert */ Weights(0.15, 0.50, 0.05, 0.05, 0.13, 0.10, 0.00, 0.02),
    /* team */ Weights(0.20, 0.45, 0.05, 0.05, 0.13, 0.10, 0.00, 0.02),
    /* alliance */ Weights(0.40, 0.30, 0.05, 0.05, 0.08, 0.10, 0.00, 0.02),
    /* platform */ Weights(0.25, 0.40, 0.05, 0.05, 0.08, 0.15, 0.00, 0.02),
    /* work team */ Weights(0.10, 0.05, 0.60, 0.15, 0.08, 0.00, 0.00, 0.02),
    /* policy */ Weights(0.20, 0.25, 0.00, 0.00, 0.05, 0.05, 0.45, 0.00),
}};

bool FitWeights(const FactorValues& weights, const FactorValues& prior) {
  constexpr double kTolerance = 1e-9;
  double sum = 0;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!std::isfinite(weights[i]) || weights[i] < 0) return false;
    if (weights[i] > 0 && prior[i] == 0) return false;
    sum += weights[i];
  }
  return std::abs(sum - 1) <= kTolerance;
}

}  // namespace

const PairModel& PriorModel() {
  static const PairModel prior{0, kPriors, {}};
  return prior;
}

const FactorValues& NeutralValues() { return kNeutral; }

base::Status Validate(const PairModel& model) {
  for (std::size_t k = 0; k < kPairKinds; ++k) {
    const std::string kind(domain::kPairKindNames[k].zh);
    if (!FitWeights(model.weights[k].weight, kPriors[k].weight)) {
      return base::Fail(base::ErrorCode::kInvalid, "“" + kind + "”的权重应不小于 0、合计为 1",
                        "weights");
    }
    const Calibration& calibration = model.calibration[k];
    if (!std::isfinite(calibration.offset) || !std::isfinite(calibration.slope) ||
        calibration.slope <= 0) {
      return base::Fail(base::ErrorCode::kInvalid, "“" + kind + "”的校准斜率应大于 0",
                        "calibration");
    }
  }
  return {};
}

double Calibrated(const Calibration& calibration, double score) {
  if (calibration == Calibration{} || score <= 0 || score >= 1) return score;
  const double logit = std::log(score / (1 - score));
  return 1 / (1 + std::exp(-(calibration.offset + calibration.slope * logit)));
}

}  // namespace jiedui::models

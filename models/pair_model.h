#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "domain/kinds.h"

namespace jiedui::models {

enum class FactorKind : std::uint8_t {
  kSector,
  kText,
  kRegion,
  kCapacity,
  kTrackRecord,
  kLevel,
  kStrength,
  kSemantic,
  kFreshness
};

constexpr std::array<domain::EnumName, 9> kFactorNames = {{
    {"sector", "行业", "Sector"},
    {"text", "需求与能力", "Need and capability"},
    {"region", "地域", "Region"},
    {"capacity", "剩余容量", "Capacity left"},
    {"track_record", "以往成效", "Track record"},
    {"level", "级别", "Level"},
    {"strength", "创新实力", "Strength"},
    {"semantic", "语义相近", "Meaning"},
    {"freshness", "资料新旧", "Freshness"},
}};
constexpr std::span<const domain::EnumName> NamesOf(FactorKind /*tag*/) { return kFactorNames; }

constexpr std::size_t kPairKinds = domain::kPairKindNames.size();
constexpr std::size_t kFactors = kFactorNames.size();

/// Of what need and capability have in common, the part that semantic vectors tell; the rest is
/// counted by words. What it is worth: docs/decisions/0014.
constexpr double kSemanticShare = 0.3;

/// Values of the factors, 0 … 1 each, in the order of FactorKind.
using FactorValues = std::array<double, kFactors>;

/// How much each factor counts for one pair kind; ≥ 0, sum 1. Being non-negative keeps the score
/// monotone: a closer sector never costs points.
struct PairWeights {
  FactorValues weight;
};

/// From a score to the chance that such a pair is taken: logit p = offset + slope × logit score.
/// slope > 0, so that the order of the pairs stays; offset 0 and slope 1 change nothing.
struct Calibration {
  double offset = 0;
  double slope = 1;
  bool operator==(const Calibration&) const = default;
};

/// All that scoring is made of, as it ships or as it was learned. Immutable once in use, so shared
/// between threads.
struct PairModel {
  std::int64_t version = 0;  ///< 0: the one that ships
  std::array<PairWeights, kPairKinds> weights{};
  std::array<Calibration, kPairKinds> calibration{};

  [[nodiscard]] const FactorValues& WeightsOf(domain::PairKind kind) const {
    return weights[static_cast<std::size_t>(kind)].weight;
  }
  [[nodiscard]] const Calibration& CalibrationOf(domain::PairKind kind) const {
    return calibration[static_cast<std::size_t>(kind)];
  }
};

/// The model that ships, in force until decisions teach another: version 0, calibration without
/// effect.
const PairModel& PriorModel();

/// What says neither yes nor no, per factor.
const FactorValues& NeutralValues();

/// kInvalid, field `weights` or `calibration`, unless weights are finite, ≥ 0 and sum to 1 within
/// 1e-9, none counts that PriorModel leaves out, and every slope is finite and > 0.
base::Status Validate(const PairModel& model);

/// Σ weight × value, in [0, 1].
inline double WeightedMean(const FactorValues& values, const FactorValues& weights) {
  double sum = 0;
  for (std::size_t i = 0; i < values.size(); ++i) sum += weights[i] * values[i];
  return std::clamp(sum, 0.0, 1.0);
}

/// The chance, in [0, 1], that a pair of that score is taken; increasing in the score.
double Calibrated(const Calibration& calibration, double score);

}  // namespace jiedui::models

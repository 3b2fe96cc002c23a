#include "models/pair_scorer.h"

#include <cmath>

#include "models/pair_sentences_internal.h"

namespace jiedui::models {
namespace {

using domain::PairKind;

/// Cosine at which the text factor reaches 1 − 1/e; the cosine of a need with a capability that a
/// reader calls fitting is about this.
constexpr double kTextScale = 0.17;

double Neutral(FactorKind factor) { return NeutralValues()[static_cast<std::size_t>(factor)]; }

double SectorValue(const PairFacts& facts) {
  if (!facts.sectors_known) return Neutral(FactorKind::kSector) * 0.6;
  constexpr std::array<double, 5> kByCloseness = {0.0, 0.2, 0.6, 0.8, 1.0};
  const double by_tree =
      kByCloseness[static_cast<std::size_t>(std::clamp(facts.sector_closeness, 0, 4))];
  return facts.same_programme_sector ? std::max(by_tree, 0.5) : by_tree;
}

double RegionValue(RegionRelation region) {
  constexpr std::array<double, 3> kByRelation = {0.3, 0.5, 1.0};
  return kByRelation[static_cast<std::size_t>(region)];
}

double CapacityValue(const PairFacts& facts) {
  if (facts.capacity_total <= 0) return 0;
  const double left =
      static_cast<double>(facts.capacity_left) / static_cast<double>(facts.capacity_total);
  return std::clamp(left, 0.0, 1.0);
}

/// Mean of Beta(1 + accepted, 1 + refused): a helper without history is at the neutral 0.5.
double TrackValue(const PairFacts& facts) {
  return (static_cast<double>(facts.accepted) + 1) /
         (static_cast<double>(facts.accepted + facts.refused) + 2);
}

double LevelValue(domain::Level level) {
  constexpr std::array<double, 5> kByLevel = {0.2, 0.4, 0.6, 0.8, 1.0};
  return kByLevel[static_cast<std::size_t>(level)];
}

/// What a profile says is worth half as much after a year in which it was not touched.
double FreshnessValue(double years) { return std::exp2(-std::max(years, 0.0)); }

}  // namespace

const domain::EnumName& NameFor(FactorKind factor, PairKind kind) {
  static constexpr domain::EnumName kConditions = {"strength", "符合条件", "Conditions met"};
  const bool conditions = factor == FactorKind::kStrength && kind == PairKind::kPolicy;
  return conditions ? kConditions : domain::NameOf(factor);
}

double TextValue(double cosine) { return 1.0 - std::exp(-std::max(cosine, 0.0) / kTextScale); }

FactorValues Values(const PairFacts& facts) {
  return {SectorValue(facts),
          TextValue(facts.text_cosine),
          RegionValue(facts.region),
          CapacityValue(facts),
          TrackValue(facts),
          LevelValue(facts.level),
          std::clamp(facts.strength.value_or(Neutral(FactorKind::kStrength)), 0.0, 1.0),
          std::clamp(facts.semantic_nearness.value_or(Neutral(FactorKind::kSemantic)), 0.0, 1.0),
          FreshnessValue(facts.profile_years)};
}

double Score(const PairModel& model, const PairFacts& facts) {
  return WeightedMean(Values(facts), model.WeightsOf(facts.pair_kind));
}

Explanation Explain(const PairModel& model, const PairFacts& facts,
                    std::vector<SharedPhrase> phrases) {
  const FactorValues values = Values(facts);
  const FactorValues& neutral = NeutralValues();
  const FactorValues& weights = model.WeightsOf(facts.pair_kind);
  Explanation explanation;
  explanation.model = model.version;
  explanation.score = WeightedMean(values, weights);
  explanation.base = WeightedMean(neutral, weights);
  explanation.probability = Calibrated(model.CalibrationOf(facts.pair_kind), explanation.score);
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (weights[i] == 0) continue;
    const auto kind = static_cast<FactorKind>(i);
    Sentence sentence = Describe(kind, facts, phrases);
    explanation.factors.push_back({NameFor(kind, facts.pair_kind), values[i], neutral[i],
                                   weights[i], weights[i] * (values[i] - neutral[i]),
                                   std::move(sentence.zh), std::move(sentence.en)});
  }
  explanation.phrases = std::move(phrases);
  return explanation;
}

void ScoreAll(const PairModel& model, std::span<const PairFacts> facts, std::span<double> out) {
  for (std::size_t i = 0; i < facts.size(); ++i) out[i] = Score(model, facts[i]);
}

}  // namespace jiedui::models

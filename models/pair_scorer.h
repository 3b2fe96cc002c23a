#pragma once

#include <optional>
#include <span>

#include "domain/helpers.h"
#include "domain/pairing.h"
#include "models/explanation.h"
#include "models/pair_model.h"

namespace jiedui::models {

/// What the factor is called where such a pair is explained: a policy's strength is the share of
/// its conditions that the enterprise meets.
const domain::EnumName& NameFor(FactorKind factor, domain::PairKind kind);

enum class RegionRelation : std::uint8_t { kElsewhere, kWholeCity, kSameCounty };

/// What is known of one helper and one enterprise; all that a score looks at.
struct PairFacts {
  domain::PairKind pair_kind = domain::PairKind::kExpert;
  int sector_closeness = 0;  ///< 0 … 4, see domain::Closeness; best of the helper's sectors
  bool same_programme_sector = false;
  bool sectors_known = false;               ///< both sides' sectors are known
  double text_cosine = 0;                   ///< 0 … 1
  std::optional<double> semantic_nearness;  ///< 0 … 1; nothing without semantic vectors
  RegionRelation region = RegionRelation::kWholeCity;
  std::int64_t capacity_total = 0;
  std::int64_t capacity_left = 0;
  std::int64_t accepted = 0;  ///< this helper's pairings that enterprises accepted
  std::int64_t refused = 0;   ///< those declined or rejected
  domain::Level level = domain::Level::kNone;
  /// Years, ≥ 0, by which the helper's record is older than the rosters' newest change: not than
  /// today, so that the same data always score the same.
  double profile_years = 0;
  /// 0 … 1: of an enterprise its standing in innovation, of a policy the share of conditions met;
  /// nothing for kinds that have none.
  std::optional<double> strength;
};

FactorValues Values(const PairFacts& facts);

/// The text factor's value in Values, in [0, 1]; increasing in the cosine.
double TextValue(double cosine);

/// Score in [0, 1]: the mean of the values, weighted as the model has it for the pair's kind. Pure;
/// ~20 ns.
double Score(const PairModel& model, const PairFacts& facts);

/// The same score with its reasons. `phrases` are passed through into the text factor's sentence.
Explanation Explain(const PairModel& model, const PairFacts& facts,
                    std::vector<SharedPhrase> phrases);

/// Scores many pairs at once; out[i] = Score(model, facts[i]).
void ScoreAll(const PairModel& model, std::span<const PairFacts> facts, std::span<double> out);

}  // namespace jiedui::models

#pragma once

#include <array>
#include <optional>
#include <span>

#include "domain/helpers.h"
#include "domain/pairing.h"
#include "models/explanation.h"

namespace jiedui::models {

enum class FactorKind : std::uint8_t {
  kSector,
  kText,
  kRegion,
  kCapacity,
  kTrackRecord,
  kLevel,
  kStrength
};

constexpr std::array<domain::EnumName, 7> kFactorNames = {{
    {"sector", "行业", "Sector"},
    {"text", "需求与能力", "Need and capability"},
    {"region", "地域", "Region"},
    {"capacity", "剩余容量", "Capacity left"},
    {"track_record", "以往成效", "Track record"},
    {"level", "级别", "Level"},
    {"strength", "创新实力", "Strength"},
}};
constexpr std::span<const domain::EnumName> NamesOf(FactorKind /*tag*/) { return kFactorNames; }

/// What the factor is called where such a pair is explained: a policy's strength is the share of
/// its conditions that the enterprise meets.
const domain::EnumName& NameFor(FactorKind factor, domain::PairKind kind);

enum class RegionRelation : std::uint8_t { kElsewhere, kWholeCity, kSameCounty };

/// What is known of one helper and one enterprise; all that a score looks at.
struct PairFacts {
  domain::PairKind pair_kind = domain::PairKind::kExpert;
  int sector_closeness = 0;  ///< 0 … 4, see domain::Closeness; best of the helper's sectors
  bool same_programme_sector = false;
  bool sectors_known = false;  ///< both sides' sectors are known
  double text_cosine = 0;      ///< 0 … 1
  RegionRelation region = RegionRelation::kWholeCity;
  std::int64_t capacity_total = 0;
  std::int64_t capacity_left = 0;
  std::int64_t accepted = 0;  ///< this helper's pairings that enterprises accepted
  std::int64_t refused = 0;   ///< those declined or rejected
  domain::Level level = domain::Level::kNone;
  /// 0 … 1: of an enterprise its standing in innovation, of a policy the share of conditions met;
  /// nothing for kinds that have none.
  std::optional<double> strength;
};

/// Values of the factors, 0 … 1 each, in the order of FactorKind.
using FactorValues = std::array<double, kFactorNames.size()>;

/// How much each factor counts for one pair kind; ≥ 0, sum 1. Being non-negative keeps the score
/// monotone: a closer sector never costs points.
struct PairWeights {
  FactorValues weight;
};

/// The weights that ship, until approvals teach others.
const PairWeights& PriorWeights(domain::PairKind kind);

FactorValues Values(const PairFacts& facts);

/// Score in [0, 1]: the weighted mean of the values. Pure; ~20 ns.
double Score(const PairFacts& facts);

/// The same score with its reasons. `phrases` are passed through into the text factor's sentence.
Explanation Explain(const PairFacts& facts, std::vector<SharedPhrase> phrases);

/// Scores many pairs at once; out[i] = Score(facts[i]).
void ScoreAll(std::span<const PairFacts> facts, std::span<double> out);

}  // namespace jiedui::models

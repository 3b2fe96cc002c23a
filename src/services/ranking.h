#pragma once

#include <vector>

#include "services/pair_rules.h"

namespace jiedui::services {

/// One allowed pair with its score; points into the corpus.
struct ScoredPair {
  domain::PairKind kind = domain::PairKind::kExpert;
  const MatchEntry* helper = nullptr;
  const MatchEntry* receiver = nullptr;
  double score = 0;
};

/// Whether helpers whose places are all taken are ranked too.
enum class Places : std::uint8_t { kAny, kLeft };

/// Leaves the best `limit` of the pairs, best first, ties by the ids.
void KeepBest(std::vector<ScoredPair>& pairs, std::size_t limit);

/// The best helpers of that kind for an enterprise, best first, ties by helper id, at most `limit`;
/// pairs that a rule bars are left out.
std::vector<ScoredPair> RankHelpers(const Corpus& corpus, domain::PairKind kind,
                                    const MatchEntry& receiver, const Loads& loads,
                                    std::size_t limit, Places places = Places::kAny);

/// The enterprises that this helper would help most, best first, ties by id, at most `limit`.
std::vector<ScoredPair> RankReceivers(const Corpus& corpus, domain::PairKind kind,
                                      const MatchEntry& helper, const Loads& loads,
                                      std::size_t limit);

}  // namespace jiedui::services

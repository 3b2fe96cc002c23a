#pragma once

#include <functional>
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

/// The score as every page shows it: thousandths. Pairs that show the same are equal to whoever
/// reads them.
std::int64_t ShownScore(double score);

/// The order of suggestions: by the score that is shown; among equals the helper that was put
/// forward less often lately, so that chances go round; then by the exact score and the ids, so
/// that the order never depends on the machine.
bool RanksBefore(const ScoredPair& a, const ScoredPair& b, const Loads& loads);

/// Whether helpers whose places are all taken are ranked too.
enum class Places : std::uint8_t { kAny, kLeft };

/// Leaves the best `limit` of the pairs, in the order of RanksBefore.
void KeepBest(std::vector<ScoredPair>& pairs, const Loads& loads, std::size_t limit);

/// The best helpers of that kind for an enterprise, in the order of RanksBefore, at most `limit`;
/// pairs that a rule bars are left out.
std::vector<ScoredPair> RankHelpers(const Corpus& corpus, domain::PairKind kind,
                                    const MatchEntry& receiver, const Loads& loads,
                                    std::size_t limit, Places places = Places::kAny);

/// Whether an enterprise may be named; empty: each may.
using Admits = std::function<bool(const MatchEntry& receiver)>;

/// The enterprises that this helper would help most, in the order of RanksBefore, at most
/// `limit`. Exact, yet scores only those that could be among them by what their words, sectors and
/// regions leave possible. O(postings of the helper's terms + receivers).
std::vector<ScoredPair> RankReceivers(const Corpus& corpus, domain::PairKind kind,
                                      const MatchEntry& helper, const Loads& loads,
                                      std::size_t limit, const Admits& admits = {});

}  // namespace jiedui::services

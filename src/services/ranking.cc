#include "services/ranking.h"

namespace jiedui::services {
namespace {

/// Best score first; the ids settle ties, so that the order never depends on the machine.
bool Better(const ScoredPair& a, const ScoredPair& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.helper->key != b.helper->key) return a.helper->key < b.helper->key;
  return a.receiver->key < b.receiver->key;
}

void KeepBest(std::vector<ScoredPair>& pairs, std::size_t limit) {
  const std::size_t kept = std::min(limit, pairs.size());
  std::partial_sort(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(kept), pairs.end(),
                    Better);
  pairs.resize(kept);
}

}  // namespace

std::vector<ScoredPair> RankHelpers(const Corpus& corpus, domain::PairKind kind,
                                    const MatchEntry& receiver, const Loads& loads,
                                    std::size_t limit, Places places) {
  std::vector<ScoredPair> pairs;
  for (const MatchEntry& helper : corpus.helpers(kind)) {
    const HelperLoad& load = loads.Of(helper.key);
    if (places == Places::kLeft && load.used >= helper.capacity) continue;
    if (BarOf(corpus, kind, helper, receiver) != Bar::kNone) continue;
    pairs.push_back(
        {kind, &helper, &receiver, models::Score(FactsOf(kind, helper, receiver, load))});
  }
  KeepBest(pairs, limit);
  return pairs;
}

std::vector<ScoredPair> RankReceivers(const Corpus& corpus, domain::PairKind kind,
                                      const MatchEntry& helper, const Loads& loads,
                                      std::size_t limit) {
  std::vector<ScoredPair> pairs;
  const HelperLoad& load = loads.Of(helper.key);
  for (const MatchEntry& receiver : corpus.receivers()) {
    if (!receiver.receives || BarOf(corpus, kind, helper, receiver) != Bar::kNone) continue;
    pairs.push_back(
        {kind, &helper, &receiver, models::Score(FactsOf(kind, helper, receiver, load))});
  }
  KeepBest(pairs, limit);
  return pairs;
}

}  // namespace jiedui::services

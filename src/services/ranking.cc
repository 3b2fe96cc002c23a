#include "services/ranking.h"

namespace jiedui::services {
namespace {

/// Best score first; the ids settle ties, so that the order never depends on the machine.
bool Better(const ScoredPair& a, const ScoredPair& b) {
  if (a.score != b.score) return a.score > b.score;
  if (a.helper->key != b.helper->key) return a.helper->key < b.helper->key;
  return a.receiver->key < b.receiver->key;
}

}  // namespace

void KeepBest(std::vector<ScoredPair>& pairs, std::size_t limit) {
  if (limit < pairs.size()) {
    std::nth_element(pairs.begin(), pairs.begin() + static_cast<std::ptrdiff_t>(limit), pairs.end(),
                     Better);
    pairs.resize(limit);
  }
  std::sort(pairs.begin(), pairs.end(), Better);
}

std::vector<ScoredPair> RankHelpers(const Corpus& corpus, domain::PairKind kind,
                                    const MatchEntry& receiver, const Loads& loads,
                                    std::size_t limit, Places places) {
  std::vector<ScoredPair> pairs;
  std::vector<double> cosines;
  corpus.HelperCosines(kind, receiver, cosines);
  const std::vector<MatchEntry>& helpers = corpus.helpers(kind);
  for (std::size_t i = 0; i < helpers.size(); ++i) {
    const MatchEntry& helper = helpers[i];
    if (BarOf(corpus, kind, helper, receiver) != Bar::kNone) continue;  // the cheapest first
    const HelperLoad& load = loads.Of(helper.key);
    if (places == Places::kLeft && load.used >= helper.capacity) continue;
    pairs.push_back({kind, &helper, &receiver,
                     models::Score(FactsOf(kind, helper, receiver, load, cosines[i]))});
  }
  KeepBest(pairs, limit);
  return pairs;
}

std::vector<ScoredPair> RankReceivers(const Corpus& corpus, domain::PairKind kind,
                                      const MatchEntry& helper, const Loads& loads,
                                      std::size_t limit) {
  std::vector<ScoredPair> pairs;
  const HelperLoad& load = loads.Of(helper.key);
  std::vector<double> cosines;
  corpus.ReceiverCosines(helper, cosines);
  const std::vector<MatchEntry>& receivers = corpus.receivers();
  for (std::size_t i = 0; i < receivers.size(); ++i) {
    const MatchEntry& receiver = receivers[i];
    if (!receiver.receives || BarOf(corpus, kind, helper, receiver) != Bar::kNone) continue;
    pairs.push_back({kind, &helper, &receiver,
                     models::Score(FactsOf(kind, helper, receiver, load, cosines[i]))});
  }
  KeepBest(pairs, limit);
  return pairs;
}

}  // namespace jiedui::services

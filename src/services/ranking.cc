#include "services/ranking.h"

#include <cmath>
#include <queue>

#include "services/promising_receivers.h"

namespace jiedui::services {

std::int64_t ShownScore(double score) { return std::llround(score * 1000); }

bool RanksBefore(const ScoredPair& a, const ScoredPair& b, const Loads& loads) {
  const std::int64_t shown_a = ShownScore(a.score);
  const std::int64_t shown_b = ShownScore(b.score);
  if (shown_a != shown_b) return shown_a > shown_b;
  const std::int64_t forward_a = loads.Of(a.helper->key).put_forward;
  const std::int64_t forward_b = loads.Of(b.helper->key).put_forward;
  if (forward_a != forward_b) return forward_a < forward_b;
  if (a.score != b.score) return a.score > b.score;
  if (a.helper->key != b.helper->key) return a.helper->key < b.helper->key;
  return a.receiver->key < b.receiver->key;
}

void KeepBest(std::vector<ScoredPair>& pairs, const Loads& loads, std::size_t limit) {
  // What is shown decides nearly always, so it is worked out once a pair and the rest asked only of
  // those that tie.
  struct Key {
    std::int64_t shown;
    std::size_t at;
  };
  std::vector<Key> keys;
  keys.reserve(pairs.size());
  for (std::size_t i = 0; i < pairs.size(); ++i) keys.push_back({ShownScore(pairs[i].score), i});
  const auto before = [&](const Key& a, const Key& b) {
    return a.shown != b.shown ? a.shown > b.shown : RanksBefore(pairs[a.at], pairs[b.at], loads);
  };
  if (limit < keys.size()) {
    std::nth_element(keys.begin(), keys.begin() + static_cast<std::ptrdiff_t>(limit), keys.end(),
                     before);
    keys.resize(limit);
  }
  std::sort(keys.begin(), keys.end(), before);
  std::vector<ScoredPair> best;
  best.reserve(keys.size());
  for (const Key& key : keys) best.push_back(pairs[key.at]);
  pairs = std::move(best);
}

std::vector<ScoredPair> RankHelpers(const Corpus& corpus, domain::PairKind kind,
                                    const MatchEntry& receiver, const Loads& loads,
                                    std::size_t limit, Places places) {
  std::vector<ScoredPair> pairs;
  std::vector<double> cosines;
  corpus.HelperCosines(kind, receiver, cosines);
  const std::vector<MatchEntry>& helpers = corpus.helpers(kind);
  const models::SemanticBlock& vectors = corpus.helper_vectors(kind);
  const models::SemanticQuery asked(receiver.semantic);
  for (std::size_t i = 0; i < helpers.size(); ++i) {
    const MatchEntry& helper = helpers[i];
    if (BarOf(corpus, kind, helper, receiver) != Bar::kNone) continue;  // the cheapest first
    const HelperLoad& load = loads.Of(helper.key);
    if (places == Places::kLeft && load.used >= helper.capacity) continue;
    pairs.push_back(
        {kind, &helper, &receiver,
         models::Score(loads.model(), FactsOf(kind, helper, receiver, load,
                                              {cosines[i], vectors.NearnessOf(asked, i)}))});
  }
  KeepBest(pairs, loads, limit);
  return pairs;
}

std::vector<ScoredPair> RankReceivers(const Corpus& corpus, domain::PairKind kind,
                                      const MatchEntry& helper, const Loads& loads,
                                      std::size_t limit, const Admits& admits) {
  if (limit == 0) return {};
  const HelperLoad& load = loads.Of(helper.key);
  std::vector<double> cosines;
  corpus.ReceiverCosines(helper, cosines);
  const std::vector<MatchEntry>& receivers = corpus.receivers();
  std::vector<ScoredPair> pairs;
  // The best `limit` scores so far, the least of them on top.
  std::priority_queue<double, std::vector<double>, std::greater<>> best;
  const PromisingReceivers promising(corpus, kind, helper, loads, cosines);
  for (const std::uint32_t at : promising.order()) {
    if (best.size() == limit && promising.MostOf(at) < best.top()) break;
    const MatchEntry& receiver = receivers[at];
    if (admits && !admits(receiver)) continue;
    if (BarOf(corpus, kind, helper, receiver) != Bar::kNone) continue;
    const double score = models::Score(
        loads.model(),
        FactsOf(kind, helper, receiver, load, {cosines[at], NearnessOf(helper, receiver)}));
    if (best.size() == limit) {
      if (score < best.top()) continue;
      best.pop();
    }
    best.push(score);
    pairs.push_back({kind, &helper, &receiver, score});
  }
  KeepBest(pairs, loads, limit);
  return pairs;
}

}  // namespace jiedui::services

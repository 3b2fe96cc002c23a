#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "matching/priced_plan_internal.h"

// How a plan takes a problem's pairs in and ranks them.

namespace jiedui::matching {

void PricedPlan::Load(const Problem& problem, const std::vector<Worth>& likely) {
  ReserveNodes(problem);
  for (Index h = 0; h < problem.helper_count(); ++h) AddHelper(problem.helper(h).places.max);
  for (std::size_t h = 0; h < likely.size(); ++h) helper_prices_[h].likely = likely[h];
  for (Index r = 0; r < problem.receiver_count(); ++r) AddReceiver(problem.receiver(r).need);
  LoadPairs(problem);
  problem.ForEachPair([&](Index listed, Index h, Index r) {
    const PairState state = problem.pair_state(listed);
    if (state == PairState::kForbidden) SetLink(FindPair(h, r), Link::kForbidden);
    if (state != PairState::kFixed) return;
    SetLink(FindPair(h, r), Link::kPinned);
    SetHelperLoad(h, helper_load(h) + 1);
    SetReceiverLoad(r, receiver_load(r) + 1);
  });
}

/// Room for nodes to come too.
void PricedPlan::ReserveNodes(const Problem& problem) {
  const std::size_t helpers = U(problem.helper_count()) * 5 / 4 + 64;
  const std::size_t receivers = U(problem.receiver_count()) * 5 / 4 + 64;
  helpers_.reserve(helpers);
  helper_prices_.reserve(helpers);
  chosen_.reserve(helpers);
  receivers_.reserve(receivers);
  only_chosen_.reserve(receivers);
  receiver_prices_.reserve(receivers);
}

void PricedPlan::LoadPairs(const Problem& problem) {
  loaded_ = problem.pair_count();
  // Room for pairs to come, so that no edit moves all arcs; what stays unused takes no memory.
  const std::size_t room = U(loaded_) + U(loaded_) / 4 + 1024;
  of_receiver_.reserve(room);
  of_helper_.reserve(room);
  links_.reserve(room);
  of_receiver_.resize(U(loaded_));
  of_helper_.resize(U(loaded_));
  links_.resize(U(loaded_), Link::kOpen);
  problem.ForEachPair([&](Index, Index h, Index) { ++helpers_[U(h)].arcs.end; });
  Index next = 0;
  for (HelperNode& node : helpers_) {
    const Index count = node.arcs.end;
    node.arcs.begin = node.arcs.end = next;
    next += count;
  }
  ListPairs(problem);
  RankPairs();
  ListArcs();
  RankArcs();
  for (Index h = 0; h < helper_count(); ++h) PlaceHelper(h);
  for (Index r = 0; r < receiver_count(); ++r) PlaceReceiver(r);
}

/// The receivers' arcs, without twins.
void PricedPlan::ListPairs(const Problem& problem) {
  problem.ForEachPair([&](Index e, Index h, Index r) {
    const std::int64_t score = ScoreOfArc(problem.pair_score(e), h, r);
    of_receiver_[U(e)] = {h, 0, score};
    CountLargest(score);
  });
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    ArcList& list = receivers_[U(r)].arcs;
    list.begin = problem.PairBegin(r);
    list.end = problem.PairBegin(r + 1);
  }
}

/// A receiver is likely to cost what it would gain at its next best helper, as TakePrices has it;
/// where it has no other, nothing keeps its price up but what serving it is worth.
void PricedPlan::RankPairs() {
  for (Index r = 0; r < receiver_count(); ++r) {
    const ArcList& list = receivers_[U(r)].arcs;
    if (list.begin == list.end) continue;
    Rank(list, true);
    Worth& likely = receiver_prices_[U(r)].likely;
    likely = -UnitWorth(r, 1);
    if (list.begin + 1 < list.end) {
      likely = std::max(likely, RankOf(of_receiver_[U(list.begin + 1)], true));
    }
  }
}

/// The helpers' arcs in the order of the receivers.
void PricedPlan::ListArcs() {
  for (Index r = 0; r < receiver_count(); ++r) {
    const ArcList& list = receivers_[U(r)].arcs;
    for (Index e = list.begin; e < list.end; ++e) {
      const PairArc& arc = of_receiver_[U(e)];
      const Index t = helpers_[U(arc.other)].arcs.end++;
      of_helper_[U(t)] = {r, static_cast<std::uint32_t>(e), arc.score};
    }
  }
}

/// The order of the helpers' arcs, and the twins of the receivers'.
void PricedPlan::RankArcs() {
  for (const HelperNode& node : helpers_) {
    Rank(node.arcs, false);
    for (Index t = node.arcs.begin; t < node.arcs.end; ++t) {
      of_receiver_[U(of_helper_[U(t)].twin_at())].twin = static_cast<std::uint32_t>(t);
    }
  }
}

/// By falling rank, equal ones by the other end.
void PricedPlan::Rank(ArcList list, bool of_receiver) {
  WideVector<PairArc>& arcs = of_receiver ? of_receiver_ : of_helper_;
  ranks_.clear();
  for (Index i = list.begin; i < list.end; ++i) {
    ranks_.emplace_back(RankOf(arcs[U(i)], of_receiver), arcs[U(i)]);
  }
  std::sort(ranks_.begin(), ranks_.end(), [](const auto& a, const auto& b) {
    return a.first != b.first ? a.first > b.first : a.second.other < b.second.other;
  });
  for (std::size_t i = 0; i < ranks_.size(); ++i) arcs[U(list.begin) + i] = ranks_[i].second;
}

}  // namespace jiedui::matching

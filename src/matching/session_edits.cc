// The edits: each puts the new state, which may break the conditions of Market at one pair and its
// two ends, lets those obey the prices again, and leads what that displaced to the hub.
#include <algorithm>
#include <utility>

#include "matching/session_state_internal.h"

namespace jiedui::matching {

// ---- conditions at one place ----

void PlanSession::State::Obey(Index e, Imbalance& imbalance) {
  const Worth cost = market_.ReducedCost(e);
  if (market_.link(e) == Link::kOpen && cost < 0) {
    market_.SetLink(e, Link::kChosen);
    ++imbalance.helper;
    ++imbalance.receiver;
  } else if (market_.link(e) == Link::kChosen && cost > 0) {
    market_.SetLink(e, Link::kOpen);
    --imbalance.helper;
    --imbalance.receiver;
  }
}

void PlanSession::State::ObeyLoad(Index r, Imbalance& imbalance) {
  if (!market_.CanLower(r) || market_.LoweringCost(r) >= 0) return;
  market_.SetReceiverLoad(r, market_.receiver_load(r) - 1);
  ++imbalance.receiver;
}

void PlanSession::State::Settle(Index h, Index r, Imbalance imbalance) {
  const auto helper = MarketNode::Helper(h);
  const auto receiver = MarketNode::Receiver(r);
  if (imbalance.helper > 0 && imbalance.receiver > 0) {
    // A pair that was chosen without a free place: perhaps only its own undoing is possible.
    --imbalance.helper;
    const auto end = chains_.Settle(Way::kShed, helper, receiver);
    if (end == Chains::End::kOpposite) --imbalance.receiver;
  }
  for (; imbalance.receiver < 0; ++imbalance.receiver) chains_.Settle(Way::kShed, receiver);
  for (; imbalance.receiver > 0; --imbalance.receiver) chains_.Settle(Way::kFill, receiver);
  for (; imbalance.helper < 0; ++imbalance.helper) chains_.Settle(Way::kFill, helper);
}

// ---- pairs ----

void PlanSession::State::Fix(Index e) {
  const Link before = market_.link(e);
  market_.SetLink(e, Link::kPinned);
  if (InPlan(before)) return;
  Settle(market_.HelperOf(e), market_.ReceiverOf(e), {1, 1});
}

void PlanSession::State::Forbid(Index e) {
  const bool was_in_plan = InPlan(market_.link(e));
  market_.SetLink(e, Link::kForbidden);
  if (!was_in_plan) return;
  const Index r = market_.ReceiverOf(e);
  Imbalance imbalance{-1, -1};
  ObeyLoad(r, imbalance);  // the pair may have been fixed against the prices
  Settle(market_.HelperOf(e), r, imbalance);
}

void PlanSession::State::Release(Index e) {
  const Link before = market_.link(e);
  const Index r = market_.ReceiverOf(e);
  Imbalance imbalance;
  if (before == Link::kPinned) {
    market_.SetLink(e, Link::kChosen);
    Obey(e, imbalance);
    ObeyLoad(r, imbalance);
  } else if (before == Link::kForbidden) {
    market_.SetLink(e, Link::kOpen);
    if (market_.present(r)) Obey(e, imbalance);
  }
  Settle(market_.HelperOf(e), r, imbalance);
}

void PlanSession::State::SetScore(Index e, std::int64_t score) {
  market_.SetScore(e, score);
  const Index r = market_.ReceiverOf(e);
  if (!market_.present(r)) return;
  Imbalance imbalance;
  Obey(e, imbalance);
  Settle(market_.HelperOf(e), r, imbalance);
}

// ---- places ----

void PlanSession::State::FillPlaces(Index h) {
  while (market_.helper_load(h) < market_.places(h) && market_.helper_price(h) > 0) {
    market_.SetHelperLoad(h, market_.helper_load(h) + 1);
    chains_.Settle(Way::kFill, MarketNode::Helper(h));
  }
}

void PlanSession::State::SetPlaces(Index h, Index places) {
  market_.SetPlaces(h, places);
  FillPlaces(h);
  while (market_.helper_load(h) > places) {
    market_.SetHelperLoad(h, market_.helper_load(h) - 1);
    chains_.Settle(Way::kShed, MarketNode::Helper(h));
  }
}

// ---- receivers and helpers that come and go ----

Worth PlanSession::State::LeastPriceOfReceiver(Index r) const {
  Worth least = -kNever;
  market_.ForPairsOf(r, [&](Index e, const PairArc& arc) {
    if (market_.link(e) != Link::kOpen) return;
    least = std::max(least, arc.score - market_.helper_price(arc.other));
  });
  return least;
}

Worth PlanSession::State::LeastPriceOfHelper(Index h) const {
  Worth least = 0;
  market_.ForArcsOf(h, [&](const PairArc& arc) {
    if (arc.barred()) return;
    least = std::max(least, arc.score - market_.receiver_price(arc.other));
  });
  return least;
}

void PlanSession::State::Enter(Index r) {
  const Worth served = LeastPriceOfReceiver(r);
  const Worth idle = -market_.UnitWorth(r, market_.receiver_load(r) + 1);
  market_.SetReceiverPrice(r, std::max(served, idle));
  while (market_.CanRaise(r) && market_.RaisingCost(r) < 0) {
    market_.SetReceiverLoad(r, market_.receiver_load(r) + 1);
    chains_.Settle(Way::kShed, MarketNode::Receiver(r));
  }
}

void PlanSession::State::AddReceiver(const ReceiverInput& receiver,
                                     const std::vector<NewPair>& pairs) {
  const Index r = market_.AddReceiver(receiver.need);
  receiver_ids_.push_back(receiver.id);
  for (const NewPair& pair : pairs) {
    market_.AddPair(pair.other, r, market_.scale().Of(pair.score), Link::kOpen);
  }
  Enter(r);
}

void PlanSession::State::RemoveReceiver(Index r) {
  std::vector<Index> left;
  std::vector<Index> held;
  market_.ForPairsOf(r, [&](Index e, const PairArc& arc) {
    if (!InPlan(market_.link(e))) return;
    left.push_back(arc.other);
    held.push_back(e);
  });
  for (const Index e : held) market_.SetLink(e, Link::kOpen);
  market_.SetReceiverLoad(r, 0);
  market_.SetPresent(r, false);
  market_.SetReceiverPrice(r, kNever);  // nobody fills a place from it
  for (const Index h : left) chains_.Settle(Way::kFill, MarketNode::Helper(h));
}

void PlanSession::State::AddHelper(const HelperInput& helper, const std::vector<NewPair>& pairs) {
  const Index h = market_.AddHelper(helper.places.max);
  helper_ids_.push_back(helper.id);
  for (const NewPair& pair : pairs) {
    market_.AddPair(h, pair.other, market_.scale().Of(pair.score), Link::kOpen);
  }
  market_.SetHelperPrice(h, LeastPriceOfHelper(h));
  FillPlaces(h);
}

// ---- taking back ----

void PlanSession::State::Describe(const Market::Journal& journal, PlanChange& change) const {
  std::vector<std::pair<Index, Link>> first;
  for (const Market::Entry& entry : journal) {
    if (entry.what == Market::What::kLink) {
      first.emplace_back(entry.index, static_cast<Link>(entry.before));
    }
  }
  std::stable_sort(first.begin(), first.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  first.erase(std::unique(first.begin(), first.end(), same), first.end());
  for (const auto& [e, before] : first) {
    const bool now = InPlan(market_.link(e));
    if (now == InPlan(before)) continue;
    (now ? change.came : change.went).push_back(PairOf(e));
  }
  const auto by_receiver = [](const ChosenPair& a, const ChosenPair& b) {
    return std::pair(a.receiver, a.helper) < std::pair(b.receiver, b.helper);
  };
  std::sort(change.came.begin(), change.came.end(), by_receiver);
  std::sort(change.went.begin(), change.went.end(), by_receiver);
}

PlanChange PlanSession::State::Undo() {
  PlanChange change;
  Describe(undo_.back(), change);
  std::swap(change.came, change.went);
  change.before = Figures();
  market_.Revert(undo_.back());
  undo_.pop_back();
  helper_ids_.resize(At(market_.helper_count()));
  receiver_ids_.resize(At(market_.receiver_count()));
  change.after = Figures();
  return change;
}

// ---- prices ----

Worth PlanSession::State::LossOfFixing(Index e) {
  if (InPlan(market_.link(e))) return 0;
  const Index h = market_.HelperOf(e);
  const Index r = market_.ReceiverOf(e);
  return market_.ReducedCost(e) + chains_.Distance(MarketNode::Helper(h), MarketNode::Receiver(r));
}

Worth PlanSession::State::LossOfForbidding(Index e) {
  if (!InPlan(market_.link(e))) return 0;
  if (market_.link(e) == Link::kChosen) {
    return chains_.Distance(MarketNode::Receiver(market_.ReceiverOf(e)),
                            MarketNode::Helper(market_.HelperOf(e))) -
           market_.ReducedCost(e);
  }
  // A fixed pair stands outside the conditions, so that no distance tells: try it.
  const Worth before = market_.total();
  market_.StartJournal();
  Forbid(e);
  const Market::Journal journal = market_.TakeJournal();
  const Worth after = market_.total();
  market_.Revert(journal);
  return before - after;
}

}  // namespace jiedui::matching

// The edits: each puts the new state, which may break the conditions of PricedPlan at one pair and
// its two ends, lets those obey the prices again, and leads what that displaced to the hub.
#include <algorithm>
#include <utility>

#include "matching/session_state_internal.h"

namespace jiedui::matching {

// ---- conditions at one place ----

void PlanSession::State::Obey(Index e, Imbalance& imbalance) {
  const Worth cost = priced_.ReducedCost(e);
  if (priced_.link(e) == Link::kOpen && cost < 0) {
    priced_.SetLink(e, Link::kChosen);
    ++imbalance.helper;
    ++imbalance.receiver;
  } else if (priced_.link(e) == Link::kChosen && cost > 0) {
    priced_.SetLink(e, Link::kOpen);
    --imbalance.helper;
    --imbalance.receiver;
  }
}

void PlanSession::State::ObeyLoad(Index r, Imbalance& imbalance) {
  if (!priced_.CanLower(r) || priced_.LoweringCost(r) >= 0) return;
  priced_.SetReceiverLoad(r, priced_.receiver_load(r) - 1);
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
  const Link before = priced_.link(e);
  priced_.SetLink(e, Link::kPinned);
  if (InPlan(before)) return;
  Settle(priced_.HelperOf(e), priced_.ReceiverOf(e), {1, 1});
}

void PlanSession::State::Forbid(Index e) {
  const bool was_in_plan = InPlan(priced_.link(e));
  priced_.SetLink(e, Link::kForbidden);
  if (!was_in_plan) return;
  const Index r = priced_.ReceiverOf(e);
  Imbalance imbalance{-1, -1};
  ObeyLoad(r, imbalance);  // the pair may have been fixed against the prices
  Settle(priced_.HelperOf(e), r, imbalance);
}

void PlanSession::State::Release(Index e) {
  const Link before = priced_.link(e);
  const Index r = priced_.ReceiverOf(e);
  Imbalance imbalance;
  if (before == Link::kPinned) {
    priced_.SetLink(e, Link::kChosen);
    Obey(e, imbalance);
    ObeyLoad(r, imbalance);
  } else if (before == Link::kForbidden) {
    priced_.SetLink(e, Link::kOpen);
    if (priced_.present(r)) Obey(e, imbalance);
  }
  Settle(priced_.HelperOf(e), r, imbalance);
}

void PlanSession::State::SetScore(Index e, std::int64_t score) {
  priced_.SetScore(e, score);
  const Index r = priced_.ReceiverOf(e);
  if (!priced_.present(r)) return;
  Imbalance imbalance;
  Obey(e, imbalance);
  Settle(priced_.HelperOf(e), r, imbalance);
}

// ---- places ----

void PlanSession::State::FillPlaces(Index h) {
  while (priced_.helper_load(h) < priced_.places(h) && priced_.helper_price(h) > 0) {
    priced_.SetHelperLoad(h, priced_.helper_load(h) + 1);
    chains_.Settle(Way::kFill, MarketNode::Helper(h));
  }
}

void PlanSession::State::SetPlaces(Index h, Index places) {
  priced_.SetPlaces(h, places);
  FillPlaces(h);
  while (priced_.helper_load(h) > places) {
    priced_.SetHelperLoad(h, priced_.helper_load(h) - 1);
    chains_.Settle(Way::kShed, MarketNode::Helper(h));
  }
}

// ---- receivers and helpers that come and go ----

Worth PlanSession::State::LeastPriceOfReceiver(Index r) const {
  Worth least = -kBeyondWorth;
  priced_.ForPairsOf(r, [&](Index e, const PairArc& arc) {
    if (priced_.link(e) != Link::kOpen) return;
    least = std::max(least, arc.score - priced_.helper_price(arc.other));
  });
  return least;
}

Worth PlanSession::State::LeastPriceOfHelper(Index h) const {
  Worth least = 0;
  priced_.ForArcsOf(h, [&](const PairArc& arc) {
    if (arc.barred()) return;
    least = std::max(least, arc.score - priced_.receiver_price(arc.other));
  });
  return least;
}

void PlanSession::State::Enter(Index r) {
  const Worth served = LeastPriceOfReceiver(r);
  const Worth idle = -priced_.UnitWorth(r, priced_.receiver_load(r) + 1);
  priced_.SetReceiverPrice(r, std::max(served, idle));
  while (priced_.CanRaise(r) && priced_.RaisingCost(r) < 0) {
    priced_.SetReceiverLoad(r, priced_.receiver_load(r) + 1);
    chains_.Settle(Way::kShed, MarketNode::Receiver(r));
  }
}

void PlanSession::State::AddReceiver(const ReceiverInput& receiver,
                                     const std::vector<NewPair>& pairs) {
  const Index r = priced_.AddReceiver(receiver.need);
  receiver_ids_.push_back(receiver.id);
  for (const NewPair& pair : pairs) {
    priced_.AddPair(pair.other, r, priced_.scale().Of(pair.score), Link::kOpen);
  }
  Enter(r);
}

void PlanSession::State::RemoveReceiver(Index r) {
  std::vector<Index> left;
  std::vector<Index> held;
  priced_.ForPairsOf(r, [&](Index e, const PairArc& arc) {
    if (!InPlan(priced_.link(e))) return;
    left.push_back(arc.other);
    held.push_back(e);
  });
  for (const Index e : held) priced_.SetLink(e, Link::kOpen);
  priced_.SetReceiverLoad(r, 0);
  priced_.SetPresent(r, false);
  priced_.SetReceiverPrice(r, kBeyondWorth);  // nobody fills a place from it
  for (const Index h : left) chains_.Settle(Way::kFill, MarketNode::Helper(h));
}

void PlanSession::State::AddHelper(const HelperInput& helper, const std::vector<NewPair>& pairs) {
  const Index h = priced_.AddHelper(helper.places.max);
  helper_ids_.push_back(helper.id);
  for (const NewPair& pair : pairs) {
    priced_.AddPair(h, pair.other, priced_.scale().Of(pair.score), Link::kOpen);
  }
  priced_.SetHelperPrice(h, LeastPriceOfHelper(h));
  FillPlaces(h);
}

// ---- taking back ----

void PlanSession::State::Describe(const PricedPlan::Journal& journal, PlanChange& change) const {
  std::vector<std::pair<Index, Link>> first;
  for (const PricedPlan::Entry& entry : journal) {
    if (entry.what == PricedPlan::What::kLink) {
      first.emplace_back(entry.index, static_cast<Link>(entry.before));
    }
  }
  std::stable_sort(first.begin(), first.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  const auto same = [](const auto& a, const auto& b) { return a.first == b.first; };
  first.erase(std::unique(first.begin(), first.end(), same), first.end());
  for (const auto& [e, before] : first) {
    const bool now = InPlan(priced_.link(e));
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
  priced_.Revert(undo_.back());
  undo_.pop_back();
  helper_ids_.resize(At(priced_.helper_count()));
  receiver_ids_.resize(At(priced_.receiver_count()));
  change.after = Figures();
  return change;
}

// ---- prices ----

Worth PlanSession::State::LossOfFixing(Index e) {
  if (InPlan(priced_.link(e))) return 0;
  const Index h = priced_.HelperOf(e);
  const Index r = priced_.ReceiverOf(e);
  return priced_.ReducedCost(e) + chains_.Distance(MarketNode::Helper(h), MarketNode::Receiver(r));
}

Worth PlanSession::State::LossOfForbidding(Index e) {
  if (!InPlan(priced_.link(e))) return 0;
  if (priced_.link(e) == Link::kChosen) {
    return chains_.Distance(MarketNode::Receiver(priced_.ReceiverOf(e)),
                            MarketNode::Helper(priced_.HelperOf(e))) -
           priced_.ReducedCost(e);
  }
  // A fixed pair stands outside the conditions, so that no distance tells: try it.
  const Worth before = priced_.total();
  priced_.StartJournal();
  Forbid(e);
  const PricedPlan::Journal journal = priced_.TakeJournal();
  const Worth after = priced_.total();
  priced_.Revert(journal);
  return before - after;
}

}  // namespace jiedui::matching

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
  const auto hub = MarketNode::Hub();
  const auto helper = MarketNode::Helper(h);
  const auto receiver = MarketNode::Receiver(r);
  // Over the hub or not: a pair that was chosen where no place is free perhaps can only be undone.
  for (; imbalance.helper > 0 && imbalance.receiver > 0; --imbalance.helper, --imbalance.receiver) {
    chains_.Lead(helper, receiver);
  }
  for (; imbalance.helper < 0 && imbalance.receiver < 0; ++imbalance.helper, ++imbalance.receiver) {
    chains_.Lead(receiver, helper);
  }
  for (; imbalance.receiver < 0; ++imbalance.receiver) chains_.Lead(receiver, hub);
  for (; imbalance.receiver > 0; --imbalance.receiver) chains_.Lead(hub, receiver);
  for (; imbalance.helper < 0; ++imbalance.helper) chains_.Lead(hub, helper);
}

/// A helper's load that could not be lowered so far asks for no price; before it can, it does.
void PlanSession::State::AskHubPrice(Index h) {
  if (priced_.CanLowerHelper(h) || priced_.helper_price(h) >= priced_.hub_price()) return;
  priced_.SetHelperPrice(h, priced_.hub_price());
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
  AskHubPrice(priced_.HelperOf(e));
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
    AskHubPrice(priced_.HelperOf(e));
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

/// Asks for all pairs that the price says, then leads one after the other; those that find nothing
/// better leave their places free again.
void PlanSession::State::FillPlaces(Index h) {
  if (!priced_.CanRaiseHelper(h) || priced_.helper_price(h) <= priced_.hub_price()) return;
  Index lacking = priced_.places(h) - priced_.helper_load(h);
  priced_.SetHelperLoad(h, priced_.places(h));
  for (; lacking > 0 && priced_.helper_price(h) > priced_.hub_price(); --lacking) {
    chains_.Lead(MarketNode::Hub(), MarketNode::Helper(h));
  }
  priced_.SetHelperLoad(h, priced_.helper_load(h) - lacking);
}

void PlanSession::State::SetPlaces(Index h, Index places) {
  priced_.SetPlaces(h, places);
  FillPlaces(h);
  while (priced_.helper_load(h) > places) {
    priced_.SetHelperLoad(h, priced_.helper_load(h) - 1);
    chains_.Lead(MarketNode::Helper(h), MarketNode::Hub());
  }
}

// ---- receivers and helpers that come and go ----

void PlanSession::State::Enter(Index r) {
  const Worth served = LeastPriceOfReceiver(r);
  const Worth idle = -priced_.UnitWorth(r, priced_.receiver_load(r) + 1) - priced_.hub_price();
  priced_.SetReceiverPrice(r, std::max(served, idle));
  Index lacking = 0;
  for (; priced_.CanRaise(r) && priced_.RaisingCost(r) < 0; ++lacking) {
    priced_.SetReceiverLoad(r, priced_.receiver_load(r) + 1);
  }
  for (; lacking > 0; --lacking) chains_.Lead(MarketNode::Receiver(r), MarketNode::Hub());
}

void PlanSession::State::AddReceiver(const ReceiverInput& receiver,
                                     const std::vector<NewPair>& pairs) {
  const Index r = priced_.AddReceiver(receiver.need);
  pairs_beside_one_ += std::max(0, receiver.need.max - 1);
  receiver_ids_.push_back(receiver.id);
  for (const NewPair& pair : pairs) {
    priced_.AddPair(pair.other, r, priced_.ScoreOfArc(pair.score, pair.other, r), Link::kOpen);
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
  for (const Index h : left) AskHubPrice(h);
  for (const Index e : held) priced_.SetLink(e, Link::kOpen);
  priced_.SetReceiverLoad(r, 0);
  priced_.SetPresent(r, false);
  priced_.SetReceiverPrice(r, kBeyondWorth);  // nobody fills a place from it
  for (const Index h : left) chains_.Lead(MarketNode::Hub(), MarketNode::Helper(h));
}

void PlanSession::State::AddHelper(const HelperInput& helper, const std::vector<NewPair>& pairs) {
  const Index h = priced_.AddHelper(helper.places.max);
  helper_ids_.push_back(helper.id);
  for (const NewPair& pair : pairs) {
    priced_.AddPair(h, pair.other, priced_.ScoreOfArc(pair.score, h, pair.other), Link::kOpen);
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

}  // namespace jiedui::matching

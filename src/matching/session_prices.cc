// What pairs would cost, the least prices of nodes, and keeping prices small.
#include <algorithm>
#include <cstdlib>

#include "matching/session_state_internal.h"

namespace jiedui::matching {

// ---- least prices ----

Worth PlanSession::State::LeastPriceOfReceiver(Index r) const {
  Worth least = -kBeyondWorth;
  priced_.ForPairsOf(r, [&](Index e, const PairArc& arc) {
    if (priced_.link(e) != Link::kOpen) return;
    least = std::max(least, arc.score - priced_.helper_price(arc.other));
  });
  return least;
}

Worth PlanSession::State::LeastPriceOfHelper(Index h) const {
  Worth least = priced_.hub_price();
  priced_.ForArcsOf(h, [&](const PairArc& arc) {
    if (arc.barred()) return;
    least = std::max(least, arc.score - priced_.receiver_price(arc.other));
  });
  return least;
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

// ---- keeping prices small ----

/// Prices that only one side or nothing at all holds near the hub's are put near it first: those of
/// nodes whose load cannot be lowered, which have no chosen pairs then. Raising such a price breaks
/// nothing below the price at which the load can be raised.
void PlanSession::State::BringHubHome() {
  const Worth hub = priced_.hub_price();
  const bool near = std::abs(UnitsOf(hub)) <= options_.most_wandering &&
                    ScoreOf(hub) <= kFarHubScore && ScoreOf(hub) >= -kFarHubScore;
  if (near) return;
  for (Index h = 0; h < priced_.helper_count(); ++h) AskHubPrice(h);
  for (Index r = 0; r < priced_.receiver_count(); ++r) {
    if (priced_.CanLower(r) || !priced_.present(r)) continue;
    const Worth idle =
        priced_.CanRaise(r) ? priced_.receiver_price(r) + priced_.RaisingCost(r) : -hub;
    priced_.SetReceiverPrice(r, std::max(priced_.receiver_price(r), idle));
  }
  for (Index h = 0; h < priced_.helper_count(); ++h) {
    if (!priced_.CanLowerHelper(h)) priced_.SetHelperPrice(h, LeastPriceOfHelper(h));
  }
  for (Index r = 0; r < priced_.receiver_count(); ++r) {
    if (priced_.CanLower(r) || priced_.CanRaise(r) || !priced_.present(r)) continue;
    priced_.SetReceiverPrice(r, std::max(-hub, LeastPriceOfReceiver(r)));
  }
  for (Index h = 0; h < priced_.helper_count(); ++h) {
    priced_.SetHelperPrice(h, priced_.helper_price(h) - hub);
  }
  if (hub < 0) priced_.SetDriftBase(priced_.drift_base() + hub);
  for (Index r = 0; r < priced_.receiver_count(); ++r) {
    if (priced_.present(r)) priced_.SetReceiverPrice(r, priced_.receiver_price(r) + hub);
  }
  // Taking back goes the other way round: prices never move without the base.
  if (hub > 0) priced_.SetDriftBase(priced_.drift_base() + hub);
  priced_.SetHubPrice(0);
}

}  // namespace jiedui::matching

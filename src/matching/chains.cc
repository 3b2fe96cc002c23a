#include <algorithm>
#include <functional>

#include "matching/chains_internal.h"

namespace jiedui::matching {
namespace {

/// What reading one of the hub's arcs costs, in arcs of other nodes.
constexpr std::int64_t kHubArcWork = 8;

/// Open pairs looked at in one go, beyond those that have to be: coming back costs as much as a
/// few.
constexpr Index kStretch = 8;

}  // namespace

// ---- searching ----

void Chains::Run(MarketNode source, MarketNode target) {
  best_ = kBeyondWorth;
  for (Side& side : sides_) {
    side.frontier.Start(priced_);
    side.rests.clear();
    side.past_hub = false;
    side.work = 0;
    side.nearest = 0;
  }
  Meet(kForward, source, {0, Met::kSource});
  Meet(kBackward, target, {0, Met::kSource});
  for (;;) {
    for (Side& side : sides_) FindNearest(side);
    if (sides_[kForward].nearest + sides_[kBackward].nearest >= best_) return;
    const bool forward = sides_[kForward].work <= sides_[kBackward].work;
    Step(forward ? kForward : kBackward);
  }
}

void Chains::FindNearest(Side& side) {
  side.nearest = side.frontier.Nearest();
  if (!side.rests.empty()) side.nearest = std::min(side.nearest, side.rests.front().bound);
  if (!side.past_hub) return;
  const Worth key = std::min(side.helper_arcs.Key(), side.receiver_arcs.Key());
  if (key < Tournament::kNever) side.nearest = std::min(side.nearest, side.hub_base + key);
}

void Chains::Step(Way way) {
  Side& side = sides_[way];
  ++side.work;
  if (side.frontier.Nearest() > side.nearest) {
    const bool rest = !side.rests.empty() && side.rests.front().bound == side.nearest;
    return rest ? TakeRest(way) : TakeHubArc(way);
  }
  const MarketNode node = side.frontier.Front();
  side.frontier.Pop();
  if (node.is_hub()) return ExpandHub(way, side.nearest);
  const bool over_chosen = node.receives() == (way == kBackward);
  over_chosen ? ExpandOverChosen(way, node, side.nearest) : ExpandOverOpen(way, node, side.nearest);
}

void Chains::Meet(Way way, MarketNode node, const Met& met) {
  if (met.distance >= best_ || !sides_[way].frontier.Improve(node, met)) return;
  const Frontier& other = sides_[way == kForward ? kBackward : kForward].frontier;
  if (other.Has(node) && met.distance + other.Of(node).distance < best_) {
    best_ = met.distance + other.Of(node).distance;
    meeting_ = node;
  }
  if (node.is_hub() || met.via == Met::kOverHub) return;
  const Worth cost = HubArcCost(way, node);
  if (cost >= kBeyondWorth) return;
  Meet(way, MarketNode::Hub(), {met.distance + cost, static_cast<Index>(node.code)});
}

/// Cost of going on from the node to the hub; kBeyondWorth or more where that is impossible.
Worth Chains::HubArcCost(Way way, MarketNode node) const {
  const PricedPlan::HubArcs& arcs = way == kForward ? priced_.into_hub() : priced_.out_of_hub();
  const Worth key = (node.receives() ? arcs.receivers : arcs.helpers).KeyOf(node.at());
  if (key >= Tournament::kNever) return key;
  return way == kForward ? key + priced_.hub_price() : key - priced_.hub_price();
}

void Chains::ExpandHub(Way way, Worth distance) {
  Side& side = sides_[way];
  const PricedPlan::HubArcs& arcs = way == kForward ? priced_.out_of_hub() : priced_.into_hub();
  side.past_hub = true;
  side.hub_base = way == kForward ? distance - priced_.hub_price() : distance + priced_.hub_price();
  side.helper_arcs.Start(arcs.helpers);
  side.receiver_arcs.Start(arcs.receivers);
}

void Chains::TakeHubArc(Way way) {
  Side& side = sides_[way];
  side.work += kHubArcWork;
  const bool helper = side.helper_arcs.Key() <= side.receiver_arcs.Key();
  const Index at = helper ? side.helper_arcs.Take() : side.receiver_arcs.Take();
  const MarketNode node = helper ? MarketNode::Helper(at) : MarketNode::Receiver(at);
  Meet(way, node, {side.nearest, Met::kOverHub});
}

/// Forward from a helper, backward from a receiver.
void Chains::ExpandOverChosen(Way way, MarketNode node, Worth distance) {
  const Index i = node.at();
  if (way == kForward) {
    const Worth base = distance - priced_.helper_price(i);
    for (const Index t : priced_.ChosenOf(i)) {
      ++sides_[way].work;
      const PairArc& arc = priced_.HelperArc(t);
      const Worth length = base + arc.score - priced_.receiver_price(arc.other);
      Meet(way, MarketNode::Receiver(arc.other), {length, arc.twin_at()});
    }
    return;
  }
  const Worth base = distance - priced_.receiver_price(i);
  priced_.ForChosenOf(i, [&](Index e, const PairArc& arc) {
    const Worth length = base + arc.score - priced_.helper_price(arc.other);
    Meet(way, MarketNode::Helper(arc.other), {length, e});
  });
}

/// Forward from a receiver, backward from a helper.
void Chains::ExpandOverOpen(Way way, MarketNode node, Worth distance) {
  const Index i = node.at();
  if (way == kForward) {
    const Worth base = distance + priced_.receiver_price(i);
    priced_.ForUnrankedPairsOf(i, [&](Index e, const PairArc& arc) { LookAt(way, e, arc, base); });
  } else {
    const Worth base = distance + priced_.helper_price(i);
    priced_.ForUnrankedArcsOf(i,
                              [&](const PairArc& arc) { LookAt(way, arc.twin_at(), arc, base); });
  }
  LookAlong(way, node, priced_.RankingOf(i, node.receives()).begin);
}

void Chains::TakeRest(Way way) {
  Side& side = sides_[way];
  const Rest rest = side.rests.front();
  std::pop_heap(side.rests.begin(), side.rests.end(), std::greater<>());
  side.rests.pop_back();
  LookAlong(way, rest.node, rest.next);
}

/// Looks at the node's ranked arcs from there on, until none can lead to what is nearest.
void Chains::LookAlong(Way way, MarketNode node, Index next) {
  Side& side = sides_[way];
  const Index i = node.at();
  const auto ranking = priced_.RankingOf(i, node.receives());
  const Worth price = node.receives() ? priced_.receiver_price(i) : priced_.helper_price(i);
  const Worth base = side.frontier.Of(node).distance + price;
  const Worth least =
      base - ranking.slack +
      (node.receives() ? priced_.least_helper_price() : priced_.least_receiver_price());
  for (const Index stop = next + kStretch; next < ranking.end; ++next) {
    const PairArc& arc = node.receives() ? priced_.ReceiverArc(next) : priced_.HelperArc(next);
    const Worth bound = least - arc.score;
    if (bound >= best_) return;
    if (next >= stop && bound > side.nearest) {
      side.rests.push_back({bound, node, next});
      std::push_heap(side.rests.begin(), side.rests.end(), std::greater<>());
      return;
    }
    LookAt(way, node.receives() ? next : arc.twin_at(), arc, base);
  }
}

/// Looks at a pair from the end that has the arc.
void Chains::LookAt(Way way, Index e, const PairArc& arc, Worth base) {
  ++sides_[way].work;
  if (arc.barred()) return;
  if (way == kForward) {
    const Worth length = base + priced_.helper_price(arc.other) - arc.score;
    Meet(way, MarketNode::Helper(arc.other), {length, e});
  } else {
    const Worth length = base + priced_.receiver_price(arc.other) - arc.score;
    Meet(way, MarketNode::Receiver(arc.other), {length, e});
  }
}

// ---- what follows from it ----

void Chains::MovePrices() {
  // Any split between what both sides know will do; this one moves the hub least where it is an
  // end.
  const bool hub_is_source = sides_[kForward].frontier.Has(MarketNode::Hub()) &&
                             sides_[kForward].frontier.Of(MarketNode::Hub()).via == Met::kSource;
  const Way whole = hub_is_source ? kBackward : kForward;
  const Worth reach = std::min(sides_[whole].nearest, best_);
  for (const Way way : {kForward, kBackward}) {
    const Worth limit = way == whole ? reach : best_ - reach;
    for (const MarketNode node : sides_[way].frontier.nodes()) {
      const Worth gap = limit - sides_[way].frontier.Of(node).distance;
      if (gap <= 0) continue;
      const Worth up = way == kForward ? gap : -gap;
      if (node.is_hub()) {
        priced_.SetHubPrice(priced_.hub_price() + up);
      } else if (node.receives()) {
        priced_.SetReceiverPrice(node.at(), priced_.receiver_price(node.at()) - up);
      } else {
        priced_.SetHelperPrice(node.at(), priced_.helper_price(node.at()) + up);
      }
    }
  }
}

/// Changes the load of the chain's arc between the node and the hub.
void Chains::TakeHubLoad(MarketNode node, bool into_hub) {
  const Index i = node.at();
  if (node.receives()) {
    priced_.SetReceiverLoad(i, priced_.receiver_load(i) + (into_hub ? -1 : 1));
  } else {
    priced_.SetHelperLoad(i, priced_.helper_load(i) + (into_hub ? 1 : -1));
  }
}

/// Exchanges the chain's part between the node and the side's own end.
void Chains::Follow(Way way, MarketNode node) {
  const Frontier& frontier = sides_[way].frontier;
  for (Index via; (via = frontier.Of(node).via) != Met::kSource;) {
    if (node.is_hub()) {
      node = {static_cast<std::uint32_t>(via)};
      TakeHubLoad(node, way == kForward);
    } else if (via == Met::kOverHub) {
      TakeHubLoad(node, way == kBackward);
      node = MarketNode::Hub();
    } else {
      priced_.SetLink(via, priced_.link(via) == Link::kChosen ? Link::kOpen : Link::kChosen);
      node = node.receives() ? MarketNode::Helper(priced_.HelperOf(via))
                             : MarketNode::Receiver(priced_.ReceiverOf(via));
    }
  }
}

void Chains::Lead(MarketNode source, MarketNode target) {
  Run(source, target);
  MovePrices();
  Follow(kForward, meeting_);
  Follow(kBackward, meeting_);
}

Worth Chains::Distance(MarketNode source, MarketNode target) {
  Run(source, target);
  return best_;
}

}  // namespace jiedui::matching

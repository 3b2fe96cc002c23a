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

/// Open pairs whose other ends memory is asked for ahead: waiting for it is most of a search.
constexpr Index kAhead = 8;

/// How much more work than the other the side with fewer open nodes may do.
constexpr std::int64_t kMostShare = 4;

}  // namespace

// ---- searching ----

void Chains::Run(MarketNode source, MarketNode target) {
  best_ = kBeyondWorth;
  labels_.Start(priced_);
  for (Side& side : sides_) {
    side.frontier.Start();
    side.rests.clear();
    side.left.clear();
    side.past_hub = false;
    side.work = 0;
    side.nearest = 0;
  }
  sides_[kForward].to_hub = {priced_.into_hub().helpers.Least(),
                             priced_.into_hub().receivers.Least()};
  sides_[kBackward].to_hub = {priced_.out_of_hub().helpers.Least(),
                              priced_.out_of_hub().receivers.Least()};
  Meet(kForward, source, {0, Met::kEnd});
  Meet(kBackward, target, {0, Met::kEnd});
  for (;;) {
    for (Side& side : sides_) FindNearest(side);
    if (sides_[kForward].nearest + sides_[kBackward].nearest >= best_) return MeetOverRests();
    last_ = NextWay();
    Step(last_);
  }
}

Chains::Way Chains::NextWay() const {
  const Side& forward = sides_[kForward];
  const Side& backward = sides_[kBackward];
  if (forward.work > kMostShare * backward.work) return kBackward;
  if (backward.work > kMostShare * forward.work) return kForward;
  const bool fewer = forward.frontier.open_count() <= backward.frontier.open_count();
  return fewer ? kForward : kBackward;
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
  FetchUpcoming(way);
  if (node.is_hub()) return ExpandHub(way, side.nearest);
  const bool over_chosen = GoesOverChosen(way, node);
  over_chosen ? ExpandOverChosen(way, node, side.nearest) : ExpandOverOpen(way, node, side.nearest);
}

void Chains::Meet(Way way, MarketNode node, const Met& met) {
  if (met.distance >= best_) return;
  const Side& other = sides_[Opposite(way)];
  if (met.distance + other.nearest >= best_ && !other.frontier.Has(node)) return;
  if (!sides_[way].frontier.Improve(node, met)) return;
  if (other.frontier.Has(node)) {
    const Worth length = met.distance + other.frontier.DistanceTo(node);
    if (length < best_) {
      best_ = length;
      meeting_ = node;
    }
  }
  if (met.distance + other.nearest >= best_) return;
  sides_[way].frontier.Open(node, met.distance);
  if (!node.is_hub() && met.via != Met::kOverHub) MeetHub(way, node, met.distance);
}

/// Goes on from the node to the hub, where that is possible.
void Chains::MeetHub(Way way, MarketNode node, Worth distance) {
  const Side& side = sides_[way];
  const auto hub = MarketNode::Hub();
  const Worth most = side.frontier.Has(hub) ? side.frontier.DistanceTo(hub) : best_;
  const Worth base =
      way == kForward ? distance + priced_.hub_price() : distance - priced_.hub_price();
  const Worth least = std::max(side.to_hub[node.receives() ? 1 : 0], LeastHubKey(way, node));
  if (base + least >= most) return;
  const PricedPlan::HubArcs& arcs = way == kForward ? priced_.into_hub() : priced_.out_of_hub();
  const Worth key = (node.receives() ? arcs.receivers : arcs.helpers).KeyOf(node.at());
  if (key < Tournament::kNever) Meet(way, hub, {base + key, static_cast<Index>(node.code)});
}

/// A bound of the key by which the node comes to the hub, from its price alone.
Worth Chains::LeastHubKey(Way way, MarketNode node) const {
  const Index i = node.at();
  if (!node.receives()) return way == kForward ? -priced_.helper_price(i) : priced_.helper_price(i);
  return way == kForward ? priced_.receiver_price(i) + priced_.least_unit_worth()
                         : -priced_.receiver_price(i) - kCoverUnit;
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
    for (const PairArc& arc : priced_.ChosenOf(i)) Fetch(arc.other, true);
    for (const PairArc& arc : priced_.ChosenOf(i)) {
      ++sides_[way].work;
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
    priced_.ForStrayArcsOf(i, [&](const PairArc& arc) { LookAt(way, arc.twin_at(), arc, base); });
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
  const Worth base = side.frontier.DistanceTo(node) + price;
  const Worth least =
      base - ranking.slack +
      (node.receives() ? priced_.least_helper_drift() : priced_.least_receiver_drift());
  const auto arc_at = [&](Index at) -> const PairArc& {
    return node.receives() ? priced_.ReceiverArc(at) : priced_.HelperArc(at);
  };
  const Worth other_nearest = sides_[Opposite(way)].nearest;
  for (Index ahead = next; ahead < std::min(next + kAhead, ranking.end); ++ahead) {
    Fetch(arc_at(ahead).other, !node.receives());
  }
  for (const Index stop = next + kStretch; next < ranking.end; ++next) {
    const PairArc& arc = arc_at(next);
    const Worth bound = least - priced_.RankOf(arc, node.receives());
    if (bound + other_nearest >= best_) {
      if (way == kForward) side.left.push_back({bound, node, next});
      return;
    }
    if (next >= stop && bound > side.nearest) {
      side.rests.push_back({bound, node, next});
      std::push_heap(side.rests.begin(), side.rests.end(), std::greater<>());
      return;
    }
    if (next + kAhead < ranking.end) Fetch(arc_at(next + kAhead).other, !node.receives());
    LookAt(way, node.receives() ? next : arc.twin_at(), arc, base);
  }
}

/// Looks at the open pairs that neither end has looked at, for a receiver that one end knows and a
/// helper that the other does.
void Chains::MeetOverRests() {
  const Side& forward = sides_[kForward];
  const Side& backward = sides_[kBackward];
  if (forward.rests.empty() && forward.left.empty()) return;
  Worth least = kBeyondWorth;  // of a known helper's drift and distance
  for (const MarketNode node : backward.frontier.nodes()) {
    if (node.is_hub() || node.receives()) continue;
    least = std::min(least, priced_.helper_drift(node.at()) + backward.frontier.DistanceTo(node));
  }
  for (const auto* rests : {&forward.rests, &forward.left}) {
    for (const Rest& rest : *rests) MeetOverRest(rest, least);
  }
}

void Chains::MeetOverRest(const Rest& rest, Worth least) {
  const Frontier& backward = sides_[kBackward].frontier;
  const auto ranking = priced_.RankingOf(rest.node.at(), true);
  const Worth base =
      sides_[kForward].frontier.DistanceTo(rest.node) + priced_.receiver_price(rest.node.at());
  for (Index e = rest.next; e < ranking.end; ++e) {
    const PairArc& arc = priced_.ReceiverArc(e);
    if (base + least - ranking.slack - priced_.RankOf(arc, true) >= best_) return;
    const auto helper = MarketNode::Helper(arc.other);
    if (arc.barred() || !backward.Has(helper)) continue;
    const Worth distance = base + priced_.helper_price(arc.other) - arc.score;
    const Worth length = distance + backward.DistanceTo(helper);
    if (length >= best_ || !sides_[kForward].frontier.Improve(helper, {distance, e})) continue;
    best_ = length;
    meeting_ = helper;
  }
}

/// Whether the node goes on over its chosen pairs.
bool Chains::GoesOverChosen(Way way, MarketNode node) {
  return node.receives() == (way == kBackward);
}

/// Asks memory for what the nodes that are next read: the node of one of the next, then its pairs.
void Chains::FetchUpcoming(Way way) const {
  sides_[way].frontier.ForUpcoming([&](MarketNode node, std::size_t place) {
    const bool over_chosen = GoesOverChosen(way, node);
    if (place > 0) {
      priced_.FetchNode(node.at(), node.receives());
      if (over_chosen) priced_.FetchChosen(node.at(), node.receives());
    } else if (!over_chosen) {
      priced_.FetchRanked(node.at(), node.receives());
    } else if (node.receives()) {
      priced_.FetchChosen(node.at(), true);
    } else {
      __builtin_prefetch(priced_.ChosenOf(node.at()).data());
    }
  });
}

/// Asks memory for what looking at the node reads.
void Chains::Fetch(Index i, bool receiver) const {
  priced_.FetchPrice(i, receiver);
  labels_.Fetch(receiver ? MarketNode::Receiver(i) : MarketNode::Helper(i));
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
  const Worth limit = std::min(sides_[Opposite(last_)].nearest, best_);
  for (const Way way : {kForward, kBackward}) {
    const Worth reach = way == last_ ? best_ - limit : limit;
    const Frontier& frontier = sides_[way].frontier;
    const std::vector<MarketNode>& nodes = frontier.nodes();
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const std::size_t ahead = i + static_cast<std::size_t>(kAhead);
      if (ahead < nodes.size()) FetchForPrice(nodes[ahead]);
      const MarketNode node = nodes[i];
      const Worth gap = reach - frontier.DistanceTo(node);
      if (gap > 0) Raise(node, way == kForward ? gap : -gap);
    }
  }
}

void Chains::FetchForPrice(MarketNode node) const {
  if (node.is_hub()) return;
  labels_.Fetch(node);
  priced_.FetchForPrice(node.at(), node.receives());
}

/// Raises p of a helper, −q of a receiver, z of the hub.
void Chains::Raise(MarketNode node, Worth by) {
  const Index i = node.at();
  if (node.is_hub()) {
    priced_.SetHubPrice(priced_.hub_price() + by);
  } else if (node.receives()) {
    priced_.SetReceiverPrice(i, priced_.receiver_price(i) - by);
  } else {
    priced_.SetHelperPrice(i, priced_.helper_price(i) + by);
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
  for (Index via; (via = frontier.Via(node)) != Met::kEnd;) {
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

void Chains::Spread(MarketNode source, MarketNode target) {
  Run(source, target);
  if (best_ < kCoverUnit / 2) MovePrices();
}

}  // namespace jiedui::matching

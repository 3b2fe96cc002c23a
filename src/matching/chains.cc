#include <algorithm>
#include <functional>

#include "matching/chains_internal.h"

namespace jiedui::matching {

// ---- Frontier ----

void Frontier::Start(const PricedPlan& priced) {
  helpers_.resize(static_cast<std::size_t>(priced.helper_count()));
  receivers_.resize(static_cast<std::size_t>(priced.receiver_count()));
  if (++stamp_ == 0) {  // once in 2^32 searches
    for (Label& label : helpers_) label.stamp = 0;
    for (Label& label : receivers_) label.stamp = 0;
    stamp_ = 1;
  }
  heap_.clear();
  met_.clear();
}

bool Frontier::ImproveNow(MarketNode node, Worth distance, Index via) {
  const auto at = static_cast<std::size_t>(node.at());
  Label& label = node.receives() ? receivers_[at] : helpers_[at];
  if (label.stamp == stamp_) {
    if (label.distance <= distance) return false;
  } else {
    label.stamp = stamp_;
    met_.push_back(node);
  }
  label.distance = distance;
  label.via = via;
  return true;
}

bool Frontier::Improve(MarketNode node, Worth distance, Index via) {
  if (!ImproveNow(node, distance, via)) return false;
  heap_.push_back({distance, node.code});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  return true;
}

bool Frontier::Pop(Worth limit, MarketNode& node, Worth& distance) {
  while (!heap_.empty() && heap_.front().distance < limit) {
    const Open nearest = heap_.front();
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    heap_.pop_back();
    node = {nearest.code};
    distance = nearest.distance;
    if (DistanceTo(node) == distance) return true;  // else met again on a shorter way
  }
  return false;
}

// ---- one search ----

void Chains::Run(Way way, MarketNode source, Search& search) const {
  search.best = kBeyondWorth;
  search.frontier.Start(priced_);
  Meet(way, source, 0, -1, search);
  MarketNode node;
  Worth distance = 0;
  // A chain that is still unknown is at least as long as the nearest open node and, where it ends
  // at the hub, what lies beyond.
  const auto limit = [&] {
    return search.beyond_hub >= kBeyondWorth ? search.best : search.best - search.beyond_hub;
  };
  while (search.frontier.Pop(limit(), node, distance)) {
    way == Way::kShed ? ExpandShedding(node, distance, search)
                      : ExpandFilling(node, distance, search);
  }
}

void Chains::Meet(Way way, MarketNode node, Worth distance, Index via, Search& search) const {
  if (search.towards != nullptr && search.towards->frontier.Met(node)) {
    search.best = std::min(search.best, distance + search.towards->frontier.DistanceTo(node));
  }
  const Worth beyond = search.beyond_hub >= kBeyondWorth ? 0 : search.beyond_hub;
  if (distance + beyond >= search.best && via >= 0) return;
  if (search.frontier.Improve(node, distance, via)) OfferEnd(way, node, distance, search);
}

/// The chain may end here where the node can be left as it is.
void Chains::OfferEnd(Way way, MarketNode node, Worth distance, Search& search) const {
  if (node == search.opposite && distance < search.best) {
    search.best = distance;
    search.end = node;
  }
  if (search.beyond_hub >= kBeyondWorth) return;
  const Index i = node.at();
  bool possible = true;
  Worth cost = 0;
  if (node.receives()) {
    possible = way == Way::kShed ? priced_.CanLower(i) : priced_.CanRaise(i);
    cost = way == Way::kShed ? priced_.LoweringCost(i) : priced_.RaisingCost(i);
  } else {
    possible = way == Way::kFill || priced_.helper_load(i) < priced_.places(i);
    cost = priced_.helper_price(i);
  }
  const Worth length = distance + cost + search.beyond_hub;
  if (!possible || length >= search.best) return;
  search.best = length;
  search.end = node;
}

void Chains::ExpandShedding(MarketNode node, Worth distance, Search& search) const {
  const Index i = node.at();
  if (!node.receives()) {
    const Worth base = distance - priced_.helper_price(i);
    for (const Index t : priced_.ChosenOf(i)) {
      const PairArc& arc = priced_.HelperArc(t);
      const Worth cost = base + arc.score - priced_.receiver_price(arc.other);
      Meet(Way::kShed, MarketNode::Receiver(arc.other), cost, arc.twin_at(), search);
    }
    return;
  }
  const Worth base = distance + priced_.receiver_price(i);
  priced_.ForPairsOf(i, [&](Index e, const PairArc& arc) {
    if (arc.barred()) return;
    const Worth cost = base + priced_.helper_price(arc.other) - arc.score;
    Meet(Way::kShed, MarketNode::Helper(arc.other), cost, e, search);
  });
}

void Chains::ExpandFilling(MarketNode node, Worth distance, Search& search) const {
  const Index i = node.at();
  if (!node.receives()) {
    const Worth base = distance + priced_.helper_price(i);
    priced_.ForArcsOf(i, [&](const PairArc& arc) {
      if (arc.barred()) return;
      const Worth cost = base + priced_.receiver_price(arc.other) - arc.score;
      Meet(Way::kFill, MarketNode::Receiver(arc.other), cost, arc.twin_at(), search);
    });
    return;
  }
  const Worth base = distance - priced_.receiver_price(i);
  priced_.ForChosenOf(i, [&](Index e, const PairArc& arc) {
    const Worth cost = base + arc.score - priced_.helper_price(arc.other);
    Meet(Way::kFill, MarketNode::Helper(arc.other), cost, e, search);
  });
}

// ---- what follows from it ----

/// Nodes nearer than the chain's end move by the difference, so that every pair of the chain costs
/// nothing and no reduced cost changes sign.
void Chains::MovePrices(Way way, const Search& search) {
  for (const MarketNode node : search.frontier.met()) {
    const Worth gap = search.best - search.frontier.DistanceTo(node);
    if (gap <= 0) continue;
    const Worth up = way == Way::kShed ? gap : -gap;
    if (node.receives()) {
      priced_.SetReceiverPrice(node.at(), priced_.receiver_price(node.at()) - up);
    } else {
      priced_.SetHelperPrice(node.at(), priced_.helper_price(node.at()) + up);
    }
  }
}

void Chains::Follow(Way way, MarketNode source, const Search& search) {
  const Index end = search.end.at();
  if (search.end == search.opposite) {
    // The two imbalances cancel: no load changes.
  } else if (search.end.receives()) {
    priced_.SetReceiverLoad(end, priced_.receiver_load(end) + (way == Way::kShed ? -1 : 1));
  } else {
    priced_.SetHelperLoad(end, priced_.helper_load(end) + (way == Way::kShed ? 1 : -1));
  }
  MarketNode node = search.end;
  while (!(node == source)) {
    const Index e = search.frontier.Via(node);
    priced_.SetLink(e, priced_.link(e) == Link::kChosen ? Link::kOpen : Link::kChosen);
    node = node.receives() ? MarketNode::Helper(priced_.HelperOf(e))
                           : MarketNode::Receiver(priced_.ReceiverOf(e));
  }
}

void Chains::Lead(Way way, MarketNode source, Search& search) {
  search.beyond_hub = 0;
  search.towards = nullptr;
  Run(way, source, search);
  MovePrices(way, search);
  Follow(way, source, search);
}

void Chains::Settle(Way way, MarketNode source) {
  Search& search = way == Way::kShed ? shed_ : fill_;
  search.opposite.reset();
  Lead(way, source, search);
}

Chains::End Chains::Settle(Way way, MarketNode source, MarketNode opposite) {
  Search& search = way == Way::kShed ? shed_ : fill_;
  search.opposite = opposite;
  Lead(way, source, search);
  return search.end == opposite ? End::kOpposite : End::kHub;
}

Worth Chains::Distance(MarketNode shed, MarketNode fill) {
  fill_.beyond_hub = 0;
  fill_.towards = nullptr;
  fill_.opposite.reset();
  shed_.opposite.reset();
  Run(Way::kFill, fill, fill_);
  shed_.beyond_hub = fill_.best;
  shed_.towards = &fill_;
  Run(Way::kShed, shed, shed_);
  return shed_.best;
}

}  // namespace jiedui::matching

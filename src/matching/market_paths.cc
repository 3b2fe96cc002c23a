#include <functional>

#include "matching/market_paths_internal.h"

namespace jiedui::matching {

MarketPaths::MarketPaths(Market& market, Money epsilon, const Stopping& stopping)
    : market_(market),
      epsilon_(epsilon),
      stopping_(stopping),
      wanted_(At(market.helpers())),
      distance_(At(market.helpers()) + 1),
      visited_(At(market.helpers()) + 1),
      pointer_(At(market.helpers()) + 1) {}

/// Places that nobody holds although they must be held or cost more than they would by themselves.
Index MarketPaths::Wanted(Index h) const {
  const Range places = market_.places(h);
  Index filled = std::max(market_.Load(h), places.low);
  while (filled < places.high && market_.PlaceCost(h, filled + 1) + epsilon_ < market_.price(h)) {
    ++filled;
  }
  return filled - market_.Load(h);
}

void MarketPaths::CountWanted() {
  std::int64_t sum = 0;
  for (Index h = 0; h < market_.helpers(); ++h) {
    wanted_[At(h)] = Wanted(h);
    sum += wanted_[At(h)];
  }
  hub_gives_ = sum;
}

MarketPaths::End MarketPaths::Run(std::vector<Index> wanting) {
  floor_.assign(At(market_.receivers()), 0);
  while (true) {
    if (stopping_.Asked()) return End::kStopped;
    CountWanted();
    const auto excess = static_cast<std::int64_t>(wanting.size());
    if (excess == 0 && hub_gives_ == 0) return End::kDone;
    changed_ = true;
    hub_takes_ = std::max<std::int64_t>(0, excess - hub_gives_);
    hub_gives_ = std::max<std::int64_t>(0, hub_gives_ - excess);
    outside_.clear();
    for (Index r = 0; r < market_.receivers(); ++r) {
      if (market_.need(r) == Need::kMay && market_.taken(r) < 0) outside_.push_back(r);
    }
    if (!Measure(wanting)) return End::kStuck;
    Reprice();
    CountWanted();
    hub_gives_ = std::max<std::int64_t>(0, hub_gives_ - excess);
    std::fill(visited_.begin(), visited_.end(), false);
    std::fill(pointer_.begin(), pointer_.end(), Pointer{});
    std::vector<Index> left;
    for (const Index r : wanting) {
      if (!Augment(r)) left.push_back(r);
    }
    wanting = std::move(left);
    while (hub_gives_ > 0 && AugmentFromHub()) --hub_gives_;
  }
}

// ---- distances ----

void MarketPaths::Relax(Index node, Money distance) {
  if (distance >= distance_[At(node)]) return;
  distance_[At(node)] = distance;
  heap_.emplace_back(distance, node);
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

/// Distances from all sources up to the nearest sink; false where there is none.
bool MarketPaths::Measure(const std::vector<Index>& wanting) {
  std::fill(distance_.begin(), distance_.end(), kFar);
  heap_.clear();
  settled_.clear();
  for (const Index r : wanting) MeasureFromReceiver(r);
  if (hub_gives_ > 0) Relax(Hub(), 0);
  while (!heap_.empty()) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const auto [distance, node] = heap_.back();
    heap_.pop_back();
    if (distance > distance_[At(node)]) continue;
    if (IsSink(node)) {
      reach_ = distance;
      for (const Index r : wanting) floor_[At(r)] -= epsilon_ * distance;
      return true;
    }
    settled_.push_back(node);
    node == Hub() ? MeasureFromHub(distance) : MeasureFromHelper(node, distance);
  }
  return false;
}

void MarketPaths::MeasureFromReceiver(Index r) {
  Money best = market_.need(r) == Need::kMay ? 0 : kNever;
  for (int slot = 0; slot < market_.OfferCount(r); ++slot) {
    best = std::max(best, market_.Net(market_.offer(r, slot)));
  }
  floor_[At(r)] = best - epsilon_;
  for (int slot = 0; slot < market_.OfferCount(r); ++slot) {
    const Offer& offer = market_.offer(r, slot);
    Relax(offer.helper, Length(best - epsilon_ - market_.Net(offer)));
  }
  if (market_.need(r) == Need::kMay) Relax(Hub(), Length(best - epsilon_));
}

void MarketPaths::MeasureFromHelper(Index h, Money distance) {
  const Index load = market_.Load(h);
  if (load < market_.places(h).high) {
    Relax(Hub(), distance + Length(market_.PlaceCost(h, load + 1) - market_.price(h)));
  }
  for (const Index r : market_.holders(h)) {
    const Money own = market_.Own(r);
    for (int slot = 0; slot < market_.OfferCount(r); ++slot) {
      if (slot == market_.taken(r)) continue;
      const Offer& offer = market_.offer(r, slot);
      Relax(offer.helper, distance + Length(own - market_.Net(offer)));
    }
    if (market_.need(r) == Need::kMay) Relax(Hub(), distance + Length(own));
  }
}

void MarketPaths::MeasureFromHub(Money distance) {
  for (Index h = 0; h < market_.helpers(); ++h) {
    const Index load = market_.Load(h);
    if (load > market_.places(h).low) {
      Relax(h, distance + Length(market_.price(h) - market_.PlaceCost(h, load)));
    }
    // A place that wants a receiver only for its price may as well become cheaper.
    const Index filled = load + wanted_[At(h)];
    if (wanted_[At(h)] > 0 && load >= market_.places(h).low) {
      Relax(h, distance + Length(market_.price(h) - market_.PlaceCost(h, filled)));
    }
  }
  for (const Index r : outside_) {
    for (int slot = 0; slot < market_.OfferCount(r); ++slot) {
      const Offer& offer = market_.offer(r, slot);
      Relax(offer.helper, distance + Length(-market_.Net(offer)));
    }
  }
}

/// Who is nearer to a source than the sink becomes dearer by the difference; the hub's price stays
/// 0, so where it is near all others become cheaper instead.
void MarketPaths::Reprice() {
  Money fall = 0;
  if (distance_[At(Hub())] < reach_) fall = epsilon_ * (reach_ - distance_[At(Hub())]);
  if (fall > 0) {
    for (Index h = 0; h < market_.helpers(); ++h) market_.SetPrice(h, market_.price(h) - fall);
    for (Money& floor : floor_) floor += fall;
    market_.Fallen(fall);
  }
  for (const Index node : settled_) {
    if (node == Hub()) continue;
    market_.SetPrice(node, market_.price(node) + epsilon_ * (reach_ - distance_[At(node)]));
  }
}

// ---- augmentation ----

bool MarketPaths::Augment(Index r) {
  for (int slot = 0; slot < market_.OfferCount(r); ++slot) {
    const Offer& offer = market_.offer(r, slot);
    if (!Open(offer.helper) || market_.Net(offer) <= floor_[At(r)]) continue;
    std::vector<Step> path = {{-1, r, slot}, {offer.helper, -1, -1}};
    if (Follow(path)) return true;
  }
  if (market_.need(r) == Need::kMay && floor_[At(r)] < 0 && Open(Hub())) {
    std::vector<Step> path = {{-1, -1, -1}, {Hub(), -1, -1}};
    return Follow(path);
  }
  return false;
}

bool MarketPaths::AugmentFromHub() {
  if (!Open(Hub())) return false;
  std::vector<Step> path = {{Hub(), -1, -1}};
  return Follow(path);
}

/// Depth first from the last node of the path to a sink; carries the moves out.
bool MarketPaths::Follow(std::vector<Step>& path) {
  const std::size_t start = path.size() - 1;
  visited_[At(path.back().node)] = true;
  while (path.size() > start) {
    const Index node = path.back().node;
    if (IsSink(node)) break;
    const auto step = NextStep(node);
    if (!step) {
      path.pop_back();
      continue;
    }
    path.back().receiver = step->receiver;
    path.back().slot = step->slot;
    visited_[At(step->node)] = true;
    path.push_back({step->node, -1, -1});
  }
  if (path.size() <= start) return false;
  const Index sink = path.back().node;
  sink == Hub() ? static_cast<void>(--hub_takes_) : static_cast<void>(--wanted_[At(sink)]);
  path.pop_back();
  visited_[At(sink)] = false;
  for (const Step& step : path) {
    if (step.receiver >= 0) market_.Move(step.receiver, step.slot);
    if (step.node >= 0) visited_[At(step.node)] = false;
  }
  return true;
}

std::optional<MarketPaths::Step> MarketPaths::NextStep(Index node) {
  return node == Hub() ? NextFromHub() : NextFromHelper(node);
}

/// The next admissible arc: one whose cost has become negative. Step::node is where it leads.
std::optional<MarketPaths::Step> MarketPaths::NextFromHelper(Index h) {
  Pointer& at = pointer_[At(h)];
  const Index load = market_.Load(h);
  if (Open(Hub()) && load < market_.places(h).high && load >= market_.places(h).low &&
      market_.PlaceCost(h, load + 1) < market_.price(h)) {
    return Step{Hub(), -1, -1};
  }
  for (; at.holder < market_.holders(h).size(); ++at.holder, at.slot = -1) {
    const Index r = market_.holders(h)[at.holder];
    const Money own = market_.Own(r);
    if (at.slot == -1) {
      at.slot = 0;
      if (market_.need(r) == Need::kMay && own < 0 && Open(Hub())) return Step{Hub(), r, -1};
    }
    while (at.slot < market_.OfferCount(r)) {
      const int slot = at.slot++;
      const Offer& offer = market_.offer(r, slot);
      if (slot == market_.taken(r) || own >= market_.Net(offer) || !Open(offer.helper)) continue;
      return Step{offer.helper, r, slot};
    }
  }
  return std::nullopt;
}

std::optional<MarketPaths::Step> MarketPaths::NextFromHub() {
  Pointer& at = pointer_[At(Hub())];
  const std::size_t helpers = At(market_.helpers());
  while (at.holder < helpers) {
    const auto h = static_cast<Index>(at.holder++);
    const Index load = market_.Load(h);
    if (load <= market_.places(h).low || !Open(h)) continue;
    if (market_.price(h) < market_.PlaceCost(h, load)) return Step{h, -1, -1};
  }
  at.slot = std::max(at.slot, 0);
  for (; at.holder < helpers + outside_.size(); ++at.holder, at.slot = 0) {
    const Index r = outside_[at.holder - helpers];
    while (market_.taken(r) < 0 && at.slot < market_.OfferCount(r)) {
      const int slot = at.slot++;
      const Offer& offer = market_.offer(r, slot);
      if (market_.Net(offer) > 0 && Open(offer.helper)) return Step{offer.helper, r, slot};
    }
  }
  return std::nullopt;
}

}  // namespace jiedui::matching

#include <functional>

#include "matching/market_paths_internal.h"

namespace jiedui::matching {

MarketPaths::MarketPaths(Market& market, const Stopping& stopping)
    : market_(market),
      stopping_(stopping),
      distance_(At(market.helpers()) + 1),
      visited_(At(market.helpers()) + 1),
      pointer_(At(market.helpers()) + 1) {}

PathsEnd MarketPaths::Run(std::vector<Index> wanting, Money epsilon) {
  epsilon_ = epsilon;
  floor_.assign(wanting.empty() ? 0 : At(market_.receivers()), 0);
  while (!wanting.empty()) {
    if (stopping_.Asked()) return PathsEnd::kStopped;
    if (!Measure(wanting)) return PathsEnd::kStuck;
    Reprice();
    std::fill(visited_.begin(), visited_.end(), false);
    std::fill(pointer_.begin(), pointer_.end(), Pointer{});
    std::vector<Index> left;
    for (const Index r : wanting) {
      if (!Augment(r)) left.push_back(r);
    }
    wanting = std::move(left);
  }
  return PathsEnd::kDone;
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
    MeasureFromHelper(node, distance);
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

/// Who is nearer to a source than the sink becomes dearer by the difference.
void MarketPaths::Reprice() {
  for (const Index h : settled_) {
    market_.SetPrice(h, market_.price(h) + epsilon_ * (reach_ - distance_[At(h)]));
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
  path.pop_back();
  visited_[At(sink)] = false;
  for (const Step& step : path) {
    if (step.receiver >= 0) market_.Move(step.receiver, step.slot);
    if (step.node >= 0) visited_[At(step.node)] = false;
  }
  return true;
}

/// The next admissible arc: one whose cost has become negative. Step::node is where it leads.
std::optional<MarketPaths::Step> MarketPaths::NextStep(Index h) {
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

}  // namespace jiedui::matching

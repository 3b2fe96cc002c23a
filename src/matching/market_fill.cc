#include <functional>
#include <numeric>

#include "matching/market_fill_internal.h"

namespace jiedui::matching {
namespace {

constexpr std::int64_t kTurnsPerWanting = 100;
constexpr std::int64_t kTurnsPerReceiver = 20;  // prices that went too far fall by many ε

}  // namespace

MarketFill::MarketFill(Market& market, const Stopping& stopping)
    : market_(market), stopping_(stopping) {}

PathsEnd MarketFill::Run(Money epsilon, bool fresh) {
  constexpr int kFillsPerPoll = 64;
  epsilon_ = epsilon;
  wanting_.clear();
  for (Index h = 0; h < market_.helpers(); ++h) {
    if (market_.Wanted(h, epsilon_) > 0) wanting_.push_back(h);
  }
  changed_ = !wanting_.empty();
  if (!changed_) return PathsEnd::kDone;
  if (IndexIsOld(fresh)) IndexEntries();
  if (!TakeTurns()) return PathsEnd::kStopped;
  if (epsilon_ > market_.unit()) return PathsEnd::kDone;  // a coarse stage may leave some
  int fills = 0;
  for (; !wanting_.empty(); wanting_.pop_back()) {
    while (market_.Wanted(wanting_.back(), epsilon_) > 0) {
      if (++fills % kFillsPerPoll == 0 && stopping_.Asked()) return PathsEnd::kStopped;
      if (!FillOne(wanting_.back())) return PathsEnd::kStuck;
    }
  }
  return PathsEnd::kDone;
}

/// The reverse auction, up to so many turns; false when stopped.
bool MarketFill::TakeTurns() {
  constexpr std::int64_t kTurnsPerPoll = 256;
  std::int64_t turns = kTurnsPerWanting * static_cast<std::int64_t>(wanting_.size() + 16) +
                       kTurnsPerReceiver * market_.receivers();
  while (!wanting_.empty() && turns-- > 0) {
    if (turns % kTurnsPerPoll == 0 && stopping_.Asked()) return false;
    const Index h = wanting_.back();
    if (market_.Wanted(h, epsilon_) == 0) {
      wanting_.pop_back();
    } else if (!TakeTurn(h)) {
      left_.push_back(h);  // nobody can come: a search has to find out more
      wanting_.pop_back();
    }
  }
  wanting_.insert(wanting_.end(), left_.begin(), left_.end());
  left_.clear();
  return true;
}

/// Lowers h's price to ε below what the second of those who could come would pay, and takes the
/// first; at least to what a place costs by itself. False where h must be held and nobody comes.
bool MarketFill::TakeTurn(Index h) {
  Money first = kNever;
  Money second = kNever;
  Entry comer = {-1, -1};
  for (std::size_t i = begin_[At(h)]; i < begin_[At(h) + 1]; ++i) {
    const Entry entry = entries_[i];
    const int taken = market_.taken(entry.receiver);
    if (taken == entry.slot || !Current(entry, h)) continue;
    if (taken < 0 && market_.need(entry.receiver) == Need::kMust) continue;
    const Money pays = market_.offer(entry.receiver, entry.slot).value -
                       (taken < 0 ? 0 : market_.Own(entry.receiver));
    if (pays > first) {
      second = first;
      first = pays;
      comer = entry;
    } else if (pays > second) {
      second = pays;
    }
  }
  const Index load = market_.Load(h);
  if (load >= market_.places(h).low) {
    const Money own = market_.PlaceCost(h, load + 1);
    if (first < own) {
      market_.SetPrice(h, own);
      return true;
    }
    second = std::max(second, own + epsilon_);
  } else if (second == kNever) {
    if (comer.receiver < 0) return false;
    second = first;
  }
  const int left = market_.taken(comer.receiver);
  if (left >= 0) wanting_.push_back(market_.offer(comer.receiver, left).helper);
  market_.SetPrice(h, std::min(market_.price(h), second - epsilon_));
  market_.Move(comer.receiver, comer.slot);
  return true;
}

bool MarketFill::IndexIsOld(bool fresh) const {
  constexpr std::int64_t kReceiversPerScan = 50;
  return indexed_at_ < 0 || (fresh && market_.scans() > indexed_at_) ||
         (market_.scans() - indexed_at_) * kReceiversPerScan > market_.receivers();
}

void MarketFill::IndexEntries() {
  indexed_at_ = market_.scans();
  begin_.assign(At(market_.helpers()) + 1, 0);
  const auto for_each_offer = [this](auto visit) {
    for (Index r = 0; r < market_.receivers(); ++r) {
      for (int slot = 0; slot < market_.OfferCount(r); ++slot) {
        visit(At(market_.offer(r, slot).helper), Entry{r, slot});
      }
    }
  };
  for_each_offer([this](std::size_t h, Entry) { ++begin_[h + 1]; });
  std::partial_sum(begin_.begin(), begin_.end(), begin_.begin());
  entries_.resize(begin_.back());
  std::vector<std::size_t> next(begin_.begin(), begin_.end() - 1);
  for_each_offer([&](std::size_t h, Entry entry) { entries_[next[h]++] = entry; });
  distance_.assign(At(market_.helpers()), kFar);
  via_.resize(At(market_.helpers()));
}

/// Whether the entry still says what the list says.
bool MarketFill::Current(Entry entry, Index h) const {
  return entry.slot < market_.OfferCount(entry.receiver) &&
         market_.offer(entry.receiver, entry.slot).helper == h;
}

void MarketFill::Relax(Index h, Money distance, Entry via) {
  if (distance >= distance_[At(h)] || distance >= origin_.distance) return;
  if (distance_[At(h)] == kFar) touched_.push_back(h);
  distance_[At(h)] = distance;
  via_[At(h)] = via;
  heap_.emplace_back(distance, h);
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

void MarketFill::Visit(Index h, Index wanting, Money distance) {
  const Index load = market_.Load(h);
  const Range places = market_.places(h);
  const auto offer_origin = [this, distance, h](Money cost, Entry entry) {
    const Money whole = distance + std::max<Money>(cost, 0);
    if (whole < origin_.distance) origin_ = {whole, h, entry};
  };
  if (h == wanting) {
    const Index filled = load + market_.Wanted(h, epsilon_);
    if (load >= places.low) {
      offer_origin(market_.price(h) - market_.PlaceCost(h, filled), {-1, -1});
    }
  } else if (load > places.low) {
    offer_origin(market_.price(h) - market_.PlaceCost(h, load), {-1, -1});
  }
  for (std::size_t i = begin_[At(h)]; i < begin_[At(h) + 1]; ++i) {
    const Entry entry = entries_[i];
    const int taken = market_.taken(entry.receiver);
    if (taken == entry.slot || !Current(entry, h)) continue;
    const Money net = market_.Net(market_.offer(entry.receiver, entry.slot));
    if (taken < 0) {
      if (market_.need(entry.receiver) == Need::kMay) offer_origin(-net, entry);
      continue;
    }
    const Index from = market_.offer(entry.receiver, taken).helper;
    Relax(from, distance + std::max<Money>(market_.Own(entry.receiver) - net, 0), entry);
  }
}

/// One receiver more for h, or a price nearer to its own cost; false where neither is possible.
bool MarketFill::FillOne(Index h) {
  origin_ = {};
  heap_.clear();
  settled_.clear();
  Relax(h, 0, {-1, -1});
  while (!heap_.empty() && heap_.front().first < origin_.distance) {
    std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
    const auto [distance, node] = heap_.back();
    heap_.pop_back();
    if (distance > distance_[At(node)]) continue;
    settled_.push_back(node);
    Visit(node, h, distance);
  }
  if (origin_.node >= 0) {
    for (const Index node : settled_) {
      const Money fall = std::max<Money>(0, origin_.distance - distance_[At(node)]);
      market_.SetPrice(node, market_.price(node) - fall);
    }
    if (origin_.entry.receiver >= 0) market_.Move(origin_.entry.receiver, origin_.entry.slot);
    for (Index node = origin_.node; node != h;) {
      const Entry via = via_[At(node)];
      node = market_.offer(via.receiver, via.slot).helper;
      market_.Move(via.receiver, via.slot);
    }
  }
  for (const Index node : touched_) distance_[At(node)] = kFar;
  touched_.clear();
  return origin_.node >= 0;
}

}  // namespace jiedui::matching

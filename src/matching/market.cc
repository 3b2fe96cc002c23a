#include <array>
#include <limits>

#include "matching/market_internal.h"

namespace jiedui::matching {

Market::Market(const Problem& problem, const Face& face, const UnitShape& shape,
               const LevelCost& cost, const Plan& start, Money unit)
    : problem_(problem),
      face_(face),
      shape_(shape),
      cost_(cost),
      unit_(unit),
      offers_(At(problem.receiver_count()) * kWidth),
      offer_count_(At(problem.receiver_count())),
      rest_(At(problem.receiver_count()), kNever),
      start_(ChosenFreePairs(problem, face, start)),
      taken_(At(problem.receiver_count()), -1),
      bid_(At(problem.receiver_count())),
      price_(At(problem.helper_count())),
      ask_(At(problem.helper_count())),
      holders_(At(problem.helper_count())) {
  for (Index h = 0; h < helpers(); ++h) {
    if (places(h).low == 0) SetPrice(h, PlaceCost(h, 1));
    holders_[At(h)].reserve(At(std::min<Index>(places(h).high, 64)));
  }
}

void Market::Begin(const std::vector<Index>& pair_of, const std::vector<Money>& prices) {
  price_ = prices;
  for (Index r = 0; r < receivers(); ++r) {
    const Index e = pair_of[At(r)];
    if (e < 0) continue;
    offers_[At(r) * kWidth] = {Value(e), problem_.pair_helper(e), e};
    Move(r, 0);
  }
  Begin();
}

void Market::Begin() {
  for (Index r = 0; r < receivers(); ++r) {
    if (need(r) != Need::kNone) Scan(r);
  }
}

/// Below what each of the candidates on r's full list, but those two, is worth now: as many stay
/// above it as have to be found again.
Money Market::BarOf(Index r, Index held, Index start) const {
  constexpr Money kNone = std::numeric_limits<Money>::min();
  if (offer_count_[At(r)] < kWidth) return kNone;
  const Offer* const offers = &offers_[At(r) * kWidth];
  Money lowest = std::numeric_limits<Money>::max();
  for (std::size_t slot = 0; slot < kWidth; ++slot) {
    const Index e = offers[slot].pair;
    if (e != held && e != start) lowest = std::min(lowest, Net(offers[slot]));
  }
  return lowest - 1;
}

void Market::Scan(Index r) {
  struct Ranked {
    Money net;
    Index pair;
  };
  ++scans_;
  const Index held = taken_[At(r)] >= 0 ? offer(r, taken_[At(r)]).pair : -1;
  const Index start = start_[At(r)];
  std::array<Ranked, kWidth> top;
  std::array<Index, 2> kept;
  std::size_t kept_count = 0;
  if (held >= 0) kept[kept_count++] = held;
  if (start >= 0 && start != held) kept[kept_count++] = start;
  const std::size_t width = kWidth - kept_count;
  std::size_t count = 0;
  Money rest = kNever;
  Money bar = BarOf(r, held, start);  // whoever is not above it is not on the list
  for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
    const Index h = problem_.pair_helper(e);
    const Money net = Value(e) - price_[At(h)];
    if (net <= bar) {
      rest = std::max(rest, net);  // of a forbidden pair too: the bound is only looser
      continue;
    }
    if (face_.pairs[At(e)] != PairBound::kFree || places(h).high == 0) continue;
    if (e == held || e == start) continue;
    if (count == width) rest = std::max(rest, top[--count].net);
    std::size_t at = count++;
    for (; at > 0 && top[at - 1].net < net; --at) top[at] = top[at - 1];
    top[at] = {net, e};
    if (count == width) bar = top[count - 1].net;
  }
  Offer* out = &offers_[At(r) * kWidth];
  const auto list = [&](Index e) { *out++ = {Value(e), problem_.pair_helper(e), e}; };
  for (std::size_t i = 0; i < kept_count; ++i) list(kept[i]);
  for (std::size_t i = 0; i < count; ++i) list(top[i].pair);
  offer_count_[At(r)] = static_cast<std::uint8_t>(kept_count + count);
  if (held >= 0) taken_[At(r)] = 0;
  rest_[At(r)] = rest - fallen_;
}

Market::Choice Market::LookAtList(Index r, int but) const {
  Choice choice;
  const int count = offer_count_[At(r)];
  const Offer* offers = &offers_[At(r) * kWidth];
  for (int slot = 0; slot < count; ++slot) {
    if (slot == but) continue;
    const Money net = Net(offers[slot]);
    if (net > choice.best) {
      choice.second = choice.best;
      choice.best = net;
      choice.slot = slot;
    } else if (net > choice.second) {
      choice.second = net;
    }
  }
  return choice;
}

Market::Choice Market::Look(Index r) {
  Choice choice = LookAtList(r, -1);
  if (Rest(r) > choice.second) {
    Scan(r);
    choice = LookAtList(r, -1);
    choice.second = std::max(choice.second, Rest(r));
  }
  return choice;
}

std::vector<Index> Market::ChosenPairs() const {
  std::vector<Index> pairs(taken_.size(), -1);
  for (Index r = 0; r < receivers(); ++r) {
    if (taken_[At(r)] >= 0) pairs[At(r)] = offer(r, taken_[At(r)]).pair;
  }
  return pairs;
}

void Market::TakeOut(Index r) {
  std::vector<Index>& holders = holders_[At(offer(r, taken_[At(r)]).helper)];
  const auto found = std::find(holders.begin(), holders.end(), r);
  *found = holders.back();
  holders.pop_back();
}

void Market::Move(Index r, int slot) {
  if (taken_[At(r)] >= 0) TakeOut(r);
  taken_[At(r)] = static_cast<std::int8_t>(slot);
  if (slot >= 0) holders_[At(offer(r, slot).helper)].push_back(r);
}

Money Market::PriceNow(Index h) const {
  const std::vector<Index>& holders = holders_[At(h)];
  if (places(h).high == 0) return price_[At(h)];
  if (holders.empty()) return NextAsk(h);
  const Money lowest = bid_[At(holders.front())];
  return Load(h) < shape_.places[At(h)].high ? std::min(lowest, NextAsk(h)) : lowest;
}

void Market::Open() {
  ask_ = price_;
  for (Index h = 0; h < helpers(); ++h) {
    std::vector<Index>& holders = holders_[At(h)];
    std::make_heap(holders.begin(), holders.end(), LaterOut());
    // A place costs at least what opening it or outbidding a holder costs.
    SetPrice(h, std::max(price_[At(h)], PriceNow(h)));
  }
}

Index Market::Bid(Index r, int slot, Money bid) {
  const Index h = offer(r, slot).helper;
  std::vector<Index>& holders = holders_[At(h)];
  bid_[At(r)] = bid;
  taken_[At(r)] = static_cast<std::int8_t>(slot);
  Index out = -1;
  const bool free_place =
      Load(h) < places(h).high && (holders.empty() || NextAsk(h) <= bid_[At(holders.front())]);
  if (!free_place) {
    std::pop_heap(holders.begin(), holders.end(), LaterOut());
    out = holders.back();
    holders.pop_back();
    taken_[At(out)] = -1;
  }
  holders.push_back(r);
  std::push_heap(holders.begin(), holders.end(), LaterOut());
  SetPrice(h, PriceNow(h));
  return out;
}

}  // namespace jiedui::matching

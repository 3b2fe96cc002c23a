#include <array>

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
    if (places(h).low == 0) price_[At(h)] = PlaceCost(h, 1);
    holders_[At(h)].reserve(At(std::min<Index>(places(h).high, 64)));
  }
  for (Index r = 0; r < receivers(); ++r) {
    if (need(r) != Need::kNone) Scan(r);
  }
}

void Market::Scan(Index r) {
  struct Ranked {
    Offer offer;
    Money net;
  };
  std::array<Ranked, kWidth> top;
  std::size_t count = 0;
  Money rest = kNever;
  const Index held = taken_[At(r)] >= 0 ? offer(r, taken_[At(r)]).pair : -1;
  const bool two_kept = held >= 0 && start_[At(r)] >= 0 && held != start_[At(r)];
  const std::size_t width = kWidth - (two_kept ? 2 : held >= 0 || start_[At(r)] >= 0 ? 1 : 0);
  std::array<Offer, 2> kept;
  std::size_t kept_count = 0;
  for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
    const Index h = problem_.pair_helper(e);
    if (face_.pairs[At(e)] != PairBound::kFree || shape_.places[At(h)].high == 0) continue;
    const Offer offer{Value(e), h, e};
    if (e == held || e == start_[At(r)]) {
      kept[kept_count++] = offer;
      continue;
    }
    const Money net = Net(offer);
    if (count == width) {
      if (net <= top[count - 1].net) {
        rest = std::max(rest, net);
        continue;
      }
      rest = std::max(rest, top[--count].net);
    }
    std::size_t at = count++;
    for (; at > 0 && top[at - 1].net < net; --at) top[at] = top[at - 1];
    top[at] = {offer, net};
  }
  Offer* out = &offers_[At(r) * kWidth];
  for (std::size_t i = 0; i < kept_count; ++i) *out++ = kept[i];
  for (std::size_t i = 0; i < count; ++i) *out++ = top[i].offer;
  offer_count_[At(r)] = static_cast<std::uint8_t>(kept_count + count);
  if (held >= 0) taken_[At(r)] = kept[0].pair == held ? 0 : 1;
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
    price_[At(h)] = std::max(price_[At(h)], PriceNow(h));
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
  price_[At(h)] = PriceNow(h);
  return out;
}

}  // namespace jiedui::matching

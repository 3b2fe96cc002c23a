#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "matching/face.h"
#include "matching/unit_shape.h"

namespace jiedui::matching {

/// Money: a score times its scale times the market's unit.
using Money = std::int64_t;

constexpr Money kNever = -(Money{1} << 61);

/// One candidate on a receiver's short list.
struct Offer {
  Money value = 0;
  Index helper = 0;
  Index pair = 0;
};

/// The state of an auction: who holds which place, what places cost, and each receiver's short
/// list. net = value − price of the helper.
class Market {
 public:
  /// unit: what a score step is worth.
  Market(const Problem& problem, const Face& face, const UnitShape& shape, const LevelCost& cost,
         const Plan& start, Money unit);
  /// Has to come before anything else: these prices and holders, or none, and everybody's list.
  void Begin(const std::vector<Index>& pair_of, const std::vector<Money>& prices);
  void Begin();

  [[nodiscard]] Index helpers() const { return static_cast<Index>(price_.size()); }
  [[nodiscard]] Index receivers() const { return static_cast<Index>(taken_.size()); }
  [[nodiscard]] Need need(Index r) const { return shape_.needs[At(r)]; }
  [[nodiscard]] Money unit() const { return unit_; }
  [[nodiscard]] Money Value(Index e) const {
    return cost_.score ? cost_.score->Of(problem_.pair_score(e)) * unit_ : 0;
  }

  // ---- offers ----
  [[nodiscard]] int OfferCount(Index r) const { return offer_count_[At(r)]; }
  [[nodiscard]] const Offer& offer(Index r, int slot) const {
    return offers_[At(r) * kWidth + static_cast<std::size_t>(slot)];
  }
  [[nodiscard]] Money Net(const Offer& offer) const {
    return offer.value - price_[At(offer.helper)];
  }
  /// No candidate beyond the list has a net above this.
  [[nodiscard]] Money Rest(Index r) const { return rest_[At(r)] + fallen_; }
  /// Makes the list anew from all candidates at the present prices.
  void Scan(Index r);
  /// How many lists were made so far.
  [[nodiscard]] std::int64_t scans() const { return scans_; }

  struct Choice {
    int slot = -1;  ///< −1: no candidate
    Money best = kNever;
    Money second = kNever;  ///< nothing else has more
  };
  /// The best candidate and the next best of all.
  Choice Look(Index r);
  /// The same among the list only, without slot `but`.
  [[nodiscard]] Choice LookAtList(Index r, int but) const;

  // ---- places ----
  [[nodiscard]] Money price(Index h) const { return price_[At(h)]; }
  [[nodiscard]] const std::vector<Money>& prices() const { return price_; }
  /// Lowering a price has to be told in `Fallen`.
  void SetPrice(Index h, Money price) { price_[At(h)] = price; }
  void Fallen(Money most) { fallen_ += most; }
  [[nodiscard]] Index Load(Index h) const { return static_cast<Index>(holders_[At(h)].size()); }
  [[nodiscard]] Range places(Index h) const { return shape_.places[At(h)]; }
  /// What the k-th place costs by itself, k ≥ 1.
  [[nodiscard]] Money PlaceCost(Index h, Index k) const {
    if (cost_.helper == LoadCost::kNone) return 0;
    return unit_ * (2 * (Money{shape_.kept[At(h)]} + k) - 1);
  }
  /// How many places nobody holds although they must be held or cost over ε more than by
  /// themselves.
  [[nodiscard]] Index Wanted(Index h, Money epsilon) const {
    const Range range = places(h);
    Index filled = std::max(Load(h), range.low);
    while (filled < range.high && PlaceCost(h, filled + 1) + epsilon < price(h)) {
      filled = cost_.helper == LoadCost::kNone ? range.high : filled + 1;
    }
    return filled - Load(h);
  }
  /// In heap order of bids after Open, in any order once somebody was moved.
  [[nodiscard]] const std::vector<Index>& holders(Index h) const { return holders_[At(h)]; }
  [[nodiscard]] int taken(Index r) const { return taken_[At(r)]; }
  [[nodiscard]] Money Own(Index r) const { return Net(offer(r, taken_[At(r)])); }

  /// Per receiver, the pair it holds; −1 for none.
  [[nodiscard]] std::vector<Index> ChosenPairs() const;

  /// Moves r to the helper of that offer, or out (−1), leaving bids and prices alone.
  void Move(Index r, int slot);

  // ---- bidding ----
  /// Starts bidding at the present prices with `bid` as what holders would pay at most.
  void SetBid(Index r, Money bid) { bid_[At(r)] = bid; }
  void Open();
  /// r takes a place for that bid; who loses it, −1 for nobody.
  Index Bid(Index r, int slot, Money bid);

 private:
  static constexpr std::size_t kWidth = 10;

  [[nodiscard]] Money NextAsk(Index h) const {
    const Index next = Load(h) + 1;
    return next <= shape_.places[At(h)].low ? ask_[At(h)]
                                            : std::max(ask_[At(h)], PlaceCost(h, next));
  }
  [[nodiscard]] Money PriceNow(Index h) const;
  [[nodiscard]] Money BarOf(Index r, Index held, Index start) const;
  void TakeOut(Index r);
  /// Heap order: the lowest bid first.
  [[nodiscard]] auto LaterOut() const {
    return [this](Index a, Index b) {
      return bid_[At(a)] != bid_[At(b)] ? bid_[At(a)] > bid_[At(b)] : a > b;
    };
  }

  const Problem& problem_;
  const Face& face_;
  const UnitShape& shape_;
  const LevelCost& cost_;
  const Money unit_;
  std::vector<Offer> offers_;  // kWidth a receiver
  std::vector<std::uint8_t> offer_count_;
  std::vector<Money> rest_;  // less fallen_ at the time of the scan
  std::vector<Index> start_;
  std::vector<std::int8_t> taken_;
  std::vector<Money> bid_;
  std::vector<Money> price_;
  std::vector<Money> ask_;  // for a place nobody holds
  std::vector<std::vector<Index>> holders_;
  std::int64_t scans_ = 0;
  Money fallen_ = 0;  // sum of the largest falls of a price
};

}  // namespace jiedui::matching

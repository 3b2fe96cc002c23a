#include "matching/auction.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "matching/auction_start_internal.h"
#include "matching/market_fill_internal.h"
#include "matching/market_internal.h"
#include "matching/market_paths_internal.h"

namespace jiedui::matching {
namespace {

constexpr Money kLargestValue = Money{1} << 54;  // leaves prices a factor of 32 before 2^59
constexpr Money kLargestPrice = Money{1} << 59;
constexpr Money kEpsilonDivisor = 10;
constexpr Money kEasyEpsilonDivisor = 100;  // where the last stage took few bids
constexpr Money kFirstEpsilonDivisor = 6;
constexpr Money kEpsilonRise = 3;
constexpr std::int64_t kFirstBidsPerReceiver = 8;
constexpr std::int64_t kBidsPerReceiver = 3;  // of later stages
constexpr int kCoarseRounds = 3;  // a stage whose ε is above a score step may end unfinished
constexpr int kMostRounds = 200;  // of one stage: each needs a receiver whose list was too short

bool Supported(const LevelCost& cost) {
  return cost.group == LoadCost::kNone && cost.receiver == LoadCost::kNone &&
         (cost.helper == LoadCost::kNone || cost.helper == LoadCost::kSquare) && cost.times == 1 &&
         cost.reward.weight == nullptr;
}

/// The largest cost of a pair or place, in score steps.
double LargestCost(const Problem& problem, const Face& face, const LevelCost& cost) {
  double largest = 1;
  for (Index e = 0; cost.score && e < problem.pair_count(); ++e) {
    if (face.pairs[At(e)] != PairBound::kFree) continue;
    largest = std::max(largest, std::fabs(problem.pair_score(e)));
  }
  if (cost.score) largest = std::max(1.0, std::ceil(largest * cost.score->factor));
  if (cost.helper == LoadCost::kNone) return largest;
  for (const Range& range : face.helpers) largest = std::max(largest, 2.0 * range.high);
  return largest;
}

Money FloorDivide(Money a, Money b) { return a >= 0 ? a / b : -((b - 1 - a) / b); }

class Auction {
 public:
  /// largest: of all costs, in Money.
  Auction(Market& market, Money largest, const Stopping& stopping)
      : market_(market),
        largest_(largest),
        stopping_(stopping),
        paths_(market, stopping),
        fill_(market, stopping) {}

  AuctionEnd Run(const std::optional<AuctionStart>& start) {
    Money epsilon = largest_ / kFirstEpsilonDivisor;
    if (start) {
      market_.Begin(start->pair_of, start->price);
      epsilon = start->epsilon / kEpsilonDivisor;
      first_stage_ = false;
    } else {
      market_.Begin();
    }
    for (epsilon = std::max<Money>(1, epsilon);; epsilon = NextEpsilon(epsilon)) {
      const AuctionEnd end = RunStage(epsilon);
      if (end != AuctionEnd::kSolved) return end;
      if (!verified_) continue;
      Remember(epsilon);
      cut_ = FindCut(epsilon);
      if (cut_) return AuctionEnd::kSolved;
      if (epsilon == 1) return AuctionEnd::kGaveUp;
    }
  }

  /// The plan of the last stage that was finished, and how much more any other could score at most,
  /// in score steps: nobody gains more than ε by a change, and each is a receiver's and a place's.
  [[nodiscard]] const std::vector<Index>& last_pairs() const { return last_pairs_; }
  [[nodiscard]] double last_gap() const {
    const double changes = 2.0 * static_cast<double>(market_.receivers());
    return changes * static_cast<double>(last_epsilon_) / static_cast<double>(market_.unit());
  }

  /// The price in score steps, exact.
  [[nodiscard]] Money Rounded(Index h) const {
    return FloorDivide(market_.price(h) - *cut_, market_.unit()) -
           FloorDivide(-*cut_, market_.unit());
  }

 private:
  /// Below a score step bidders with equal candidates take small steps against each other.
  [[nodiscard]] Money NextEpsilon(Money epsilon) const {
    const bool easy =
        stage_bids_ < market_.receivers() && epsilon >= kEpsilonDivisor * market_.unit();
    return std::max<Money>(1, epsilon / (easy ? kEasyEpsilonDivisor : kEpsilonDivisor));
  }

  void Remember(Money epsilon) {
    last_epsilon_ = epsilon;
    last_pairs_ = market_.ChosenPairs();
  }

  AuctionEnd RunStage(Money& epsilon) {
    const bool coarse = epsilon > market_.unit();
    verified_ = false;
    stage_bids_ = 0;
    for (int round = 0; round < (coarse ? kCoarseRounds : kMostRounds); ++round) {
      Prepare(epsilon);
      const bool idle = wanting_.empty();
      if (!idle) market_.Open();  // prices rise to the holders' bids
      if (!Bid(epsilon)) return AuctionEnd::kStopped;
      PathsEnd end = paths_.Run(std::move(wanting_), epsilon);
      if (end == PathsEnd::kDone) end = Fill(epsilon, round > 0);
      if (end == PathsEnd::kStopped) return AuctionEnd::kStopped;
      if (end == PathsEnd::kStuck || !PricesFit()) return AuctionEnd::kGaveUp;
      first_stage_ = false;
      verified_ = idle && !fill_.changed();
      if (verified_) return AuctionEnd::kSolved;
    }
    return coarse ? AuctionEnd::kSolved : AuctionEnd::kGaveUp;
  }

  PathsEnd Fill(Money epsilon, bool fresh) {
    const std::vector<Money> before = market_.prices();
    const PathsEnd end = fill_.Run(epsilon, fresh);
    Money fall = 0;
    for (Index h = 0; h < market_.helpers(); ++h) {
      fall = std::max(fall, before[At(h)] - market_.price(h));
    }
    market_.Fallen(fall);
    return end;
  }

  /// Lets go of receivers who would gain more than ε elsewhere, and tells the others' bids: up to
  /// which price they would stay.
  void Prepare(Money epsilon) {
    wanting_.clear();
    // The last stage's ε let places go for a little less than their own cost.
    for (Index h = 0; h < market_.helpers(); ++h) {
      const Index load = market_.Load(h);
      if (load <= market_.places(h).low) continue;
      market_.SetPrice(h, std::max(market_.price(h), market_.PlaceCost(h, load)));
    }
    for (Index r = 0; r < market_.receivers(); ++r) {
      if (market_.need(r) == Need::kNone) continue;
      if (market_.taken(r) < 0) {
        if (market_.need(r) == Need::kMust || market_.Look(r).best > 0) wanting_.push_back(r);
        continue;
      }
      const Money other = BestOther(r, epsilon);
      const Money own = market_.Own(r);
      if (own < other - epsilon) {
        leaving_.push_back(r);
      } else {
        market_.SetBid(r, market_.price(market_.offer(r, market_.taken(r)).helper) +
                              std::min(own - other, largest_) + epsilon);
      }
    }
    for (const Index r : leaving_) market_.Move(r, -1);
    wanting_.insert(wanting_.end(), leaving_.begin(), leaving_.end());
    leaving_.clear();
  }

  /// At least the best net that r could have elsewhere, or out.
  Money BestOther(Index r, Money epsilon) {
    const Market::Choice choice = market_.LookAtList(r, market_.taken(r));
    Money best = std::max(choice.best, market_.Rest(r));
    if (best > market_.Own(r) + epsilon && market_.Rest(r) > choice.best) {
      market_.Scan(r);
      best = std::max(market_.LookAtList(r, market_.taken(r)).best, market_.Rest(r));
    }
    return market_.need(r) == Need::kMay ? std::max<Money>(best, 0) : best;
  }

  /// Receivers take turns until nobody wants a place; false when stopped. Where that takes many
  /// turns, the first stage goes on with a larger ε, a later one leaves the rest to paths.
  bool Bid(Money& epsilon) {
    constexpr std::int64_t kBidsPerPoll = 1024;
    const std::int64_t turns = first_stage_ ? kFirstBidsPerReceiver : kBidsPerReceiver;
    const std::int64_t budget = turns * market_.receivers() + kBidsPerPoll;
    for (std::int64_t bids = 1; !wanting_.empty(); ++bids) {
      ++stage_bids_;
      if (bids % kBidsPerPoll == 0 && stopping_.Asked()) return false;
      if (bids % budget == 0) {
        if (!first_stage_ || epsilon > largest_) return true;
        epsilon *= kEpsilonRise;
      }
      const Index r = wanting_.back();
      const Market::Choice choice = market_.Look(r);
      const bool may_stay_out = market_.need(r) == Need::kMay;
      if (choice.slot < 0 && !may_stay_out) return true;
      wanting_.pop_back();
      if (may_stay_out && choice.best <= 0) continue;
      const Money second = may_stay_out ? std::max<Money>(choice.second, 0) : choice.second;
      const Money raise = std::min(choice.best - second, largest_) + epsilon;
      const Index h = market_.offer(r, choice.slot).helper;
      const Index out = market_.Bid(r, choice.slot, market_.price(h) + raise);
      if (out >= 0) wanting_.push_back(out);
    }
    return true;
  }

  [[nodiscard]] bool PricesFit() const {
    for (Index h = 0; h < market_.helpers(); ++h) {
      if (std::abs(market_.price(h)) > kLargestPrice) return false;
    }
    return true;
  }

  /// A residue such that no price, nor the hub's 0, lies within ε below it.
  [[nodiscard]] std::optional<Money> FindCut(Money epsilon) const {
    const Money unit = market_.unit();
    std::vector<Money> residues = {0};
    for (Index h = 0; h < market_.helpers(); ++h) {
      if (market_.places(h).high == 0) continue;
      residues.push_back(market_.price(h) - unit * FloorDivide(market_.price(h), unit));
    }
    std::sort(residues.begin(), residues.end());
    Money before = residues.back() - unit;
    for (const Money residue : residues) {
      if (residue - before > epsilon) return residue;
      before = residue;
    }
    return std::nullopt;
  }

  Market& market_;
  const Money largest_;
  const Stopping& stopping_;
  MarketPaths paths_;
  MarketFill fill_;
  std::vector<Index> wanting_;
  std::vector<Index> leaving_;
  bool first_stage_ = true;  // its first round, in fact
  bool verified_ = false;    // the last stage ended with nothing left to do
  std::int64_t stage_bids_ = 0;
  std::vector<Index> last_pairs_;
  Money last_epsilon_ = 0;
  std::optional<Money> cut_;
};

/// The plan with its exact prices; false where they do not prove it.
class Closing {
 public:
  Closing(const Problem& problem, const Face& face, const UnitShape& shape, const LevelCost& cost)
      : problem_(problem), face_(face), shape_(shape), cost_(cost) {}

  bool Run(const Market& market, const Auction& auction, CheapestPlan& result) {
    const std::vector<Index> pair_of = market.ChosenPairs();
    Prices& prices = result.prices;
    prices.helper.resize(At(problem_.helper_count()));
    prices.receiver.resize(At(problem_.receiver_count()));
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      prices.helper[At(h)] = auction.Rounded(h);
      if (!FitsLoad(h, market.Load(h), prices.helper[At(h)])) return false;
      if (market.Load(h) == 0) RaiseToKept(h, prices.helper[At(h)]);
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (!PriceReceiver(r, pair_of[At(r)], prices)) return false;
    }
    PriceClosed(prices);
    result.plan = PlanOf(problem_, face_, pair_of);
    return true;
  }

 private:
  [[nodiscard]] bool Closed(Index h) const { return shape_.places[At(h)].high == 0; }

  /// What a helper's free place number k costs by itself.
  [[nodiscard]] Money PlaceCost(Index h, Index k) const {
    return cost_.helper == LoadCost::kSquare ? 2 * (Money{shape_.kept[At(h)]} + k) - 1 : 0;
  }

  /// Whether no place that is held costs less than by itself, and none that is not more.
  [[nodiscard]] bool FitsLoad(Index h, Index load, Money price) const {
    const Range places = shape_.places[At(h)];
    return load >= places.low && (load == places.low || price >= PlaceCost(h, load)) &&
           (load >= places.high || price <= PlaceCost(h, load + 1));
  }

  /// A helper's kept pairs stay worth their cost; where nothing else is chosen, that is no
  /// condition of the market.
  void RaiseToKept(Index h, Money& price) const {
    const Index kept = shape_.kept[At(h)];
    if (kept == 0) return;
    price = std::max(price, PlaceCost(h, 0));
  }

  /// The receiver's price is the least net price of a place for it.
  bool PriceReceiver(Index r, Index chosen, Prices& prices) {
    constexpr Money kNone = std::numeric_limits<Money>::max();
    Money least = kNone;
    Money own = 0;
    for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
      const Index h = problem_.pair_helper(e);
      if (face_.pairs[At(e)] != PairBound::kFree || Closed(h)) continue;
      const Money cost = PairCostOf(problem_, cost_, e, r) + prices.helper[At(h)];
      least = std::min(least, cost);
      if (e == chosen) own = cost;
    }
    if (shape_.needs[At(r)] != Need::kMust) least = std::min<Money>(least, 0);
    prices.receiver[At(r)] = least == kNone ? 0 : least;
    return own == least || (chosen < 0 && (least == 0 || shape_.needs[At(r)] == Need::kNone));
  }

  /// Helpers without a place are dear enough that nobody would gain by one.
  void PriceClosed(Prices& prices) const {
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      if (Closed(h)) RaiseToKept(h, prices.helper[At(h)] = 0);
    }
    problem_.ForEachPair([&](Index e, Index h, Index r) {
      if (!Closed(h) || face_.pairs[At(e)] != PairBound::kFree) return;
      prices.helper[At(h)] = std::max(prices.helper[At(h)],
                                      prices.receiver[At(r)] - PairCostOf(problem_, cost_, e, r));
    });
  }

  const Problem& problem_;
  const Face& face_;
  const UnitShape& shape_;
  const LevelCost& cost_;
};

}  // namespace

AuctionResult RunAuction(const Problem& problem, const Face& face, const UnitShape& shape,
                         const LevelCost& cost, const Plan& start, const Stopping& stopping) {
  AuctionResult result;
  if (!Supported(cost)) return result;
  const Money unit = Money{problem.helper_count()} + 2;
  const double largest = LargestCost(problem, face, cost);
  if (largest * static_cast<double>(unit) > static_cast<double>(kLargestValue)) return result;
  std::optional<AuctionStart> begin;
  if (cost.score && cost.helper == LoadCost::kNone) {
    begin = FindAuctionStart(problem, face, shape, *cost.score, unit, stopping);
  }
  Market market(problem, face, shape, cost, start, unit);
  Auction auction(market, static_cast<Money>(largest) * unit, stopping);
  result.end = auction.Run(begin);
  if (result.end == AuctionEnd::kStopped && !auction.last_pairs().empty()) {
    result.so_far = PlanOf(problem, face, auction.last_pairs());
    result.so_far_gap = auction.last_gap();
  }
  if (result.end != AuctionEnd::kSolved) return result;
  if (!Closing(problem, face, shape, cost).Run(market, auction, result.cheapest)) {
    result.end = AuctionEnd::kGaveUp;
  }
  return result;
}

}  // namespace jiedui::matching

#include "matching/unit_levels.h"

#include <algorithm>
#include <limits>

#include "matching/unit_matching.h"

namespace jiedui::matching {
namespace {

std::vector<Index> Capacities(const UnitShape& shape) {
  std::vector<Index> capacity;
  capacity.reserve(shape.places.size());
  for (const Range& range : shape.places) capacity.push_back(range.high);
  return capacity;
}

bool AnyHelperMustTake(const Problem& problem, const UnitShape& shape) {
  for (Index h = 0; h < problem.helper_count(); ++h) {
    if (problem.helper(h).places.min > 0 || shape.places[At(h)].low > 0) return true;
  }
  return false;
}

Level CoverageLevel(const Problem& problem, LevelKind kind, const Plan& plan) {
  Level level;
  level.kind = kind;
  level.objective = Objective::kCoverage;
  level.value = level.bound = ValueOf(problem, kind, Objective::kCoverage, plan);
  level.proven = true;
  level.proof = Proof::kPrices;
  return level;
}

/// Every minimum is met: zero prices prove it.
void KeepCovered(const Problem& problem, Settled& settled) {
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    Range& range = settled.face.receivers[At(r)];
    range.low = std::max(range.low, problem.receiver(r).need.min);
  }
  settled.levels.push_back(CoverageLevel(problem, LevelKind::kFloors, settled.plan));
  settled.levels.push_back(CoverageLevel(problem, LevelKind::kObjective, settled.plan));
}

base::Status KeepMostCovered(const Problem& problem, const UnitMatching& matching,
                             Settled& settled) {
  Level level = CoverageLevel(problem, LevelKind::kObjective, settled.plan);
  for (Index h = 0; h < problem.helper_count(); ++h) {
    level.prices.helper.push_back(matching.ReachedHelper(h) ? 1 : 0);
  }
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    level.prices.receiver.push_back(matching.ReachedReceiver(r) ? 1 : 0);
  }
  JIEDUI_CHECK(Restrict(problem, CostOfObjective(Objective::kCoverage, {}), level.prices,
                        settled.plan, settled.face));
  settled.levels.push_back(std::move(level));
  return {};
}

base::Result<Outcome> CoverMost(const Problem& problem, const UnitShape& shape,
                                const Stopping& stopping, Settled& settled) {
  std::vector<Index> wanting;
  bool all_can_be_met = true;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    const Index min = problem.receiver(r).need.min;
    const Index high = settled.face.receivers[At(r)].high;
    all_can_be_met &= min <= high;
    if (shape.needs[At(r)] != Need::kNone && min >= high) wanting.push_back(r);
  }
  const PairFilter allowed{problem, settled.face};
  UnitMatching matching(problem, Capacities(shape));
  matching.MatchGreedily(wanting, allowed);
  wanting.erase(std::remove_if(wanting.begin(), wanting.end(),
                               [&](Index r) { return matching.pair_of()[At(r)] >= 0; }),
                wanting.end());
  const std::int64_t uncovered = matching.Augment(wanting, {}, allowed, stopping);
  if (uncovered < 0) return Outcome::kStopped;
  settled.plan = PlanOf(problem, settled.face, matching.pair_of());
  if (uncovered == 0 && all_can_be_met) {
    KeepCovered(problem, settled);
  } else {
    JIEDUI_CHECK(KeepMostCovered(problem, matching, settled));
  }
  return Outcome::kSettled;
}

// ---- thresholds ----

class ThresholdSearch {
 public:
  ThresholdSearch(const Problem& problem, const UnitShape& shape, const Face& face,
                  const Plan& plan)
      : problem_(problem),
        shape_(shape),
        face_(face),
        may_give_way_(At(problem.receiver_count())),
        best_(problem, Capacities(shape)) {
    for (Index r = 0; r < problem.receiver_count(); ++r) {
      may_give_way_[At(r)] = shape.needs[At(r)] == Need::kMay;
      if (may_give_way_[At(r)]) spare_.push_back(r);
    }
    // Below 0 where kept pairs alone exceed it: such a helper could give one up.
    for (Index h = 0; h < problem.helper_count(); ++h) {
      low_.push_back(face.helpers[At(h)].low - shape.kept[At(h)]);
    }
    const std::vector<Index> pair_of = ChosenFreePairs(problem, face, plan);
    for (Index r = 0; r < problem.receiver_count(); ++r) {
      if (pair_of[At(r)] >= 0) best_.Match(r, pair_of[At(r)]);
    }
    FindLimits(plan);
  }

  /// The receiver or kept pair that no threshold above `highest` can serve.
  struct Limit {
    double score = std::numeric_limits<double>::infinity();
    Index receiver = -1;  ///< −1: a kept pair, or nothing
  };

  [[nodiscard]] const Limit& highest() const { return highest_; }

  /// What the answer can be, ascending: from the plan's own lowest score to the limit.
  [[nodiscard]] std::vector<double> Candidates() const {
    std::vector<double> scores;
    for (Index e = 0; e < problem_.pair_count(); ++e) {
      const double score = problem_.pair_score(e);
      if (score < lowest_ || score > highest_.score || face_.pairs[At(e)] == PairBound::kOut) {
        continue;
      }
      scores.push_back(score);
    }
    std::sort(scores.begin(), scores.end());
    scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
    return scores;
  }

  /// Whether a plan without the pairs below the threshold exists; nothing when stopped. Keeps the
  /// plan or the barrier.
  std::optional<bool> Try(double threshold, const Stopping& stopping) {
    UnitMatching matching = best_;
    std::vector<Index> wanting;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      const Index e = matching.pair_of()[At(r)];
      if (e >= 0 && problem_.pair_score(e) < threshold) matching.Unmatch(r);
      if (shape_.needs[At(r)] == Need::kMust && matching.pair_of()[At(r)] < 0) wanting.push_back(r);
    }
    const PairFilter allowed{problem_, face_, threshold};
    const std::int64_t missing = matching.Augment(wanting, may_give_way_, allowed, stopping);
    if (missing < 0) return std::nullopt;
    if (missing > 0) return KeepBarrier(matching, true);
    const auto filled = matching.Fill(low_, spare_, allowed, stopping);
    if (!filled) return std::nullopt;
    if (!*filled) return KeepBarrier(matching, false);
    best_ = std::move(matching);
    return true;
  }

  [[nodiscard]] Plan BestPlan() const { return PlanOf(problem_, face_, best_.pair_of()); }
  [[nodiscard]] const std::optional<Barrier>& barrier() const { return barrier_; }

  /// Everything but this receiver.
  void KeepBarrierOf(Index receiver) {
    barrier_ = Barrier{true,
                       {},
                       std::vector<bool>(At(problem_.helper_count()), true),
                       std::vector<bool>(At(problem_.receiver_count()), true)};
    barrier_->receiver[At(receiver)] = false;
  }

 private:
  void FindLimits(const Plan& plan) {
    problem_.ForEachPair([&](Index e, Index, Index) {
      const double score = problem_.pair_score(e);
      if (plan[At(e)] != 0) lowest_ = std::min(lowest_, score);
      if (face_.pairs[At(e)] == PairBound::kIn) highest_.score = std::min(highest_.score, score);
    });
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (shape_.needs[At(r)] != Need::kMust) continue;
      double most = -std::numeric_limits<double>::infinity();
      for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
        if (face_.pairs[At(e)] == PairBound::kFree) most = std::max(most, problem_.pair_score(e));
      }
      if (most < highest_.score) highest_ = {most, r};
    }
  }

  /// What a search from the hub and from those who want did not reach has too much to take; what a
  /// search only from those who want did reach has too little.
  bool KeepBarrier(const UnitMatching& matching, bool of_receivers) {
    barrier_ = Barrier{of_receivers, {}, {}, {}};
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      barrier_->helper.push_back(!matching.ReachedHelper(h));
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      barrier_->receiver.push_back(!matching.ReachedReceiver(r));
    }
    return false;
  }

  const Problem& problem_;
  const UnitShape& shape_;
  const Face& face_;
  std::vector<bool> may_give_way_;
  std::vector<Index> spare_;
  std::vector<Index> low_;
  UnitMatching best_;
  double lowest_ = std::numeric_limits<double>::infinity();
  Limit highest_;
  std::optional<Barrier> barrier_;
};

// ---- balance ----

/// The smallest sum of squares where each helper is either bound to one load or free from none on:
/// the caps rise one by one, and each time as many more are matched as possible. A helper that the
/// unmatched still reach under cap k is dearer than its k-th place.
class Balancing {
 public:
  Balancing(const Problem& problem, const Face& face, const UnitShape& shape, const Plan& start)
      : problem_(problem), face_(face), shape_(shape), start_(start) {}

  /// Whether bound and free helpers share no receiver.
  bool Separates() {
    for (const Range& range : shape_.places) {
      if (range.low > 0 && range.low < range.high) return false;
    }
    bound_receiver_.resize(At(problem_.receiver_count()));
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (shape_.needs[At(r)] == Need::kNone) continue;
      bool bound = false;
      bool free = false;
      for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
        if (face_.pairs[At(e)] != PairBound::kFree) continue;
        (Bound(problem_.pair_helper(e)) ? bound : free) = true;
      }
      if (bound && free) return false;
      bound_receiver_[At(r)] = bound;
    }
    return true;
  }

  AuctionResult Run(const Stopping& stopping) {
    AuctionResult result;
    UnitMatching matching(problem_, std::vector<Index>(At(problem_.helper_count())));
    std::vector<Index> wanting;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (shape_.needs[At(r)] == Need::kMust && !bound_receiver_[At(r)]) wanting.push_back(r);
    }
    std::vector<std::int64_t> reached(At(problem_.helper_count()));
    const PairFilter allowed{problem_, face_};
    for (Index cap = 1; !wanting.empty(); ++cap) {
      if (cap > problem_.receiver_count() + 1) return result;
      for (Index h = 0; h < problem_.helper_count(); ++h) {
        if (!Bound(h)) matching.SetCapacity(h, CapacityAt(h, cap));
      }
      matching.MatchGreedily(wanting, allowed);
      if (matching.Augment(wanting, {}, allowed, stopping) < 0) {
        result.end = AuctionEnd::kStopped;
        return result;
      }
      for (Index h = 0; h < problem_.helper_count() && !wanting.empty(); ++h) {
        if (matching.ReachedHelper(h)) ++reached[At(h)];
      }
    }
    result.end = AuctionEnd::kSolved;
    result.cheapest.prices = PricesFrom(reached);
    result.cheapest.plan = PlanFrom(matching);
    return result;
  }

 private:
  [[nodiscard]] bool Bound(Index h) const {
    const Range range = shape_.places[At(h)];
    return range.low == range.high && range.high > 0;
  }
  [[nodiscard]] Index CapacityAt(Index h, Index cap) const {
    return std::clamp(cap - shape_.kept[At(h)], 0, shape_.places[At(h)].high);
  }

  [[nodiscard]] Prices PricesFrom(const std::vector<std::int64_t>& reached) const {
    Prices prices;
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      // Kept pairs stay worth their cost, also where nobody would take one place more.
      const std::int64_t kept = 2 * std::int64_t{shape_.kept[At(h)]} - 1;
      prices.helper.push_back(Bound(h) ? 0 : std::max(2 * reached[At(h)] + 1, kept));
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      std::int64_t least = std::numeric_limits<std::int64_t>::max();
      for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
        if (face_.pairs[At(e)] != PairBound::kFree) continue;
        least = std::min(least, prices.helper[At(problem_.pair_helper(e))]);
      }
      const bool must = shape_.needs[At(r)] == Need::kMust && !bound_receiver_[At(r)];
      prices.receiver.push_back(must ? least : std::min<std::int64_t>(least, 0));
    }
    return prices;
  }

  [[nodiscard]] Plan PlanFrom(const UnitMatching& matching) const {
    std::vector<Index> pair_of = ChosenFreePairs(problem_, face_, start_);
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (!bound_receiver_[At(r)]) pair_of[At(r)] = matching.pair_of()[At(r)];
    }
    return PlanOf(problem_, face_, pair_of);
  }

  const Problem& problem_;
  const Face& face_;
  const UnitShape& shape_;
  const Plan& start_;
  std::vector<bool> bound_receiver_;
};

}  // namespace

std::optional<base::Result<Outcome>> SettleUnitCoverage(const Problem& problem,
                                                        const Stopping& stopping,
                                                        Settled& settled) {
  const auto shape = UnitShapeOf(problem, settled.face);
  if (!shape || AnyHelperMustTake(problem, *shape)) return std::nullopt;
  return CoverMost(problem, *shape, stopping, settled);
}

std::optional<Outcome> SettleUnitThreshold(const Problem& problem, Objective objective,
                                           const Stopping& stopping, Settled& settled) {
  const auto shape = UnitShapeOf(problem, settled.face);
  const auto must = [](Need need) { return need == Need::kMust; };
  if (!shape || std::none_of(shape->needs.begin(), shape->needs.end(), must)) return std::nullopt;
  ThresholdSearch search(problem, *shape, settled.face, settled.plan);
  const std::vector<double> thresholds = search.Candidates();
  std::size_t possible = 0;
  std::size_t impossible = thresholds.size();
  while (possible + 1 < impossible) {
    const std::size_t middle = (possible + impossible) / 2;
    const auto tried = search.Try(thresholds[middle], stopping);
    if (!tried) return Outcome::kStopped;
    (*tried ? possible : impossible) = middle;
  }
  Level level;
  level.objective = objective;
  level.proven = true;
  level.proof = Proof::kBarrier;
  level.value = level.bound = thresholds[possible];
  if (impossible == thresholds.size() && search.highest().receiver >= 0) {
    search.KeepBarrierOf(search.highest().receiver);
  }
  level.barrier = search.barrier();
  settled.plan = search.BestPlan();
  settled.face = WithoutBelow(problem, std::move(settled.face), thresholds[possible]);
  settled.levels.push_back(std::move(level));
  return Outcome::kSettled;
}

AuctionResult FindUnitPlan(const Problem& problem, const Face& face, const LevelCost& cost,
                           const Plan& start, const Stopping& stopping) {
  const auto shape = UnitShapeOf(problem, face);
  if (!shape) return {};
  const bool squares = cost.helper == LoadCost::kSquare && !cost.score &&
                       cost.group == LoadCost::kNone && cost.receiver == LoadCost::kNone &&
                       cost.reward.weight == nullptr && cost.times == 1;
  if (squares) {
    Balancing balancing(problem, face, *shape, start);
    if (balancing.Separates()) return balancing.Run(stopping);
  }
  return RunAuction(problem, face, *shape, cost, start, stopping);
}

}  // namespace jiedui::matching

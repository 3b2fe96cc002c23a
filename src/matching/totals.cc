#include "matching/totals.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "matching/feasible.h"
#include "matching/floor_search.h"
#include "matching/min_cost.h"
#include "matching/receiver_totals.h"

namespace jiedui::matching {
namespace {

constexpr int kLargestFloorSteps = 40;  // of the search over floors; each halves what is open
constexpr int kFewFloorSteps = 7;       // in problems that are not searched to the end
constexpr Index kExactPairs = 2000;     // up to here the search goes to the last unit
constexpr double kCloseEnough = 1e-4;   // relative: where a step would cost more than it can gain

/// Small problems are searched to the end; large ones get what a coordinator waits for: in those of
/// a committee's size more than this has not found anything better (bench_fairness).
SearchBudget BudgetFor(const Problem& problem) {
  if (problem.pair_count() > kExactPairs) {
    return {static_cast<int>(std::clamp(4e5 / problem.pair_count(), 12.0, 30.0)), 4};
  }
  const double pairs = std::max<double>(problem.pair_count(), 1);
  return {40, static_cast<int>(std::clamp(2e6 / pairs, 20.0, 20'000.0))};
}

/// Integer scores that leave room for multipliers of up to 2^20 within the budget of scale.h.
ScoreScale ScaleOfTotals(const Problem& problem) {
  const ScoreScale exact = ChooseScale(problem);
  double largest = 0;
  double nodes = 3.0 + problem.helper_count() + problem.receiver_count() + problem.group_count();
  nodes = std::max<double>(nodes, problem.pair_count());
  for (Index e = 0; e < problem.pair_count(); ++e) {
    largest = std::max(largest, std::fabs(problem.pair_score(e)));
  }
  const double budget = std::ldexp(1.0, 39) / nodes;
  if (largest == 0 || largest * exact.factor <= budget) return exact;
  const int exponent = std::ilogb(budget) - std::ilogb(largest) - 1;
  return {std::ldexp(1.0, exponent), std::ldexp(0.5, -exponent)};
}

/// Settles how many are left with nothing, where somebody could be. In a large problem that also
/// settles who: the search above it moves helpers between receivers, but serves the same ones.
base::Result<Outcome> SettleReach(const Problem& problem, const Stopping& stopping,
                                  Settled& settled) {
  const std::vector<bool> served = AlwaysServed(problem, settled.face);
  bool settle = false;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    settle |= problem.receiver(r).need.min > 0 && !served[At(r)];
  }
  if (!settle) return Outcome::kSettled;
  JIEDUI_ASSIGN(const Outcome outcome,
                SettleCost(problem, LevelKind::kReach, Objective::kWorst, {}, stopping, settled));
  if (outcome == Outcome::kStopped || problem.pair_count() <= kExactPairs) return outcome;
  const Loads loads = CountLoads(problem, settled.plan);
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    if (problem.receiver(r).need.min == 0) continue;
    Range& range = settled.face.receivers[At(r)];
    if (loads.receivers[At(r)] == 0) {
      range.high = 0;
    } else {
      range.low = std::max(range.low, Index{1});
    }
  }
  return Outcome::kSettled;
}

class FloorLevel {
 public:
  /// before: the face before it was settled who is served.
  FloorLevel(const Problem& problem, const Face& before, const Stopping& stopping, Settled& settled)
      : problem_(problem),
        before_(before),
        chose_served_(problem.pair_count() > kExactPairs &&
                      AlwaysServed(problem, before) != AlwaysServed(problem, settled.face)),
        stopping_(stopping),
        settled_(settled),
        floor_{ScaleOfTotals(problem), std::numeric_limits<std::int64_t>::min()} {}

  base::Result<Outcome> Settle() {
    if (FreeOfReceivers()) return Outcome::kSettled;
    low_ = LowestTotal(problem_, floor_.scale, settled_.plan).value_or(floor_.least);
    high_ = HighestThinkable();
    std::int64_t open = high_;  // floors above it were tried without success
    std::int64_t next = high_;  // first the best thinkable: often attained
    const std::int64_t close = problem_.pair_count() > kExactPairs ? CloseEnough() : 1;
    const int most_steps =
        problem_.pair_count() > kExactPairs ? kFewFloorSteps : kLargestFloorSteps;
    for (int step = 0; step < most_steps && low_ < std::min(open, high_); ++step) {
      JIEDUI_ASSIGN(const bool reached, Try(next));
      if (stopping_.Asked()) return Outcome::kStopped;
      if (!reached) open = std::min(open, next - 1);
      open = std::min(open, high_);
      if (open - low_ < close) break;
      next = low_ + (open - low_ + 1) / 2;
    }
    floor_.least = low_;
    AddLevel();
    return Outcome::kSettled;
  }

 private:
  [[nodiscard]] std::int64_t CloseEnough() const {
    return 1 + std::llround(kCloseEnough * std::fabs(static_cast<double>(high_)));
  }

  /// Where nobody has to be served, the lowest total is that of nobody.
  bool FreeOfReceivers() {
    const std::vector<bool> served = AlwaysServed(problem_, settled_.face);
    if (std::find(served.begin(), served.end(), true) != served.end()) return false;
    Face none = settled_.face;
    std::fill(none.pairs.begin(), none.pairs.end(), PairBound::kOut);
    const Feasibility found = FindPlan(problem_, none, Plan(At(problem_.pair_count())), stopping_);
    if (!found.plan) return false;
    settled_.face = std::move(none);
    settled_.plan = *found.plan;
    Level level;
    level.objective = Objective::kWorst;
    level.proven = true;
    level.proof = Proof::kBarrier;
    settled_.levels.push_back(std::move(level));
    return true;
  }

  /// Nobody who is always served can have more than their best total; and of those in need, as many
  /// are served as now, so one of them has at most the best total of that rank.
  [[nodiscard]] std::int64_t HighestThinkable() const {
    const std::vector<bool> served = AlwaysServed(problem_, before_);
    const std::vector<std::int64_t> best = BestTotals(problem_, before_, floor_.scale);
    const Loads loads = CountLoads(problem_, settled_.plan);
    std::int64_t highest = std::numeric_limits<std::int64_t>::max();
    std::vector<std::int64_t> in_need;
    std::size_t served_in_need = 0;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (served[At(r)]) highest = std::min(highest, best[At(r)]);
      if (problem_.receiver(r).need.min == 0) continue;
      in_need.push_back(best[At(r)]);
      served_in_need += loads.receivers[At(r)] > 0 ? 1 : 0;
    }
    std::sort(in_need.rbegin(), in_need.rend());
    if (served_in_need > 0) highest = std::min(highest, in_need[served_in_need - 1]);
    if (highest == std::numeric_limits<std::int64_t>::max()) {
      highest = *std::max_element(best.begin(), best.end());
    }
    return std::max(low_, highest);
  }

  base::Result<bool> Try(std::int64_t least) {
    floor_.least = least;
    JIEDUI_ASSIGN(FloorAnswer answer,
                  FindCheapestAbove(problem_, settled_.face, {}, floor_, settled_.plan,
                                    BudgetFor(problem_), stopping_));
    if (!answer.fairest.empty() && answer.fairest_lowest > low_) {
      low_ = answer.fairest_lowest;
      settled_.plan = std::move(answer.fairest);
    }
    if (answer.complete && !answer.plan && !chose_served_) high_ = std::min(high_, least - 1);
    if (answer.ceiling && !chose_served_) {
      high_ = std::min(high_, static_cast<std::int64_t>(std::floor(*answer.ceiling + 1e-6)));
    }
    high_ = std::max(high_, low_);
    return answer.plan.has_value();
  }

  void AddLevel() {
    Level level;
    level.objective = Objective::kWorst;
    const double value =
        ValueOf(problem_, LevelKind::kObjective, Objective::kWorst, settled_.plan).value_or(0);
    level.value = value;
    const double rounding = floor_.scale.rounding * 2.0 * MostHelpers();
    const double searched =
        high_ == low_ ? value : static_cast<double>(high_) / floor_.scale.factor;
    level.bound = std::max(value, std::min(searched + rounding, OwnBest()));
    level.proven = level.bound == level.value;
    settled_.levels.push_back(std::move(level));
    settled_.floor = floor_;
  }

  /// The lowest of what those who are always served could have at best, in unrounded scores: where
  /// one of them has it, nothing is left open by rounding.
  [[nodiscard]] double OwnBest() const {
    const std::vector<bool> served = AlwaysServed(problem_, before_);
    double lowest = std::numeric_limits<double>::infinity();
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (served[At(r)]) lowest = std::min(lowest, BestScore(problem_, before_, r));
    }
    return lowest;
  }

  [[nodiscard]] double MostHelpers() const {
    Index most = 0;
    for (const Range& range : settled_.face.receivers) most = std::max(most, range.high);
    return most;
  }

  const Problem& problem_;
  const Face& before_;
  const bool chose_served_;  // then a search proves nothing about other choices
  const Stopping& stopping_;
  Settled& settled_;
  TotalFloor floor_;
  std::int64_t low_ = 0;   // attained by settled_.plan
  std::int64_t high_ = 0;  // proven
};

/// One level after the floor: the plan to go on with, and what is known of it.
class LevelAboveFloor {
 public:
  LevelAboveFloor(const Problem& problem, Objective objective, const ScoreScale& scale,
                  const Stopping& stopping, Settled& settled)
      : problem_(problem),
        objective_(objective),
        scale_(scale),
        stopping_(stopping),
        settled_(settled) {}

  base::Result<Outcome> Settle() {
    Settled relaxed = settled_;
    JIEDUI_ASSIGN(const Outcome outcome, SettleOnFace(relaxed));
    if (outcome == Outcome::kStopped) return outcome;
    JIEDUI_ASSIGN(const bool attained, Attain(relaxed));
    if (stopping_.Asked()) return Outcome::kStopped;
    if (attained) {
      settled_ = std::move(relaxed);
      if (settled_.wide) JIEDUI_CHECK(BoundOverWide());
      return Outcome::kSettled;
    }
    bound_ = relaxed.levels.back().bound;
    return objective_ == Objective::kBottleneck ? SearchThreshold() : SearchCost();
  }

 private:
  /// The level without regard to the floor.
  base::Result<Outcome> SettleOnFace(Settled& relaxed) {
    if (objective_ == Objective::kBottleneck) {
      return SettleThreshold(problem_, objective_, stopping_, relaxed);
    }
    return SettleCost(problem_, LevelKind::kObjective, objective_, scale_, stopping_, relaxed);
  }

  base::Result<std::optional<Plan>> AnyAboveFloor(const Face& face) {
    JIEDUI_ASSIGN(FloorAnswer answer,
                  FindCheapestAbove(problem_, face, {}, *settled_.floor, settled_.plan,
                                    BudgetFor(problem_), stopping_));
    return std::move(answer.plan);
  }

  /// Whether a plan above the floor is among the optima on the face; relaxed holds it then.
  base::Result<bool> Attain(Settled& relaxed) {
    const TotalFloor& floor = *settled_.floor;
    const auto lowest = LowestTotal(problem_, floor.scale, relaxed.plan);
    if (!lowest || *lowest >= floor.least) return true;
    JIEDUI_ASSIGN(auto plan, AnyAboveFloor(relaxed.face));
    if (!plan) return false;
    relaxed.plan = std::move(*plan);
    Level& level = relaxed.levels.back();
    if (objective_ == Objective::kScore) {
      // Equal in integers; the sum of the doubles may differ in the last place.
      level.value = level.bound = ValueNow(relaxed);
    }
    return true;
  }

  [[nodiscard]] std::optional<double> ValueNow(const Settled& settled) const {
    return ValueOf(problem_, LevelKind::kObjective, objective_, settled.plan);
  }

  base::Result<Outcome> SearchCost() {
    const LevelCost cost = CostOfObjective(objective_, settled_.floor->scale);
    JIEDUI_ASSIGN(FloorAnswer answer,
                  FindCheapestAbove(problem_, settled_.face, cost, *settled_.floor, settled_.plan,
                                    BudgetFor(problem_), stopping_));
    if (answer.stopped) return Outcome::kStopped;
    if (answer.plan) settled_.plan = std::move(*answer.plan);
    Tighten(answer);
    AddLevel();
    if (settled_.wide) JIEDUI_CHECK(BoundOverWide());
    Hold();
    return Outcome::kSettled;
  }

  /// The search's own bound, where it is better than that of the face.
  void Tighten(const FloorAnswer& answer) {
    const double value = ValueNow(settled_).value_or(0);
    if (objective_ == Objective::kBalance) {
      bound_ = answer.complete ? value : std::max(*bound_, std::ceil(answer.bound - 1e-6));
      return;
    }
    double pairs = 0;
    for (const Range& range : settled_.face.receivers) pairs += range.high;
    const double rounding = 2 * pairs * settled_.floor->scale.rounding;
    const double searched = answer.complete ? value : -answer.bound / settled_.floor->scale.factor;
    bound_ = std::max(value, std::min(*bound_, searched + rounding));
  }

  base::Result<Outcome> SearchThreshold() {
    const std::vector<double> thresholds = Thresholds(problem_, settled_.face);
    std::size_t possible = 0;
    std::size_t impossible = thresholds.size();
    while (possible + 1 < impossible) {
      const std::size_t middle = (possible + impossible) / 2;
      JIEDUI_ASSIGN(auto plan,
                    AnyAboveFloor(WithoutBelow(problem_, settled_.face, thresholds[middle])));
      if (stopping_.Asked()) return Outcome::kStopped;
      (plan ? possible : impossible) = middle;
      if (plan) settled_.plan = std::move(*plan);
    }
    AddLevel();
    if (settled_.wide) JIEDUI_CHECK(BoundOverWide());
    Hold();
    return Outcome::kSettled;
  }

  void AddLevel() {
    Level level;
    level.objective = objective_;
    level.value = ValueNow(settled_);
    level.bound = bound_;
    level.proven = level.value == level.bound;
    settled_.levels.push_back(std::move(level));
  }

  /// Keeps what the level has reached, for the levels after it.
  void Hold() {
    if (!settled_.wide) settled_.wide = settled_.face;
    if (objective_ == Objective::kBottleneck) {
      const auto value = settled_.levels.back().value;
      if (value) settled_.face = WithoutBelow(problem_, std::move(settled_.face), *value);
      return;
    }
    if (objective_ == Objective::kScore) {
      for (std::size_t e = 0; e < settled_.plan.size(); ++e) {
        settled_.face.pairs[e] = settled_.plan[e] != 0 ? PairBound::kIn : PairBound::kOut;
      }
      return;
    }
    const Loads loads = CountLoads(problem_, settled_.plan);
    for (std::size_t h = 0; h < loads.helpers.size(); ++h) {
      settled_.face.helpers[h] = {loads.helpers[h], loads.helpers[h]};
    }
  }

  /// On a face that was held by more than values a bound says too little: takes that of the wide
  /// one.
  base::Status BoundOverWide() {
    Settled wide{*settled_.wide, settled_.plan, {}};
    JIEDUI_ASSIGN(const Outcome outcome, SettleOnFace(wide));
    Level& level = settled_.levels.back();
    level.proof = Proof::kNone;
    level.bound = outcome == Outcome::kSettled ? wide.levels.back().bound : std::nullopt;
    level.proven = level.value == level.bound;
    return {};
  }

  const Problem& problem_;
  const Objective objective_;
  const ScoreScale& scale_;
  const Stopping& stopping_;
  Settled& settled_;
  std::optional<double> bound_;  // proven on the face
};

}  // namespace

base::Result<Outcome> SettleTotals(const Problem& problem, const Stopping& stopping,
                                   Settled& settled) {
  const Face before = settled.face;
  JIEDUI_ASSIGN(const Outcome reach, SettleReach(problem, stopping, settled));
  if (reach == Outcome::kStopped) return reach;
  return FloorLevel(problem, before, stopping, settled).Settle();
}

base::Result<Outcome> SettleAboveFloor(const Problem& problem, Objective objective,
                                       const ScoreScale& scale, const Stopping& stopping,
                                       Settled& settled) {
  return LevelAboveFloor(problem, objective, scale, stopping, settled).Settle();
}

}  // namespace jiedui::matching

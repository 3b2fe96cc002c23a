#include "matching/levels.h"

#include <algorithm>

#include "matching/feasible.h"
#include "matching/min_cost.h"
#include "matching/unit_levels.h"

namespace jiedui::matching {
namespace {

bool RaiseTo(Index min, Range& range) {
  range.low = std::max(range.low, min);
  return range.low <= range.high;
}

/// The face with every minimum as lower bound; nothing where a range would be empty.
std::optional<Face> RaisedFace(const Problem& problem, bool with_coverage, Face face) {
  bool possible = true;
  for (Index g = 0; g < problem.group_count(); ++g) {
    possible &= RaiseTo(problem.group(g).quota.min, face.groups[At(g)]);
  }
  for (Index h = 0; h < problem.helper_count(); ++h) {
    possible &= RaiseTo(problem.helper(h).places.min, face.helpers[At(h)]);
  }
  for (Index r = 0; with_coverage && r < problem.receiver_count(); ++r) {
    possible &= RaiseTo(problem.receiver(r).need.min, face.receivers[At(r)]);
  }
  return possible ? std::optional(std::move(face)) : std::nullopt;
}

double SumOfMinimums(const Problem& problem) {
  double sum = 0;
  for (Index g = 0; g < problem.group_count(); ++g) sum += problem.group(g).quota.min;
  for (Index h = 0; h < problem.helper_count(); ++h) sum += problem.helper(h).places.min;
  return sum;
}

double TotalScore(const Problem& problem, const Plan& plan) {
  long double total = 0;
  ForEachChosen(problem, plan, [&](Index e, Index, Index) { total += problem.pair_score(e); });
  return static_cast<double>(total);
}

std::optional<double> LowestScore(const Problem& problem, const Plan& plan) {
  std::optional<double> lowest;
  ForEachChosen(problem, plan, [&](Index e, Index, Index) {
    lowest = std::min(problem.pair_score(e), lowest.value_or(problem.pair_score(e)));
  });
  return lowest;
}

std::optional<double> LowestTotal(const Problem& problem, const Plan& plan) {
  std::optional<double> lowest;
  std::optional<double> total;  // of the last receiver
  Index last = -1;
  ForEachChosen(problem, plan, [&](Index e, Index, Index r) {
    if (total && r != last) lowest = std::min(*total, lowest.value_or(*total));
    total = (r == last ? *total : 0) + problem.pair_score(e);
    last = r;
  });
  if (total) lowest = std::min(*total, lowest.value_or(*total));
  return lowest;
}

double CountInNeed(const Problem& problem) {
  double count = 0;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    if (problem.receiver(r).need.min > 0) ++count;
  }
  return count;
}

Level ProvenLevel(const Problem& problem, LevelKind kind, Objective objective, const Plan& plan) {
  Level level;
  level.kind = kind;
  level.objective = objective;
  level.value = level.bound = ValueOf(problem, kind, objective, plan);
  level.proven = true;
  level.proof = Proof::kPrices;
  return level;
}

LevelCost CostOfLevel(LevelKind kind, Objective objective, const ScoreScale& scale) {
  if (kind == LevelKind::kFloors) return CostOfFloors();
  if (kind == LevelKind::kReach) return CostOfReach();
  return CostOfObjective(objective, scale);
}

/// The face without any pair that is not fixed in it.
Face WithoutFree(Face face) {
  for (PairBound& bound : face.pairs) {
    if (bound == PairBound::kFree) bound = PairBound::kOut;
  }
  return face;
}

/// By our own engine where it can, else by the general one. Stopped while scores are settled, ours
/// leaves the best plan it had, and what it proves about the optimum, as a level without proof.
base::Result<std::optional<CheapestPlan>> FindByBestEngine(const Problem& problem,
                                                           const LevelCost& cost,
                                                           const Stopping& stopping,
                                                           Settled& settled) {
  AuctionResult own = FindUnitPlan(problem, settled.face, cost, settled.plan, stopping);
  if (own.end == AuctionEnd::kSolved) return std::optional(std::move(own.cheapest));
  if (own.end == AuctionEnd::kGaveUp) {
    return FindCheapestPlan(problem, settled.face, cost, stopping);
  }
  if (own.so_far && cost.score) {
    settled.plan = std::move(*own.so_far);
    Level level;
    level.objective = Objective::kScore;
    level.value = TotalScore(problem, settled.plan);
    level.bound = *level.value + own.so_far_gap / cost.score->factor;
    settled.levels.push_back(std::move(level));
  }
  return std::optional<CheapestPlan>();
}

}  // namespace

std::vector<double> Thresholds(const Problem& problem, const Face& face) {
  std::vector<double> scores;
  std::optional<double> lowest_kept;
  for (Index e = 0; e < problem.pair_count(); ++e) {
    const double score = problem.pair_score(e);
    if (face.pairs[At(e)] != PairBound::kOut) scores.push_back(score);
    if (face.pairs[At(e)] == PairBound::kIn) {
      lowest_kept = std::min(score, lowest_kept.value_or(score));
    }
  }
  std::sort(scores.begin(), scores.end());
  scores.erase(std::unique(scores.begin(), scores.end()), scores.end());
  if (lowest_kept) {
    scores.erase(std::upper_bound(scores.begin(), scores.end(), *lowest_kept), scores.end());
  }
  return scores;
}

Face WithoutBelow(const Problem& problem, Face face, double threshold) {
  for (Index e = 0; e < problem.pair_count(); ++e) {
    if (problem.pair_score(e) < threshold) face.pairs[At(e)] = PairBound::kOut;
  }
  return face;
}

LevelCost CostOfFloors() { return {LoadCost::kFloor, LoadCost::kFloor, LoadCost::kNone}; }

LevelCost CostOfReach() { return {LoadCost::kNone, LoadCost::kNone, LoadCost::kReach}; }

LevelCost CostOfObjective(Objective objective, const ScoreScale& scale) {
  LevelCost cost;
  if (objective == Objective::kCoverage) cost.receiver = LoadCost::kFloor;
  if (objective == Objective::kBalance) cost.helper = LoadCost::kSquare;
  if (objective == Objective::kScore) cost.score = scale;
  return cost;
}

std::optional<double> ValueOf(const Problem& problem, LevelKind kind, Objective objective,
                              const Plan& plan) {
  if (kind == LevelKind::kObjective) {
    if (objective == Objective::kScore) return TotalScore(problem, plan);
    if (objective == Objective::kWorst) return LowestTotal(problem, plan);
    if (objective == Objective::kBottleneck) return LowestScore(problem, plan);
  }
  const auto cost = static_cast<double>(CostOf(problem, CostOfLevel(kind, objective, {}), plan));
  if (kind == LevelKind::kFloors) return SumOfMinimums(problem) + cost;
  if (kind == LevelKind::kReach) return CountInNeed(problem) + cost;
  return objective == Objective::kCoverage ? -cost : cost;
}

bool SettleAllMinimums(const Problem& problem, bool with_coverage, const Stopping& stopping,
                       Settled& settled) {
  auto raised = RaisedFace(problem, with_coverage, settled.face);
  if (!raised) return false;
  Feasibility found = FindPlan(problem, *raised, settled.plan, stopping);
  if (!found.plan) return false;
  settled.face = std::move(*raised);
  settled.plan = std::move(*found.plan);
  // Every minimum is met, so zero prices prove both levels.
  settled.levels.push_back(
      ProvenLevel(problem, LevelKind::kFloors, Objective::kCoverage, settled.plan));
  if (with_coverage) {
    settled.levels.push_back(
        ProvenLevel(problem, LevelKind::kObjective, Objective::kCoverage, settled.plan));
  }
  return true;
}

base::Result<Outcome> SettleCost(const Problem& problem, LevelKind kind, Objective objective,
                                 const ScoreScale& scale, const Stopping& stopping,
                                 Settled& settled) {
  const LevelCost cost = CostOfLevel(kind, objective, scale);
  JIEDUI_ASSIGN(auto found, FindByBestEngine(problem, cost, stopping, settled));
  if (!found) return Outcome::kStopped;
  JIEDUI_CHECK(Restrict(problem, cost, found->prices, found->plan, settled.face));
  settled.plan = std::move(found->plan);
  Level level = ProvenLevel(problem, kind, objective, settled.plan);
  level.prices = std::move(found->prices);
  level.unit = cost.score ? cost.score->factor : 1;
  settled.levels.push_back(std::move(level));
  return Outcome::kSettled;
}

Outcome SettleThreshold(const Problem& problem, Objective objective, const Stopping& stopping,
                        Settled& settled) {
  if (const auto own = SettleUnitThreshold(problem, objective, stopping, settled)) return *own;
  const std::vector<double> thresholds = Thresholds(problem, settled.face);
  const bool must_choose = std::find(settled.face.pairs.begin(), settled.face.pairs.end(),
                                     PairBound::kIn) != settled.face.pairs.end();
  // Step k: pairs below thresholds[k] are out; one step beyond the last: all free pairs are.
  const auto narrowed = [&](std::size_t k) {
    return k < thresholds.size() ? WithoutBelow(problem, settled.face, thresholds[k])
                                 : WithoutFree(settled.face);
  };
  Level level;
  level.objective = objective;
  level.proven = true;
  level.proof = Proof::kBarrier;
  std::size_t possible = 0;
  std::size_t impossible = thresholds.size() + (must_choose ? 0 : 1);
  while (possible + 1 < impossible) {
    const std::size_t middle = (possible + impossible) / 2;
    Feasibility found = FindPlan(problem, narrowed(middle), settled.plan, stopping);
    if (!found.plan && !found.barrier) return Outcome::kStopped;
    if (found.plan) {
      possible = middle;
      settled.plan = std::move(*found.plan);
    } else {
      impossible = middle;
      level.barrier = std::move(found.barrier);
    }
  }
  if (!thresholds.empty()) settled.face = narrowed(possible);
  if (possible < thresholds.size()) level.value = level.bound = thresholds[possible];
  settled.levels.push_back(std::move(level));
  return Outcome::kSettled;
}

}  // namespace jiedui::matching

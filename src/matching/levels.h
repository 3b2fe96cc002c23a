#pragma once

#include <optional>

#include "base/result.h"
#include "matching/climb.h"
#include "matching/face.h"
#include "matching/scale.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// How far a run has come: a plan of the face, and how the face came about.
struct Settled {
  Face face;
  Plan plan;
  std::vector<Level> levels;
  /// Where `worst` was settled for receivers that take several helpers: every plan from here on
  /// keeps their totals there, which the face alone cannot express.
  std::optional<TotalFloor> floor = {};
  /// The face before a level had to be held by more than its value (see SettleAboveFloor): bounds
  /// of later levels are over this one.
  std::optional<Face> wide = {};
};

enum class Outcome : std::uint8_t { kSettled, kStopped };

/// The cost that a level of that kind minimises.
LevelCost CostOfFloors();
LevelCost CostOfReach();
LevelCost CostOfObjective(Objective objective, const ScoreScale& scale);

/// Settles the minimums of helpers and groups and, where with_coverage, those of receivers, in one
/// maximum flow; false where they cannot all be met (nothing has changed then) or when stopped.
bool SettleAllMinimums(const Problem& problem, bool with_coverage, const Stopping& stopping,
                       Settled& settled);

/// Settles a level by its cheapest plan. kInternal: see FindCheapestPlan and Restrict.
base::Result<Outcome> SettleCost(const Problem& problem, LevelKind kind, Objective objective,
                                 const ScoreScale& scale, const Stopping& stopping,
                                 Settled& settled);

/// Settles `bottleneck`, or `worst` where no receiver of the face takes more than one helper: the
/// highest threshold such that a plan without the pairs below it exists. Binary search over the
/// distinct scores, each step repairing the plan of the last.
Outcome SettleThreshold(const Problem& problem, Objective objective, const Stopping& stopping,
                        Settled& settled);

/// What the plan is worth at a level (see Level::value).
std::optional<double> ValueOf(const Problem& problem, LevelKind kind, Objective objective,
                              const Plan& plan);

/// What `bottleneck` could be, ascending: the scores of pairs that may be chosen, up to the lowest
/// that must be.
std::vector<double> Thresholds(const Problem& problem, const Face& face);

/// The face without the pairs below the threshold.
Face WithoutBelow(const Problem& problem, Face face, double threshold);

}  // namespace jiedui::matching

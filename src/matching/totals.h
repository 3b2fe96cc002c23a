#pragma once

#include "matching/levels.h"

namespace jiedui::matching {

/// Settles `worst` where receivers take several helpers: as few as possible are left with nothing,
/// then the highest floor under the totals of those that are served. NP-hard, so: a search over
/// floors between what the best plan so far has and what is proven impossible, each step a
/// FindCheapestAbove within a budget. The level is proven where the two meet; otherwise it carries
/// both. Where somebody must be left with nothing, the bound is for those that this plan serves.
/// Sets settled.floor. kInternal: see FindCheapestPlan.
base::Result<Outcome> SettleTotals(const Problem& problem, const Stopping& stopping,
                                   Settled& settled);

/// Settles a level after SettleTotals: its optimum on the face where a plan above the floor attains
/// it (then proven, and kept as ever); otherwise the best plan found, with the bound, kept for the
/// levels after it by holding what the level is about: the helpers' loads for balance, the plan
/// itself for score.
base::Result<Outcome> SettleAboveFloor(const Problem& problem, Objective objective,
                                       const ScoreScale& scale, const Stopping& stopping,
                                       Settled& settled);

}  // namespace jiedui::matching

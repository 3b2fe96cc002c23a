#pragma once

#include <vector>

#include "matching/scale.h"
#include "matching/solution.h"
#include "matching/tie_break_internal.h"

namespace jiedui::matching {

/// Of the equally good plans, the one that is best by the pairs' ties.
struct TieBroken {
  TieBreak ties;                     ///< off where nothing was done
  std::vector<ChosenPair> pairs;     ///< of the free receivers
  std::vector<std::int64_t> prices;  ///< what a helper's place costs in ties
};

/// Where many pairs are worth the same, searches over the plan's prices wander along what costs
/// nothing; with ties hardly anything does. `prices`, of helpers' places in units
/// and scaled scores, must prove an optimal plan. Off where few pairs are tied, where a receiver
/// may have several helpers, and where the numbers would become too large. Solves the question of
/// the tied pairs alone.
TieBroken BreakTies(const Problem& problem, const ScoreScale& scale,
                    const std::vector<Worth>& prices);

}  // namespace jiedui::matching

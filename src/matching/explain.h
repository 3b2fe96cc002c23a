#pragma once

#include <string>

#include "matching/face.h"
#include "matching/solution.h"

namespace jiedui::matching {

/// Fills solution.uncovered, witnesses, available and unmet for the plan, which may be any plan of
/// the problem. Each uncovered receiver gets the helpers from which a place could reach it by
/// exchanges (its alternating-reachable set): all of them are full or held back by a quota, so no
/// plan that keeps the met minimums covers it too. What would cure it is exact:
/// Witness::more_places and more_quota are those changes of one that cover one more (unless a
/// minimum in solution.unmet takes it first), Witness::together is as few as possible where none of
/// one does. Only where the sets of thousands of receivers overlap without being equal, so that
/// listing them would cost over 2·10^7 steps, the rest share the union of their sets, which blocks
/// them just as well. settled: whether coverage was settled in the run. O(pairs) and what is
/// listed; deterministic.
void Explain(const Problem& problem, const Plan& plan, bool settled, Solution& solution);

/// Why, in Chinese, for a coordinator: who competes for what.
std::string ReasonText(const Problem& problem, const Solution& solution,
                       const Uncovered& uncovered);

/// The smallest change that would cover one more, in Chinese.
std::string SmallestChangeText(const Problem& problem, const Solution& solution,
                               const Uncovered& uncovered);

}  // namespace jiedui::matching

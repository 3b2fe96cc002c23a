#pragma once

#include <stop_token>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "matching/problem.h"
#include "matching/solution.h"

namespace jiedui::matching {

struct SolveOptions {
  /// In order of importance, none twice.
  std::vector<Objective> objectives = {Objective::kCoverage, Objective::kScore};
  /// Seconds after which the run stops like a cancelled one; 0 for no limit. The only option that
  /// makes a result depend on the machine.
  double time_limit_seconds = 0;
  std::stop_token stop = {};
  base::Progress progress = {};  ///< the stage is the objective's name, done the levels settled
};

/// The best plan in lexicographic order: each level is settled, and kept while the next improves.
///
/// Always kept: forbidden and unlisted pairs are out, fixed pairs in, nobody exceeds a max. The
/// minimums of helpers and groups come next: they hold wherever any plan meets them all, otherwise
/// the number of missing pairs is the smallest possible and Solution::unmet names them.
///
/// Levels:
///  - coverage: the sum over receivers of min(helpers it got, its min). A receiver's min is a
///    constraint of the problem, so coverage is settled first where it is not listed, and before
///    bottleneck, worst and balance (which say how demand is met) wherever it is listed.
///  - bottleneck: the lowest score among the chosen pairs, fixed ones included.
///  - worst: the lowest total of a receiver that has a helper; before that, as few receivers with
///    min ≥ 1 as possible are left with nothing. Where no receiver takes more than one helper this
///    is exact. Beyond that it is NP-hard: the level carries the plan's value and a proven bound;
///    the levels after it keep every total at that value and carry their own bounds.
///  - balance: the sum of squared helper loads.
///  - score: the total. A receiver may get more than its min, up to its max, where that raises the
///    total. Where not listed, score is settled last, so that a plan never wastes score.
///
/// Exact: scores become integers by the least power of ten that represents all of them (six
/// decimals always fit, see scale.h for the budget), levels are settled one after another by
/// complementary slackness (no weights between levels, no big-M), and what the flow engine returns
/// is accepted only if it satisfies its own duality certificate.
/// Deterministic: same entries in whatever order, same plan.
/// kInvalid: an objective twice, a negative or non-finite limit. kInternal: the engine's result
/// failed its certificate.
/// Complexity: one network simplex run a level, O(log pairs) maximum flows a threshold level.
base::Result<Solution> Solve(const Problem& problem, const SolveOptions& options = {});

}  // namespace jiedui::matching

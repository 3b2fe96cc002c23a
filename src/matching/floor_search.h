#pragma once

#include <optional>

#include "base/result.h"
#include "matching/climb.h"
#include "matching/face.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// How much work a search may do before it gives its best answer so far.
struct SearchBudget {
  int rounds = 40;  ///< of multipliers, one minimum-cost flow each
  int nodes = 200;  ///< of branch and bound, one minimum-cost flow each
};

struct FloorAnswer {
  std::optional<Plan> plan;  ///< of the face, with every total at the floor or above
  /// No such plan costs less (in units of the cost); above 0 in a search without cost: none exists.
  double bound = 0;
  /// Search without cost only: no plan has all totals above this (integer scores).
  std::optional<double> ceiling;
  /// The best lowest total seen, whether it reached the floor or not.
  Plan fairest;
  std::int64_t fairest_lowest = 0;
  bool complete = false;  ///< the plan is proven cheapest, or proven not to exist
  bool stopped = false;
};

/// Searches the face for the cheapest plan whose served receivers all reach the floor. NP-hard
/// (already whether one exists, by partition), so bounded: a Lagrangean relaxation (each total
/// rewarded by a multiplier, one flow a round; Held and Karp 1971) gives bounds, a Climb
/// repairs each of its plans into a candidate, and a depth-first branch and bound over pairs closes
/// the rest within the budget. `cost` without pair, node or reward costs asks only whether such a
/// plan exists. `start`: a plan of the face to begin from. Deterministic. kInternal as
/// FindCheapestPlan.
base::Result<FloorAnswer> FindCheapestAbove(const Problem& problem, const Face& face,
                                            const LevelCost& cost, const TotalFloor& floor,
                                            const Plan& start, const SearchBudget& budget,
                                            const Stopping& stopping);

}  // namespace jiedui::matching

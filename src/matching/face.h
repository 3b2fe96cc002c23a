#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "base/result.h"
#include "matching/problem.h"
#include "matching/scale.h"
#include "matching/solution.h"

namespace jiedui::matching {

inline std::size_t At(Index i) { return static_cast<std::size_t>(i); }

/// What a node's load may be.
struct Range {
  Index low = 0;
  Index high = 0;
  bool operator==(const Range&) const = default;
};

enum class PairBound : std::uint8_t { kFree, kIn, kOut };

/// The plans that are optimal for every level settled so far: those whose loads lie in the ranges
/// and whose pairs obey the bounds. As a network: hub → group → … → group → helper → receiver →
/// hub (each group below its parent), so it is an integral polytope, a face of the one before.
struct Face {
  std::vector<Range> groups;
  std::vector<Range> helpers;
  std::vector<Range> receivers;
  std::vector<PairBound> pairs;
};

/// Which pairs are chosen, one byte a pair.
using Plan = std::vector<std::uint8_t>;

/// The first chosen pair from e on; as many as there are pairs where there is none.
inline Index NextChosen(const Plan& plan, Index e) {
  const auto end = static_cast<Index>(plan.size());
  while (e < end) {
    std::uint64_t eight = 0;
    if (end - e >= 8) std::memcpy(&eight, &plan[At(e)], sizeof eight);
    if (end - e >= 8 && eight == 0) {
      e += 8;
    } else if (plan[At(e)] != 0) {
      return e;
    } else {
      ++e;
    }
  }
  return end;
}

/// Calls visit(pair, helper, receiver) for every chosen pair, in order. Most are not.
template <class Visit>
void ForEachChosen(const Problem& problem, const Plan& plan, Visit visit) {
  Index r = 0;
  for (Index e = NextChosen(plan, 0); e < problem.pair_count(); e = NextChosen(plan, e + 1)) {
    while (problem.PairBegin(r + 1) <= e) ++r;
    visit(e, problem.pair_helper(e), r);
  }
}

struct Loads {
  std::vector<Index> groups;
  std::vector<Index> helpers;
  std::vector<Index> receivers;
};

Loads CountLoads(const Problem& problem, const Plan& plan);

/// All plans that exceed no max, hold the fixed pairs and none of the forbidden.
Face FaceOfAll(const Problem& problem);

bool Contains(const Problem& problem, const Face& face, const Plan& plan);

/// What the k-th unit of load (k ≥ 1) costs at a node, non-decreasing in k.
enum class LoadCost : std::uint8_t {
  kNone,    ///< 0
  kFloor,   ///< −1 up to the node's min, 0 beyond
  kReach,   ///< −1 for the first unit where the node's min is positive, 0 beyond
  kSquare,  ///< 2k − 1, so that a load of k costs k²
};

/// A reward for totals: each pair of receiver r costs weight[r] · score less. Not owned.
struct TotalReward {
  const std::vector<std::int64_t>* weight = nullptr;
  ScoreScale scale = {};
};

/// The linear or convex cost that a level minimises.
struct LevelCost {
  LoadCost group = LoadCost::kNone;
  LoadCost helper = LoadCost::kNone;
  LoadCost receiver = LoadCost::kNone;
  std::optional<ScoreScale> score = {};  ///< each pair costs minus its scaled score
  std::int64_t times = 1;                ///< all of the above is multiplied by this
  TotalReward reward = {};               ///< and this comes on top
};

/// What the pair e of receiver r costs.
std::int64_t PairCostOf(const Problem& problem, const LevelCost& cost, Index e, Index r);

/// A stretch of load units with one cost.
struct Segment {
  Index units = 0;
  std::int64_t cost = 0;
};

/// The units low + 1 … high of a node with that min, by rising cost (times as in LevelCost); no
/// empty segments.
std::vector<Segment> SegmentsOf(LoadCost cost, Index min, Range range, std::int64_t times);

/// What the plan costs: the sum over load units and pairs.
std::int64_t CostOf(const Problem& problem, const LevelCost& cost, const Plan& plan);

/// Narrows the face to the plans that satisfy complementary slackness with the prices: to all
/// optima, when the prices are optimal. Certified: kInternal unless the face still contains
/// `plan`, which then is one of them.
base::Status Restrict(const Problem& problem, const LevelCost& cost, const Prices& prices,
                      const Plan& plan, Face& face);

}  // namespace jiedui::matching

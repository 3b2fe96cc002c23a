#include "matching/unit_shape.h"

#include <algorithm>

namespace jiedui::matching {

std::optional<UnitShape> UnitShapeOf(const Problem& problem, const Face& face) {
  if (problem.group_count() > 0) return std::nullopt;
  UnitShape shape;
  shape.kept.resize(At(problem.helper_count()));
  shape.needs.resize(At(problem.receiver_count()));
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    Index kept = 0;
    for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
      if (face.pairs[At(e)] != PairBound::kIn) continue;
      ++kept;
      ++shape.kept[At(problem.pair_helper(e))];
    }
    const Range range = face.receivers[At(r)];
    if (range.high > kept + 1 || range.high < kept || range.low > kept + 1) return std::nullopt;
    if (range.high > kept) {
      shape.needs[At(r)] = range.low > kept ? Need::kMust : Need::kMay;
    }
  }
  shape.places.reserve(shape.kept.size());
  for (Index h = 0; h < problem.helper_count(); ++h) {
    const Index kept = shape.kept[At(h)];
    const Range range = face.helpers[At(h)];
    if (range.high < kept) return std::nullopt;
    shape.places.push_back({std::max(0, range.low - kept), range.high - kept});
  }
  return shape;
}

std::vector<Index> ChosenFreePairs(const Problem& problem, const Face& face, const Plan& plan) {
  std::vector<Index> pair_of(At(problem.receiver_count()), -1);
  ForEachChosen(problem, plan, [&](Index e, Index, Index r) {
    if (face.pairs[At(e)] == PairBound::kFree) pair_of[At(r)] = e;
  });
  return pair_of;
}

Plan PlanOf(const Problem& problem, const Face& face, const std::vector<Index>& pair_of) {
  Plan plan(At(problem.pair_count()));
  for (Index e = 0; e < problem.pair_count(); ++e) {
    plan[At(e)] = face.pairs[At(e)] == PairBound::kIn ? 1 : 0;
  }
  for (const Index e : pair_of) {
    if (e >= 0) plan[At(e)] = 1;
  }
  return plan;
}

}  // namespace jiedui::matching

#include "matching/coverage_gap.h"

#include <algorithm>

#include "matching/stopping.h"
#include "matching/unit_matching.h"
#include "matching/unit_shape.h"

namespace jiedui::matching {
namespace {

Index KeptOf(const Problem& problem, const Face& face, Index r) {
  Index kept = 0;
  for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e)
    kept += face.pairs[At(e)] == PairBound::kIn ? 1 : 0;
  return kept;
}

}  // namespace

std::optional<CoverageGap> FindCoverageGap(const Problem& problem, const std::stop_token& stop) {
  const Face face = FaceOfAll(problem);
  const std::optional<UnitShape> shape = UnitShapeOf(problem, face);
  if (!shape) return std::nullopt;
  std::vector<Index> places;
  places.reserve(shape->places.size());
  for (const Range& range : shape->places) places.push_back(range.high);
  std::vector<Index> wanting;
  std::vector<Index> uncovered;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    const Index min = problem.receiver(r).need.min;
    const Index kept = KeptOf(problem, face, r);
    if (kept >= min) continue;
    const bool by_one = shape->needs[At(r)] != Need::kNone && kept + 1 >= min;
    (by_one ? wanting : uncovered).push_back(r);
  }
  const PairFilter allowed{problem, face};
  UnitMatching matching(problem, std::move(places));
  matching.MatchGreedily(wanting, allowed);
  std::erase_if(wanting, [&](Index r) { return matching.pair_of()[At(r)] >= 0; });
  if (matching.Augment(wanting, {}, allowed, Stopping(stop, 0)) < 0) return std::nullopt;
  uncovered.insert(uncovered.end(), wanting.begin(), wanting.end());
  std::sort(uncovered.begin(), uncovered.end());
  CoverageGap gap{std::move(uncovered), {}};
  gap.free_places.reserve(shape->places.size());
  for (Index h = 0; h < problem.helper_count(); ++h)
    gap.free_places.push_back(problem.helper(h).places.max - shape->kept[At(h)] - matching.load(h));
  return gap;
}

}  // namespace jiedui::matching

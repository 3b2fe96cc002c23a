#pragma once

#include <optional>
#include <stop_token>
#include <vector>

#include "matching/problem.h"

namespace jiedui::matching {

/// What a plan that covers as many receivers as any leaves undone.
struct CoverageGap {
  std::vector<Index> uncovered;    ///< receivers with min ≥ 1 that get nobody, ascending
  std::vector<Index> free_places;  ///< by helper: places of its max that nobody takes
};

/// Of one of the plans that cover most: fixed pairs in, forbidden ones out. Nothing where a
/// receiver could get more than one helper beyond its fixed pairs or groups bound anybody, and when
/// stopped. Deterministic. Complexity: as UnitMatching.
std::optional<CoverageGap> FindCoverageGap(const Problem& problem, const std::stop_token& stop);

}  // namespace jiedui::matching

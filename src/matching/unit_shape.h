#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "matching/face.h"

namespace jiedui::matching {

/// What a receiver may still get beyond the pairs it keeps.
enum class Need : std::uint8_t {
  kNone,  ///< nothing
  kMay,   ///< one helper or none
  kMust,  ///< one helper
};

/// What is left to decide on a face of the usual kind: nobody can get more than one helper beyond
/// the pairs that are kept, and no group bounds anybody. Then the free pairs form a bipartite
/// b-matching, which the engines of unit_matching.h and auction.h solve without a network.
struct UnitShape {
  std::vector<Need> needs;    ///< per receiver
  std::vector<Range> places;  ///< per helper: places beyond the kept pairs
  std::vector<Index> kept;    ///< per helper: kept pairs
};

/// Nothing where the face is not of that kind. O(pairs).
std::optional<UnitShape> UnitShapeOf(const Problem& problem, const Face& face);

/// Per receiver, its chosen free pair in the plan; −1 where it has none.
std::vector<Index> ChosenFreePairs(const Problem& problem, const Face& face, const Plan& plan);

/// The face's kept pairs and these.
Plan PlanOf(const Problem& problem, const Face& face, const std::vector<Index>& pair_of);

}  // namespace jiedui::matching

#pragma once

#include <optional>

#include "matching/face.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// A plan of the face, or the proof that it has none, or neither when stopped.
struct Feasibility {
  std::optional<Plan> plan;
  std::optional<Barrier> barrier;  ///< Hoffman's violated cut: see Barrier
};

/// Repairs `start`, any selection of pairs, into a plan of the face by one maximum flow: what the
/// ranges and bounds forbid becomes excess and deficit. The nearer the start, the less work.
/// Ranges must not be empty (low ≤ high). O(E √V), deterministic.
Feasibility FindPlan(const Problem& problem, const Face& face, Plan start,
                     const Stopping& stopping);

}  // namespace jiedui::matching

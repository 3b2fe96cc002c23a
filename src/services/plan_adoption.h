#pragma once

#include <string>
#include <vector>

#include "services/plan_ground.h"
#include "services/what_if.h"

namespace jiedui::services {

/// What a coordinator takes over from a what-if when the draft is solved again. Places are no
/// matter of a plan: they are changed in the roster.
struct PlanAdoption {
  std::vector<WhatIfEdit> edits;  ///< pins, forbids and releases; at most kMostWhatIfEdits
  std::string reason;             ///< of what is forbidden, which needs one
};

/// The plan's pairings that an adoption decides, as they are to be stored; id 0 for new ones.
using AdoptedPairs = std::vector<domain::Pairing>;

/// Decides the edits' pairs among the ground's pairings, so that what is solved on it knows them;
/// nothing is stored yet. Later edits of a pair overrule earlier ones. kForbidden without the
/// permission to decide; kInvalid for an edit of places, too many edits or a missing reason;
/// kUnprocessable for a pair whose sides take no part.
base::Result<AdoptedPairs> Adopt(const Workspace& workspace, const domain::Actor& actor,
                                 const domain::Plan& plan, const PlanAdoption& adoption,
                                 Ground& ground);

/// Stores what was adopted. kUnprocessable for a pinned pair that a rule bars, or whose helper or
/// enterprise has no place left beside what else is decided.
base::Status StoreAdopted(store::UnitOfWork& unit, const Ground& ground,
                          const AdoptedPairs& adopted);

}  // namespace jiedui::services

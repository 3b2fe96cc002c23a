#pragma once

#include "api/context.h"
#include "services/pairing_views.h"

namespace jiedui::api {

/// The filters that lists of pairings and of uncovered enterprises share: pair_kind, region,
/// programme_sector, cursor, limit; for pairings also state, q and sort.
base::Result<services::PlanPartQuery> ReadPlanPartQuery(const Context& context);

}  // namespace jiedui::api

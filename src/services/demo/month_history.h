#pragma once

#include "base/clock.h"
#include "services/workspace.h"

namespace jiedui::services {

/// The months of a demonstration's campaign that lie behind it: work plans with annex 2's tasks,
/// reports of July and August (one late, one missing each), and the circulars about them. All
/// through the use cases, under the accounts of the units, at days that `clock` is set to.
base::Status MakeMonthHistory(Workspace& workspace, base::FixedClock& clock);

}  // namespace jiedui::services

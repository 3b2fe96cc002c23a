#pragma once

#include <vector>

#include "base/clock.h"
#include "domain/pairing.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What came of accepted pairings, told by the real services on the clock that they read: the need
/// that each answers, the helper's visit, and for every third a problem found there, put through
/// the ledger to the enterprise's word. Leaves the clock some working days later. Deterministic.
base::Status MakeLedgerHistory(Workspace& workspace, base::FixedClock& clock,
                               const std::vector<domain::Pairing>& accepted);

}  // namespace jiedui::services

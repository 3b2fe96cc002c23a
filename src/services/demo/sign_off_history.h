#pragma once

#include "base/clock.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Evidence and sign-offs of the first enterprises with a confirmed survey of the campaign of 2020,
/// filed, reviewed and signed off through the services on a clock of its own: some in every state,
/// one whose data changed since, one file that two enterprises handed in, and a drawn spot check.
/// The campaign is made where nobody has. Deterministic.
base::Status MakeDemoSignOffs(Workspace& workspace, base::FixedClock& clock);

}  // namespace jiedui::services

#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "domain/ledger.h"
#include "services/workspace.h"

namespace jiedui::services {

/// One meeting and all that came out of it. Of the needs and problems `enterprise` and `visit` are
/// filled here.
struct VisitReport {
  domain::Visit visit;
  std::vector<domain::Need> needs;
  std::vector<domain::LedgerItem> problems;  ///< routed by the rules; numbers given by the system
};

constexpr std::size_t kMostOutOfVisit = 50;  ///< needs and problems together

/// Stores the visit with its needs and problems, all or nothing, and returns them as stored. Who
/// may record the visit may record what came out of it: offices in their scope, a helper of an
/// enterprise that it is paired with in force. A call to the hotline (way `hotline`) brings
/// problems, each with its reference number; no other way has one. kForbidden out of scope or
/// unpaired; kInvalid and kUnprocessable name the field, kConflict a number or title that is there
/// already; of a need or problem the message says the how-manieth.
base::Result<VisitReport> RecordVisit(Workspace& workspace, const domain::Actor& actor,
                                      VisitReport report);

}  // namespace jiedui::services

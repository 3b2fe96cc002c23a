#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "office/sheet_writer.h"
#include "services/roster.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Every record of the kind within the actor's sight as a sheet that Import reads back: one column
/// a field under its Chinese title, references by their keys (CellWriter), texts that are too long
/// for a spreadsheet's cell in further columns. Secret fields are left out, personal ones masked,
/// unless `reveal` says what they are needed for: that takes the permission, and is noted in the
/// audit log (services/reveal). The operator gets a whole export, from which Import restores:
/// every field but secrets, and the records' ids. Only what `query` lets through; its order and
/// paging are not looked at.
base::Result<office::Sheet> ExportRecords(Workspace& workspace, const domain::Actor& actor,
                                          domain::Kind kind, const RosterQuery& query = {},
                                          const std::string& reveal = {});

/// 企业帮扶对接方案: the pairings of a plan with names, scores and the main reasons.
base::Result<office::Sheet> ExportPlan(Workspace& workspace, const domain::Actor& actor,
                                       domain::PlanId plan);

/// The kinds in an order in which their whole exports can be imported into an empty city: what is
/// referred to comes first.
std::vector<domain::Kind> RestoreOrder();

}  // namespace jiedui::services

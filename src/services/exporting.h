#pragma once

#include <string>

#include "domain/actor.h"
#include "office/sheet_writer.h"
#include "services/roster.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Every record of the kind within the actor's sight as a sheet that Import reads back: one column
/// a field under its Chinese title, references by their keys. Secret fields are left out, personal
/// ones masked unless the actor may see them. Only what `query` lets through; its order and paging
/// are not looked at.
base::Result<office::Sheet> ExportRecords(Workspace& workspace, const domain::Actor& actor,
                                          domain::Kind kind, const RosterQuery& query = {});

/// 企业帮扶对接方案: the pairings of a plan with names, scores and the main reasons.
base::Result<office::Sheet> ExportPlan(Workspace& workspace, const domain::Actor& actor,
                                       domain::PlanId plan);

}  // namespace jiedui::services

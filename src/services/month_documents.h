#pragma once

#include <string>

#include "domain/actor.h"
#include "domain/month.h"
#include "office/document_writer.h"
#include "office/sheet_writer.h"
#include "services/workspace.h"

namespace jiedui::services {

/// 通报: what a circular says of the month, its ranking as tables. kUnprocessable where it holds no
/// ranking yet; kForbidden without read_reports.
base::Result<office::Document> CircularDocument(Workspace& workspace, const domain::Actor& actor,
                                                const domain::Circular& circular);

/// The same ranking as sheets: counties, departments, one column an indicator.
base::Result<std::vector<office::Sheet>> CircularSheets(Workspace& workspace,
                                                        const domain::Actor& actor,
                                                        const domain::Circular& circular);

}  // namespace jiedui::services

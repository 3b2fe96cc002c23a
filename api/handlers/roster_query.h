#pragma once

#include "api/context.h"
#include "services/roster.h"

namespace jiedui::api {

/// Reads `where`: conditions between semicolons, each `FIELD=VALUE,VALUE`, `FIELD>=VALUE` or
/// `FIELD<=VALUE`. kInvalid, field `where`, for anything else or more than twenty.
base::Result<std::vector<services::RosterCondition>> ReadConditions(const Context& context);

}  // namespace jiedui::api

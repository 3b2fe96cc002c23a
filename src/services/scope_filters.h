#pragma once

#include "services/access.h"
#include "store/query.h"

namespace jiedui::services {

/// The scope's conditions as filters on the columns of that kind.
store::Filters ScopeFilters(const Scope& scope, domain::Kind kind);

}  // namespace jiedui::services

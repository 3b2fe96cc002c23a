#pragma once

#include "services/access.h"
#include "store/query.h"

namespace jiedui::services {

/// The scope's conditions as filters on the columns of that kind.
store::Filters ScopeFilters(const Scope& scope, domain::Kind kind);

/// Lets through those regions with all below them; none where `codes` is empty. kInvalid, field
/// `region`, names one that is not known.
base::Status AddRegions(const domain::Reference& reference, const std::vector<std::string>& codes,
                        store::Filters& filters);

}  // namespace jiedui::services

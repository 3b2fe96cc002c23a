#pragma once

#include "base/json_writer.h"
#include "services/search.h"

namespace jiedui::services {

/// The page as the API's schema SearchPage has it.
void WriteSearchResult(base::JsonWriter& json, const SearchResult& result);

}  // namespace jiedui::services

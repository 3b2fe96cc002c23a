#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "index/query.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A search as the API and the command line ask for it. Several values of one filter mean any.
struct SearchRequest {
  std::string text;
  std::vector<std::string> kinds = {};              ///< empty: all that can be searched
  std::vector<std::string> regions = {};            ///< codes, each with all below it
  std::vector<std::string> sectors = {};            ///< GB/T 4754 codes, each with all below it
  std::vector<std::string> programme_sectors = {};  ///< codes
  std::vector<std::string> statuses = {};
  std::size_t limit = 50;  ///< 1 … 200
  std::string cursor = {};
  bool facets = true;
  bool snippets = true;
};

using SearchResult = index::SearchPage;

/// One page of what the actor may see: hits, facets and the total leave out what is out of sight.
/// kForbidden for who may not read; kInvalid, naming the field, for a kind, region or sector that
/// does not exist and for what index::Reader::Search refuses; kUnavailable while there is no index.
base::Result<SearchResult> Search(Workspace& workspace, const domain::Actor& actor,
                                  const SearchRequest& request);

}  // namespace jiedui::services

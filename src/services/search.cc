#include "services/search.h"

#include <algorithm>

#include "services/access.h"
#include "services/search_document.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Kind;

template <class F>
Status CheckCodes(const std::vector<std::string>& codes, std::string_view field,
                  std::string_view what, const F& exists) {
  for (const std::string& code : codes) {
    if (exists(code)) continue;
    return Fail(ErrorCode::kInvalid, "没有" + std::string(what) + " “" + code + "”",
                std::string(field));
  }
  return {};
}

Status Check(const SearchRequest& request, const domain::Reference& reference) {
  JIEDUI_CHECK(CheckCodes(request.kinds, "kind", "可检索的类别", [](const std::string& code) {
    const auto kind = domain::FromCode<Kind>(code);
    return kind && IsSearched(*kind);
  }));
  JIEDUI_CHECK(CheckCodes(request.regions, "region", "地区代码", [&](const std::string& code) {
    return reference.FindRegion(code) != nullptr;
  }));
  JIEDUI_CHECK(CheckCodes(request.sectors, "sector", "行业代码", [&](const std::string& code) {
    return reference.FindSector(code) != nullptr;
  }));
  return CheckCodes(
      request.programme_sectors, "programme_sector", "归口行业",
      [&](const std::string& code) { return reference.FindProgrammeSector(code) != nullptr; });
}

/// The actor's scope over every kind that can be searched; nothing where it sees all of them.
std::optional<std::vector<index::Visible>> VisibleTo(const domain::Actor& actor) {
  std::vector<index::Visible> parts;
  bool everything = true;
  for (const Kind kind : SearchedKinds()) {
    Scope scope = ScopeOf(actor, kind);
    everything = everything && scope.everything();
    // Conditions on a helper are of kinds that the index does not hold.
    if (scope.nothing || scope.helper_id != 0) continue;
    parts.push_back({std::string(domain::NameOf(kind).code), std::move(scope.regions),
                     std::move(scope.programme_sectors), scope.enterprise_id});
  }
  if (everything) return std::nullopt;
  return parts;
}

}  // namespace

base::Result<SearchResult> Search(Workspace& workspace, const domain::Actor& actor,
                                  const SearchRequest& request) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_CHECK(Check(request, workspace.reference));
  index::Query query;
  query.text = request.text;
  query.kinds = request.kinds;
  query.regions = request.regions;
  query.sectors = request.sectors;
  query.programme_sectors = request.programme_sectors;
  query.statuses = request.statuses;
  query.limit = request.limit;
  query.cursor = request.cursor;
  query.facets = request.facets;
  query.snippets = request.snippets;
  query.scope = VisibleTo(actor);
  return workspace.search.Search(query);
}

}  // namespace jiedui::services

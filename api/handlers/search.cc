#include "services/search.h"

#include "api/handlers/handlers.h"
#include "services/search_json.h"

namespace jiedui::api {

Answer Search(Context& context) {
  JIEDUI_CHECK(context.AllowQuery(
      {"q", "kind", "region", "sector", "programme_sector", "status", "cursor", "limit"}));
  services::SearchRequest request;
  request.text = context.QueryText("q");
  request.kinds = context.QueryList("kind");
  request.regions = context.QueryList("region");
  const std::string sector = context.QueryText("sector");
  if (!sector.empty()) request.sectors = {sector};
  request.programme_sectors = context.QueryList("programme_sector");
  request.statuses = context.QueryList("status");
  request.cursor = context.QueryText("cursor");
  JIEDUI_ASSIGN(request.limit, context.QueryCount("limit", 50, 200));
  JIEDUI_ASSIGN(const services::SearchResult result,
                services::Search(context.workspace(), context.actor(), request));
  base::JsonWriter json;
  services::WriteSearchResult(json, result);
  return JsonResponse(200, json);
}

}  // namespace jiedui::api

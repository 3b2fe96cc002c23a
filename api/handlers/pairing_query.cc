#include "api/handlers/pairing_query.h"

namespace jiedui::api {

using base::ErrorCode;
using base::Fail;
using base::Result;

Result<services::PlanPartQuery> ReadPlanPartQuery(const Context& context) {
  services::PlanPartQuery query;
  JIEDUI_ASSIGN(query.states, context.QueryCodes<domain::PairingState>("state"));
  JIEDUI_ASSIGN(query.pair_kinds, context.QueryCodes<domain::PairKind>("pair_kind"));
  query.regions = context.QueryList("region");
  query.programme_sectors = context.QueryList("programme_sector");
  query.text = context.QueryText("q");
  query.cursor = context.QueryText("cursor");
  JIEDUI_ASSIGN(query.limit, context.QueryCount("limit", 50, 200));
  const std::string sort = context.QueryText("sort");
  if (!sort.empty() && sort != "-score" && sort != "score" && sort != "id")
    return Fail(ErrorCode::kInvalid, "sort 应为 -score、score 或 id", "sort");
  query.order_by = sort == "id" ? "id" : "score";
  query.descending = sort.empty() || sort == "-score";
  return query;
}

}  // namespace jiedui::api

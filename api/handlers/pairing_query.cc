#include "api/handlers/pairing_query.h"

#include "base/text.h"

namespace jiedui::api {

using base::ErrorCode;
using base::Fail;
using base::Result;

namespace {

/// A number of 0 … 1.
Result<std::optional<double>> QueryScore(const Context& context, std::string_view name) {
  const std::string text = context.QueryText(name);
  if (text.empty()) return std::nullopt;
  const std::optional<double> score = base::ParseNumber(text);
  if (score && *score >= 0 && *score <= 1) return score;
  return Fail(ErrorCode::kInvalid, std::string(name) + " 应为 0 到 1 的数", std::string(name));
}

}  // namespace

Result<services::PlanPartQuery> ReadPlanPartQuery(const Context& context) {
  services::PlanPartQuery query;
  JIEDUI_ASSIGN(query.states, context.QueryCodes<domain::PairingState>("state"));
  JIEDUI_ASSIGN(query.pair_kinds, context.QueryCodes<domain::PairKind>("pair_kind"));
  query.regions = context.QueryList("region");
  query.programme_sectors = context.QueryList("programme_sector");
  query.text = context.QueryText("q");
  query.cursor = context.QueryText("cursor");
  JIEDUI_ASSIGN(query.limit, context.QueryCount("limit", 50, 200));
  JIEDUI_ASSIGN(query.score_from, QueryScore(context, "score_from"));
  JIEDUI_ASSIGN(query.score_below, QueryScore(context, "score_below"));
  const std::string sort = context.QueryText("sort");
  if (!sort.empty() && sort != "-score" && sort != "score" && sort != "id")
    return Fail(ErrorCode::kInvalid, "sort 应为 -score、score 或 id", "sort");
  query.order_by = sort == "id" ? "id" : "score";
  query.descending = sort.empty() || sort == "-score";
  return query;
}

}  // namespace jiedui::api

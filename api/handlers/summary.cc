#include "api/attachment.h"
#include "api/handlers/handlers.h"
#include "base/text.h"
#include "services/summary_table.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

Result<services::SummaryTable> ReadTable(const Context& context) {
  services::RosterQuery query;
  for (const std::string_view filter : {"region", "programme_sector", "department"}) {
    std::vector<std::string> values = context.QueryList(filter);
    if (!values.empty()) query.filters.emplace(filter, std::move(values));
  }
  JIEDUI_ASSIGN(const std::int64_t campaign, context.QueryId("campaign"));
  return services::MakeSummaryTable(context.workspace(), context.actor(), campaign, query);
}

}  // namespace

Answer GetSummaryTable(Context& context) {
  JIEDUI_CHECK(context.AllowQuery(
      {"campaign", "region", "programme_sector", "department", "cursor", "limit"}));
  JIEDUI_ASSIGN(const std::size_t limit, context.QueryCount("limit", 50, 200));
  const std::string cursor = context.QueryText("cursor");
  const auto first = cursor.empty() ? 0 : base::ParseInteger(cursor).value_or(-1);
  if (first < 0) return Fail(ErrorCode::kInvalid, "cursor 不是上一页给出的", "cursor");
  JIEDUI_ASSIGN(const services::SummaryTable table, ReadTable(context));
  const auto from = static_cast<std::size_t>(first);
  base::JsonWriter json;
  json.StartObject();
  services::WriteSummaryTable(json, context.workspace().reference, table, from, limit);
  const bool more = table.rows.size() > from && table.rows.size() - from > limit;
  WriteNextCursor(json, more ? std::to_string(from + limit) : std::string());
  return JsonResponse(200, json.EndObject());
}

Answer ExportSummaryTable(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"campaign", "region", "programme_sector", "department"}));
  JIEDUI_ASSIGN(const services::SummaryTable table, ReadTable(context));
  JIEDUI_ASSIGN(std::string bytes,
                office::XlsxBytes(services::SummarySheets(context.workspace().reference, table)));
  return Attachment(kXlsxType, "summary-table.xlsx", std::move(bytes));
}

}  // namespace jiedui::api

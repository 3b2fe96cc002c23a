#include <algorithm>

#include "api/attachment.h"
#include "api/handlers/handlers.h"
#include "base/json_text.h"
#include "office/sheet_writer.h"
#include "services/funnel.h"
#include "services/indicator_months.h"
#include "services/pair_figures.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonValue;
using base::JsonWriter;
using base::Result;

constexpr std::size_t kMostColumns = 60;
constexpr std::size_t kMostRows = 5000;
constexpr std::size_t kMostCellCharacters = 2000;

services::RosterQuery FiltersAsked(const Context& context) {
  services::RosterQuery query;
  for (const std::string_view filter : {"region", "programme_sector", "department", "pair_kind"}) {
    std::vector<std::string> values = context.QueryList(filter);
    if (!values.empty()) query.filters.emplace(filter, std::move(values));
  }
  return query;
}

/// A cell's text; nothing where the value is none.
std::optional<std::string> CellText(JsonValue value) {
  if (value.IsNull()) return "";
  if (value.AsDouble()) return value.Text();
  const auto text = value.AsString();
  if (!text || text->size() > kMostCellCharacters * 4) return {};
  return std::string(*text);
}

Result<std::vector<std::string>> ReadHeader(JsonValue body) {
  const auto list = body.Find("header");
  const std::vector<JsonValue> items = list ? list->Items() : std::vector<JsonValue>();
  if (items.empty() || items.size() > kMostColumns)
    return Fail(ErrorCode::kInvalid, "header 应为 1 到 60 个列名", "header");
  std::vector<std::string> header;
  for (const JsonValue& item : items) {
    const auto text = item.AsString();
    if (!text || text->empty() || text->size() > kMostCellCharacters)
      return Fail(ErrorCode::kInvalid, "header 应为列名", "header");
    header.emplace_back(*text);
  }
  return header;
}

/// Fills rows and number columns: those whose cells are all numbers or empty.
base::Status ReadRows(JsonValue body, office::Sheet& sheet) {
  const auto list = body.Find("rows");
  if (!list || !list->IsArray()) return Fail(ErrorCode::kInvalid, "rows 应为数组", "rows");
  const std::vector<JsonValue> rows = list->Items();
  if (rows.size() > kMostRows) return Fail(ErrorCode::kInvalid, "rows 最多 5000 行", "rows");
  std::vector<std::size_t> numbers(sheet.header.size(), 0);
  std::set<std::size_t> texts;
  for (const JsonValue& row : rows) {
    const std::vector<JsonValue> cells = row.Items();
    if (!row.IsArray() || cells.size() != sheet.header.size())
      return Fail(ErrorCode::kInvalid, "rows 的每一行应与 header 一样长", "rows");
    std::vector<std::string>& line = sheet.rows.emplace_back();
    for (std::size_t c = 0; c < cells.size(); ++c) {
      std::optional<std::string> text = CellText(cells[c]);
      if (!text) return Fail(ErrorCode::kInvalid, "单元格应为文字、数字或 null", "rows");
      numbers[c] += cells[c].AsDouble() ? 1 : 0;
      if (cells[c].AsString()) texts.insert(c);
      line.push_back(*std::move(text));
    }
  }
  for (std::size_t c = 0; c < numbers.size(); ++c) {
    if (numbers[c] > 0 && !texts.contains(c)) sheet.number_columns.insert(c);
  }
  return {};
}

}  // namespace

Answer GetIndicatorMonths(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"campaign", "unit"}));
  JIEDUI_ASSIGN(const std::int64_t id, context.QueryId("campaign"));
  JIEDUI_ASSIGN(const store::ReadSession session, context.workspace().store.Read());
  JIEDUI_ASSIGN(const domain::Campaign campaign, services::CampaignOr(session, {id}));
  JIEDUI_ASSIGN(
      const services::IndicatorMonths series,
      services::IndicatorsByMonth(session, context.workspace().reference, campaign,
                                  context.QueryText("unit"), context.workspace().clock.NowMs()));
  JsonWriter json;
  services::WriteIndicatorMonths(json, series);
  return JsonResponse(200, json);
}

Answer GetFunnel(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"campaign", "region", "programme_sector", "department"}));
  JIEDUI_ASSIGN(const std::int64_t campaign, context.QueryId("campaign"));
  JIEDUI_ASSIGN(
      const services::Funnel funnel,
      services::FunnelOf(context.workspace(), context.actor(), campaign, FiltersAsked(context)));
  JsonWriter json;
  services::WriteFunnel(json, funnel);
  return JsonResponse(200, json);
}

Answer GetCaseload(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"region", "programme_sector", "department", "pair_kind"}));
  JIEDUI_ASSIGN(const services::Caseload caseload,
                services::CaseloadOf(context.workspace(), context.actor(), FiltersAsked(context)));
  JsonWriter json;
  services::WriteCaseload(json, caseload);
  return JsonResponse(200, json);
}

Answer GetNetwork(Context& context) {
  JIEDUI_CHECK(
      context.AllowQuery({"region", "programme_sector", "department", "pair_kind", "limit"}));
  JIEDUI_ASSIGN(const std::size_t most, context.QueryCount("limit", 60, 200));
  JIEDUI_ASSIGN(
      const services::Network network,
      services::NetworkOf(context.workspace(), context.actor(), FiltersAsked(context), most));
  JsonWriter json;
  services::WriteNetwork(json, network);
  return JsonResponse(200, json);
}

Answer ExportTable(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"title", "header", "rows"}));
  office::Sheet sheet;
  JIEDUI_ASSIGN(sheet.title, MemberText(body.root(), "title", 1, 200));
  sheet.name = sheet.title;
  JIEDUI_ASSIGN(sheet.header, ReadHeader(body.root()));
  JIEDUI_CHECK(ReadRows(body.root(), sheet));
  sheet.printed = true;
  JIEDUI_ASSIGN(std::string bytes, office::XlsxBytes({sheet}));
  return Attachment(kXlsxType, "table.xlsx", std::move(bytes));
}

}  // namespace jiedui::api

#include "api/handlers/handlers.h"
#include "api/handlers/record_reader.h"
#include "services/ledger_board.h"
#include "services/ledger_json.h"
#include "services/visits.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using base::Result;
using base::Status;
using domain::Record;

constexpr std::array<std::string_view, 8> kBoardFilters = {
    "region", "programme_sector", "state", "owner",
    "level",  "department_code",  "topic", "satisfaction"};

Result<services::LedgerBoardQuery> ReadBoardQuery(const Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"region", "programme_sector", "state", "owner", "level",
                                   "department_code", "topic", "satisfaction", "enterprise",
                                   "hotline_no", "overdue", "referred", "q", "cursor", "limit"}));
  services::LedgerBoardQuery query;
  for (const std::string_view name : kBoardFilters) {
    std::vector<std::string> values = context.QueryList(name);
    if (!values.empty()) query.roster.filters.emplace(name, std::move(values));
  }
  const std::string hotline = context.QueryText("hotline_no");
  if (!hotline.empty()) query.roster.filters["hotline_no"] = {hotline};
  JIEDUI_ASSIGN(const std::int64_t enterprise, context.QueryId("enterprise"));
  if (enterprise != 0) query.roster.filters["enterprise"] = {std::to_string(enterprise)};
  JIEDUI_ASSIGN(query.overdue, context.QueryFlag("overdue"));
  JIEDUI_ASSIGN(query.referred, context.QueryFlag("referred"));
  query.roster.text = context.QueryText("q");
  constexpr std::size_t kLongest = 800;
  if (query.roster.text.size() > kLongest)
    return Fail(ErrorCode::kInvalid, "q 不超过 200 个字符", "q");
  query.roster.cursor = context.QueryText("cursor");
  JIEDUI_ASSIGN(query.roster.limit, context.QueryCount("limit", 50, 200));
  return query;
}

void WriteBoardRow(JsonWriter& json, const services::LedgerBoardRow& row,
                   const RecordReader& reader) {
  json.StartObject().Key("item");
  WriteRecord(json, row.item, reader);
  json.Key("clocks");
  services::WriteClocks(json, row.clocks);
  json.Member("days_late", row.days_late);
  json.Member("escalated", domain::Code(row.escalated)).Key("reminders");
  services::WriteSentReminders(json, row.reminders);
  json.EndObject();
}

/// The records of an array member; none where it is missing.
template <class T>
Status ReadRecords(base::JsonValue body, std::string_view name, std::vector<T>& records) {
  const auto array = body.Find(name);
  if (!array) return {};
  if (!array->IsArray())
    return Fail(ErrorCode::kInvalid, std::string(name) + " 应为数组", std::string(name));
  if (array->Items().size() > services::kMostOutOfVisit)
    return Fail(ErrorCode::kInvalid, std::string(name) + " 最多 50 项", std::string(name));
  for (const base::JsonValue& one : array->Items()) {
    T record;
    JIEDUI_CHECK(ReadFields(one, record));
    records.push_back(std::move(record));
  }
  return {};
}

template <class T>
void WriteRecords(JsonWriter& json, std::string_view name, const std::vector<T>& records,
                  const RecordReader& reader) {
  json.Key(name).StartArray();
  for (const T& record : records) WriteRecord(json, record, reader);
  json.EndArray();
}

}  // namespace

Answer ListLedger(Context& context) {
  JIEDUI_ASSIGN(const services::LedgerBoardQuery query, ReadBoardQuery(context));
  JIEDUI_ASSIGN(const services::LedgerBoard board,
                services::ReadLedgerBoard(context.workspace(), context.actor(), query));
  std::vector<const Record*> records;
  for (const services::LedgerBoardRow& row : board.rows) records.push_back(&row.item);
  JIEDUI_ASSIGN(const RecordReader reader, ReaderFor(context, records));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::LedgerBoardRow& row : board.rows) WriteBoardRow(json, row, reader);
  json.EndArray().Member("total", board.total);
  json.Member("today", base::FormatDate(board.today));
  json.Member("calendar_known", board.calendar_known);
  WriteNextCursor(json, board.next_cursor);
  return JsonResponse(200, json.EndObject());
}

Answer ListLedgerReminders(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::vector<services::Reminder> reminders,
                services::RemindersFor(context.workspace(), context.actor()));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::Reminder& reminder : reminders) services::WriteReminder(json, reminder);
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

Answer RecordVisit(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"visit", "needs", "problems"}));
  services::VisitReport report;
  const auto visit = body.root().Find("visit");
  if (!visit) return Fail(ErrorCode::kInvalid, "缺少 visit", "visit");
  JIEDUI_CHECK(ReadFields(*visit, report.visit));
  JIEDUI_CHECK(ReadRecords(body.root(), "needs", report.needs));
  JIEDUI_CHECK(ReadRecords(body.root(), "problems", report.problems));
  JIEDUI_ASSIGN(report, services::RecordVisit(context.workspace(), context.actor(), report));
  std::vector<const Record*> records = {&report.visit};
  for (const domain::Need& need : report.needs) records.push_back(&need);
  for (const domain::LedgerItem& problem : report.problems) records.push_back(&problem);
  JIEDUI_ASSIGN(const RecordReader reader, ReaderFor(context, records));
  JsonWriter json;
  json.StartObject().Key("visit");
  WriteRecord(json, report.visit, reader);
  WriteRecords(json, "needs", report.needs, reader);
  WriteRecords(json, "problems", report.problems, reader);
  edge::Response response = JsonResponse(201, json.EndObject());
  response.headers.Add("Location", "/api/v1/records/visits/" + std::to_string(report.visit.id));
  return response;
}

Answer GetChain(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  const domain::RecordType* const type = domain::FindType(context.Parameter("plural"));
  if (type == nullptr || type->plural != context.Parameter("plural") ||
      !services::IsInChains(type->kind))
    return Fail(ErrorCode::kNotFound, "没有这类记录的来龙去脉", "plural");
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const services::Chain chain,
                services::ReadChain(context.workspace(), context.actor(), {type->kind, id}));
  JsonWriter json;
  services::WriteChain(json, chain);
  return JsonResponse(200, json);
}

}  // namespace jiedui::api

#include "api/handlers/handlers.h"
#include "api/handlers/record_reader.h"
#include "api/handlers/roster_query.h"
#include "services/accounts.h"
#include "services/record_events.h"
#include "services/roster.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Kind;
using domain::Record;

constexpr std::string_view kPassword = "password";  // of an account; kept as its hash only
constexpr std::size_t kLongestName = 200;
constexpr std::size_t kLongestReason = 2000;

/// The filter by owner, as the fields that the kind has for it.
Status AddOwner(const Context& context, Kind kind, services::RosterQuery& query) {
  JIEDUI_ASSIGN(const auto owner, context.QueryKey("owner"));
  if (!owner) return {};
  const std::string id = std::to_string(owner->id);
  const bool team = owner->kind == Kind::kWorkTeam || owner->kind == Kind::kCityGroup;
  if (kind == Kind::kCapability) {
    query.filters["owner_kind"] = {std::string(domain::Code(owner->kind))};
    query.filters["owner_id"] = {id};
  } else if (kind == Kind::kGroupMember && team) {
    query.filters[std::string(domain::Code(owner->kind))] = {id};
  } else {
    return Fail(ErrorCode::kInvalid, std::string(domain::NameOf(kind).zh) + "不能按 “owner” 筛选",
                "owner");
  }
  return {};
}

Result<services::RosterQuery> ReadQuery(const Context& context, Kind kind) {
  JIEDUI_CHECK(context.AllowQuery({"region", "programme_sector", "department", "state", "q",
                                   "enterprise", "owner", "innovation", "deleted", "where",
                                   "refers_to", "sort", "cursor", "limit"}));
  services::RosterQuery query;
  for (const std::string_view name :
       {"region", "programme_sector", "department", "state", "innovation"}) {
    std::vector<std::string> values = context.QueryList(name);
    if (!values.empty()) query.filters.emplace(name, std::move(values));
  }
  JIEDUI_ASSIGN(const std::int64_t enterprise, context.QueryId("enterprise"));
  if (enterprise != 0) query.filters["enterprise"] = {std::to_string(enterprise)};
  JIEDUI_CHECK(AddOwner(context, kind, query));
  JIEDUI_ASSIGN(query.where, ReadConditions(context));
  JIEDUI_ASSIGN(query.refers_to, context.QueryId("refers_to"));
  const std::string sort = context.QueryText("sort");
  query.descending = sort.starts_with('-');
  query.order_by = query.descending ? sort.substr(1) : sort;
  query.text = context.QueryText("q");
  if (query.text.size() > 4 * kLongestName)
    return Fail(ErrorCode::kInvalid, "q 不超过 200 个字符", "q");
  JIEDUI_ASSIGN(query.deleted, context.QueryFlag("deleted"));
  query.cursor = context.QueryText("cursor");
  JIEDUI_ASSIGN(query.limit, context.QueryCount("limit", 50, 200));
  return query;
}

/// The body's password; nothing where it has none. kInvalid where the kind is no account.
Result<std::optional<std::string>> ReadPassword(base::JsonValue body, Kind kind) {
  if (kind != Kind::kUser || !body.Find(kPassword)) return std::nullopt;
  JIEDUI_ASSIGN(std::string password, MemberText(body, kPassword, 1, 256));
  return std::optional(std::move(password));
}

Status ReadInput(base::JsonValue body, Record& record) {
  return ReadFields(body, record, record.kind() == Kind::kUser ? kPassword : std::string_view{});
}

}  // namespace

Answer RecordResponse(const Context& context, int status, const Record& record) {
  const std::array<const Record*, 1> one = {&record};
  JIEDUI_ASSIGN(const RecordReader reader, ReaderFor(context, one));
  base::JsonWriter json;
  WriteRecord(json, record, reader);
  return VersionedResponse(status, json, record.version);
}

Answer ListRecords(Context& context) {
  JIEDUI_ASSIGN(const Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const services::RosterQuery query, ReadQuery(context, kind));
  JIEDUI_ASSIGN(const services::RosterPage page,
                services::ListRecords(context.workspace(), context.actor(), kind, query));
  std::vector<const Record*> records;
  for (const auto& record : page.items) records.push_back(record.get());
  JIEDUI_ASSIGN(const RecordReader reader, ReaderFor(context, records));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const Record* const record : records) WriteRecord(json, *record, reader);
  json.EndArray().Member("total", page.total);
  WriteNextCursor(json, page.next_cursor);
  return JsonResponse(200, json.EndObject());
}

Answer CreateRecord(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({}));
  std::unique_ptr<Record> record = domain::TypeOf(kind).make();
  JIEDUI_CHECK(ReadInput(body.root(), *record));
  if (kind == Kind::kUser) {
    JIEDUI_ASSIGN(const std::string password, MemberText(body.root(), kPassword, 1, 256));
    JIEDUI_ASSIGN(record, services::CreateAccount(context.workspace(), context.actor(),
                                                  std::move(record), password));
  } else {
    JIEDUI_ASSIGN(record,
                  services::CreateRecord(context.workspace(), context.actor(), std::move(record)));
  }
  JIEDUI_ASSIGN(edge::Response response, RecordResponse(context, 201, *record));
  response.headers.Add("Location", "/api/v1/records/" + std::string(context.Parameter("plural")) +
                                       "/" + std::to_string(record->id));
  return response;
}

Answer GetRecord(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record,
                services::ReadRecord(context.workspace(), context.actor(), kind, id));
  return RecordResponse(context, 200, *record);
}

Answer UpdateRecord(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({}));
  if (body.root().Members().empty()) return Fail(ErrorCode::kInvalid, "请求体没有要修改的成员");
  JIEDUI_ASSIGN(const std::optional<std::string> password, ReadPassword(body.root(), kind));
  const auto change = [&](Record& record) { return ReadInput(body.root(), record); };
  std::unique_ptr<Record> record;
  if (kind == Kind::kUser) {
    JIEDUI_ASSIGN(record, services::ChangeAccount(context.workspace(), context.actor(), id, version,
                                                  password, change));
  } else {
    JIEDUI_ASSIGN(record, services::ChangeRecord(context.workspace(), context.actor(), kind, id,
                                                 version, change));
  }
  return RecordResponse(context, 200, *record);
}

Answer PostRecordEvent(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"event", "reason", "fields"}));
  services::RecordEventRequest request;
  JIEDUI_ASSIGN(request.event, MemberText(body.root(), "event", 1, 40));
  JIEDUI_ASSIGN(request.reason, MemberText(body.root(), "reason", 0, kLongestReason));
  if (const auto fields = body.root().Find("fields")) {
    JIEDUI_ASSIGN(request.fields, ReadFieldValues(*fields, domain::TypeOf(kind)));
  }
  JIEDUI_ASSIGN(
      const std::unique_ptr<Record> record,
      services::PostRecordEvent(context.workspace(), context.actor(), kind, id, version, request));
  return RecordResponse(context, 200, *record);
}

Answer RestoreRecord(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const std::unique_ptr<Record> record,
                services::RestoreRecord(context.workspace(), context.actor(), kind, id, version));
  return RecordResponse(context, 200, *record);
}

Answer DeleteRecord(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_CHECK(services::RemoveRecord(context.workspace(), context.actor(), kind, id, version));
  return NoContent();
}

}  // namespace jiedui::api

#include "services/history.h"

#include "api/handlers/handlers.h"

namespace jiedui::api {
namespace {

void WriteEntry(base::JsonWriter& json, const services::HistoryEntry& one) {
  json.StartObject().Key("id").Id(one.entry.seq);
  json.Member("at", base::FormatUtc(one.entry.at_ms)).Key("actor").StartObject().Key("id");
  one.entry.actor_id == 0 ? json.Null() : json.Id(one.entry.actor_id);
  json.Member("name", one.entry.actor_name).EndObject();
  json.Member("action", one.entry.action).Member("reason", one.entry.reason);
  json.Key("changes").StartArray();
  for (const services::HistoryChange& change : one.changes) {
    json.StartObject().Member("field", change.field);
    json.Member("before", change.before).Member("after", change.after).EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace

Answer ListHistory(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"cursor", "limit"}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::size_t limit, context.QueryCount("limit", 50, 200));
  JIEDUI_ASSIGN(const services::HistoryPage page,
                services::ReadHistory(context.workspace(), context.actor(), kind, id,
                                      context.QueryText("cursor"), limit));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::HistoryEntry& entry : page.entries) WriteEntry(json, entry);
  json.EndArray();
  WriteNextCursor(json, page.next_cursor);
  return JsonResponse(200, json.EndObject());
}

Answer ListReasons(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const domain::Kind kind, context.PathKind());
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::vector<services::GivenReason> reasons,
                services::ReadReasons(context.workspace(), context.actor(), kind, id));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::GivenReason& given : reasons) {
    json.StartObject().Member("at", base::FormatUtc(given.at_ms)).Member("by", given.by);
    json.Member("reason", given.reason).Member("state", given.state).EndObject();
  }
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api

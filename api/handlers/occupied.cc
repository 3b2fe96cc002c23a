#include "services/occupied.h"

#include "api/handlers/handlers.h"
#include "api/json_parts.h"

namespace jiedui::api {
namespace {

/// Midnight in China of a day that the query names.
base::Result<base::TimeMs> QueryDay(const Context& context, std::string_view name) {
  const base::Result<base::Date> day = base::ParseDate(context.QueryText(name));
  if (day) return base::StartOfDayInChina(*day);
  return base::Fail(base::ErrorCode::kInvalid, std::string(name) + " 应为日期，例: 2020-09-07",
                    std::string(name));
}

}  // namespace

Answer ListOccupied(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"from", "until"}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const base::TimeMs from_ms, QueryDay(context, "from"));
  JIEDUI_ASSIGN(const base::TimeMs until_ms, QueryDay(context, "until"));
  JIEDUI_ASSIGN(
      const std::vector<services::OccupiedTime> times,
      services::OccupiedTimes(context.workspace(), context.actor(), {id}, from_ms, until_ms));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::OccupiedTime& time : times) {
    json.StartObject().Key("starts_at");
    WriteMoment(json, time.starts_ms);
    json.Key("ends_at");
    WriteMoment(json, time.ends_ms);
    json.Member("state", domain::Code(time.state)).EndObject();
  }
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

}  // namespace jiedui::api

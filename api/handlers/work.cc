#include "api/handlers/handlers.h"
#include "api/json_parts.h"
#include "services/coverage.h"
#include "services/exposure_json.h"
#include "services/tasks.h"

namespace jiedui::api {
namespace {

using base::JsonWriter;

void WriteDue(JsonWriter& json, const std::optional<base::Date>& due) {
  json.Key("due");
  due ? json.String(base::FormatDate(*due)) : json.Null();
}

void WriteTask(JsonWriter& json, const services::Task& task) {
  json.StartObject().Member("code", task.code).Member("title_zh", task.zh);
  json.Member("title_en", task.en).Member("count", task.count);
  WriteDue(json, task.due);
  json.Member("urgency", domain::Code(task.urgency)).Key("target").StartObject();
  json.Member("view", task.view).Key("filters").StartObject();
  for (const auto& [name, value] : task.filters) json.Member(name, value);
  json.EndObject().EndObject().Key("items").StartArray();
  for (const services::TaskItem& item : task.items) {
    json.StartObject().Member("kind", domain::Code(item.key.kind)).Key("id").Id(item.key.id);
    json.Member("title", item.title).Member("subtitle", item.subtitle);
    WriteDue(json, item.due);
    json.EndObject();
  }
  json.EndArray().EndObject();
}

}  // namespace

Answer ListTasks(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::vector<services::Task> tasks,
                services::TasksOf(context.workspace(), context.actor()));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::Task& task : tasks) WriteTask(json, task);
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

Answer GetCoverage(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const services::Coverage coverage,
                services::CoverageOf(context.workspace(), context.actor()));
  JsonWriter json;
  services::WriteCoverage(json, coverage);
  return JsonResponse(200, json);
}

Answer GetExposure(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const services::Exposure exposure,
                services::ExposureOf(context.workspace(), context.actor()));
  JsonWriter json;
  services::WriteExposure(json, exposure);
  return JsonResponse(200, json);
}

}  // namespace jiedui::api

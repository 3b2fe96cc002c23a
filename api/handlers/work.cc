#include "api/handlers/handlers.h"
#include "api/json_parts.h"
#include "services/briefs_json.h"
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

void WriteRow(JsonWriter& json, const services::CoverageRow& row) {
  json.StartObject().Member("code", row.code).Member("enterprises", row.enterprises);
  json.Member("above_scale", row.above_scale).Member("innovating", row.innovating);
  json.Member("to_help", row.to_help).Member("without_department", row.without_department);
  json.Key("covered").StartArray();
  for (const auto& [kind, count] : row.covered) {
    json.StartObject().Member("pair_kind", domain::Code(kind)).Member("count", count).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteRows(JsonWriter& json, std::string_view name,
               const std::vector<services::CoverageRow>& rows) {
  json.Key(name).StartArray();
  for (const services::CoverageRow& row : rows) WriteRow(json, row);
  json.EndArray();
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
  json.StartObject().Key("total");
  WriteRow(json, coverage.total);
  WriteRows(json, "counties", coverage.counties);
  WriteRows(json, "departments", coverage.departments);
  json.Key("without_department").StartArray();
  for (const domain::Enterprise& enterprise : coverage.without_department)
    WriteBrief(json, services::BriefOf(enterprise));
  json.EndArray().Member("without_department_count", coverage.total.without_department);
  return JsonResponse(200, json.EndObject());
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

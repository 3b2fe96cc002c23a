#include "api/handlers/handlers.h"

namespace jiedui::api {
namespace {

struct Check {
  std::string name;
  base::Result<std::string> result;
};

base::Result<std::string> CheckDatabase(services::Workspace& workspace) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const std::int64_t revision, session.Revision());
  return "revision " + std::to_string(revision);
}

}  // namespace

Answer GetContract(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  return edge::MakeResponse(200, "application/yaml", context.site().options.contract);
}

Answer GetHealth(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  base::JsonWriter json;
  json.StartObject().Member("status", "ok").Member("version", context.site().options.version);
  return JsonResponse(200, json.EndObject());
}

Answer GetReadiness(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  std::vector<Check> checks;
  checks.push_back({"database", CheckDatabase(context.workspace())});
  for (const ReadyCheck& check : context.site().options.ready_checks)
    checks.push_back({check.name, check.run()});
  bool ready = context.site().ready;
  if (!ready)
    checks.push_back({"process", base::Fail(base::ErrorCode::kUnavailable, "服务正在停止")});
  for (const Check& check : checks) ready = ready && check.result.has_value();
  base::JsonWriter json;
  json.StartObject().Member("status", ready ? "ready" : "not_ready").Key("checks").StartArray();
  for (const Check& check : checks) {
    json.StartObject().Member("name", check.name).Member("ok", check.result.has_value());
    json.Member("detail", check.result ? *check.result : check.result.error().message).EndObject();
  }
  json.EndArray().EndObject();
  return JsonResponse(ready ? 200 : 503, json);
}

}  // namespace jiedui::api

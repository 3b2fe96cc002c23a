#include "services/what_if.h"

#include "api/handlers/handlers.h"
#include "api/handlers/plan_input.h"
#include "services/what_if_json.h"

namespace jiedui::api {

using base::JsonWriter;
using services::WhatIfEdit;

Answer AskWhatIf(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"edits"}));
  JIEDUI_ASSIGN(const std::vector<WhatIfEdit> edits, ReadWhatIfEdits(body.root()));
  JIEDUI_ASSIGN(const services::WhatIfAnswer answer,
                services::AskWhatIf(context.workspace(), context.actor(), {id}, edits));
  JsonWriter json;
  services::WriteWhatIf(json, answer);
  return JsonResponse(200, json);
}

}  // namespace jiedui::api

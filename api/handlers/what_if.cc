#include "services/what_if.h"

#include "api/handlers/handlers.h"
#include "services/what_if_json.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using base::Result;
using services::WhatIfAction;
using services::WhatIfEdit;

Result<WhatIfEdit> ReadEdit(base::JsonValue item) {
  for (const auto& [name, value] : item.Members()) {
    if (name == "action" || name == "helper" || name == "enterprise" || name == "capacity")
      continue;
    return Fail(ErrorCode::kInvalid, "变动没有成员 “" + std::string(name.substr(0, 64)) + "”",
                std::string(name));
  }
  WhatIfEdit edit;
  JIEDUI_ASSIGN(edit.action, MemberCode<WhatIfAction>(item, "action"));
  JIEDUI_ASSIGN(edit.helper, MemberKey(item, "helper"));
  if (edit.action != WhatIfAction::kCapacity) {
    JIEDUI_ASSIGN(edit.enterprise, MemberId(item, "enterprise"));
    return edit;
  }
  const auto capacity = item.Find("capacity");
  const auto value = capacity ? capacity->AsInt() : std::nullopt;
  if (!value) return Fail(ErrorCode::kInvalid, "capacity 应为整数", "capacity");
  edit.capacity = *value;
  return edit;
}

Result<std::vector<WhatIfEdit>> ReadEdits(base::JsonValue body) {
  const auto list = body.Find("edits");
  if (!list || !list->IsArray()) return Fail(ErrorCode::kInvalid, "edits 应为数组", "edits");
  const std::vector<base::JsonValue> items = list->Items();
  if (items.size() > services::kMostWhatIfEdits) {
    return Fail(ErrorCode::kInvalid,
                "edits 最多 " + std::to_string(services::kMostWhatIfEdits) + " 项", "edits");
  }
  std::vector<WhatIfEdit> edits;
  for (const base::JsonValue& item : items) {
    JIEDUI_ASSIGN(const WhatIfEdit edit, ReadEdit(item));
    edits.push_back(edit);
  }
  return edits;
}

}  // namespace

Answer AskWhatIf(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"edits"}));
  JIEDUI_ASSIGN(const std::vector<WhatIfEdit> edits, ReadEdits(body.root()));
  JIEDUI_ASSIGN(const services::WhatIfAnswer answer,
                services::AskWhatIf(context.workspace(), context.actor(), {id}, edits));
  JsonWriter json;
  services::WriteWhatIf(json, answer);
  return JsonResponse(200, json);
}

}  // namespace jiedui::api

#include "api/handlers/plan_input.h"

namespace jiedui::api {

using base::ErrorCode;
using base::Fail;
using base::Result;
using services::WhatIfAction;
using services::WhatIfEdit;

namespace {

constexpr std::size_t kLongestName = 200;

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

}  // namespace

Result<services::PlanRequest> ReadPlanInput(const Context& context) {
  JIEDUI_ASSIGN(const base::JsonDocument document,
                context.JsonBody({"name", "pair_kinds", "region_code", "department_code",
                                  "objectives", "based_on"}));
  return ReadPlanInput(document.root());
}

Result<services::PlanRequest> ReadPlanInput(base::JsonValue body) {
  services::PlanRequest request;
  JIEDUI_ASSIGN(request.name, MemberText(body, "name", 1, kLongestName));
  JIEDUI_ASSIGN(const std::vector<std::string> kinds, MemberTexts(body, "pair_kinds", 7));
  for (const std::string& code : kinds) {
    const auto kind = domain::FromCode<domain::PairKind>(code);
    if (!kind)
      return Fail(ErrorCode::kInvalid, "没有对接类别 “" + code.substr(0, 64) + "”", "pair_kinds");
    request.pair_kinds.push_back(*kind);
  }
  JIEDUI_ASSIGN(request.region_code, MemberText(body, "region_code", 0, 60));
  JIEDUI_ASSIGN(request.department_code, MemberText(body, "department_code", 0, 60));
  if (body.Find("based_on")) {
    JIEDUI_ASSIGN(request.based_on.value, MemberId(body, "based_on"));
  }
  if (!body.Find("objectives")) return request;
  JIEDUI_ASSIGN(const std::vector<std::string> names, MemberTexts(body, "objectives", 5));
  request.objectives.clear();
  for (const std::string& name : names) {
    const auto objective = matching::FindObjective(name);
    if (!objective)
      return Fail(ErrorCode::kInvalid, "没有目标 “" + name.substr(0, 64) + "”", "objectives");
    request.objectives.push_back(*objective);
  }
  return request;
}

Result<std::vector<WhatIfEdit>> ReadWhatIfEdits(base::JsonValue body) {
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

}  // namespace jiedui::api

#include "app/commands/named.h"

#include "services/corpus.h"

namespace jiedui::app {

using base::ErrorCode;
using base::Fail;
using base::Result;

Result<domain::Kind> KindNamed(const std::string& name) {
  const domain::RecordType* const type = domain::FindType(name);
  if (type == nullptr) return Fail(ErrorCode::kInvalid, "没有类别 “" + name + "”", "KIND");
  return type->kind;
}

Result<domain::EnterpriseId> EnterpriseNamed(const services::Workspace& workspace,
                                             const std::string& text, const std::string& option) {
  JIEDUI_ASSIGN(const auto found, workspace.store.FindByKey<domain::Enterprise>({text}));
  if (found) return domain::EnterpriseId{found->id};
  const auto key = services::ParseKey(text);
  if (key && key->kind == domain::Kind::kEnterprise) return domain::EnterpriseId{key->id};
  const Result<std::int64_t> id = base::ParseId(text);
  if (id) return domain::EnterpriseId{*id};
  return Fail(ErrorCode::kInvalid, "没有企业 “" + text + "”（写信用代码或 enterprise:编号）",
              option);
}

Result<std::pair<std::string, std::string>> SplitAssignment(const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos || sign == 0)
    return Fail(ErrorCode::kInvalid, "“" + text + "” 不是 字段=值", "FIELD=VALUE");
  return std::pair(text.substr(0, sign), text.substr(sign + 1));
}

Result<std::map<std::string, std::vector<std::string>, std::less<>>> Conditions(
    const std::vector<std::string>& words) {
  std::map<std::string, std::vector<std::string>, std::less<>> conditions;
  for (const std::string& word : words) {
    JIEDUI_ASSIGN(const auto condition, SplitAssignment(word));
    conditions[condition.first].push_back(condition.second);
  }
  return conditions;
}

}  // namespace jiedui::app

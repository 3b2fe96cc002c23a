#include "domain/programme.h"
#include "domain/user.h"
#include "services/external_identity.h"
#include "services/record_rules_internal.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Record;
using domain::User;

/// One of the three administrators is that and nothing besides: no county's, no department's,
/// nobody's own account, and no post that would give it another role.
Status CheckAdministrator(const store::Reader& reader, const User& user) {
  const std::string role(domain::NameOf(user.role).zh);
  if (!user.region_code.empty())
    return Fail(ErrorCode::kUnprocessable, role + "账号不限定地区", "region_code");
  if (!user.department_code.empty())
    return Fail(ErrorCode::kUnprocessable, role + "账号不属于部门", "department_code");
  if (user.own_id != 0)
    return Fail(ErrorCode::kUnprocessable, role + "账号不代表任何记录", "own_id");
  if (user.id == 0) return {};
  JIEDUI_ASSIGN(const std::vector<domain::Post> posts,
                reader.All<domain::Post>({store::Equals("account", user.id)}));
  for (const domain::Post& post : posts) {
    if (post.authority != domain::PostAuthority::kNone)
      return Fail(ErrorCode::kUnprocessable,
                  role + "账号不能兼任有系统权限的职务“" + post.title + "”", "role");
  }
  return {};
}

Status SettleUser(const domain::Reference& /*reference*/, const store::Reader& reader,
                  Record& record) {
  const auto& user = static_cast<const User&>(record);
  if (domain::IsAdministrator(user.role)) JIEDUI_CHECK(CheckAdministrator(reader, user));
  if (user.external_id.empty()) return {};
  if (!IsExternalId(user.external_id))
    return Fail(ErrorCode::kInvalid, "外部身份应写为 oidc:主体标识 或 cas:用户名，如 cas:zhangsan",
                "external_id");
  JIEDUI_ASSIGN(const std::optional<User> other, FindByExternalId(reader, user.external_id));
  if (!other || other->id == user.id) return {};
  return Fail(ErrorCode::kConflict,
              "外部身份 “" + user.external_id + "” 已属于账号 “" + other->login + "”",
              "external_id");
}

}  // namespace

RecordRule RulesOfUsers() { return {domain::Kind::kUser, SettleUser}; }

}  // namespace jiedui::services

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

Status SettleUser(const domain::Reference& /*reference*/, const store::Reader& reader,
                  Record& record) {
  const auto& user = static_cast<const User&>(record);
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

#include "services/api_tokens.h"

#include <algorithm>

#include "base/text.h"
#include "services/access.h"
#include "services/posts.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using workflow::Permission;

constexpr std::int64_t kMostDays = 366;
constexpr std::size_t kLongestName = 60;
constexpr std::size_t kMostTokens = 20;
constexpr base::TimeMs kDayMs = 24LL * 3600 * 1000;
constexpr base::TimeMs kNoteEveryMs = 60'000;

Status CheckWanted(const Login& login, const NewApiToken& wanted) {
  if (wanted.name.empty() || base::CountCodePoints(wanted.name) > kLongestName)
    return Fail(ErrorCode::kInvalid, "请写明令牌的用途，不超过 60 个字符", "name");
  if (wanted.days < 1 || wanted.days > kMostDays)
    return Fail(ErrorCode::kInvalid, "有效期应为 1 到 366 天", "days");
  if (wanted.permissions.empty())
    return Fail(ErrorCode::kInvalid, "请至少选择一项权限", "permissions");
  for (const Permission permission : wanted.permissions)
    JIEDUI_CHECK(Require(login.actor, permission));
  return {};
}

Status CheckAmong(const std::vector<store::ApiToken>& others, const std::string& name) {
  if (others.size() >= kMostTokens)
    return Fail(ErrorCode::kConflict, "接口令牌已有 20 个，请先撤销不用的");
  const bool taken = std::any_of(others.begin(), others.end(),
                                 [&](const store::ApiToken& one) { return one.name == name; });
  if (!taken) return {};
  return Fail(ErrorCode::kConflict, "已有名为“" + name + "”的接口令牌", "name");
}

std::string CodesOf(const std::vector<Permission>& permissions) {
  std::string codes;
  for (const Permission permission : permissions) {
    if (!codes.empty()) codes += ' ';
    codes += domain::Code(permission);
  }
  return codes;
}

}  // namespace

std::uint64_t GrantsOf(const store::ApiToken& token) {
  std::uint64_t grants = 0;
  for (const std::string_view code : base::Split(token.permissions, ' ')) {
    if (const auto permission = domain::FromCode<Permission>(code))
      grants |= std::uint64_t{1} << static_cast<unsigned>(*permission);
  }
  return grants;
}

Result<MadeApiToken> MakeApiToken(Workspace& workspace, const Login& login,
                                  const NewApiToken& wanted) {
  JIEDUI_CHECK(CheckWanted(login, wanted));
  JIEDUI_CHECK(RequirePassword(workspace, login, wanted.current));
  MadeApiToken made;
  made.token.user = {login.user.id};
  made.token.name = wanted.name;
  made.token.permissions = CodesOf(wanted.permissions);
  made.token.expires_ms = workspace.clock.NowMs() + wanted.days * kDayMs;
  JIEDUI_CHECK(workspace.store.Write(store::ContextOf(login.actor, "接口令牌 " + wanted.name),
                                     [&](store::UnitOfWork& unit) -> Status {
                                       store::CredentialChanges changes(unit);
                                       JIEDUI_ASSIGN(const auto others,
                                                     changes.TokensOf(made.token.user));
                                       JIEDUI_CHECK(CheckAmong(others, wanted.name));
                                       JIEDUI_ASSIGN(made.secret, changes.AddToken(made.token));
                                       return unit.Log("api_token_made", "user", login.user.id);
                                     }));
  return made;
}

Result<std::vector<store::ApiToken>> OwnApiTokens(Workspace& workspace, const Login& login) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  return store::Credentials(session).TokensOf({login.user.id});
}

Status RevokeApiToken(Workspace& workspace, const Login& login, std::int64_t id) {
  return workspace.store.Write(
      store::ContextOf(login.actor, "撤销接口令牌"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const bool removed,
                      store::CredentialChanges(unit).RemoveToken({login.user.id}, id));
        if (!removed) return Fail(ErrorCode::kNotFound, "没有这个接口令牌，或它已撤销");
        return unit.Log("api_token_revoked", "user", login.user.id);
      });
}

Result<Login> ResumeByToken(Workspace& workspace, std::string_view token,
                            std::string_view remote_address) {
  const base::TimeMs now_ms = workspace.clock.NowMs();
  store::ApiToken found;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_ASSIGN(found, store::Credentials(session).FindToken(token, now_ms));
  }
  JIEDUI_ASSIGN(domain::User user, workspace.store.Get(found.user));
  if (user.disabled) return Fail(ErrorCode::kUnauthenticated, "账号已停用");
  JIEDUI_ASSIGN(domain::Actor actor, ActorToday(workspace, user));
  JIEDUI_ASSIGN(const Duty duty, DutyOf(workspace, user, actor));
  if (duty != Duty::kNone)
    return Fail(ErrorCode::kUnauthenticated, "令牌所属账号须先登录工作台完成密码或双因素设置");
  if (now_ms - found.last_used_ms >= kNoteEveryMs) {
    JIEDUI_CHECK(workspace.store.Write({}, [&](store::UnitOfWork& unit) {
      return store::CredentialChanges(unit).NoteTokenUse(found.id, remote_address);
    }));
  }
  actor.granted = GrantsOf(found);
  actor.name += "（接口令牌 " + found.name + "）";
  Login login;
  login.user = std::move(user);
  login.actor = std::move(actor);
  login.api_token_id = found.id;
  return login;
}

}  // namespace jiedui::services

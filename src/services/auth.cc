#include "services/auth.h"

#include <algorithm>

#include "base/json_writer.h"
#include "services/access.h"
#include "services/password.h"
#include "services/posts.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::User;

constexpr base::TimeMs kIdleMs = 30LL * 60 * 1000;
constexpr base::TimeMs kLifetimeMs = 12LL * 3600 * 1000;

tl::unexpected<base::Error> WrongCredentials() {
  return Fail(ErrorCode::kUnauthenticated, "账号或密码不正确");
}

tl::unexpected<base::Error> Locked(base::TimeMs left_ms) {
  const auto minutes = (left_ms + 59'999) / 60'000;
  return Fail(ErrorCode::kLimited,
              "登录失败次数过多，请 " + std::to_string(minutes) + " 分钟后再试");
}

store::Context ContextFor(const LoginAttempt& attempt, const User& user) {
  return {user.id, user.login, {}, attempt.remote_address, {}};
}

/// Counts a failure; the fifth in a row locks.
Status NoteFailure(Workspace& workspace, const LoginAttempt& attempt, domain::UserId id) {
  return workspace.store.Write({0, attempt.login, {}, attempt.remote_address, "登录失败"},
                               [&](store::UnitOfWork& unit) -> Status {
                                 JIEDUI_ASSIGN(User user, unit.Get(id));
                                 user.failed_logins += 1;
                                 if (user.failed_logins >= kMostFailures) {
                                   user.failed_logins = 0;
                                   user.locked_until_ms = workspace.clock.NowMs() + kLockMs;
                                 }
                                 return unit.Update(user);
                               });
}

/// Answers a name that no account has as it would one that has, in words and in time.
tl::unexpected<base::Error> TurnAway(Workspace& workspace, const LoginAttempt& attempt) {
  const base::TimeMs now_ms = workspace.clock.NowMs();
  const base::TimeMs left_ms = workspace.unknown_logins.LockLeft(attempt.login, now_ms);
  if (left_ms > 0) return Locked(left_ms);
  WasteVerifyTime(attempt.password);
  workspace.unknown_logins.NoteFailure(attempt.login, now_ms);
  return WrongCredentials();
}

store::NewLogin NewLoginOf(const User& user, const std::string& address, const std::string& agent) {
  store::NewLogin login;
  login.user = {user.id};
  login.lifetime_ms = kLifetimeMs;
  login.idle_ms = kIdleMs;
  login.remote_address = address;
  login.user_agent = agent;
  return login;
}

Result<std::string> OpenSession(Workspace& workspace, const LoginAttempt& attempt, User& user) {
  std::string token;
  JIEDUI_CHECK(
      workspace.store.Write(ContextFor(attempt, user), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(user, unit.Get(domain::UserId{user.id}));
        user.failed_logins = 0;
        JIEDUI_CHECK(unit.Update(user));
        JIEDUI_ASSIGN(token,
                      unit.OpenLogin(NewLoginOf(user, attempt.remote_address, attempt.user_agent)));
        return unit.Log("login", "user", user.id, R"({"how":"password"})");
      }));
  return token;
}

}  // namespace

Result<Login> LogIn(Workspace& workspace, const LoginAttempt& attempt) {
  JIEDUI_ASSIGN(std::optional<User> user, workspace.store.FindByKey<User>({attempt.login}));
  if (!user) return TurnAway(workspace, attempt);
  const base::TimeMs now_ms = workspace.clock.NowMs();
  if (user->locked_until_ms > now_ms) return Locked(user->locked_until_ms - now_ms);
  if (!VerifyPassword(user->password_hash, attempt.password) || user->disabled) {
    JIEDUI_CHECK(NoteFailure(workspace, attempt, {user->id}));
    return WrongCredentials();
  }
  JIEDUI_ASSIGN(const domain::Actor actor, ActorToday(workspace, *user));
  JIEDUI_ASSIGN(std::string token, OpenSession(workspace, attempt, *user));
  Login login{std::move(token), *std::move(user), actor, 0};
  login.actor.remote_address = attempt.remote_address;
  return login;
}

Result<Login> LogInVouched(Workspace& workspace, const VouchedLogin& vouched) {
  Login login;
  const auto open = [&](store::UnitOfWork& unit) -> Status {
    const Result<User> user = unit.Get(vouched.user);
    if (!user || user->disabled) return Fail(ErrorCode::kUnauthenticated, "账号已停用");
    login.user = *user;
    JIEDUI_ASSIGN(login.token, unit.OpenLogin(NewLoginOf(login.user, vouched.remote_address,
                                                         vouched.user_agent)));
    base::JsonWriter details;
    details.StartObject().Member("how", vouched.how);
    details.Member("external_id", vouched.external_id).EndObject();
    return unit.Log("login", "user", login.user.id, details.Text());
  };
  JIEDUI_ASSIGN(login.user, workspace.store.Get(vouched.user));
  JIEDUI_ASSIGN(login.actor, ActorToday(workspace, login.user));
  JIEDUI_CHECK(workspace.store.Write({login.user.id,
                                      login.user.login,
                                      {},
                                      vouched.remote_address,
                                      "以外部身份 " + vouched.external_id + " 登录"},
                                     open));
  login.actor.remote_address = vouched.remote_address;
  return login;
}

base::TimeMs LockLeft(Workspace& workspace, const std::string& login) {
  const auto user = workspace.store.FindByKey<User>({login});
  if (!user) return 0;
  const base::TimeMs now_ms = workspace.clock.NowMs();
  if (!*user) return workspace.unknown_logins.LockLeft(login, now_ms);
  return std::max<base::TimeMs>((*user)->locked_until_ms - now_ms, 0);
}

Result<Login> Resume(Workspace& workspace, std::string_view token) {
  JIEDUI_ASSIGN(const store::LoginSession session, workspace.store.FindLogin(token));
  JIEDUI_ASSIGN(User user, workspace.store.Get(session.user));
  if (user.disabled) return Fail(ErrorCode::kUnauthenticated, "账号已停用");
  JIEDUI_ASSIGN(domain::Actor actor, ActorToday(workspace, user));
  JIEDUI_CHECK(workspace.store.TouchLogin(session));
  return Login{{}, std::move(user), std::move(actor), session.id};
}

Status LogOut(Workspace& workspace, std::string_view token) {
  const Result<store::LoginSession> session = workspace.store.FindLogin(token);
  if (!session) return {};
  return workspace.store.Write({session->user.value, {}, {}, session->remote_address, {}},
                               [&](store::UnitOfWork& unit) -> Status {
                                 JIEDUI_CHECK(unit.CloseLogin(session->id));
                                 return unit.Log("logout", "user", session->user.value);
                               });
}

Status SetPassword(Workspace& workspace, const domain::Actor& actor, std::string_view login,
                   std::string_view password) {
  JIEDUI_CHECK(CheckPasswordRules(login, password));
  JIEDUI_ASSIGN(const std::string hash, HashPassword(password));
  return workspace.store.Write(
      store::ContextOf(actor, "设置密码"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(std::optional<User> user, unit.FindByKey<User>({std::string(login)}));
        if (!user)
          return Fail(ErrorCode::kNotFound, "没有账号 “" + std::string(login) + "”", "login");
        const bool own = actor.user_id == user->id;
        if (!own) JIEDUI_CHECK(Require(actor, workflow::Permission::kEditUsers));
        user->password_hash = hash;
        user->failed_logins = 0;
        user->locked_until_ms = 0;
        JIEDUI_CHECK(unit.Update(*user));
        return unit.CloseLoginsOf({user->id});
      });
}

Status ChangeOwnPassword(Workspace& workspace, const Login& login, std::string_view current,
                         std::string_view password) {
  JIEDUI_ASSIGN(const User user, workspace.store.Get(domain::UserId{login.user.id}));
  const base::TimeMs now_ms = workspace.clock.NowMs();
  if (user.locked_until_ms > now_ms) return Locked(user.locked_until_ms - now_ms);
  if (!VerifyPassword(user.password_hash, current)) {
    const LoginAttempt attempt{user.login, {}, login.actor.remote_address, {}};
    JIEDUI_CHECK(NoteFailure(workspace, attempt, {user.id}));
    return Fail(ErrorCode::kUnprocessable, "当前密码不正确", "current");
  }
  if (current == password) return Fail(ErrorCode::kInvalid, "新密码不能与当前密码相同", "password");
  JIEDUI_CHECK(CheckPasswordRules(user.login, password));
  JIEDUI_ASSIGN(const std::string hash, HashPassword(password));
  return workspace.store.Write(store::ContextOf(login.actor, "修改密码"),
                               [&](store::UnitOfWork& unit) -> Status {
                                 JIEDUI_ASSIGN(User changed, unit.Get(domain::UserId{user.id}));
                                 changed.password_hash = hash;
                                 changed.failed_logins = 0;
                                 JIEDUI_CHECK(unit.Update(changed));
                                 return unit.CloseLoginsOf({user.id}, login.session_id);
                               });
}

Result<std::vector<store::LoginSession>> OwnLogins(Workspace& workspace, const Login& login) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  return session.ListLogins({login.user.id}, workspace.clock.NowMs());
}

Status EndOwnLogin(Workspace& workspace, const Login& login, std::int64_t session_id) {
  JIEDUI_ASSIGN(const std::vector<store::LoginSession> own, OwnLogins(workspace, login));
  const auto is_it = [&](const store::LoginSession& one) { return one.id == session_id; };
  if (std::none_of(own.begin(), own.end(), is_it))
    return Fail(ErrorCode::kNotFound, "没有这个登录，或它已结束");
  return workspace.store.Write(store::ContextOf(login.actor, "结束登录"),
                               [&](store::UnitOfWork& unit) -> Status {
                                 JIEDUI_CHECK(unit.CloseLogin(session_id));
                                 return unit.Log("logout", "user", login.user.id);
                               });
}

}  // namespace jiedui::services

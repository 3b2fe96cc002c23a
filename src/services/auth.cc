#include "services/auth.h"

#include <algorithm>

#include "base/if_found.h"
#include "base/json_writer.h"
#include "net/network.h"
#include "services/grants.h"
#include "services/password.h"
#include "services/posts.h"
#include "services/second_factor.h"
#include "services/session_secrets.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using base::TimeMs;
using domain::User;
using domain::UserId;

constexpr TimeMs kDayMs = 24LL * 3600 * 1000;

tl::unexpected<base::Error> Waiting(TimeMs wait_ms) {
  const auto minutes = (wait_ms + 59'999) / 60'000;
  return Fail(ErrorCode::kLimited, "失败次数过多，请 " + std::to_string(minutes) + " 分钟后再试");
}

LoginAnswer Wait(TimeMs wait_ms) {
  LoginAnswer answer;
  answer.state = LoginState::kWait;
  answer.wait_ms = wait_ms;
  return answer;
}

/// Of logins that no account has, no name is kept: people type their password into the wrong box.
Status AuditFailure(Workspace& workspace, const LoginAttempt& attempt,
                    const std::optional<User>& user, const char* reason) {
  const store::Context context{0, user ? user->login : "", {}, attempt.remote_address, reason};
  return workspace.store.Write(context, [&](store::UnitOfWork& unit) {
    return unit.Log("login_failed", "user", user ? user->id : 0);
  });
}

/// Uses the code up, if it is one; what it needs besides is counted as CountTry says.
Result<bool> TryCode(Workspace& workspace, const LoginAttempt& attempt, const User& user) {
  bool right = false;
  const store::Context context{user.id, user.login, {}, attempt.remote_address, {}};
  JIEDUI_CHECK(workspace.store.Write(context, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(right, TakeCode(workspace, unit, user, attempt.code));
    return {};
  }));
  return right;
}

/// The password is right and a code is asked for: the try counts neither way.
Result<LoginAnswer> AskForCode(Workspace& workspace, const LoginAttempt& attempt,
                               const SignInSource& source) {
  JIEDUI_CHECK(workspace.store.Write({}, [&](store::UnitOfWork& unit) {
    return TakeTryBack(workspace, unit, attempt.login, source);
  }));
  workspace.auth.failures_per_address.GiveBack(source.network);
  LoginAnswer answer;
  answer.state = LoginState::kNeedsCode;
  return answer;
}

/// The password is right, but what the account may do awaits its confirmation: no failure to be
/// counted, and audited.
Status NoteUnconfirmed(Workspace& workspace, const LoginAttempt& attempt, const User& user,
                       const SignInSource& source, const base::Error& error) {
  const store::Context context{user.id, user.login, {}, attempt.remote_address, error.message};
  JIEDUI_CHECK(workspace.store.Write(context, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(TakeTryBack(workspace, unit, attempt.login, source));
    return unit.Log("login_refused", "user", user.id, R"({"how":"password"})");
  }));
  workspace.auth.failures_per_address.GiveBack(source.network);
  return {};
}

store::NewLogin SessionFor(const Workspace& workspace, const LoginAttempt& attempt,
                           const User& user) {
  const AuthOptions& options = workspace.auth.options();
  store::NewLogin login;
  login.user = {user.id};
  login.lifetime_ms = options.lifetime_ms;
  login.idle_ms = options.idle_ms;
  login.remote_address = attempt.remote_address;
  login.user_agent = attempt.user_agent;
  return login;
}

/// The session that the browser had goes: nobody could end it later on.
Status EndReplaced(Workspace& workspace, store::UnitOfWork& unit, const std::string& token) {
  if (token.empty()) return {};
  const auto replaced = unit.FindLogin(token, workspace.clock.NowMs());
  return replaced ? unit.CloseLogin(replaced->id) : Status{};
}

bool IsTooOld(const AuthOptions& options, const User& user, TimeMs now_ms) {
  const TimeMs set_ms = user.password_set_ms > 0 ? user.password_set_ms : user.created_ms;
  return options.password_max_days > 0 && set_ms + options.password_max_days * kDayMs <= now_ms;
}

/// Ends a session whose old token came back: it is in other hands than the new one.
tl::unexpected<base::Error> EndStolen(Workspace& workspace, const store::LoginSession& session) {
  const store::Context context{
      session.user.value, {}, {}, session.remote_address, "已更换的登录凭证再次出现"};
  const Status ended = workspace.store.Write(context, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(unit.CloseLogin(session.id));
    return unit.Log("session_token_reused", "user", session.user.value);
  });
  if (!ended) return Fail(ended.error());
  return Fail(ErrorCode::kUnauthenticated, "登录已失效，请重新登录");
}

/// Is it time for a new token? One that the client never used is given again.
bool IsDue(const AuthOptions& options, const store::LoginSession& session, TimeMs now_ms) {
  if (session.by_previous) return now_ms - session.rotated_ms > options.grace_ms;
  return now_ms - session.rotated_ms >= options.rotate_ms;
}

/// The new token, where it is time for one; notes that the present one was used.
Result<std::string> Renew(Workspace& workspace, const store::LoginSession& session) {
  std::string token;
  const bool due = IsDue(workspace.auth.options(), session, workspace.clock.NowMs());
  const bool confirms = !session.by_previous && session.confirmed_ms == 0;
  if (!due && !confirms) return token;
  JIEDUI_CHECK(workspace.store.Write({}, [&](store::UnitOfWork& unit) -> Status {
    if (confirms) JIEDUI_CHECK(unit.ConfirmLogin(session.id));
    if (!due) return {};
    JIEDUI_ASSIGN(token, unit.RotateLogin(session));
    return {};
  }));
  return token;
}

Result<LoginAnswer> OpenSession(Workspace& workspace, const LoginAttempt& attempt, User user) {
  LoginAnswer answer;
  answer.state = LoginState::kIn;
  Login& login = answer.login;
  login.source = {net::SourceOf(attempt.remote_address),
                  FamiliarBrowser(workspace, user.id, attempt.browser_cookie)};
  Result<domain::Actor> actor = ActorToday(workspace, user);
  if (!actor && IsUnconfirmed(actor.error()))
    JIEDUI_CHECK(NoteUnconfirmed(workspace, attempt, user, login.source, actor.error()));
  if (!actor) return Fail(actor.error());
  login.actor = *std::move(actor);
  login.actor.remote_address = attempt.remote_address;
  const store::Context context{user.id, user.login, {}, attempt.remote_address, {}};
  JIEDUI_CHECK(workspace.store.Write(context, [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(ForgetTries(workspace, unit, user.login, login.source));
    JIEDUI_CHECK(EndReplaced(workspace, unit, attempt.replaced_token));
    JIEDUI_ASSIGN(login.token, unit.OpenLogin(SessionFor(workspace, attempt, user)));
    JIEDUI_ASSIGN(login.session, unit.FindLogin(login.token, workspace.clock.NowMs()));
    return unit.Log("login", "user", user.id, R"({"how":"password"})");
  }));
  workspace.auth.failures_per_address.GiveBack(login.source.network);
  login.session_id = login.session.id;
  answer.browser_cookie = MakeFamiliar(workspace, user.id, attempt.browser_cookie);
  login.user = std::move(user);
  return answer;
}

}  // namespace

Result<LoginAnswer> LogIn(Workspace& workspace, const LoginAttempt& attempt) {
  AuthState& auth = workspace.auth;
  SignInSource source{net::SourceOf(attempt.remote_address), {}};
  const TimeMs address_ms = auth.failures_per_address.Take(source.network, auth.SteadyMs());
  if (address_ms > 0) return Wait(address_ms);
  JIEDUI_ASSIGN(const std::optional<User> user, workspace.store.FindByKey<User>({attempt.login}));
  if (user) source.browser = FamiliarBrowser(workspace, user->id, attempt.browser_cookie);
  JIEDUI_ASSIGN(const TimeMs wait_ms, CountTry(workspace, attempt.login, source));
  if (wait_ms > 0) return Wait(wait_ms);
  const bool known = user && !user->password_hash.empty();
  if (!known) WasteVerifyTime(attempt.password);
  if (!known || !VerifyPassword(user->password_hash, attempt.password) || user->disabled) {
    JIEDUI_CHECK(AuditFailure(workspace, attempt, user, "登录失败"));
    return LoginAnswer{};
  }
  if (user->two_factor && attempt.code.empty()) return AskForCode(workspace, attempt, source);
  if (user->two_factor) {
    JIEDUI_ASSIGN(const bool right, TryCode(workspace, attempt, *user));
    if (!right) {
      JIEDUI_CHECK(AuditFailure(workspace, attempt, user, "验证码不正确"));
      LoginAnswer answer;
      answer.state = LoginState::kWrongCode;
      return answer;
    }
  }
  return OpenSession(workspace, attempt, *user);
}

Result<Login> LogInVouched(Workspace& workspace, const VouchedLogin& vouched) {
  Login login;
  LoginAttempt attempt;
  attempt.remote_address = vouched.remote_address;
  attempt.user_agent = vouched.user_agent;
  const auto open = [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(const std::optional<User> user, base::IfFound(unit.Get(vouched.user)));
    if (!user || user->disabled) return Fail(ErrorCode::kUnauthenticated, "账号已停用");
    login.user = *user;
    store::NewLogin session = SessionFor(workspace, attempt, login.user);
    session.vouched = true;
    JIEDUI_ASSIGN(login.token, unit.OpenLogin(session));
    JIEDUI_ASSIGN(login.session, unit.FindLogin(login.token, workspace.clock.NowMs()));
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
  login.session_id = login.session.id;
  login.actor.remote_address = vouched.remote_address;
  return login;
}

Result<Duty> DutyOf(const Workspace& workspace, const User& user, const domain::Actor& actor,
                    bool vouched) {
  if (vouched || user.password_hash.empty()) return Duty::kNone;
  if (user.must_change_password ||
      IsTooOld(workspace.auth.options(), user, workspace.clock.NowMs()))
    return Duty::kChangePassword;
  if (user.two_factor) return Duty::kNone;
  JIEDUI_ASSIGN(const std::vector<domain::Role> roles, SecondFactorRoles(workspace.store));
  const bool must = std::find(roles.begin(), roles.end(), actor.role) != roles.end();
  return must ? Duty::kSetUpSecondFactor : Duty::kNone;
}

Result<Login> Resume(Workspace& workspace, std::string_view token) {
  JIEDUI_ASSIGN(const store::LoginSession session, workspace.store.FindLogin(token));
  const TimeMs now_ms = workspace.clock.NowMs();
  if (session.by_previous && session.confirmed_ms != 0 &&
      now_ms - session.confirmed_ms > workspace.auth.options().grace_ms)
    return EndStolen(workspace, session);
  JIEDUI_ASSIGN(User user, workspace.store.Get(session.user));
  if (user.disabled) return Fail(ErrorCode::kUnauthenticated, "账号已停用");
  Login login;
  JIEDUI_ASSIGN(login.actor, ActorToday(workspace, user));
  JIEDUI_CHECK(workspace.store.TouchLogin(session));
  JIEDUI_ASSIGN(login.token, Renew(workspace, session));
  login.user = std::move(user);
  login.session_id = session.id;
  login.session = session;
  return login;
}

Result<store::LoginSession> SessionOf(Workspace& workspace, std::string_view token) {
  return workspace.store.FindLogin(token);
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

Status CountOwnTry(Workspace& workspace, const Login& login) {
  JIEDUI_ASSIGN(const TimeMs wait_ms, CountTry(workspace, login.user.login, login.source));
  return wait_ms > 0 ? Status(Waiting(wait_ms)) : Status{};
}

Status RequirePassword(Workspace& workspace, const Login& login, std::string_view current) {
  JIEDUI_ASSIGN(const User user, workspace.store.Get(UserId{login.user.id}));
  if (user.password_hash.empty()) return {};
  JIEDUI_CHECK(CountOwnTry(workspace, login));
  if (VerifyPassword(user.password_hash, current)) {
    return workspace.store.Write({}, [&](store::UnitOfWork& unit) {
      return ForgetTries(workspace, unit, user.login, login.source);
    });
  }
  LoginAttempt attempt;
  attempt.remote_address = login.actor.remote_address;
  JIEDUI_CHECK(AuditFailure(workspace, attempt, user, "当前密码不正确"));
  return Fail(ErrorCode::kUnprocessable, "当前密码不正确", "current");
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

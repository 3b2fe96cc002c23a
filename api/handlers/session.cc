#include "api/gate.h"
#include "api/handlers/handlers.h"
#include "services/access.h"
#include "services/accounts.h"
#include "services/session_secrets.h"

namespace jiedui::api {
namespace {

using base::Result;

constexpr std::int64_t kDaySeconds = 24LL * 3600;

void GiveToken(edge::Response& response, const Context& context, std::string_view token) {
  if (token.empty()) return;
  response.headers.Add("Set-Cookie", SetCookie(kSessionCookie, token, context.client().secure));
}

std::string_view CodeOf(services::Duty duty) {
  return duty == services::Duty::kChangePassword ? "change_password" : "set_up_two_factor";
}

Result<base::JsonWriter> Me(const Context& context, const services::Login& login) {
  const domain::User& user = login.user;
  JIEDUI_ASSIGN(const services::Duty duty,
                services::DutyOf(context.workspace(), user, login.actor, login.session.vouched));
  base::JsonWriter json;
  json.StartObject().Key("user").StartObject().Key("id").Id(user.id);
  json.Member("login", user.login).Member("display_name", user.display_name);
  json.Member("role", domain::Code(user.role));
  json.Member("region_code", user.region_code).Member("department_code", user.department_code);
  json.Key("own_kind");
  user.own_id == 0 ? json.Null() : json.String(domain::Code(user.own_kind));
  json.Key("own_id");
  user.own_id == 0 ? json.Null() : json.Id(user.own_id);
  json.EndObject().Key("permissions").StartArray();
  for (const workflow::Permission permission : workflow::PermissionsOf(login.actor.role)) {
    if (services::May(login.actor, permission)) json.String(domain::Code(permission));
  }
  json.EndArray().Key("duty");
  duty == services::Duty::kNone ? json.Null() : json.String(CodeOf(duty));
  json.Member("csrf_token", services::CsrfToken(context.workspace(), login.session_id));
  json.EndObject();
  return json;
}

edge::Response LoggedIn(const Context& context, const services::LoginAnswer& answer,
                        const base::JsonWriter& me) {
  const bool secure = context.client().secure;
  edge::Response response = JsonResponse(200, me);
  GiveToken(response, context, answer.login.token);
  const std::int64_t days = context.workspace().auth.options().familiar_days;
  if (days > 0)
    response.headers.Add(
        "Set-Cookie", SetCookie(kBrowserCookie, answer.browser_cookie, secure, days * kDaySeconds));
  return response;
}

edge::Response NotLoggedIn(const Context& context, const services::LoginAnswer& answer) {
  const std::string& id = context.request().id;
  switch (answer.state) {
    case services::LoginState::kWait: {
      const auto minutes = (answer.wait_ms + 59'999) / 60'000;
      return LimitedResponse({base::ErrorCode::kLimited,
                              "登录失败次数过多，请 " + std::to_string(minutes) + " 分钟后再试"},
                             answer.wait_ms, id);
    }
    case services::LoginState::kNeedsCode:
      return edge::ProblemResponse(401, "two_factor_required", "请输入动态验证码或恢复码", id,
                                   "code");
    case services::LoginState::kWrongCode:
      return edge::ProblemResponse(401, "unauthenticated", "验证码不正确，或已经用过", id, "code");
    default:
      return edge::ProblemResponse(401, "unauthenticated", "账号或密码不正确", id);
  }
}

}  // namespace

Answer LogIn(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"login", "password", "code"}));
  services::LoginAttempt attempt;
  JIEDUI_ASSIGN(attempt.login, MemberText(body.root(), "login", 1, 64));
  JIEDUI_ASSIGN(attempt.password, MemberText(body.root(), "password", 1, 256));
  JIEDUI_ASSIGN(attempt.code, MemberText(body.root(), "code", 0, 40));
  const Client& client = context.client();
  attempt.remote_address = client.address;
  attempt.user_agent = context.request().headers.Get("User-Agent").value_or("");
  attempt.browser_cookie = CookieValue(context.request(), kBrowserCookie, client.secure);
  attempt.replaced_token = context.SessionToken();
  JIEDUI_ASSIGN(const services::LoginAnswer answer, services::LogIn(context.workspace(), attempt));
  if (answer.state != services::LoginState::kIn) return NotLoggedIn(context, answer);
  JIEDUI_ASSIGN(const base::JsonWriter me, Me(context, answer.login));
  return LoggedIn(context, answer, me);
}

Answer GetSession(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonWriter me, Me(context, context.login()));
  return JsonResponse(200, me);
}

Answer LogOut(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  const std::string token = context.SessionToken();
  const auto session = services::SessionOf(context.workspace(), token);
  if (session) {
    JIEDUI_CHECK(RequireCsrfToken(context.site(), context.request(), session->id));
    JIEDUI_CHECK(services::LogOut(context.workspace(), token));
  }
  edge::Response response = NoContent();
  response.headers.Add("Set-Cookie", SetCookie(kSessionCookie, "", context.client().secure));
  return response;
}

Answer ChangePassword(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"current", "password"}));
  JIEDUI_ASSIGN(const std::string current, MemberText(body.root(), "current", 1, 256));
  JIEDUI_ASSIGN(const std::string password, MemberText(body.root(), "password", 1, 256));
  JIEDUI_ASSIGN(
      const std::string token,
      services::ChangeOwnPassword(context.workspace(), context.login(), current, password));
  edge::Response response = NoContent();
  GiveToken(response, context, token);
  return response;
}

Answer ListLogins(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::vector<store::LoginSession> logins,
                services::OwnLogins(context.workspace(), context.login()));
  base::JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const store::LoginSession& one : logins) {
    json.StartObject().Key("id").Id(one.id);
    json.Member("current", one.id == context.login().session_id);
    json.Member("created_at", base::FormatUtc(one.created_ms));
    json.Member("last_seen_at", base::FormatUtc(one.last_seen_ms));
    json.Member("remote_address", one.remote_address).Member("user_agent", one.user_agent);
    json.EndObject();
  }
  return JsonResponse(200, json.EndArray().EndObject());
}

Answer EndLogin(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_CHECK(services::EndOwnLogin(context.workspace(), context.login(), id));
  return NoContent();
}

}  // namespace jiedui::api

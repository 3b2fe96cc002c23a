#include "api/handlers/handlers.h"
#include "api/problems.h"
#include "api/session_cookie.h"

namespace jiedui::api {

std::string SessionCookie(const Site& site, std::string_view token) {
  std::string cookie = std::string(kSessionCookie) + "=" + std::string(token) +
                       "; Path=/; HttpOnly; SameSite=Strict";
  if (token.empty()) cookie += "; Max-Age=0";
  if (site.options.secure_cookie) cookie += "; Secure";
  return cookie;
}

namespace {

base::JsonWriter Me(const domain::User& user) {
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
  for (const workflow::Permission permission : workflow::PermissionsOf(user.role))
    json.String(domain::Code(permission));
  json.EndArray().EndObject();
  return json;
}

/// 429 with the seconds to wait.
edge::Response Limited(Context& context, const base::Error& error, const std::string& login) {
  edge::Response response = ProblemOf(error, context.request().id);
  const base::TimeMs left_ms = services::LockLeft(context.workspace(), login);
  response.headers.Add("Retry-After", std::to_string(left_ms / 1000 + 1));
  return response;
}

}  // namespace

Answer LogIn(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"login", "password"}));
  services::LoginAttempt attempt;
  JIEDUI_ASSIGN(attempt.login, MemberText(body.root(), "login", 1, 64));
  JIEDUI_ASSIGN(attempt.password, MemberText(body.root(), "password", 1, 256));
  attempt.remote_address = context.request().peer;
  attempt.user_agent = context.request().headers.Get("User-Agent").value_or("");
  const base::Result<services::Login> login = services::LogIn(context.workspace(), attempt);
  if (!login && login.error().code == base::ErrorCode::kLimited)
    return Limited(context, login.error(), attempt.login);
  if (!login) return base::Fail(login.error());
  edge::Response response = JsonResponse(200, Me(login->user));
  response.headers.Add("Set-Cookie", SessionCookie(context.site(), login->token));
  return response;
}

Answer GetSession(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  return JsonResponse(200, Me(context.user()));
}

Answer LogOut(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  const std::string token = context.SessionToken();
  if (!token.empty()) JIEDUI_CHECK(services::LogOut(context.workspace(), token));
  edge::Response response = NoContent();
  response.headers.Add("Set-Cookie", SessionCookie(context.site(), ""));
  return response;
}

Answer ChangePassword(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"current", "password"}));
  JIEDUI_ASSIGN(const std::string current, MemberText(body.root(), "current", 1, 256));
  JIEDUI_ASSIGN(const std::string password, MemberText(body.root(), "password", 1, 256));
  JIEDUI_CHECK(
      services::ChangeOwnPassword(context.workspace(), context.login(), current, password));
  return NoContent();
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

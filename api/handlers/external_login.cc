#include "services/external_login.h"

#include "api/handlers/handlers.h"
#include "services/external_login_error.h"

namespace jiedui::api {
namespace {

constexpr std::string_view kBegunCookie = "jiedui_begun";
constexpr std::size_t kLongestAnswer = 2048;  // of what another service sends along

/// Null where no other service is configured, or not that one.
services::ExternalLogins* Logins(const Context& context) {
  services::ExternalLogins* const logins = context.site().options.external_logins;
  return logins != nullptr && logins->Has(context.Parameter("provider")) ? logins : nullptr;
}

tl::unexpected<base::Error> NotConfigured() {
  return base::Fail(base::ErrorCode::kNotFound, "没有配置这种登录方式", "provider");
}

/// Comes back to the callback alone, also from another site's page (Lax), which is how it ends.
std::string BegunCookie(const Site& site, std::string_view sealed, std::int64_t seconds) {
  std::string cookie =
      std::string(kBegunCookie) + "=" + std::string(sealed) +
      "; Path=/api/v1/external_logins; HttpOnly; SameSite=Lax; Max-Age=" + std::to_string(seconds);
  if (site.options.secure_cookie) cookie += "; Secure";
  return cookie;
}

edge::Response Redirect(const std::string& path) {
  edge::Response response;
  response.status = 303;
  response.headers.Add("Location", path);
  return response;
}

/// A parameter of the answer; empty where it is missing, comes twice or is too long.
std::string AnswerText(const Context& context, std::string_view name) {
  const std::vector<std::string_view> values = context.request().query.All(name);
  if (values.size() != 1 || values.front().size() > kLongestAnswer) return {};
  return std::string(values.front());
}

services::LoginReturn ReturnOf(const Context& context) {
  services::LoginReturn back;
  back.provider = context.Parameter("provider");
  back.sealed = context.CookieText(kBegunCookie);
  back.state = AnswerText(context, "state");
  back.code = AnswerText(context, "code");
  back.issuer = AnswerText(context, "iss");
  back.error = AnswerText(context, "error");
  back.ticket = AnswerText(context, "ticket");
  back.remote_address = context.client().address;
  back.user_agent = context.request().headers.Get("User-Agent").value_or("");
  return back;
}

}  // namespace

Answer BeginExternalLogin(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  services::ExternalLogins* const logins = Logins(context);
  if (logins == nullptr) return NotConfigured();
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"next"}));
  JIEDUI_ASSIGN(const std::string next, MemberText(body.root(), "next", 1, 1000));
  const std::string provider(context.Parameter("provider"));
  JIEDUI_ASSIGN(const services::LoginBegun begun, logins->Begin(provider, next));
  base::JsonWriter json;
  json.StartObject().Member("url", begun.url).EndObject();
  edge::Response response = JsonResponse(200, json);
  response.headers.Add("Set-Cookie",
                       BegunCookie(context.site(), begun.sealed, logins->begun_valid_s()));
  return response;
}

Answer EndExternalLogin(Context& context) {
  services::ExternalLogins* const logins = Logins(context);
  if (logins == nullptr) return NotConfigured();
  const services::LoginReturn back = ReturnOf(context);
  const base::Result<services::Login> login = logins->Finish(back);
  if (!login && !domain::FromCode<services::LoginRefusal>(login.error().field))
    return base::Fail(login.error());
  const std::string next = logins->NextOf(back.sealed);
  edge::Response response = Redirect(login ? next : "/login?external=" + login.error().field);
  response.headers.Add("Set-Cookie", BegunCookie(context.site(), "", 0));
  if (login)
    response.headers.Add("Set-Cookie",
                         SetCookie(kSessionCookie, login->token, context.client().secure));
  return response;
}

}  // namespace jiedui::api

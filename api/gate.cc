#include "api/gate.h"

#include <algorithm>

#include "api/context.h"
#include "api/problems.h"
#include "services/access.h"
#include "services/api_tokens.h"
#include "services/session_secrets.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using services::Duty;
using workflow::Permission;

bool Changes(std::string_view method) { return method != "GET" && method != "HEAD"; }

/// `https://host:8080` without its scheme.
std::string_view HostOfOrigin(std::string_view origin) {
  const std::size_t slashes = origin.find("://");
  return slashes == std::string_view::npos ? origin : origin.substr(slashes + 3);
}

/// The API token of `Authorization: Bearer`; empty where there is none.
std::string_view BearerOf(const edge::Request& request) {
  constexpr std::string_view kScheme = "Bearer ";
  const std::string_view header = request.headers.Get("Authorization").value_or("");
  if (header.size() <= kScheme.size() ||
      !edge::EqualsIgnoreCase(header.substr(0, kScheme.size()), kScheme))
    return {};
  return header.substr(kScheme.size());
}

/// The kind that the path names; nothing where it names none.
std::optional<domain::Kind> KindOf(const RouteMatch& match) {
  const auto plural = match.parameters.find("plural");
  if (plural == match.parameters.end()) return std::nullopt;
  const domain::RecordType* const type = domain::FindType(plural->second);
  return type == nullptr ? std::nullopt : std::optional(type->kind);
}

/// One of these an API token must have for the route. What changes something by the rights of the
/// record's keeper, which no permission names, counts as editing: a token for reading never writes.
std::vector<Permission> TokenNeeds(const RouteMatch& match, bool changes) {
  const Route& route = *match.route;
  const Permission named = route.permission.value_or(Permission::kRead);
  if (!changes || named != Permission::kRead) return {named};
  if (route.operation == "postPairingEvent") return {Permission::kDecide, Permission::kAnswer};
  const std::optional<domain::Kind> kind = KindOf(match);
  const std::optional<Permission> edit = kind ? workflow::EditPermission(*kind) : std::nullopt;
  if (edit && *edit != Permission::kEditRoster) return {*edit};
  return {Permission::kEditRoster, Permission::kEditOwn};
}

Status RequireTokenScope(const services::Login& login, const RouteMatch& match, bool changes) {
  if (match.route->caller != Caller::kLoggedIn)
    return Fail(ErrorCode::kForbidden, "接口令牌不能用于此操作，请登录工作台办理", "Authorization");
  const std::vector<Permission> needs = TokenNeeds(match, changes);
  const auto may = [&](Permission one) { return services::May(login.actor, one); };
  if (std::any_of(needs.begin(), needs.end(), may)) return {};
  return services::Require(login.actor, needs.front());
}

/// By API token or by session; what is wrong with either.
Result<services::Login> Authenticate(const Site& site, const edge::Request& request,
                                     const Client& client, const RouteMatch& match) {
  const bool changes = Changes(request.method);
  if (const std::string_view bearer = BearerOf(request); !bearer.empty()) {
    JIEDUI_ASSIGN(services::Login login,
                  services::ResumeByToken(site.workspace, bearer, client.address));
    JIEDUI_CHECK(RequireTokenScope(login, match, changes));
    return login;
  }
  const std::string token = CookieValue(request, kSessionCookie, client.secure);
  if (token.empty()) return Fail(ErrorCode::kUnauthenticated, "请先登录");
  if (changes) JIEDUI_CHECK(RequireOwnOrigin(request));
  JIEDUI_ASSIGN(services::Login login, services::Resume(site.workspace, token));
  if (changes) JIEDUI_CHECK(RequireCsrfToken(site, request, login.session_id));
  login.source = {net::SourceOf(client.address),
                  services::FamiliarBrowser(site.workspace, login.user.id,
                                            CookieValue(request, kBrowserCookie, client.secure))};
  return login;
}

/// What must be done first, as a refusal; nothing where nothing must.
Result<std::optional<edge::Response>> WhatComesFirst(const Site& site, const edge::Request& request,
                                                     const services::Login& login) {
  JIEDUI_ASSIGN(const Duty duty,
                services::DutyOf(site.workspace, login.user, login.actor, login.session.vouched));
  if (duty == Duty::kNone) return std::nullopt;
  const bool password = duty == Duty::kChangePassword;
  return edge::ProblemResponse(
      403, password ? "password_change_required" : "two_factor_setup_required",
      password ? "请先修改密码" : "您的角色须使用双因素登录，请先设置", request.id);
}

std::optional<edge::Response> LimitAccount(const Site& site, const edge::Request& request,
                                           std::int64_t user_id) {
  services::AuthState& auth = site.workspace.auth;
  const base::TimeMs wait_ms =
      auth.requests_per_account.Take(std::to_string(user_id), auth.SteadyMs());
  if (wait_ms == 0) return std::nullopt;
  return LimitedResponse({ErrorCode::kLimited, "请求过于频繁，请稍后再试"}, wait_ms, request.id);
}

}  // namespace

edge::Response LimitedResponse(const base::Error& error, base::TimeMs wait_ms,
                               std::string_view request_id) {
  edge::Response response = ProblemOf(error, request_id);
  response.headers.Add("Retry-After", std::to_string(wait_ms / 1000 + 1));
  return response;
}

std::optional<edge::Response> LimitAddress(const Site& site, const edge::Request& request,
                                           const Client& client) {
  services::AuthState& auth = site.workspace.auth;
  const base::TimeMs wait_ms =
      auth.requests_per_address.Take(net::SourceOf(client.address), auth.SteadyMs());
  if (wait_ms == 0) return std::nullopt;
  return LimitedResponse({ErrorCode::kLimited, "来自此地址的请求过于频繁，请稍后再试"}, wait_ms,
                         request.id);
}

Status RequireOwnOrigin(const edge::Request& request) {
  const auto origin = request.headers.Get("Origin");
  if (!origin) return {};
  if (edge::EqualsIgnoreCase(HostOfOrigin(*origin), request.headers.Get("Host").value_or("")))
    return {};
  return Fail(ErrorCode::kForbidden, "拒绝来自其他网站的请求", "Origin");
}

Status RequireCsrfToken(const Site& site, const edge::Request& request, std::int64_t session_id) {
  const std::string_view token = request.headers.Get("X-CSRF-Token").value_or("");
  if (services::IsCsrfToken(site.workspace, session_id, token)) return {};
  return Fail(ErrorCode::kForbidden, "请求缺少本次登录的校验值，请刷新页面后再试", "X-CSRF-Token");
}

tl::expected<services::Login, edge::Response> Admit(const Site& site, const edge::Request& request,
                                                    const Client& client, const RouteMatch& match) {
  Result<services::Login> login = Authenticate(site, request, client, match);
  if (!login) return tl::unexpected(ProblemOf(login.error(), request.id));
  if (auto limited = LimitAccount(site, request, login->user.id))
    return tl::unexpected(*std::move(limited));
  if (match.route->caller != Caller::kUnfinished) {
    auto first = WhatComesFirst(site, request, *login);
    if (!first) return tl::unexpected(ProblemOf(first.error(), request.id));
    if (*first) return tl::unexpected(**std::move(first));
  }
  login->actor.request_id = request.id;
  login->actor.remote_address = client.address;
  return *std::move(login);
}

}  // namespace jiedui::api

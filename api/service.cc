#include "api/service.h"

#include <algorithm>
#include <chrono>

#include "api/context.h"
#include "api/gate.h"
#include "api/handlers/handlers.h"
#include "api/problems.h"
#include "base/text.h"
#include "services/access.h"
#include "services/sight.h"
#include "store/thread_commits.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

/// Scripts, styles and pictures of our own only; nothing inline, no frames, no plugins.
constexpr std::string_view kContentPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

constexpr std::array<std::string_view, 4> kFileTypes = {
    "text/csv", "text/tab-separated-values",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/octet-stream"};

constexpr std::array<std::string_view, 1> kJsonType = {"application/json"};
constexpr std::array<std::string_view, 1> kBytesType = {"application/octet-stream"};

bool Changes(std::string_view method) { return method != "GET" && method != "HEAD"; }

bool IsApiPath(std::string_view path) {
  return path == "/api" || path.starts_with("/api/") || path == "/healthz" || path == "/readyz";
}

/// The type without its parameters, lowered.
std::string MediaType(std::string_view content_type) {
  return base::LowerAscii(base::Trim(content_type.substr(0, content_type.find(';'))));
}

/// What the body of an operation may be.
struct BodyRule {
  std::string_view what;
  std::size_t most_bytes;
  std::span<const std::string_view> types;
  std::string_view types_text;
};

BodyRule BodyRuleOf(const Site& site, const Route& route) {
  if (route.path.starts_with("/api/v1/imports/"))
    return {"文件", site.options.import_limit_bytes, kFileTypes, "CSV、TSV 或 XLSX 的类型"};
  // What the file is, its bytes say: the name of a form's part would be believed too easily.
  if (route.operation == "uploadEvidence")
    return {"文件", static_cast<std::size_t>(site.workspace.evidence.options().file_bytes),
            kBytesType, "application/octet-stream"};
  return {"请求体", site.options.json_limit_bytes, kJsonType, "application/json"};
}

Status CheckBody(const Site& site, const Route& route, const edge::Request& request) {
  const BodyRule rule = BodyRuleOf(site, route);
  if (request.body.size() > rule.most_bytes) {
    return Fail(ErrorCode::kTooLarge, std::string(rule.what) + "超过 " +
                                          std::to_string(rule.most_bytes / (1024 * 1024)) + " MiB");
  }
  if (request.method == "DELETE") return {};
  const std::string type = MediaType(request.headers.Get("Content-Type").value_or(""));
  if (request.body.empty() && type.empty()) return {};  // operations that need nothing said
  if (std::find(rule.types.begin(), rule.types.end(), type) != rule.types.end()) return {};
  return Fail(ErrorCode::kInvalid, "Content-Type 应为 " + std::string(rule.types_text),
              "Content-Type");
}

std::string AllowOf(const std::vector<std::string_view>& methods) {
  std::string allow;
  for (const std::string_view method : methods) {
    if (!allow.empty()) allow += ", ";
    allow += method;
    if (method == "GET") allow += ", HEAD";
  }
  return allow;
}

edge::Response MethodNotAllowed(const edge::Request& request,
                                const std::vector<std::string_view>& methods) {
  const std::string allow = AllowOf(methods);
  edge::Response response = edge::ProblemResponse(405, base::ErrorCodeName(ErrorCode::kInvalid),
                                                  "此地址只接受 " + allow, request.id);
  response.headers.Add("Allow", allow);
  return response;
}

/// Adds the headers that every reply carries; a handler may have set a stricter policy.
/// Strict-Transport-Security is added where TLS ends (data/deploy/nginx).
void Harden(edge::Response& response) {
  if (!response.headers.Get("Content-Security-Policy"))
    response.headers.Add("Content-Security-Policy", std::string(kContentPolicy));
  response.headers.Add("X-Content-Type-Options", "nosniff");
  response.headers.Add("Referrer-Policy", "same-origin");
  response.headers.Add("Cross-Origin-Opener-Policy", "same-origin");
  response.headers.Add("Cross-Origin-Resource-Policy", "same-origin");
  response.headers.Add("Permissions-Policy",
                       "camera=(), geolocation=(), microphone=(), payment=(), usb=()");
}

/// The failure of a request that had written something: a client that takes it for one of which
/// nothing was written would write it again. What somebody asked wrongly stays as it is.
base::Error AfterWriting(base::Error error) {
  const bool of_machine =
      error.code == ErrorCode::kUnavailable || error.code == ErrorCode::kInternal;
  if (!of_machine) return error;
  error.message = "已经写入，但未能读出结果，请核对后再重试: " + error.message;
  error.field = "outcome";
  return error;
}

}  // namespace

Service::Service(services::Workspace& workspace, const StaticFiles& files, ServiceOptions options)
    : site_{.workspace = workspace, .options = std::move(options)}, files_(files) {
  site_.reference = MakeReferenceDocument(workspace, site_.options.external_logins);
  site_.sectors = MakeSectorsDocument(workspace);
  site_.plan_solves = std::make_unique<services::PlanSolves>(
      workspace.store, workspace.clock, PlanSolveWork(workspace), site_.options.takes_plan_solves);
}

std::vector<std::pair<std::string, bool>> Service::Checks() const {
  std::vector<std::pair<std::string, bool>> checks;
  for (const ReadyCheck& check : site_.options.ready_checks)
    checks.emplace_back(check.name, check.run().has_value());
  return checks;
}

tl::expected<services::Login, edge::Response> Service::AdmitAnybody(const edge::Request& request,
                                                                    const Client& client,
                                                                    const RouteMatch& match) const {
  const store::SystemWork door("who asks is what is found out here");
  return Admit(site_, request, client, match);
}

Result<edge::Response> Service::Run(const edge::Request& request, const Client& client,
                                    const RouteMatch& match) const {
  const Route& route = *match.route;
  if (route.caller == Caller::kAnyone) {
    if (Changes(request.method)) {
      JIEDUI_CHECK(RequireOwnOrigin(request));
      JIEDUI_CHECK(CheckBody(site_, route, request));
    }
    Context anyone(site_, request, match, client, nullptr);
    const store::SystemWork door("login, health and reference data: nobody has said yet who asks");
    return route.handler(anyone);
  }
  tl::expected<services::Login, edge::Response> login = AdmitAnybody(request, client, match);
  if (!login) return std::move(login).error();
  Result<edge::Response> response = AnswerTo(request, client, match, *login);
  if (login->token.empty()) return response;
  // A new token belongs to the session whatever became of the request. A handler that gives one of
  // its own gives a newer one.
  if (!response) response = ProblemOf(response.error(), request.id);
  if (!response->headers.Get("Set-Cookie"))
    response->headers.Add("Set-Cookie", SetCookie(kSessionCookie, login->token, client.secure));
  return response;
}

Result<edge::Response> Service::AnswerTo(const edge::Request& request, const Client& client,
                                         const RouteMatch& match,
                                         const services::Login& login) const {
  const Route& route = *match.route;
  if (route.permission) JIEDUI_CHECK(services::Require(login.actor, *route.permission));
  if (Changes(request.method)) JIEDUI_CHECK(CheckBody(site_, route, request));
  const store::Sight sight = services::SightOf(login.actor);
  const store::SightGuard guard(&sight);
  Context context(site_, request, match, client, &login);
  if (route.reads == Reads::kCurrent) {
    const std::uint64_t before = store::CommitsOfThread();
    Result<edge::Response> response = route.handler(context);
    if (!response && store::CommitsOfThread() != before)
      return base::Fail(AfterWriting(std::move(response).error()));
    return response;
  }
  {
    store::ReplicaReads reads(login.actor.user_id);
    Result<edge::Response> response = route.handler(context);
    const bool lost = !response && response.error().code == ErrorCode::kUnavailable;
    if (!lost || !reads.used()) return response;
  }
  // A replica may be lost, or end a long read that is in the way of what it has to take in.
  return route.handler(context);
}

edge::Response Service::Answer(const edge::Request& request, std::string_view& operation) const {
  operation = "workbench";
  if (!IsApiPath(request.path)) return files_.Answer(request);
  operation = "none";
  Client client = ClientOf(request, site_.options.trusted_proxies);
  client.secure = client.secure || site_.options.secure_cookie;
  // Who watches over the service must see it however busy it is.
  const bool watched = request.path == "/healthz" || request.path == "/readyz";
  if (!watched) {
    if (auto limited = LimitAddress(site_, request, client)) return *std::move(limited);
  }
  const Routing routing = FindRoute(AllRoutes(), request.method, request.path);
  operation = routing.match ? routing.match->route->operation : "none";
  if (!routing.match && !routing.allowed_methods.empty())
    return MethodNotAllowed(request, routing.allowed_methods);
  if (!routing.match) {
    return ProblemOf({ErrorCode::kNotFound, "没有这个地址"}, request.id);
  }
  Result<edge::Response> response = Run(request, client, *routing.match);
  if (!response) response = ProblemOf(response.error(), request.id);
  if (!response->headers.Get("Cache-Control")) response->headers.Add("Cache-Control", "no-store");
  return *std::move(response);
}

edge::Response Service::Handle(const edge::Request& request) const {
  static const store::Sight nothing = store::Sight::Nothing();
  const store::SightGuard guard(&nothing);
  const auto start = std::chrono::steady_clock::now();
  std::string_view operation = "none";
  edge::Response response;
  try {
    response = Answer(request, operation);
  } catch (const std::exception& fault) {
    response = ProblemOf({ErrorCode::kInternal, fault.what()}, request.id);
  }
  Harden(response);
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
  if (site_.options.observe) site_.options.observe(operation, response.status, took.count());
  return response;
}

}  // namespace jiedui::api

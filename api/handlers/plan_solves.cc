#include "services/plan_solves.h"

#include <charconv>

#include "api/handlers/handlers.h"
#include "api/handlers/plan_input.h"
#include "api/problems.h"
#include "services/plan_events.h"
#include "services/plans.h"
#include "services/posts.h"
#include "services/sight.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using base::Result;
using services::PlanSolve;

constexpr std::size_t kLongestReason = 2000;

void WriteSolve(JsonWriter& json, const PlanSolve& solve, std::string_view request_id) {
  json.StartObject().Key("id").Id(solve.id).Member("state", domain::Code(solve.state));
  json.Member("name", solve.name).Key("plan");
  solve.plan == 0 ? json.Null() : json.Id(solve.plan);
  json.Member("resolves", solve.resolves).Member("cancelling", solve.cancelling);
  json.Member("ahead", static_cast<std::int64_t>(solve.ahead));
  json.Member("seconds", solve.seconds).Member("pair_kind", solve.pair_kind);
  json.Member("part", static_cast<std::int64_t>(solve.part));
  json.Member("parts", static_cast<std::int64_t>(solve.parts));
  json.Member("stage", solve.stage).Member("done", static_cast<std::int64_t>(solve.done));
  json.Member("total", static_cast<std::int64_t>(solve.total)).Key("problem");
  if (solve.state == services::PlanSolveState::kFailed) {
    WriteProblem(json, solve.error, request_id);
  } else {
    json.Null();
  }
  json.EndObject();
}

edge::Response SolveResponse(const Context& context, int status, const PlanSolve& solve) {
  JsonWriter json;
  WriteSolve(json, solve, context.request().id);
  return JsonResponse(status, json);
}

/// What was asked, as the node that solves it reads it: who with which of the account's
/// permissions, and the body that was looked over.
std::string RequestOf(const Context& context, std::int64_t version) {
  const domain::Actor& actor = context.actor();
  base::JsonWriter json;
  json.StartObject().Member("granted", std::to_string(actor.granted));
  json.Member("request_id", actor.request_id).Member("remote_address", actor.remote_address);
  json.Member("version", version).Key("body").Raw(context.request().body).EndObject();
  return json.Text();
}

/// A new plan; what can be refused at once is.
Result<services::PlanSolveOrder> NewPlan(Context& context) {
  JIEDUI_ASSIGN(const services::PlanRequest request, ReadPlanInput(context));
  JIEDUI_CHECK(services::CheckPlanRequest(context.workspace(), context.actor(), request));
  return services::PlanSolveOrder{context.actor().user_id, request.name, 0, RequestOf(context, 0)};
}

Result<services::PlanAdoption> ReadAdoption(base::JsonValue body) {
  services::PlanAdoption adoption;
  if (body.Find("edits")) {
    JIEDUI_ASSIGN(adoption.edits, ReadWhatIfEdits(body));
  }
  JIEDUI_ASSIGN(adoption.reason, MemberText(body, "reason", 0, kLongestReason));
  return adoption;
}

/// A draft once more, perhaps with what a what-if found.
Result<services::PlanSolveOrder> PlanAgain(Context& context) {
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"plan", "edits", "reason"}));
  JIEDUI_ASSIGN(const std::int64_t id, MemberId(body.root(), "plan"));
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_CHECK(ReadAdoption(body.root()));
  domain::PlanState next{};
  JIEDUI_ASSIGN(const domain::Plan plan,
                services::PlanFor(context.workspace(), context.actor(), {id}, version,
                                  workflow::PlanEvent::kResolve, next));
  return services::PlanSolveOrder{context.actor().user_id, plan.name, id,
                                  RequestOf(context, version)};
}

/// Who asked, with the authority of today: what was taken away meanwhile is gone.
Result<domain::Actor> AskerOf(services::Workspace& workspace, const store::Job& job,
                              base::JsonValue request) {
  JIEDUI_ASSIGN(const auto user, workspace.store.Get(domain::UserId{job.account}));
  if (user.disabled) return Fail(ErrorCode::kForbidden, "账号 “" + user.login + "” 已停用");
  JIEDUI_ASSIGN(domain::Actor actor, services::ActorToday(workspace, user));
  const auto text = [&](std::string_view name) {
    const auto member = request.Find(name);
    return std::string(member ? member->AsString().value_or("") : "");
  };
  const std::string granted = text("granted");
  std::uint64_t bits = 0;  // nothing, should it not be readable
  std::from_chars(granted.data(), granted.data() + granted.size(), bits);
  actor.granted &= bits;
  actor.request_id = text("request_id");
  actor.remote_address = text("remote_address");
  return actor;
}

/// The draft's or new plan's solve; the job ends with the unit of work that stores it.
Result<std::int64_t> SolveOrdered(services::Workspace& workspace, const store::Job& job,
                                  const std::stop_token& stop, const base::Progress& progress) {
  JIEDUI_ASSIGN(const base::JsonDocument document, base::JsonDocument::Parse(job.request));
  const base::JsonValue request = document.root();
  const auto body = request.Find("body");
  const auto version = request.Find("version");
  if (!body || !version) return Fail(ErrorCode::kInternal, "求解的请求无法读取");
  JIEDUI_ASSIGN(const domain::Actor actor, AskerOf(workspace, job, request));
  const store::Sight sight = services::SightOf(actor);
  const store::SightGuard guard(&sight);
  const services::PlanSeal seal = [&job](store::UnitOfWork& unit, std::int64_t plan) {
    return unit.FinishJob(job, plan);
  };
  if (job.subject == 0) {
    JIEDUI_ASSIGN(services::PlanRequest asked, ReadPlanInput(*body));
    asked.stop = stop;
    asked.progress = progress;
    asked.seal = seal;
    JIEDUI_ASSIGN(const services::MadePlan made, services::MakePlan(workspace, actor, asked));
    return made.plan.id;
  }
  JIEDUI_ASSIGN(const services::PlanAdoption adoption, ReadAdoption(*body));
  const services::ResolveOptions options{adoption, stop, progress, seal};
  JIEDUI_CHECK(services::ResolvePlan(workspace, actor, {job.subject}, version->AsInt().value_or(0),
                                     options));
  return job.subject;
}

}  // namespace

services::PlanWork PlanSolveWork(services::Workspace& workspace) {
  return [&workspace](const store::Job& job, const std::stop_token& stop,
                      const base::Progress& progress) {
    return SolveOrdered(workspace, job, stop, progress);
  };
}

Answer BeginPlanSolve(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({}));
  const bool again = body.root().Find("plan").has_value();
  JIEDUI_ASSIGN(const services::PlanSolveOrder order,
                again ? PlanAgain(context) : NewPlan(context));
  JIEDUI_ASSIGN(const PlanSolve solve, context.site().plan_solves->Begin(order));
  edge::Response response = SolveResponse(context, 202, solve);
  response.headers.Add("Location", "/api/v1/plan_solves/" + std::to_string(solve.id));
  return response;
}

Answer ListPlanSolves(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::vector<PlanSolve> solves,
                context.site().plan_solves->Of(context.actor().user_id));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const PlanSolve& solve : solves) WriteSolve(json, solve, context.request().id);
  json.EndArray();
  return JsonResponse(200, json.EndObject());
}

Answer GetPlanSolve(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const PlanSolve solve,
                context.site().plan_solves->Read(context.actor().user_id, id));
  return SolveResponse(context, 200, solve);
}

Answer CancelPlanSolve(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const PlanSolve solve,
                context.site().plan_solves->Cancel(context.actor().user_id, id));
  return SolveResponse(context, 200, solve);
}

}  // namespace jiedui::api

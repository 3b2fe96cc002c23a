#include "services/plan_solves.h"

#include "api/handlers/handlers.h"
#include "api/handlers/plan_input.h"
#include "api/problems.h"
#include "services/plan_events.h"
#include "services/plans.h"
#include "services/sight.h"

namespace jiedui::api {
namespace {

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

/// A new plan; what can be refused at once is.
Result<services::PlanSolveOrder> NewPlan(Context& context) {
  JIEDUI_ASSIGN(const services::PlanRequest request, ReadPlanInput(context));
  services::Workspace& workspace = context.workspace();
  const domain::Actor& actor = context.actor();
  JIEDUI_CHECK(services::CheckPlanRequest(workspace, actor, request));
  services::PlanSolveOrder order{actor.user_id, request.name, 0, {}};
  order.work = [&workspace, actor, request](
                   const std::stop_token& stop,
                   const base::Progress& progress) -> Result<std::int64_t> {
    const store::Sight sight = services::SightOf(actor);
    const store::SightGuard guard(&sight);
    services::PlanRequest asked = request;
    asked.stop = stop;
    asked.progress = progress;
    JIEDUI_ASSIGN(const services::MadePlan made, services::MakePlan(workspace, actor, asked));
    return made.plan.id;
  };
  return order;
}

/// A draft once more, perhaps with what a what-if found.
Result<services::PlanSolveOrder> PlanAgain(Context& context) {
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"plan", "edits", "reason"}));
  JIEDUI_ASSIGN(const std::int64_t id, MemberId(body.root(), "plan"));
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  services::PlanAdoption adoption;
  if (body.root().Find("edits")) {
    JIEDUI_ASSIGN(adoption.edits, ReadWhatIfEdits(body.root()));
  }
  JIEDUI_ASSIGN(adoption.reason, MemberText(body.root(), "reason", 0, kLongestReason));
  services::Workspace& workspace = context.workspace();
  const domain::Actor& actor = context.actor();
  domain::PlanState next{};
  JIEDUI_ASSIGN(const domain::Plan plan, services::PlanFor(workspace, actor, {id}, version,
                                                           workflow::PlanEvent::kResolve, next));
  services::PlanSolveOrder order{actor.user_id, plan.name, id, {}};
  order.work = [&workspace, actor, id, version, adoption](
                   const std::stop_token& stop,
                   const base::Progress& progress) -> Result<std::int64_t> {
    const store::Sight sight = services::SightOf(actor);
    const store::SightGuard guard(&sight);
    const services::ResolveOptions options{adoption, stop, progress};
    JIEDUI_CHECK(services::ResolvePlan(workspace, actor, {id}, version, options));
    return id;
  };
  return order;
}

}  // namespace

Answer BeginPlanSolve(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({}));
  const bool again = body.root().Find("plan").has_value();
  JIEDUI_ASSIGN(services::PlanSolveOrder order, again ? PlanAgain(context) : NewPlan(context));
  JIEDUI_ASSIGN(const PlanSolve solve, context.site().plan_solves->Begin(std::move(order)));
  edge::Response response = SolveResponse(context, 202, solve);
  response.headers.Add("Location", "/api/v1/plan_solves/" + std::to_string(solve.id));
  return response;
}

Answer ListPlanSolves(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const PlanSolve& solve : context.site().plan_solves->Of(context.actor().user_id))
    WriteSolve(json, solve, context.request().id);
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

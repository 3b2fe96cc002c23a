#include "services/plans.h"

#include "api/handlers/handlers.h"
#include "api/handlers/plan_input.h"
#include "api/json_parts.h"
#include "services/plan_events.h"
#include "services/plan_views.h"

namespace jiedui::api {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonWriter;
using base::Result;
using workflow::PlanEvent;

void WriteTexts(JsonWriter& json, std::string_view name, const std::vector<std::string>& texts) {
  json.Key(name).StartArray();
  for (const std::string& text : texts) json.String(text);
  json.EndArray();
}

void WriteCounts(JsonWriter& json, const services::PlanView& view) {
  json.Key("pairings").StartObject();
  for (std::size_t i = 0; i < domain::kPairingStateNames.size(); ++i) {
    const auto found = view.pairings.find(static_cast<domain::PairingState>(i));
    json.Member(domain::kPairingStateNames.at(i).code,
                found == view.pairings.end() ? std::int64_t{0} : found->second);
  }
  json.EndObject();
}

void WritePlan(JsonWriter& json, const services::PlanView& view) {
  const domain::Plan& plan = view.plan;
  json.StartObject().Key("id").Id(plan.id).Member("kind", "plan").Member("version", plan.version);
  json.Member("created_at", base::FormatUtc(plan.created_ms));
  json.Member("updated_at", base::FormatUtc(plan.updated_ms)).Member("name", plan.name);
  WriteTexts(json, "pair_kinds", plan.pair_kinds);
  json.Member("region_code", plan.region_code).Member("department_code", plan.department_code);
  json.Member("state", domain::Code(plan.state));
  WriteTexts(json, "objectives", plan.objectives);
  json.Member("solve_status", plan.solve_status).Member("receivers", plan.receivers);
  json.Member("covered", plan.covered).Member("uncovered", view.uncovered);
  json.Member("total_score", plan.total_score).Member("upper_bound", plan.upper_bound);
  json.Member("seconds", plan.seconds).Member("leader_share", plan.leader_share);
  json.Member("leader_capacity", plan.leader_capacity).Key("made_by");
  WriteWho(json, plan.made_by, view.made_by);
  json.Key("published_at");
  WriteMoment(json, plan.published_ms);
  WriteCounts(json, view);
  json.Key("allowed_events").StartArray();
  for (const PlanEvent event : view.allowed_events) json.String(domain::Code(event));
  json.EndArray().EndObject();
}

/// The plan as it is now.
Answer PlanResponse(const Context& context, int status, domain::PlanId id) {
  JIEDUI_ASSIGN(const services::PlanView view,
                services::ReadPlan(context.workspace(), context.actor(), id));
  JsonWriter json;
  WritePlan(json, view);
  return VersionedResponse(status, json, view.plan.version);
}

base::Status Run(const Context& context, PlanEvent event, domain::PlanId id, std::int64_t version) {
  switch (event) {
    case PlanEvent::kResolve:
      JIEDUI_CHECK(services::ResolvePlan(context.workspace(), context.actor(), id, version));
      return {};
    case PlanEvent::kPublish:
      JIEDUI_CHECK(services::PublishPlan(context.workspace(), context.actor(), id, version));
      return {};
    case PlanEvent::kDiscard:
      JIEDUI_CHECK(services::DiscardPlan(context.workspace(), context.actor(), id, version));
      return {};
  }
  return {};
}

}  // namespace

Answer ListPlans(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({"state", "cursor", "limit"}));
  JIEDUI_ASSIGN(const auto states, context.QueryCodes<domain::PlanState>("state"));
  if (states.size() > 1) return Fail(ErrorCode::kInvalid, "state 只能有一个值", "state");
  JIEDUI_ASSIGN(const std::size_t limit, context.QueryCount("limit", 50, 200));
  const auto state = states.empty() ? std::nullopt : std::optional(states.front());
  JIEDUI_ASSIGN(const services::PlanViewPage page,
                services::ListPlans(context.workspace(), context.actor(), state,
                                    context.QueryText("cursor"), limit));
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::PlanView& view : page.items) WritePlan(json, view);
  json.EndArray();
  WriteNextCursor(json, page.next_cursor);
  return JsonResponse(200, json.EndObject());
}

Answer MakePlan(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const services::PlanRequest request, ReadPlanInput(context));
  JIEDUI_ASSIGN(const services::MadePlan made,
                services::MakePlan(context.workspace(), context.actor(), request));
  JIEDUI_ASSIGN(edge::Response response, PlanResponse(context, 201, {made.plan.id}));
  response.headers.Add("Location", "/api/v1/plans/" + std::to_string(made.plan.id));
  return response;
}

Answer GetPlan(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  return PlanResponse(context, 200, {id});
}

Answer PostPlanEvent(Context& context) {
  JIEDUI_CHECK(context.AllowQuery({}));
  JIEDUI_ASSIGN(const std::int64_t id, context.PathId());
  JIEDUI_ASSIGN(const std::int64_t version, context.ExpectedVersion());
  JIEDUI_ASSIGN(const base::JsonDocument body, context.JsonBody({"event"}));
  JIEDUI_ASSIGN(const PlanEvent event, MemberCode<PlanEvent>(body.root(), "event"));
  JIEDUI_CHECK(Run(context, event, {id}, version));
  return PlanResponse(context, 200, {id});
}

}  // namespace jiedui::api

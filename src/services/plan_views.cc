#include "services/plan_views.h"

#include <array>

#include "services/access.h"
#include "services/briefs.h"
#include "services/plan_events.h"
#include "services/scope_filters.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Kind;
using domain::PairingState;
using domain::Plan;
using domain::PlanState;
using store::Filters;

Result<PlanView> ViewOf(const store::Reader& reader, const domain::Actor& actor, Plan plan) {
  PlanView view;
  const auto of_plan = [&](Kind kind) {
    Filters filters = ScopeFilters(ScopeOf(actor, kind), kind);
    filters.push_back(store::Equals("plan", plan.id));
    return filters;
  };
  JIEDUI_ASSIGN(const auto counts,
                reader.CountBy(Kind::kPairing, "state", of_plan(Kind::kPairing)));
  for (const store::ValueCount& count : counts) {
    const auto* const code = std::get_if<std::string>(&count.value);
    const auto state = domain::FromCode<PairingState>(code == nullptr ? "" : *code);
    if (state) view.pairings[*state] = count.count;
  }
  JIEDUI_ASSIGN(view.uncovered, reader.Count(Kind::kUncovered, of_plan(Kind::kUncovered)));
  JIEDUI_ASSIGN(auto names, ReadUserNames(reader, std::array{plan.made_by}));
  view.made_by = std::move(names[plan.made_by]);
  view.allowed_events = AllowedPlanEvents(actor, plan);
  view.plan = std::move(plan);
  return view;
}

}  // namespace

Result<PlanView> ReadPlan(Workspace& workspace, const domain::Actor& actor, domain::PlanId id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(Plan plan, session.Get(id));
  JIEDUI_CHECK(RequirePlanSight(actor, plan));
  return ViewOf(session, actor, std::move(plan));
}

Result<PlanViewPage> ListPlans(Workspace& workspace, const domain::Actor& actor,
                               std::optional<PlanState> state, const std::string& cursor,
                               std::size_t limit) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  PlanViewPage page;
  const Scope scope = ScopeOf(actor, Kind::kPlan);
  if (scope.nothing) return page;
  store::ListQuery query;
  query.filters = ScopeFilters(scope, Kind::kPlan);
  if (state) query.filters.push_back(store::Equals("state", std::string(domain::Code(*state))));
  if (actor.role == domain::Role::kDepartment) {
    const std::vector<std::string> own_or_city = {actor.department_code, ""};
    query.filters.push_back(store::In("department_code", own_or_city));
  }
  query.descending = true;
  query.cursor = cursor;
  query.limit = static_cast<std::int64_t>(limit);
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(store::PageOf<Plan> plans, session.List<Plan>(query));
  for (Plan& plan : plans.records) {
    JIEDUI_ASSIGN(PlanView view, ViewOf(session, actor, std::move(plan)));
    page.items.push_back(std::move(view));
  }
  page.next_cursor = std::move(plans.next);
  return page;
}

}  // namespace jiedui::services

#include "services/plan_events.h"

#include <set>

#include "services/access.h"
#include "services/places.h"
#include "services/plan_ground.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Pairing;
using domain::PairingState;
using domain::Plan;
using domain::PlanState;
using workflow::PlanEvent;

constexpr std::size_t kNamedFaults = 3;

bool OwnsPlan(const domain::Actor& actor, const Plan& plan) {
  if (actor.role != domain::Role::kDepartment) return true;
  return !plan.department_code.empty() && plan.department_code == actor.department_code;
}

Status CheckDecided(const std::vector<Pairing>& pairings) {
  std::size_t undecided = 0;
  std::size_t approved = 0;
  for (const Pairing& pairing : pairings) {
    undecided += pairing.state == PairingState::kSuggested ? 1 : 0;
    approved += pairing.state == PairingState::kApproved ? 1 : 0;
  }
  if (undecided > 0) {
    return Fail(ErrorCode::kUnprocessable,
                "还有 " + std::to_string(undecided) + " 对未审批，请先批准或否决", "event");
  }
  if (approved > 0) return {};
  return Fail(ErrorCode::kUnprocessable, "没有已批准的结对可以发布", "event");
}

/// Names the first few of what is against publishing, each once.
Status CheckAllStand(const store::Reader& reader, const Corpus& corpus,
                     const std::vector<Pairing>& pairings) {
  std::set<std::string> faults;
  for (const Pairing& pairing : pairings) {
    if (pairing.state != PairingState::kApproved) continue;
    const Status stands = CheckStands(reader, corpus, pairing,
                                      {pairing.helper_kind, pairing.helper_id}, Claims::kDecided);
    if (stands) continue;
    if (stands.error().code != ErrorCode::kUnprocessable) return stands;
    faults.insert(stands.error().message);
  }
  if (faults.empty()) return {};
  std::string text = "与已发布的结对或现行规则冲突，不能发布: ";
  std::size_t named = 0;
  for (const std::string& fault : faults) {
    if (named == kNamedFaults) break;
    text += (named++ == 0 ? "" : "；") + fault;
  }
  if (faults.size() > named) text += "；等 " + std::to_string(faults.size()) + " 处";
  return Fail(ErrorCode::kUnprocessable, text, "event");
}

}  // namespace

Status RequirePlanOwner(const domain::Actor& actor, const Plan& plan) {
  JIEDUI_CHECK(RequirePlanSight(actor, plan));
  if (OwnsPlan(actor, plan)) return {};
  return Fail(ErrorCode::kForbidden, "这是市级方案，由市推进小组办公室处理", "event");
}

std::vector<PlanEvent> AllowedPlanEvents(const domain::Actor& actor, const Plan& plan) {
  if (!May(actor, workflow::Permission::kMakePlan) || !OwnsPlan(actor, plan)) return {};
  return workflow::AllowedEvents(workflow::PlanTable(), plan.state, actor.role);
}

/// The plan at the version that the caller saw, in a state that takes the event.
Result<Plan> PlanFor(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                     std::int64_t version, PlanEvent event, PlanState& next) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kMakePlan));
  JIEDUI_ASSIGN(Plan plan, workspace.store.Get(id));
  JIEDUI_CHECK(RequirePlanOwner(actor, plan));
  JIEDUI_CHECK(CheckVersion(plan, version));
  JIEDUI_ASSIGN(next, workflow::Apply(workflow::PlanTable(), plan.state, event, {actor.role, ""}));
  return plan;
}

Status RemoveUncovered(store::UnitOfWork& unit, domain::PlanId plan) {
  JIEDUI_ASSIGN(std::vector<domain::Uncovered> all,
                unit.All<domain::Uncovered>({store::Equals("plan", plan.value)}));
  for (domain::Uncovered& uncovered : all) JIEDUI_CHECK(unit.Remove(uncovered));
  return {};
}

Result<Plan> PublishPlan(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                         std::int64_t version) {
  PlanState next{};
  JIEDUI_ASSIGN(Plan plan, PlanFor(workspace, actor, id, version, PlanEvent::kPublish, next));
  JIEDUI_ASSIGN(const std::shared_ptr<const Corpus> corpus, workspace.corpus.Get(LeadersOf(plan)));
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "发布方案"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const std::vector<Pairing> pairings, PairingsOf(unit, id));
        JIEDUI_CHECK(CheckDecided(pairings));
        JIEDUI_CHECK(CheckAllStand(unit, *corpus, pairings));
        for (Pairing pairing : pairings) {
          if (pairing.state != PairingState::kApproved) continue;
          pairing.state = PairingState::kPublished;
          JIEDUI_CHECK(unit.Update(pairing));
        }
        plan.state = next;
        plan.published_ms = workspace.clock.NowMs();
        return unit.Update(plan);
      }));
  return plan;
}

Result<Plan> DiscardPlan(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                         std::int64_t version) {
  PlanState next{};
  JIEDUI_ASSIGN(Plan plan, PlanFor(workspace, actor, id, version, PlanEvent::kDiscard, next));
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "作废方案"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const std::vector<Pairing> pairings, PairingsOf(unit, id));
        for (Pairing pairing : pairings) {
          if (pairing.state != PairingState::kSuggested && pairing.state != PairingState::kApproved)
            continue;
          JIEDUI_CHECK(unit.Remove(pairing));
        }
        JIEDUI_CHECK(RemoveUncovered(unit, id));
        plan.state = next;
        return unit.Update(plan);
      }));
  return plan;
}

}  // namespace jiedui::services

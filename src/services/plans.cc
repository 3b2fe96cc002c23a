#include "services/plans.h"

#include <chrono>
#include <map>

#include "base/text.h"
#include "services/access.h"
#include "services/plan_events.h"
#include "services/plan_ground.h"
#include "services/plan_questions.h"
#include "services/plan_rows.h"
#include "services/plan_scope.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;
using domain::Plan;
using domain::PlanState;
using workflow::Permission;
using workflow::PlanEvent;

Result<std::vector<Answered>> AnswerAll(const Ground& ground, const PlanScope& scope,
                                        const PlanRequest& request, domain::PlanId plan) {
  std::vector<Answered> answers;
  for (const PairKind kind : request.pair_kinds) {
    JIEDUI_CHECK(CheckGoesOn(request.stop));
    base::Report(request.progress, domain::Code(kind), answers.size(), request.pair_kinds.size());
    PlanQuestion question = QuestionFor(ground, scope, kind, plan);
    question.objectives = request.objectives;
    question.time_limit_seconds = request.time_limit_seconds;
    question.stop = request.stop;
    question.progress = request.progress;
    JIEDUI_ASSIGN(PlanAnswer answer, AnswerPlan(*ground.corpus, *ground.loads, question));
    answers.push_back({kind, std::move(answer)});
  }
  return answers;
}

/// Worst of the parts' statuses, sums of their figures.
void FillFigures(Plan& plan, const std::vector<Answered>& answers) {
  plan.receivers = 0;
  plan.covered = 0;
  plan.total_score = 0;
  plan.upper_bound = 0;
  matching::SolveStatus worst = matching::SolveStatus::kOptimal;
  for (const Answered& part : answers) {
    plan.receivers += static_cast<std::int64_t>(part.answer.receivers);
    plan.covered += static_cast<std::int64_t>(part.answer.covered);
    plan.total_score += part.answer.total_score;
    plan.upper_bound += part.answer.upper_bound;
    worst = std::max(worst, part.answer.status);
  }
  plan.solve_status = std::string(matching::SolveStatusName(worst));
}

MadePlan Summarize(const Plan& plan, const std::vector<Answered>& answers,
                   std::vector<domain::Uncovered> uncovered) {
  MadePlan made{plan, {}, std::move(uncovered)};
  for (const Answered& part : answers) {
    made.parts.push_back({part.kind, part.answer.receivers, part.answer.covered,
                          part.answer.candidates, part.answer.total_score, part.answer.upper_bound,
                          std::string(matching::SolveStatusName(part.answer.status))});
  }
  return made;
}

std::string NameFor(const Workspace& workspace, const PlanRequest& request) {
  const domain::Region* const region = workspace.reference.FindRegion(request.region_code);
  const domain::Department* const department =
      workspace.reference.FindDepartment(request.department_code);
  std::string kinds;
  for (const PairKind kind : request.pair_kinds)
    kinds += (kinds.empty() ? "" : "、") + std::string(domain::NameOf(kind).zh);
  if (request.pair_kinds.size() > 3) kinds = "全部类别";
  return (department != nullptr ? department->name : "") + (region != nullptr ? region->name : "") +
         kinds + "方案 " +
         base::ReplaceAll(base::FormatUtc(workspace.clock.NowMs() + 8LL * 3'600'000).substr(0, 16),
                          "T", " ");
}

Status CheckRequest(const Workspace& workspace, const domain::Actor& actor,
                    const PlanRequest& request) {
  if (request.pair_kinds.empty())
    return Fail(ErrorCode::kInvalid, "至少选择一个对接类别", "pair_kinds");
  if (!request.region_code.empty() &&
      workspace.reference.FindRegion(request.region_code) == nullptr) {
    return Fail(ErrorCode::kInvalid, "没有地区 “" + request.region_code + "”", "region_code");
  }
  if (!request.department_code.empty() &&
      workspace.reference.SectorsOfDepartment(request.department_code).empty()) {
    return Fail(ErrorCode::kInvalid, "“" + request.department_code + "” 不是归口部门",
                "department_code");
  }
  if (actor.role == domain::Role::kDepartment && !request.department_code.empty() &&
      request.department_code != actor.department_code) {
    return Fail(ErrorCode::kForbidden, "归口部门只编制本部门归口行业的方案", "department_code");
  }
  if (request.leaders.share < 0 || request.leaders.share > 0.5) {
    return Fail(ErrorCode::kInvalid, "推定带头企业的比例应在 0 到 0.5 之间", "leaders");
  }
  return {};
}

/// The plan that another is based on must be there and seen; none is fine.
Status CheckBase(Workspace& workspace, const domain::Actor& actor, domain::PlanId based_on) {
  if (!based_on) return {};
  JIEDUI_ASSIGN(const Plan plan, workspace.store.Get(based_on));
  return RequirePlanSight(actor, plan);
}

/// The department whose plan it is: a department makes its own only.
std::string DepartmentOf(const domain::Actor& actor, const PlanRequest& request) {
  const bool own = request.department_code.empty() && actor.role == domain::Role::kDepartment;
  return own ? actor.department_code : request.department_code;
}

/// Pins the new plan's pairings that were approved or pinned in the plan that it is based on.
Status PinKept(store::UnitOfWork& unit, const Ground& ground, domain::PlanId based_on,
               domain::PlanId plan) {
  if (!based_on) return {};
  std::map<PairKind, Decisions> decisions;
  JIEDUI_ASSIGN(std::vector<Pairing> pairings, PairingsOf(unit, plan));
  for (Pairing& pairing : pairings) {
    const auto [at, fresh] = decisions.try_emplace(pairing.pair_kind);
    if (fresh) at->second = DecisionsFor(ground, pairing.pair_kind, based_on);
    if (!at->second.fixed.contains({pairing.helper_id, pairing.enterprise.value})) continue;
    pairing.pinned = true;
    JIEDUI_CHECK(unit.Update(pairing));
  }
  return {};
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// What the plan was asked for, to be asked again.
PlanRequest RequestOf(const Plan& plan, const ResolveOptions& options) {
  PlanRequest request;
  for (const std::string& code : plan.pair_kinds)
    request.pair_kinds.push_back(*domain::FromCode<PairKind>(code));
  request.objectives.clear();
  for (const std::string& name : plan.objectives)
    request.objectives.push_back(*matching::FindObjective(name));
  request.stop = options.stop;
  request.progress = options.progress;
  return request;
}

}  // namespace

Status CheckPlanRequest(Workspace& workspace, const domain::Actor& actor,
                        const PlanRequest& request) {
  JIEDUI_CHECK(Require(actor, Permission::kMakePlan));
  JIEDUI_CHECK(CheckRequest(workspace, actor, request));
  JIEDUI_CHECK(CheckBase(workspace, actor, request.based_on));
  if (request.name.empty()) return {};
  JIEDUI_ASSIGN(const auto taken, workspace.store.FindByKey<Plan>({request.name}));
  if (!taken) return {};
  return Fail(ErrorCode::kConflict, "已有名为 “" + request.name + "” 的方案", "name");
}

Result<MadePlan> MakePlan(Workspace& workspace, const domain::Actor& actor,
                          const PlanRequest& request) {
  JIEDUI_CHECK(CheckPlanRequest(workspace, actor, request));
  const auto start = std::chrono::steady_clock::now();
  JIEDUI_ASSIGN(const Ground ground, LayGround(workspace, request.leaders));
  JIEDUI_CHECK(CheckKept(workspace, ground, request.based_on));
  const std::string department = DepartmentOf(actor, request);
  const PlanScope scope(workspace.reference, request.region_code, department);
  JIEDUI_ASSIGN(const std::vector<Answered> answers,
                AnswerAll(ground, scope, request, request.based_on));

  Plan plan;
  plan.name = request.name.empty() ? NameFor(workspace, request) : request.name;
  for (const PairKind kind : request.pair_kinds) plan.pair_kinds.emplace_back(domain::Code(kind));
  plan.region_code = request.region_code;
  plan.department_code = department;
  plan.leader_share = request.leaders.share;
  plan.leader_capacity = request.leaders.share > 0 ? request.leaders.capacity : 0;
  for (const matching::Objective o : request.objectives)
    plan.objectives.emplace_back(matching::ObjectiveName(o));
  plan.made_by = actor.user_id;
  FillFigures(plan, answers);
  if (plan.receivers == 0)
    return Fail(ErrorCode::kUnprocessable, "范围内没有需要对接的企业", "region_code");
  plan.seconds = SecondsSince(start);
  std::vector<domain::Uncovered> uncovered;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "编制方案"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(unit.Insert(plan));
        JIEDUI_ASSIGN(uncovered, WriteAnswers(workspace.reference, unit, ground, answers, {plan.id},
                                              request.progress, request.stop));
        JIEDUI_CHECK(PinKept(unit, ground, request.based_on, {plan.id}));
        return request.seal ? request.seal(unit, plan.id) : Status{};
      }));
  return Summarize(plan, answers, std::move(uncovered));
}

Result<MadePlan> ResolvePlan(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                             std::int64_t version, const ResolveOptions& options) {
  PlanState next{};
  JIEDUI_ASSIGN(Plan plan, PlanFor(workspace, actor, id, version, PlanEvent::kResolve, next));
  const PlanRequest request = RequestOf(plan, options);
  const auto start = std::chrono::steady_clock::now();
  JIEDUI_ASSIGN(Ground ground, LayGround(workspace, LeadersOf(plan)));
  JIEDUI_ASSIGN(const AdoptedPairs adopted,
                Adopt(workspace, actor, plan, options.adoption, ground));
  JIEDUI_CHECK(CheckKept(workspace, ground, id));
  const PlanScope scope(workspace.reference, plan.region_code, plan.department_code);
  JIEDUI_ASSIGN(const std::vector<Answered> answers, AnswerAll(ground, scope, request, id));
  FillFigures(plan, answers);
  plan.seconds = SecondsSince(start);
  std::vector<domain::Uncovered> uncovered;
  const std::string why = options.adoption.edits.empty() ? "重新求解" : "采用试算并重新求解";
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor, why), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(unit.Update(plan));
        for (Pairing pairing : ground.pairings) {
          if (pairing.plan != id || pairing.state != PairingState::kSuggested || pairing.pinned)
            continue;
          JIEDUI_CHECK(unit.Remove(pairing));
        }
        JIEDUI_CHECK(StoreAdopted(unit, ground, adopted));
        JIEDUI_CHECK(RemoveUncovered(unit, id));
        JIEDUI_ASSIGN(uncovered, WriteAnswers(workspace.reference, unit, ground, answers, id,
                                              request.progress, request.stop));
        return options.seal ? options.seal(unit, plan.id) : Status{};
      }));
  return Summarize(plan, answers, std::move(uncovered));
}

}  // namespace jiedui::services

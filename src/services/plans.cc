#include "services/plans.h"

#include <chrono>
#include <map>

#include "base/text.h"
#include "services/access.h"
#include "services/explanation_json.h"
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

bool Active(PairingState state) {
  return state == PairingState::kPublished || state == PairingState::kAccepted;
}

bool Refused(PairingState state) {
  return state == PairingState::kRejected || state == PairingState::kDeclined;
}

/// What earlier decisions mean for one pair kind of a plan.
struct Decisions {
  std::set<PairIds> fixed;
  std::set<PairIds> forbidden;
  std::set<std::int64_t> settled;  ///< enterprises with an active pairing: not planned again
};

/// Decisions of every plan; those approved or pinned only of the plan itself.
Decisions DecisionsFor(const std::vector<Pairing>& pairings, PairKind kind, domain::PlanId plan) {
  Decisions decisions;
  for (const Pairing& pairing : pairings) {
    if (pairing.pair_kind != kind) continue;
    const PairIds ids{pairing.helper_id, pairing.enterprise.value};
    if (Active(pairing.state)) decisions.settled.insert(pairing.enterprise.value);
    if (Refused(pairing.state)) decisions.forbidden.insert(ids);
    const bool kept = pairing.state == PairingState::kApproved ||
                      (pairing.state == PairingState::kSuggested && pairing.pinned);
    if (pairing.plan == plan && kept) decisions.fixed.insert(ids);
  }
  for (const PairIds& ids : decisions.fixed) decisions.forbidden.erase(ids);
  return decisions;
}

/// Which receivers a plan is about.
class PlanScope {
 public:
  PlanScope(const domain::Reference& reference, const domain::Actor& actor,
            const std::string& region_code, const std::string& department_code)
      : scope_(ScopeOf(actor, domain::Kind::kEnterprise)),
        regions_(reference.RegionSubtree(region_code)) {
    for (const std::string& sector : reference.SectorsOfDepartment(department_code)) {
      sectors_ |= reference.ProgrammeSectorMask(sector);
    }
    for (const std::string& sector : scope_.programme_sectors) {
      actor_sectors_ |= reference.ProgrammeSectorMask(sector);
    }
  }

  [[nodiscard]] bool Holds(const MatchEntry& entry) const {
    const auto among = [&](const std::vector<std::string>& codes) {
      return codes.empty() ||
             std::find(codes.begin(), codes.end(), entry.region_code) != codes.end();
    };
    return !scope_.nothing && among(regions_) && among(scope_.regions) &&
           (sectors_ == 0 || (entry.programme_sectors & sectors_) != 0) &&
           (actor_sectors_ == 0 || (entry.programme_sectors & actor_sectors_) != 0);
  }

 private:
  Scope scope_;
  std::vector<std::string> regions_;
  std::uint64_t sectors_ = 0;
  std::uint64_t actor_sectors_ = 0;
};

/// Policies are matched with every enterprise, everyone else helps those that do not innovate yet.
bool Receives(PairKind kind, const MatchEntry& entry) {
  return entry.receives || kind == PairKind::kPolicy;
}

struct Answered {
  PairKind kind;
  PlanAnswer answer;
};

/// Everything a plan is made from, at one moment.
struct Ground {
  std::shared_ptr<const Corpus> corpus;
  std::shared_ptr<const Loads> loads;
  std::vector<Pairing> pairings;
};

Result<Ground> LayGround(Workspace& workspace, const LeaderRule& leaders) {
  Ground ground;
  if (leaders.share > 0) {
    JIEDUI_ASSIGN(ground.corpus, workspace.corpus.WithLeaders(leaders));
  } else {
    JIEDUI_ASSIGN(ground.corpus, workspace.corpus.Get());
  }
  JIEDUI_ASSIGN(ground.loads, workspace.corpus.GetLoads());
  JIEDUI_ASSIGN(ground.pairings, workspace.store.All<Pairing>());
  return ground;
}

Result<std::vector<Answered>> AnswerAll(const Ground& ground, const PlanScope& scope,
                                        const PlanRequest& request, domain::PlanId plan) {
  std::vector<Answered> answers;
  for (const PairKind kind : request.pair_kinds) {
    const Decisions decisions = DecisionsFor(ground.pairings, kind, plan);
    PlanQuestion question;
    question.kind = kind;
    question.fixed = decisions.fixed;
    question.forbidden = decisions.forbidden;
    question.objectives = request.objectives;
    question.time_limit_seconds = request.time_limit_seconds;
    question.stop = request.stop;
    question.progress = request.progress;
    for (const MatchEntry& entry : ground.corpus->receivers()) {
      if (Receives(kind, entry) && scope.Holds(entry) &&
          !decisions.settled.contains(entry.key.id)) {
        question.receivers.push_back(&entry);
      }
    }
    JIEDUI_ASSIGN(PlanAnswer answer, AnswerPlan(*ground.corpus, *ground.loads, question));
    answers.push_back({kind, std::move(answer)});
  }
  return answers;
}

/// The enterprise's programme sector as its code; the first of the mask.
std::string SectorCodeOf(const domain::Reference& reference, const MatchEntry& entry) {
  for (const domain::ProgrammeSector& sector : reference.programme_sectors()) {
    if ((entry.programme_sectors & reference.ProgrammeSectorMask(sector.code)) != 0)
      return sector.code;
  }
  return {};
}

Pairing MakePairing(const Workspace& workspace, const Ground& ground, const ScoredPair& pair,
                    domain::PlanId plan) {
  Pairing pairing;
  pairing.plan = plan;
  pairing.pair_kind = pair.kind;
  pairing.helper_kind = pair.helper->key.kind;
  pairing.helper_id = pair.helper->key.id;
  pairing.enterprise = {pair.receiver->key.id};
  pairing.score = pair.score;
  pairing.explanation = ExplanationJson(ExplainPair(
      *ground.corpus, pair.kind, *pair.helper, *pair.receiver, ground.loads->Of(pair.helper->key)));
  pairing.region_code = pair.receiver->region_code;
  pairing.programme_sector = SectorCodeOf(workspace.reference, *pair.receiver);
  return pairing;
}

domain::Uncovered MakeUncovered(const Workspace& workspace, const UncoveredEnterprise& from,
                                PairKind kind, domain::PlanId plan) {
  domain::Uncovered uncovered;
  uncovered.plan = plan;
  uncovered.pair_kind = kind;
  uncovered.enterprise = {from.receiver->key.id};
  uncovered.reason = from.reason;
  for (const RecordKey& key : from.blocked_by) uncovered.blocked_by.push_back(FormatKey(key));
  uncovered.smallest_change = from.smallest_change;
  uncovered.region_code = from.receiver->region_code;
  uncovered.programme_sector = SectorCodeOf(workspace.reference, *from.receiver);
  return uncovered;
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

/// Writes what the answers say for a plan that is stored already; pairings kept by decision are
/// left as they are.
Result<std::vector<domain::Uncovered>> WriteAnswers(const Workspace& workspace,
                                                    store::UnitOfWork& unit, const Ground& ground,
                                                    const std::vector<Answered>& answers,
                                                    domain::PlanId plan) {
  std::set<std::pair<PairKind, PairIds>> kept;
  for (const Pairing& pairing : ground.pairings) {
    const bool open = pairing.state == PairingState::kSuggested && !pairing.pinned;
    if (pairing.plan == plan && !open) {
      kept.insert({pairing.pair_kind, {pairing.helper_id, pairing.enterprise.value}});
    }
  }
  std::vector<domain::Uncovered> uncovered;
  for (const Answered& part : answers) {
    for (const ScoredPair& pair : part.answer.pairs) {
      if (kept.contains({part.kind, {pair.helper->key.id, pair.receiver->key.id}})) continue;
      Pairing pairing = MakePairing(workspace, ground, pair, plan);
      JIEDUI_CHECK(unit.Insert(pairing));
    }
    for (const UncoveredEnterprise& one : part.answer.uncovered) {
      uncovered.push_back(MakeUncovered(workspace, one, part.kind, plan));
      JIEDUI_CHECK(unit.Insert(uncovered.back()));
    }
  }
  return uncovered;
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

Status CheckRequest(const Workspace& workspace, const PlanRequest& request) {
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

/// Pins the new plan's pairings that were approved or pinned in the plan that it is based on.
Status PinKept(store::UnitOfWork& unit, const Ground& ground, domain::PlanId based_on,
               domain::PlanId plan) {
  if (!based_on) return {};
  std::map<PairKind, Decisions> decisions;
  JIEDUI_ASSIGN(std::vector<Pairing> pairings, PairingsOf(unit, plan));
  for (Pairing& pairing : pairings) {
    const auto [at, fresh] = decisions.try_emplace(pairing.pair_kind);
    if (fresh) at->second = DecisionsFor(ground.pairings, pairing.pair_kind, based_on);
    if (!at->second.fixed.contains({pairing.helper_id, pairing.enterprise.value})) continue;
    pairing.pinned = true;
    JIEDUI_CHECK(unit.Update(pairing));
  }
  return {};
}

/// The plan at the version that the caller saw, in a state that takes the event.
Result<Plan> PlanFor(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                     std::int64_t version, PlanEvent event, PlanState& next) {
  JIEDUI_CHECK(Require(actor, Permission::kMakePlan));
  JIEDUI_ASSIGN(Plan plan, workspace.store.Get(id));
  JIEDUI_CHECK(RequirePlanSight(actor, plan));
  JIEDUI_CHECK(CheckVersion(plan, version));
  JIEDUI_ASSIGN(next, workflow::Apply(workflow::PlanTable(), plan.state, event, {actor.role, ""}));
  return plan;
}

using Side = std::vector<Pairing>;

/// Compares the helpers of one enterprise in two plans; where there are several (policies), by
/// helper.
void AddChanges(PlanDiff& diff, PairKind kind, std::int64_t enterprise, Side before, Side after) {
  const auto take = [](Side& side, std::int64_t helper) {
    const auto found = std::find_if(side.begin(), side.end(),
                                    [&](const Pairing& p) { return p.helper_id == helper; });
    if (found == side.end()) return false;
    side.erase(found);
    return true;
  };
  for (const Pairing& pairing : Side(before)) {
    if (!take(after, pairing.helper_id)) continue;
    take(before, pairing.helper_id);
    ++diff.unchanged;
  }
  for (std::size_t i = 0; i < std::max(before.size(), after.size()); ++i) {
    PlanDiff::Change change{kind, enterprise};
    if (i < before.size()) {
      change.helper_before = before[i].helper_id;
      change.score_before = before[i].score;
    }
    if (i < after.size()) {
      change.helper_after = after[i].helper_id;
      change.score_after = after[i].score;
    }
    diff.changes.push_back(change);
  }
}

Status RemoveUncovered(store::UnitOfWork& unit, domain::PlanId plan) {
  JIEDUI_ASSIGN(std::vector<domain::Uncovered> all,
                unit.All<domain::Uncovered>({store::Equals("plan", plan.value)}));
  for (domain::Uncovered& uncovered : all) JIEDUI_CHECK(unit.Remove(uncovered));
  return {};
}

double SecondsSince(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace

Result<MadePlan> MakePlan(Workspace& workspace, const domain::Actor& actor,
                          const PlanRequest& request) {
  JIEDUI_CHECK(Require(actor, Permission::kMakePlan));
  JIEDUI_CHECK(CheckRequest(workspace, request));
  const auto start = std::chrono::steady_clock::now();
  JIEDUI_CHECK(CheckBase(workspace, actor, request.based_on));
  JIEDUI_ASSIGN(const Ground ground, LayGround(workspace, request.leaders));
  const PlanScope scope(workspace.reference, actor, request.region_code, request.department_code);
  JIEDUI_ASSIGN(const std::vector<Answered> answers,
                AnswerAll(ground, scope, request, request.based_on));

  Plan plan;
  plan.name = request.name.empty() ? NameFor(workspace, request) : request.name;
  for (const PairKind kind : request.pair_kinds) plan.pair_kinds.emplace_back(domain::Code(kind));
  plan.region_code = request.region_code;
  plan.department_code = !request.department_code.empty()          ? request.department_code
                         : actor.role == domain::Role::kDepartment ? actor.department_code
                                                                   : "";
  for (const matching::Objective o : request.objectives)
    plan.objectives.emplace_back(matching::ObjectiveName(o));
  plan.made_by = actor.user_id;
  FillFigures(plan, answers);
  if (plan.receivers == 0)
    return Fail(ErrorCode::kUnprocessable, "范围内没有需要对接的企业", "region_code");
  plan.seconds = SecondsSince(start);
  std::vector<domain::Uncovered> uncovered;
  base::Report(request.progress, "保存", 0, 1);
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "编制方案"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(unit.Insert(plan));
        JIEDUI_ASSIGN(uncovered, WriteAnswers(workspace, unit, ground, answers, {plan.id}));
        return PinKept(unit, ground, request.based_on, {plan.id});
      }));
  base::Report(request.progress, "保存", 1, 1);
  return Summarize(plan, answers, std::move(uncovered));
}

Result<MadePlan> ResolvePlan(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                             std::int64_t version, const base::Progress& progress) {
  PlanState next{};
  JIEDUI_ASSIGN(Plan plan, PlanFor(workspace, actor, id, version, PlanEvent::kResolve, next));
  PlanRequest request;
  request.progress = progress;
  for (const std::string& code : plan.pair_kinds)
    request.pair_kinds.push_back(*domain::FromCode<PairKind>(code));
  request.objectives.clear();
  for (const std::string& name : plan.objectives)
    request.objectives.push_back(*matching::FindObjective(name));
  const auto start = std::chrono::steady_clock::now();
  JIEDUI_ASSIGN(const Ground ground, LayGround(workspace, {}));
  const PlanScope scope(workspace.reference, actor, plan.region_code, plan.department_code);
  JIEDUI_ASSIGN(const std::vector<Answered> answers, AnswerAll(ground, scope, request, id));
  FillFigures(plan, answers);
  plan.seconds = SecondsSince(start);
  std::vector<domain::Uncovered> uncovered;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "重新求解"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(unit.Update(plan));
        for (Pairing pairing : ground.pairings) {
          if (pairing.plan != id || pairing.state != PairingState::kSuggested || pairing.pinned)
            continue;
          JIEDUI_CHECK(unit.Remove(pairing));
        }
        JIEDUI_CHECK(RemoveUncovered(unit, id));
        JIEDUI_ASSIGN(uncovered, WriteAnswers(workspace, unit, ground, answers, id));
        return {};
      }));
  return Summarize(plan, answers, std::move(uncovered));
}

Result<Plan> PublishPlan(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                         std::int64_t version) {
  PlanState next{};
  JIEDUI_ASSIGN(Plan plan, PlanFor(workspace, actor, id, version, PlanEvent::kPublish, next));
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "发布方案"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const std::vector<Pairing> pairings, PairingsOf(unit, id));
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
        if (approved == 0)
          return Fail(ErrorCode::kUnprocessable, "没有已批准的结对可以发布", "event");
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

Result<PlanDiff> DiffPlans(Workspace& workspace, const domain::Actor& actor, domain::PlanId a,
                           domain::PlanId b) {
  std::map<std::pair<PairKind, std::int64_t>, std::pair<Side, Side>> by_enterprise;
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  for (const bool after : {false, true}) {
    const domain::PlanId id = after ? b : a;
    JIEDUI_ASSIGN(const Plan plan, session.Get(id));
    JIEDUI_CHECK(RequirePlanSight(actor, plan));
    JIEDUI_ASSIGN(const std::vector<Pairing> pairings, PairingsOf(session, id));
    for (const Pairing& pairing : pairings) {
      if (Refused(pairing.state) || !Covers(ScopeOf(actor, domain::Kind::kPairing), pairing))
        continue;
      auto& side = by_enterprise[{pairing.pair_kind, pairing.enterprise.value}];
      (after ? side.second : side.first).push_back(pairing);
    }
  }
  PlanDiff diff;
  for (auto& [key, side] : by_enterprise)
    AddChanges(diff, key.first, key.second, side.first, side.second);
  return diff;
}

}  // namespace jiedui::services

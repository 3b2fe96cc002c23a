#include "services/plan_sessions.h"

#include <array>

#include "matching/solve.h"
#include "services/asked_plan.h"
#include "services/plan_questions.h"
#include "services/workspace.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::Plan;

std::vector<matching::Objective> ObjectivesOf(const Plan& plan) {
  std::vector<matching::Objective> objectives;
  for (const std::string& name : plan.objectives) {
    if (const auto objective = matching::FindObjective(name)) objectives.push_back(*objective);
  }
  return objectives;
}

Result<AskedPlan> MakeAsked(Workspace& workspace, const Plan& plan, domain::PairKind kind) {
  JIEDUI_ASSIGN(Ground ground, LayGround(workspace, LeadersOf(plan)));
  JIEDUI_CHECK(CheckKept(workspace, ground, {plan.id}));
  const PlanScope scope(workspace.reference, plan.region_code, plan.department_code);
  PlanQuestion question = QuestionFor(ground, scope, kind, {plan.id});
  question.objectives = ObjectivesOf(plan);
  JIEDUI_ASSIGN(EncodedPlan encoded, EncodePlan(*ground.corpus, *ground.loads, question));
  matching::SolveOptions options;
  options.objectives = question.objectives;
  JIEDUI_ASSIGN(const matching::Solution solution, matching::Solve(encoded.problem, options));
  JIEDUI_ASSIGN(auto session, matching::PlanSession::Resume(encoded.problem, solution));
  ground.pairings.clear();  // the question holds what matters of them
  AskedPlan asked{
      std::move(ground), std::move(question), std::move(encoded), std::move(session), {}, {}};
  for (std::size_t h = 0; h < asked.encoded.helpers.size(); ++h) {
    asked.helper_at[asked.encoded.helpers[h]->key.id] = static_cast<matching::Index>(h);
  }
  for (std::size_t r = 0; r < asked.encoded.receivers.size(); ++r) {
    asked.receiver_at[asked.encoded.receivers[r]->key.id] = static_cast<matching::Index>(r);
  }
  return asked;
}

}  // namespace

/// What a draft was solved from. Corpus and loads are of one revision as long as they are held.
struct PlanSessions::Key {
  std::int64_t plan = 0;
  domain::PairKind kind = domain::PairKind::kExpert;
  std::int64_t plans_revision = 0;
  std::shared_ptr<const Corpus> corpus;
  std::shared_ptr<const Loads> loads;
  bool operator==(const Key&) const = default;
};

struct PlanSessions::Entry {
  Key key;
  std::mutex mutex;  ///< guards what is asked
  std::unique_ptr<AskedPlan> asked;
};

PlanSessions::PlanSessions() = default;
PlanSessions::~PlanSessions() = default;

std::shared_ptr<PlanSessions::Entry> PlanSessions::Find(Key key) {
  const std::scoped_lock lock(mutex_);
  for (auto it = entries_.begin(); it != entries_.end(); ++it) {
    if (!((*it)->key == key)) continue;
    entries_.splice(entries_.begin(), entries_, it);
    return entries_.front();
  }
  auto entry = std::make_shared<Entry>();
  entry->key = std::move(key);
  entries_.push_front(entry);
  if (entries_.size() > kMost) entries_.pop_back();
  return entry;
}

Status PlanSessions::Use(Workspace& workspace, const Plan& plan, domain::PairKind kind,
                         const std::function<Status(AskedPlan&)>& use) {
  constexpr std::array kPlans = {domain::Kind::kPlan};
  Key key{plan.id, kind, 0, nullptr, nullptr};
  JIEDUI_ASSIGN(key.corpus, workspace.corpus.Get(LeadersOf(plan)));
  JIEDUI_ASSIGN(key.loads, workspace.corpus.GetLoads());
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_ASSIGN(key.plans_revision, session.Revision(kPlans));
  }
  const std::shared_ptr<Entry> entry = Find(std::move(key));
  const std::scoped_lock lock(entry->mutex);
  if (entry->asked == nullptr) {
    JIEDUI_ASSIGN(AskedPlan asked, MakeAsked(workspace, plan, kind));
    entry->asked = std::make_unique<AskedPlan>(std::move(asked));
  }
  return use(*entry->asked);
}

}  // namespace jiedui::services

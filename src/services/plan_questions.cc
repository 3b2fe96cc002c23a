#include "services/plan_questions.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;

/// Policies are matched with every enterprise, and a county's teams go into every one (D4);
/// everyone else helps those that do not innovate yet.
bool Receives(PairKind kind, const MatchEntry& entry) {
  return entry.receives || kind == PairKind::kPolicy || kind == PairKind::kWorkTeam;
}

/// Places that decided pairs take whose enterprise is not asked about: it left the scope, began to
/// innovate or has its helper from another plan meanwhile.
std::map<std::int64_t, std::int64_t> HeldOutside(const PlanQuestion& question) {
  std::set<std::int64_t> asked;
  for (const MatchEntry* const receiver : question.receivers) asked.insert(receiver->key.id);
  std::map<std::int64_t, std::int64_t> held;
  for (const PairIds& ids : question.fixed) {
    if (!asked.contains(ids.enterprise)) ++held[ids.helper];
  }
  return held;
}

}  // namespace

PlanQuestion QuestionFor(const Ground& ground, const PlanScope& scope, PairKind kind,
                         domain::PlanId plan) {
  const Decisions decisions = DecisionsFor(ground, kind, plan);
  PlanQuestion question;
  question.kind = kind;
  question.fixed = decisions.fixed;
  question.forbidden = decisions.forbidden;
  for (const MatchEntry& entry : ground.corpus->receivers()) {
    if (Receives(kind, entry) && scope.Holds(entry) && !decisions.settled.contains(entry.key.id)) {
      question.receivers.push_back(&entry);
    }
  }
  question.held = HeldOutside(question);
  return question;
}

Status CheckKept(Workspace& workspace, const Ground& ground, domain::PlanId plan) {
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  for (const Pairing& pairing : ground.pairings) {
    const bool kept = pairing.state == PairingState::kApproved ||
                      (pairing.state == PairingState::kSuggested && pairing.pinned);
    if (pairing.plan != plan || !kept ||
        ground.corpus->FindHelper(pairing.pair_kind, pairing.helper_id) != nullptr)
      continue;
    JIEDUI_ASSIGN(const auto helper, session.GetAny(pairing.helper_kind, pairing.helper_id));
    JIEDUI_ASSIGN(const auto enterprise,
                  session.GetAny(domain::Kind::kEnterprise, pairing.enterprise.value));
    return Fail(ErrorCode::kUnprocessable,
                domain::TitleOf(*helper) + " 已没有名额，但与 " + domain::TitleOf(*enterprise) +
                    " 的结对已批准或锁定；请先否决这一对或恢复名额",
                "event");
  }
  return {};
}

}  // namespace jiedui::services

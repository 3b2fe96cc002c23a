#include "services/plan_ground.h"

#include "store/sight.h"

namespace jiedui::services {

using base::Result;
using domain::Pairing;
using domain::PairingState;
using domain::Plan;
using domain::PlanState;

bool IsActive(PairingState state) {
  return state == PairingState::kPublished || state == PairingState::kAccepted;
}

bool IsRefused(PairingState state) {
  return state == PairingState::kRejected || state == PairingState::kDeclined;
}

bool IsOpen(PairingState state) {
  return state == PairingState::kSuggested || state == PairingState::kApproved;
}

LeaderRule LeadersOf(const Plan& plan) { return {plan.leader_share, plan.leader_capacity}; }

Result<Plan> PlanOf(const store::Reader& reader, const Pairing& pairing) {
  const store::SystemWork door("its plan says what may be done with a pairing");
  return reader.Get(pairing.plan);
}

Result<Ground> LayGround(Workspace& workspace, const LeaderRule& leaders) {
  const store::SystemWork door("a plan stands on what is decided everywhere");
  Ground ground;
  JIEDUI_ASSIGN(ground.corpus, workspace.corpus.Get(leaders));
  JIEDUI_ASSIGN(ground.loads, workspace.corpus.GetLoads());
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(ground.pairings, session.All<Pairing>());
  JIEDUI_CHECK(session.ForEach<Plan>(
      {store::Equals("state", std::string(domain::Code(PlanState::kSuperseded)))},
      [&](const Plan& plan) { ground.dropped.insert(plan.id); }));
  return ground;
}

Decisions DecisionsFor(const Ground& ground, domain::PairKind kind, domain::PlanId plan) {
  Decisions decisions;
  for (const Pairing& pairing : ground.pairings) {
    if (pairing.pair_kind != kind) continue;
    const PairIds ids{pairing.helper_id, pairing.enterprise.value};
    const bool counts = pairing.plan == plan || !ground.dropped.contains(pairing.plan.value);
    if (IsActive(pairing.state)) decisions.settled.insert(pairing.enterprise.value);
    if (IsRefused(pairing.state) && counts) decisions.forbidden.insert(ids);
    const bool kept = pairing.state == PairingState::kApproved ||
                      (pairing.state == PairingState::kSuggested && pairing.pinned);
    if (pairing.plan == plan && kept) decisions.fixed.insert(ids);
  }
  for (const PairIds& ids : decisions.fixed) decisions.forbidden.erase(ids);
  return decisions;
}

}  // namespace jiedui::services

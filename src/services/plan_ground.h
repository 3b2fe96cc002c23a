#pragma once

#include <memory>
#include <set>
#include <vector>

#include "domain/pairing.h"
#include "services/plan_problem.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Everything a plan is made from, at one moment.
struct Ground {
  std::shared_ptr<const Corpus> corpus;
  std::shared_ptr<const Loads> loads;
  std::vector<domain::Pairing> pairings;  ///< of every plan
  std::set<std::int64_t> dropped;         ///< plans that were discarded: what they refused is open
};

base::Result<Ground> LayGround(Workspace& workspace, const LeaderRule& leaders);

/// The rule that the plan was made with; every later operation on it uses the same.
LeaderRule LeadersOf(const domain::Plan& plan);

/// The pairing's plan, which the two sides of the pairing do not see themselves.
base::Result<domain::Plan> PlanOf(const store::Reader& reader, const domain::Pairing& pairing);

/// What earlier decisions mean for one pair kind of a plan.
struct Decisions {
  std::set<PairIds> fixed;         ///< approved or pinned in the plan itself
  std::set<PairIds> forbidden;     ///< rejected or declined, in any plan that was not discarded
  std::set<std::int64_t> settled;  ///< enterprises with an active pairing: not planned again
};
Decisions DecisionsFor(const Ground& ground, domain::PairKind kind, domain::PlanId plan);

/// Published or accepted: the pair works together.
bool IsActive(domain::PairingState state);

/// Rejected by a coordinator or declined by a side.
bool IsRefused(domain::PairingState state);

/// Suggested or approved: may still come to be.
bool IsOpen(domain::PairingState state);

}  // namespace jiedui::services

#pragma once

#include "domain/actor.h"
#include "services/workspace.h"
#include "workflow/pairing_machine.h"

namespace jiedui::services {

/// Whose plan is it? A department's is the department's and the city office's; any other is the
/// office's. kForbidden for everyone else, kNotFound out of sight.
base::Status RequirePlanOwner(const domain::Actor& actor, const domain::Plan& plan);

/// The events that the actor may try on the plan now.
std::vector<workflow::PlanEvent> AllowedPlanEvents(const domain::Actor& actor,
                                                   const domain::Plan& plan);

/// The plan at the version that the caller saw, for its owner, in a state that takes the event;
/// `next` is the state after it.
base::Result<domain::Plan> PlanFor(Workspace& workspace, const domain::Actor& actor,
                                   domain::PlanId id, std::int64_t version,
                                   workflow::PlanEvent event, domain::PlanState& next);

/// Publishes the approved pairings. kUnprocessable while suggestions are undecided, where none is
/// approved, and where an approved pairing cannot stand beside what is in force by now: its
/// helper's places or the enterprise's need were taken by another plan, or a rule bars it.
base::Result<domain::Plan> PublishPlan(Workspace& workspace, const domain::Actor& actor,
                                       domain::PlanId id, std::int64_t version);

/// Drops a draft: its open suggestions go with it, and what it refused may be proposed again.
base::Result<domain::Plan> DiscardPlan(Workspace& workspace, const domain::Actor& actor,
                                       domain::PlanId id, std::int64_t version);

/// Takes the plan's uncovered enterprises away.
base::Status RemoveUncovered(store::UnitOfWork& unit, domain::PlanId plan);

}  // namespace jiedui::services

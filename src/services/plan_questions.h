#pragma once

#include "services/plan_ground.h"
#include "services/plan_problem.h"
#include "services/plan_scope.h"

namespace jiedui::services {

/// What one pair kind of a plan asks of the solver: who of the scope is still to be covered, what
/// is decided in the plan, and which places are gone. Objectives, limits and progress are left to
/// the caller. Points into the ground's corpus.
PlanQuestion QuestionFor(const Ground& ground, const PlanScope& scope, domain::PairKind kind,
                         domain::PlanId plan);

/// A decided pair whose helper has no places any more can be neither kept nor dropped unasked:
/// kUnprocessable names it.
base::Status CheckKept(Workspace& workspace, const Ground& ground, domain::PlanId plan);

}  // namespace jiedui::services

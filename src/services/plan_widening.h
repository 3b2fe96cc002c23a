#pragma once

#include "services/plan_problem.h"

namespace jiedui::services {

/// Gives receivers that no plan of the problem can cover, although helpers have places left,
/// further candidates among those helpers: the best of them, and some by lot, since receivers much
/// alike would all be given the same few. Repeated, since who got one of these displaces others.
/// Deterministic. Errors as EncodePlan's.
base::Status WidenWhereUncovered(const Corpus& corpus, const Loads& loads,
                                 const PlanQuestion& question, EncodedPlan& plan);

}  // namespace jiedui::services

#pragma once

#include <string>
#include <vector>

#include "services/plan_ground.h"
#include "services/plan_problem.h"

namespace jiedui::services {

/// One pair kind's answer.
struct Answered {
  domain::PairKind kind;
  PlanAnswer answer;
};

/// The pair as a suggestion of the plan, with its explanation.
domain::Pairing SuggestionOf(const domain::Reference& reference, const Ground& ground,
                             const ScoredPair& pair, domain::PlanId plan);

/// Writes what the answers say for a plan that is stored already; pairings kept by decision are
/// left as they are. Told of how far it is as stage `save`. The enterprises that stay uncovered;
/// kConflict, and then nothing is to be stored, where stop is asked meanwhile.
base::Result<std::vector<domain::Uncovered>> WriteAnswers(
    const domain::Reference& reference, store::UnitOfWork& unit, const Ground& ground,
    const std::vector<Answered>& answers, domain::PlanId plan, const base::Progress& progress,
    const std::stop_token& stop);

}  // namespace jiedui::services

#pragma once

#include <vector>

#include "domain/actor.h"
#include "domain/pairing.h"
#include "store/store.h"

namespace jiedui::services {

// What use cases ask of the store again and again.

/// kPrecondition, naming the present version, unless `version` is the record's.
base::Status CheckVersion(const domain::Record& record, std::int64_t version);

/// The live pairings of a plan, by id.
base::Result<std::vector<domain::Pairing>> PairingsOf(const store::Reader& reader,
                                                      domain::PlanId plan);

/// kNotFound unless the plan lies within the actor's sight: a department sees its own and the
/// city's plans.
base::Status RequirePlanSight(const domain::Actor& actor, const domain::Plan& plan);

}  // namespace jiedui::services

#pragma once

#include <vector>

#include "api/context.h"
#include "services/plans.h"

namespace jiedui::api {

// Bodies that several operations on plans read.

/// The body as PlanInput; kInvalid names the member.
base::Result<services::PlanRequest> ReadPlanInput(const Context& context);
/// The same of a body whose members were looked over.
base::Result<services::PlanRequest> ReadPlanInput(base::JsonValue body);

/// `edits`: an array of WhatIfEdit; kInvalid where it is none, or holds what it should not.
base::Result<std::vector<services::WhatIfEdit>> ReadWhatIfEdits(base::JsonValue body);

}  // namespace jiedui::api

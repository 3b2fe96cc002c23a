#pragma once

#include <unordered_map>

#include "matching/session.h"
#include "services/plan_ground.h"
#include "services/plan_problem.h"

namespace jiedui::services {

/// One pair kind of a draft plan, solved and ready to be asked (see PlanSessions).
struct AskedPlan {
  Ground ground;
  PlanQuestion question;
  EncodedPlan encoded;
  matching::PlanSession session;
  std::unordered_map<std::int64_t, matching::Index> helper_at;    ///< by the record's id
  std::unordered_map<std::int64_t, matching::Index> receiver_at;  ///< by the enterprise's id
};

}  // namespace jiedui::services

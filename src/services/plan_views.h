#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/plans.h"

namespace jiedui::services {

/// A plan with what a page shows beside its own figures; pairings and uncovered enterprises are
/// counted within the actor's sight.
struct PlanView {
  domain::Plan plan;
  std::map<domain::PairingState, std::int64_t> pairings;  ///< how many in each state that occurs
  std::int64_t uncovered = 0;
  std::string made_by;  ///< the user's name
  std::vector<workflow::PlanEvent> allowed_events;
};

struct PlanViewPage {
  std::vector<PlanView> items;
  std::string next_cursor;  ///< empty on the last page
};

/// kNotFound out of the actor's sight.
base::Result<PlanView> ReadPlan(Workspace& workspace, const domain::Actor& actor,
                                domain::PlanId id);

/// The plans within the actor's sight, newest first; only those in `state` where it is given.
base::Result<PlanViewPage> ListPlans(Workspace& workspace, const domain::Actor& actor,
                                     std::optional<domain::PlanState> state,
                                     const std::string& cursor, std::size_t limit);

}  // namespace jiedui::services

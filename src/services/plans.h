#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/plan_problem.h"
#include "services/workspace.h"
#include "workflow/pairing_machine.h"

namespace jiedui::services {

struct PlanRequest {
  std::string name;                          ///< empty: made from kinds, scope and day
  std::vector<domain::PairKind> pair_kinds;  ///< at least one
  std::string region_code;                   ///< empty: the whole city
  std::string department_code;               ///< empty: every department
  std::vector<matching::Objective> objectives = {matching::Objective::kCoverage,
                                                 matching::Objective::kScore};
  /// Pairs approved or pinned in that plan stay, pinned; what it refused stays out.
  domain::PlanId based_on;
  LeaderRule leaders;  ///< for registries where nobody is known to innovate
  double time_limit_seconds = 0;
  std::stop_token stop = {};
  base::Progress progress = {};
};

/// A plan as it was saved, with the figures of each kind.
struct MadePlan {
  domain::Plan plan;
  struct Part {
    domain::PairKind kind;
    std::size_t receivers = 0;
    std::size_t covered = 0;
    std::size_t candidates = 0;
    double total_score = 0;
    double upper_bound = 0;
    std::string status;
  };
  std::vector<Part> parts;
  std::vector<domain::Uncovered> uncovered;
};

/// Builds, solves, checks and saves a draft plan. Enterprises that already have a published or
/// accepted pairing of a kind are not planned again for it; places that such pairings take are
/// gone. kForbidden without make_plan; kInvalid names the field; kUnprocessable when the scope
/// holds no enterprise.
base::Result<MadePlan> MakePlan(Workspace& workspace, const domain::Actor& actor,
                                const PlanRequest& request);

/// Solves the draft again: approved and pinned pairings stay, rejected ones stay out, suggestions
/// are replaced. `version` is the plan's that the caller saw (kPrecondition otherwise).
base::Result<MadePlan> ResolvePlan(Workspace& workspace, const domain::Actor& actor,
                                   domain::PlanId id, std::int64_t version,
                                   const base::Progress& progress = {});

/// Publishes the approved pairings. kUnprocessable while suggestions are undecided, or where none
/// is approved.
base::Result<domain::Plan> PublishPlan(Workspace& workspace, const domain::Actor& actor,
                                       domain::PlanId id, std::int64_t version);

/// Drops a draft: its open suggestions go with it.
base::Result<domain::Plan> DiscardPlan(Workspace& workspace, const domain::Actor& actor,
                                       domain::PlanId id, std::int64_t version);

/// How plan `b` differs from plan `a`, by enterprise and pair kind.
struct PlanDiff {
  struct Change {
    domain::PairKind kind;
    std::int64_t enterprise = 0;
    std::int64_t helper_before = 0;  ///< 0: none
    std::int64_t helper_after = 0;   ///< 0: none
    double score_before = 0;
    double score_after = 0;
  };
  std::vector<Change> changes;  ///< by kind, then enterprise
  std::size_t unchanged = 0;
};
base::Result<PlanDiff> DiffPlans(Workspace& workspace, const domain::Actor& actor, domain::PlanId a,
                                 domain::PlanId b);

}  // namespace jiedui::services

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/plan_adoption.h"
#include "services/plan_problem.h"
#include "services/workspace.h"
#include "workflow/pairing_machine.h"

namespace jiedui::services {

/// Called with the plan's id at the end of the unit of work that stores it; an error undoes all.
using PlanSeal = std::function<base::Status(store::UnitOfWork&, std::int64_t)>;

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
  std::stop_token stop = {};  ///< asked: nothing is stored, kConflict
  /// Told each pair kind by its code with its place among the kinds, then the stages of that kind
  /// (PlanQuestion::progress); at the end `save`.
  base::Progress progress = {};
  PlanSeal seal = {};
};

/// What a new solve of a draft takes besides the draft.
struct ResolveOptions {
  PlanAdoption adoption = {};
  std::stop_token stop = {};     ///< as of PlanRequest
  base::Progress progress = {};  ///< the same
  PlanSeal seal = {};            ///< the same
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

/// What of a request can be refused before anything is solved: MakePlan's kForbidden, kInvalid and
/// kNotFound, and kConflict where the name is taken.
base::Status CheckPlanRequest(Workspace& workspace, const domain::Actor& actor,
                              const PlanRequest& request);

/// Builds, solves, checks and saves a draft plan. Enterprises that already have a published or
/// accepted pairing of a kind are not planned again for it; places that such pairings take are
/// gone. A department makes plans of its own sectors only. kForbidden without make_plan or for
/// another's sectors; kInvalid names the field; kUnprocessable when the scope holds no enterprise.
base::Result<MadePlan> MakePlan(Workspace& workspace, const domain::Actor& actor,
                                const PlanRequest& request);

/// Solves the draft again: approved and pinned pairings stay, rejected ones stay out, suggestions
/// are replaced; scope, objectives and presumed leaders are the plan's own, whoever asks. `version`
/// is the plan's that the caller saw (kPrecondition otherwise). kForbidden for whom the plan is not
/// theirs; kUnprocessable names a kept pair whose helper has no places any more, or what of the
/// adoption cannot be.
base::Result<MadePlan> ResolvePlan(Workspace& workspace, const domain::Actor& actor,
                                   domain::PlanId id, std::int64_t version,
                                   const ResolveOptions& options = {});

}  // namespace jiedui::services

#pragma once

#include "app/command.h"
#include "services/plans.h"

namespace jiedui::app {

/// What `plan show` is asked for.
struct PlanListing {
  std::int64_t plan = 0;
  bool uncovered = false;  ///< the enterprises left out instead of the pairings
  std::string state;       ///< of the pairings; empty for all
  std::string cursor;      ///< of the page before
  std::size_t limit = 20;  ///< 1 … 200
};

/// Prints a plan just solved: as text the figures of each kind and the reasons by number, as JSON
/// every uncovered enterprise with its reason, who blocks it and the smallest change.
base::Status PrintMade(services::Workspace& workspace, const services::MadePlan& made, bool json);

/// Prints the plan's figures with a page of its pairings, best first, or of its uncovered
/// enterprises.
base::Status ShowPlan(const CommonOptions& common, const PlanListing& listing);

/// Prints what the second plan changes against the first.
base::Status ShowDiff(const CommonOptions& common, std::int64_t before, std::int64_t after);

}  // namespace jiedui::app

#pragma once

#include "matching/levels.h"

namespace jiedui::matching {

/// What a finished or stopped run hands out: the plan's pairs and totals, the bound, the status and
/// the explanations.
Solution ReportOf(const Problem& problem, const ScoreScale& scale, Outcome outcome,
                  Settled settled);

}  // namespace jiedui::matching

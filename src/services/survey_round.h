#pragma once

#include <string>
#include <vector>

#include "services/roster.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What came of giving out a period's forms.
struct SurveyRound {
  std::int64_t opened = 0;
  std::int64_t had = 0;  ///< enterprises that have a survey of the period already
  std::vector<std::pair<std::string, base::Error>> failed;  ///< enterprise's name, why not
};

/// Gives the period's form out (F3): a draft for every enterprise that the actor sees, the query's
/// filters let through and that has none yet, each begun from what it said last (Prefill). One
/// enterprise at a time: one that fails holds up no other. Errors as ListRecords', or of the
/// period.
base::Result<SurveyRound> OpenSurveys(Workspace& workspace, const domain::Actor& actor,
                                      const std::string& period, RosterQuery query);

}  // namespace jiedui::services

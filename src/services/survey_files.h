#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/survey_reading.h"
#include "services/workspace.h"

namespace jiedui::services {

/// The blank form of that version as .xlsx; kNotFound where there is none.
base::Result<std::string> BlankForm(const domain::Reference& reference, std::string_view form);

/// The blank form of the period with the enterprise's name, county and sector on it.
base::Result<std::string> BlankForm(Workspace& workspace, const domain::Actor& actor,
                                    domain::EnterpriseId enterprise, const std::string& period);

/// The survey as its filled form; kNotFound out of the actor's sight.
base::Result<std::string> FilledForm(Workspace& workspace, const domain::Actor& actor,
                                     domain::SurveyId id);

struct FormImport {
  std::string bytes;
  /// Whose it is and for when, where that is not what stands in the form.
  domain::EnterpriseId enterprise = {};
  std::string period = {};
  bool dry_run = false;  ///< checks, stores nothing
};

struct FormImportReport {
  bool imported = false;  ///< whether anything was stored
  std::string outcome;    ///< created, updated, unchanged; empty with errors
  std::string form;
  std::string period;
  domain::EnterpriseId enterprise;
  std::int64_t survey = 0;               ///< 0 where none was stored
  std::vector<base::FieldError> errors;  ///< field: the cell, `E10`
};

/// Reads one filled form into the survey of its enterprise and period, as a draft to be looked at
/// and submitted; with errors nothing is stored. kInvalid where the file is no such form or names
/// no enterprise or period; kForbidden where the actor may not keep that enterprise's surveys;
/// kConflict where the survey was submitted or confirmed.
base::Result<FormImportReport> ImportForm(Workspace& workspace, const domain::Actor& actor,
                                          const FormImport& request);

}  // namespace jiedui::services

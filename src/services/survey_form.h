#pragma once

#include <optional>
#include <string>
#include <vector>

#include "domain/actor.h"
#include "domain/form_answers.h"
#include "services/survey_figures.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What a look at a survey's answers finds. Fields are `part.question`, `part.table[row].column`.
struct SurveyCheck {
  std::vector<base::FieldError> errors;   ///< keep it from being submitted
  std::vector<base::FieldError> remarks;  ///< unlikely, for the reviewer; keep nothing
};

/// Every question that must be answered is, every number is within its range, and every rule of the
/// form is kept. All findings at once, in the form's order.
base::Result<SurveyCheck> CheckAnswers(const domain::Reference& reference,
                                       const store::Reader& reader, const domain::Survey& survey);

/// The same of a stored survey within the actor's sight; kNotFound otherwise.
base::Result<SurveyCheck> CheckSurvey(Workspace& workspace, const domain::Actor& actor,
                                      domain::SurveyId id);

/// What a new survey starts from.
struct Prefilled {
  const domain::Form* form = nullptr;  ///< the version for the period
  domain::Answers answers;
  std::int64_t from = 0;  ///< the survey of the period before; 0: the enterprise's record
};

/// The answers of the period before, as this period's form asks them; else what the enterprise's
/// record knows. kNotFound out of the actor's sight; kInvalid for what is no period.
base::Result<Prefilled> Prefill(Workspace& workspace, const domain::Actor& actor,
                                domain::EnterpriseId enterprise, const std::string& period);

/// kInvalid unless it is `2020` or `2020-07`.
base::Status CheckPeriod(std::string_view period);

/// `[{"field": …, "message": …}]`
std::string FindingsJson(const std::vector<base::FieldError>& findings);

}  // namespace jiedui::services

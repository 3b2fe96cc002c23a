#pragma once

#include <string>

#include "app/command.h"

namespace jiedui::app {

/// What `import survey-form` and `export survey-form` take.
struct SurveyFormArguments {
  std::string file;
  std::int64_t survey = 0;  ///< export: the filled form of that one
  std::string enterprise;   ///< 统一社会信用代码: whose blank form; import: whose it is
  std::string period;
  std::string form;  ///< export: which version, blank; the newest where empty
  bool dry_run = false;
};

/// Writes a filled form, or a blank one where no survey is named.
base::Status ExportSurveyForm(const CommonOptions& common, const SurveyFormArguments& arguments);

/// Reads one filled form; the exit code. What is wrong in it is printed by cell.
int ImportSurveyForm(const CommonOptions& common, const SurveyFormArguments& arguments);

}  // namespace jiedui::app

#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/form_answers.h"
#include "domain/reference.h"
#include "services/survey_sheet.h"

namespace jiedui::services {

/// A filled form as it was read.
struct ReadForm {
  const domain::Form* form = nullptr;
  domain::Answers answers;
  FormAbout about;                       ///< what the form says of its survey, trimmed
  std::vector<base::FieldError> errors;  ///< field: the cell, `E10`
};

/// Reads a filled form (.xlsx) in the form's own layout. Its version is the one whose code stands
/// in it, else `fallback`. Headers are found by their texts, so lines may have been put in or taken
/// out; rows of a table's parts meet by their numbers. A box is ticked where its □ was replaced by
/// ☑, ☒, ■, √, ✓ or ✔. Every cell that cannot be read is an error: numbers
/// that are none, sums that are not those of their rows. kInvalid where the file is no workbook or
/// a header is missing.
base::Result<ReadForm> ReadFormWorkbook(const domain::Reference& reference, std::string_view bytes,
                                        const domain::Form* fallback);

}  // namespace jiedui::services

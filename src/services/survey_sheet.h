#pragma once

#include <map>
#include <string>
#include <vector>

#include "domain/enterprise.h"
#include "domain/form_answers.h"
#include "domain/reference.h"
#include "office/form_sheet.h"

namespace jiedui::services {

/// What stands on a form besides its answers, by FormText::about; what is missing stays empty.
using FormAbout = std::map<std::string, std::string, std::less<>>;

/// What a survey form says of its enterprise.
FormAbout AboutOf(const domain::Reference& reference, const domain::Form& form,
                  const domain::Enterprise& enterprise, const std::string& period);

/// The form in its own layout with these answers: titles, merged headers, units, a line with the
/// sums under every table, tick boxes. A table with more rows than the blank form has lines moves
/// what is below it down.
office::FormSheet MakeFormSheet(const domain::Form& form, const domain::Answers& answers,
                                const FormAbout& about);

/// A part of a table's columns that share their header's line; in the annex a table has several,
/// one above the other, each with a line for every row.
struct FormBand {
  const domain::FormQuestion* table = nullptr;
  std::string path;  ///< `part.table`
  std::vector<const domain::FormQuestion*> columns;
  std::size_t header = 0;  ///< line of the blank form
  bool sums = false;       ///< has a line of sums
};

/// Every band of the form, from the top.
std::vector<FormBand> BandsOf(const domain::Form& form);

constexpr std::string_view kEmptyBox = "□";
constexpr std::string_view kTickedBox = "☑";
constexpr std::string_view kSumTitle = "合计";

}  // namespace jiedui::services

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::domain {

/// Cells of a sheet, ends included: lines from 1, columns from 0. line 0 is no range.
struct CellRange {
  std::size_t first_line = 0;
  std::size_t first_column = 0;
  std::size_t last_line = 0;
  std::size_t last_column = 0;
  [[nodiscard]] bool empty() const { return first_line == 0; }
};

/// `A1`, `A1:C3`; nothing for anything else. Columns A … ZZ.
std::optional<CellRange> ParseCellRange(std::string_view text);

/// `C12`.
std::string CellAddress(std::size_t line, std::size_t column);

enum class QuestionType : std::uint8_t {
  kText,
  kInteger,
  kNumber,
  kTicks,  ///< any of the options
  kTable,  ///< rows of the columns
};

/// One of the boxes of a question of kTicks.
struct FormOption {
  std::string code;
  std::string zh;
  std::string en;
  CellRange cell;
};

/// What is asked: an answer of its own, or a column of a table.
struct FormQuestion {
  std::string code;
  std::string zh;
  std::string en;
  QuestionType type = QuestionType::kText;
  std::string unit;
  bool required = false;  ///< on submission; of a column: in every row
  double min = 0;         ///< kInteger, kNumber
  double max = 0;
  std::size_t lines = 0;  ///< kTable: empty lines of the blank form
  CellRange label;        ///< of a table: the header of its rows' numbers
  CellRange answer;       ///< of a column: below its label, line after line
  /// The survey's figure that it feeds: a number by its sum, a text by all of them.
  std::string figure;
  /// The activity of annex 1 that it reports when it is filled.
  std::string activity;
  std::vector<FormOption> options;    ///< kTicks
  std::vector<FormQuestion> columns;  ///< kTable
};

/// Part of the form: 一、二、三.
struct FormPart {
  std::string code;
  std::string zh;
  std::string en;
  CellRange label;
  std::vector<FormQuestion> questions;

  /// nullptr where there is none.
  [[nodiscard]] const FormQuestion* Find(std::string_view question) const;
};

/// Text of the layout that is no question: title lines, headers, and with `about` what the form
/// says of its survey (enterprise, region, sector, credit_code, period, form).
struct FormText {
  std::string about;
  std::string zh;
  bool title = false;
  CellRange label;
  CellRange answer;  ///< of what it is about
};

/// One side of a rule: factor × the sum of figures named there. What a figure is:
/// `part.table.column` (a number's sum over the rows, a text's count of filled ones),
/// `part.question`, `enterprise.<field>`, `last.<figure>` (of the period before) and
/// `sector.<figure>` (what the enterprise's sector reports).
struct FormTerm {
  double factor = 1;
  std::vector<std::string> figures;
};

/// `left OP right`; the rule is kept where a figure is not known.
struct FormRule {
  enum class Comparison : std::uint8_t { kAtMost, kAtLeast, kEqual };
  std::string code;
  std::string zh;       ///< why; `{left}` and `{right}` stand for the two values
  bool blocks = false;  ///< an error on submission; else a remark for the reviewer
  std::string field;    ///< what it is about: `part.question`
  FormTerm left;
  Comparison comparison = Comparison::kAtMost;
  FormTerm right;
};

/// One version of a form.
struct Form {
  std::string code;  ///< `survey-2020`
  std::string zh;
  std::string en;
  std::string valid_from;  ///< the first period that it is for
  std::vector<FormText> texts;
  std::vector<FormPart> parts;
  std::vector<FormRule> rules;

  /// nullptr where there is none.
  [[nodiscard]] const FormPart* Find(std::string_view part) const;
};

/// Reads one version from its file (data/README.md has the columns). kInvalid names file, line and
/// column at fault: a kind of line or type that does not exist, a parent that does not stand above,
/// a code given twice, a cell that is none, a rule that cannot be read or names no question.
base::Result<Form> ParseForm(std::string_view file, std::string_view text);

/// The rule's side or comparison as it stands in the file.
std::string FormatRule(const FormRule& rule);

/// Every version that ships, checked, by their first period.
class FormLibrary {
 public:
  /// kInvalid, besides what ParseForm says, for a code or first period given twice.
  base::Status Add(std::string_view file, std::string_view text);

  [[nodiscard]] const std::vector<Form>& forms() const { return forms_; }
  /// nullptr where no version has that code.
  [[nodiscard]] const Form* Find(std::string_view code) const;
  /// The newest version for that period: the last whose first one is not after it, else the
  /// earliest; nullptr where there is none at all.
  [[nodiscard]] const Form* ForPeriod(std::string_view period) const;

 private:
  std::vector<Form> forms_;
};

}  // namespace jiedui::domain

#include "domain/form.h"

#include <algorithm>

#include "base/text.h"
#include "domain/form_internal.h"
#include "domain/tsv.h"

namespace jiedui::domain {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

// The columns of a form's file, in the order of kColumns.
enum Column : std::size_t {
  kKind,
  kCode,
  kParent,
  kZh,
  kEn,
  kType,
  kUnit,
  kRequiredColumn,
  kMin,
  kMax,
  kLines,
  kLabel,
  kAnswer,
  kFigure,
  kActivity,
  kRule,
};

const std::vector<std::string_view>& Columns() {
  static const std::vector<std::string_view> columns = {
      "kind", "code", "parent", "zh",    "en",     "type",   "unit",     "required",
      "min",  "max",  "lines",  "label", "answer", "figure", "activity", "rule"};
  return columns;
}

struct TypeName {
  std::string_view name;
  QuestionType type;
};
constexpr std::array<TypeName, 5> kTypes = {{{"text", QuestionType::kText},
                                             {"integer", QuestionType::kInteger},
                                             {"number", QuestionType::kNumber},
                                             {"ticks", QuestionType::kTicks},
                                             {"table", QuestionType::kTable}}};

/// `institutions.rows` → part and question.
std::pair<std::string_view, std::string_view> SplitPath(std::string_view path) {
  const std::size_t dot = std::min(path.find('.'), path.size());
  return {path.substr(0, dot), path.substr(std::min(dot + 1, path.size()))};
}

/// Reads the lines of one file, from the top.
class FormReader {
 public:
  Status Read(const TsvRow& row) {
    row_ = &row;
    const std::string& kind = row.cells[kKind];
    if (kind == "form") return ReadHead();
    if (form_.code.empty()) return Bad(kKind, "the first line must be of kind form");
    if (kind == "text" || kind == "title" || kind == "about") return ReadText(kind);
    if (kind == "part") return ReadPart();
    if (kind == "question") return ReadQuestion();
    if (kind == "column") return ReadColumn();
    if (kind == "option") return ReadOption();
    if (kind == "rule") return ReadRule();
    return Bad(kKind, kind + " is no kind of line");
  }

  Form Take() { return std::move(form_); }

 private:
  [[nodiscard]] const std::string& Cell(Column column) const { return row_->cells[column]; }

  [[nodiscard]] tl::unexpected<base::Error> Bad(Column column, const std::string& what) const {
    const std::string name(Columns()[column]);
    return Fail(
        ErrorCode::kInvalid,
        std::string(row_->file) + " line " + std::to_string(row_->line) + ", " + name + ": " + what,
        name);
  }

  Status ReadRange(Column column, bool needed, CellRange& range) const {
    const std::string& text = Cell(column);
    if (text.empty() && !needed) return {};
    const std::optional<CellRange> read = ParseCellRange(text);
    if (!read) return Bad(column, "“" + text + "” is no range of cells");
    range = *read;
    return {};
  }

  [[nodiscard]] Status CheckNamed() const {
    if (Cell(kCode).empty()) return Bad(kCode, "is empty");
    return Cell(kZh).empty() ? Bad(kZh, "is empty") : Status{};
  }

  Status ReadHead() {
    JIEDUI_CHECK(CheckNamed());
    if (!form_.code.empty()) return Bad(kKind, "a second line of kind form");
    form_.code = Cell(kCode);
    form_.zh = Cell(kZh);
    form_.en = Cell(kEn);
    form_.valid_from = Cell(kType);
    if (form_.valid_from.empty()) return Bad(kType, "names no first period");
    return {};
  }

  Status ReadText(const std::string& kind) {
    FormText text{kind == "about" ? Cell(kCode) : "", Cell(kZh), kind == "title", {}, {}};
    JIEDUI_CHECK(ReadRange(kLabel, true, text.label));
    JIEDUI_CHECK(ReadRange(kAnswer, kind == "about", text.answer));
    form_.texts.push_back(std::move(text));
    return {};
  }

  Status ReadPart() {
    JIEDUI_CHECK(CheckNamed());
    if (form_.Find(Cell(kCode)) != nullptr) return Bad(kCode, Cell(kCode) + " is given twice");
    FormPart part{Cell(kCode), Cell(kZh), Cell(kEn), {}, {}};
    JIEDUI_CHECK(ReadRange(kLabel, true, part.label));
    form_.parts.push_back(std::move(part));
    return {};
  }

  Status ReadBounds(FormQuestion& question) const {
    const auto number = [&](Column column, double& bound) -> Status {
      const std::optional<double> read = base::ParseNumber(Cell(column));
      if (!read) return Bad(column, "is no number");
      bound = *read;
      return {};
    };
    JIEDUI_CHECK(number(kMin, question.min));
    JIEDUI_CHECK(number(kMax, question.max));
    return question.min > question.max ? Bad(kMax, "is below min") : Status{};
  }

  Result<FormQuestion> ReadAsked() const {
    JIEDUI_CHECK(CheckNamed());
    FormQuestion question;
    question.code = Cell(kCode);
    question.zh = Cell(kZh);
    question.en = Cell(kEn);
    question.unit = Cell(kUnit);
    question.required = Cell(kRequiredColumn) == "yes";
    question.figure = Cell(kFigure);
    question.activity = Cell(kActivity);
    const auto type = std::find_if(kTypes.begin(), kTypes.end(),
                                   [&](const TypeName& one) { return one.name == Cell(kType); });
    if (type == kTypes.end()) return Bad(kType, "“" + Cell(kType) + "” is no type");
    question.type = type->type;
    const bool number =
        question.type == QuestionType::kInteger || question.type == QuestionType::kNumber;
    if (number) JIEDUI_CHECK(ReadBounds(question));
    JIEDUI_CHECK(ReadRange(kLabel, true, question.label));
    return question;
  }

  FormPart* PartOf(std::string_view code) {
    for (FormPart& part : form_.parts) {
      if (part.code == code) return &part;
    }
    return nullptr;
  }

  FormQuestion* QuestionOf(std::string_view path, QuestionType type) {
    const auto [part_code, question_code] = SplitPath(path);
    FormPart* const part = PartOf(part_code);
    if (part == nullptr) return nullptr;
    for (FormQuestion& question : part->questions) {
      if (question.code == question_code && question.type == type) return &question;
    }
    return nullptr;
  }

  Status ReadQuestion() {
    FormPart* const part = PartOf(Cell(kParent));
    if (part == nullptr) return Bad(kParent, "no part “" + Cell(kParent) + "” above");
    JIEDUI_ASSIGN(FormQuestion question, ReadAsked());
    if (part->Find(question.code) != nullptr) return Bad(kCode, question.code + " is given twice");
    if (question.type == QuestionType::kTable) {
      const std::optional<std::int64_t> lines = base::ParseInteger(Cell(kLines));
      if (!lines || *lines < 1 || *lines > 50) return Bad(kLines, "must be 1 … 50 for a table");
      question.lines = static_cast<std::size_t>(*lines);
    } else if (question.type != QuestionType::kTicks) {
      JIEDUI_CHECK(ReadRange(kAnswer, true, question.answer));
    }
    part->questions.push_back(std::move(question));
    return {};
  }

  Status ReadColumn() {
    FormQuestion* const table = QuestionOf(Cell(kParent), QuestionType::kTable);
    if (table == nullptr) return Bad(kParent, "no table “" + Cell(kParent) + "” above");
    JIEDUI_ASSIGN(FormQuestion column, ReadAsked());
    if (column.type == QuestionType::kTable || column.type == QuestionType::kTicks)
      return Bad(kType, "a column holds a text or a number");
    if (column.label.first_line != column.label.last_line)
      return Bad(kLabel, "a column's header is in one line");
    for (const FormQuestion& other : table->columns) {
      if (other.code == column.code) return Bad(kCode, column.code + " is given twice");
    }
    table->columns.push_back(std::move(column));
    return {};
  }

  Status ReadOption() {
    JIEDUI_CHECK(CheckNamed());
    FormQuestion* const ticks = QuestionOf(Cell(kParent), QuestionType::kTicks);
    if (ticks == nullptr) return Bad(kParent, "no tick boxes “" + Cell(kParent) + "” above");
    FormOption option{Cell(kCode), Cell(kZh), Cell(kEn), {}};
    for (const FormOption& other : ticks->options) {
      if (other.code == option.code) return Bad(kCode, option.code + " is given twice");
    }
    JIEDUI_CHECK(ReadRange(kAnswer, true, option.cell));
    ticks->options.push_back(std::move(option));
    return {};
  }

  Status ReadRule() {
    JIEDUI_CHECK(CheckNamed());
    FormRule rule;
    rule.code = Cell(kCode);
    rule.zh = Cell(kZh);
    rule.field = Cell(kParent);
    if (Cell(kType) != "error" && Cell(kType) != "remark")
      return Bad(kType, "a rule is an error or a remark");
    rule.blocks = Cell(kType) == "error";
    const auto [part, question] = SplitPath(rule.field);
    const FormPart* const found = form_.Find(part);
    if (found == nullptr || found->Find(question) == nullptr)
      return Bad(kParent, "no question “" + rule.field + "” above");
    if (const auto fault = ReadRuleText(form_, Cell(kRule), rule)) return Bad(kRule, *fault);
    form_.rules.push_back(std::move(rule));
    return {};
  }

  Form form_;
  const TsvRow* row_ = nullptr;
};

}  // namespace

const FormQuestion* FormPart::Find(std::string_view question) const {
  for (const FormQuestion& one : questions) {
    if (one.code == question) return &one;
  }
  return nullptr;
}

const FormPart* Form::Find(std::string_view part) const {
  for (const FormPart& one : parts) {
    if (one.code == part) return &one;
  }
  return nullptr;
}

Result<Form> ParseForm(std::string_view file, std::string_view text) {
  FormReader reader;
  JIEDUI_CHECK(ReadTsv(file, text, Columns(), [&](const TsvRow& row) { return reader.Read(row); }));
  Form form = reader.Take();
  if (form.code.empty() || form.parts.empty())
    return Fail(ErrorCode::kInvalid, std::string(file) + ": holds no form with a part", "kind");
  return form;
}

Status FormLibrary::Add(std::string_view file, std::string_view text) {
  JIEDUI_ASSIGN(Form form, ParseForm(file, text));
  for (const Form& other : forms_) {
    if (other.code != form.code && other.valid_from != form.valid_from) continue;
    return Fail(ErrorCode::kInvalid,
                std::string(file) + ": has the code or first period of " + other.code, "code");
  }
  const auto after = std::find_if(forms_.begin(), forms_.end(), [&](const Form& other) {
    return other.valid_from > form.valid_from;
  });
  forms_.insert(after, std::move(form));
  return {};
}

const Form* FormLibrary::Find(std::string_view code) const {
  for (const Form& form : forms_) {
    if (form.code == code) return &form;
  }
  return nullptr;
}

const Form* FormLibrary::ForPeriod(std::string_view period) const {
  const Form* best = forms_.empty() ? nullptr : &forms_.front();
  for (const Form& form : forms_) {
    if (form.valid_from <= period) best = &form;
  }
  return best;
}

}  // namespace jiedui::domain

#include "services/survey_reading.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <set>

#include "base/text.h"
#include "office/form_sheet.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Answer;
using domain::Form;
using domain::FormQuestion;
using domain::QuestionType;

constexpr std::size_t kLongestText = 4000;
constexpr std::array<std::string_view, 8> kTicks = {"☑", "☒", "■", "√", "✓", "✔", "▣", "[x]"};

/// Without blanks, so that a header that somebody broke over lines is still that header.
std::string Bare(std::string_view text) {
  std::string bare = base::Normalize(text);
  for (const std::string_view blank : {" ", "\n", "\r", "\t", "　", "\xC2\xA0"})
    bare = base::ReplaceAll(bare, blank, "");
  return bare;
}

/// A text of the layout that must be there, at its place in the blank form.
struct Anchor {
  std::size_t line = 0;
  std::size_t column = 0;
  std::string text;
  bool needed = true;  ///< what the form says of its survey may be missing from a hand-made one
};

std::vector<Anchor> AnchorsOf(const Form& form) {
  std::vector<Anchor> anchors;
  const auto add = [&](const domain::CellRange& range, const std::string& text,
                       bool needed = true) {
    anchors.push_back({range.first_line, range.first_column, text, needed});
  };
  for (const domain::FormText& text : form.texts) {
    if (text.title) continue;
    if (!text.about.empty() || text.label.first_line > 2)
      add(text.label, text.zh, text.about.empty());
  }
  for (const domain::FormPart& part : form.parts) {
    add(part.label, part.zh);
    for (const FormQuestion& question : part.questions) {
      if (question.type != QuestionType::kTable) add(question.label, question.zh);
      for (const FormQuestion& column : question.columns) add(column.label, column.zh);
    }
  }
  std::sort(anchors.begin(), anchors.end(), [](const Anchor& a, const Anchor& b) {
    return std::pair(a.line, a.column) < std::pair(b.line, b.column);
  });
  return anchors;
}

class WorkbookReader {
 public:
  WorkbookReader(const office::Grid& grid, const Form& form) : grid_(grid), form_(form) {
    read_.form = &form;
  }

  Result<ReadForm> Read() {
    JIEDUI_CHECK(FindAnchors());
    for (const domain::FormText& text : form_.texts) {
      if (text.about.empty()) continue;
      const auto line = lines_.find(text.label.first_line);
      read_.about[text.about] = std::string(
          line == lines_.end() ? "" : base::Trim(grid_.At(line->second, text.answer.first_column)));
    }
    for (const domain::FormPart& part : form_.parts) {
      for (const FormQuestion& question : part.questions) ReadQuestion(part, question);
    }
    for (const FormBand& band : BandsOf(form_)) ReadBand(band);
    DropEmptyRows();
    return std::move(read_);
  }

 private:
  /// Finds the line of every header, one after another from the top.
  Status FindAnchors() {
    std::size_t from = 1;
    for (const Anchor& anchor : AnchorsOf(form_)) {
      const auto known = lines_.find(anchor.line);
      const std::size_t line =
          FindText(anchor, known == lines_.end() ? from : known->second, known != lines_.end());
      if (line == 0 && !anchor.needed) continue;
      if (line == 0) return Missing(anchor);
      lines_[anchor.line] = line;
      from = line + 1;
    }
    return {};
  }

  static tl::unexpected<base::Error> Missing(const Anchor& anchor) {
    return Fail(ErrorCode::kInvalid,
                "找不到“" + anchor.text + "”（原在 " +
                    domain::CellAddress(anchor.line, anchor.column) + "），请用系统导出的表样填写",
                "file");
  }

  /// The first line at or, unless `only`, below `from` that has the text in that column; else 0.
  [[nodiscard]] std::size_t FindText(const Anchor& anchor, std::size_t from, bool only) const {
    const std::string wanted = Bare(anchor.text);
    for (const office::TableRow& row : grid_.rows) {
      if (row.line < from) continue;
      if (only && row.line > from) break;
      if (anchor.column < row.cells.size() && Bare(row.cells[anchor.column]) == wanted)
        return row.line;
    }
    return 0;
  }

  [[nodiscard]] std::size_t LineOf(std::size_t blank_line) const { return lines_.at(blank_line); }

  /// The line of the header that follows; one past the last line where none does.
  [[nodiscard]] std::size_t LineAfter(std::size_t blank_line) const {
    const auto next = lines_.upper_bound(blank_line);
    if (next != lines_.end()) return next->second;
    return grid_.rows.empty() ? 1 : grid_.rows.back().line + 1;
  }

  void AddError(std::size_t line, std::size_t column, std::string message) {
    read_.errors.push_back({domain::CellAddress(line, column), std::move(message)});
  }

  std::optional<Answer> ReadAnswer(const FormQuestion& question, std::size_t line,
                                   std::size_t column) {
    const std::string text(base::Trim(grid_.At(line, column)));
    if (text.empty()) return std::nullopt;
    if (question.type == QuestionType::kText) {
      if (base::CountCodePoints(text) <= kLongestText) return Answer(text);
      AddError(line, column, question.zh + ": 不超过 4000 个字符");
      return std::nullopt;
    }
    const std::optional<double> number = base::ParseNumber(base::ReplaceAll(text, ",", ""));
    const bool whole =
        question.type != QuestionType::kInteger || (number && *number == std::floor(*number));
    if (number && whole) return Answer(*number);
    unread_.insert(&question);
    AddError(line, column,
             question.zh + ": “" + text.substr(0, 100) + "” 不是" + (number ? "整数" : "数"));
    return std::nullopt;
  }

  void ReadQuestion(const domain::FormPart& part, const FormQuestion& question) {
    if (question.type == QuestionType::kTable) return;
    const std::string path = part.code + "." + question.code;
    if (question.type == QuestionType::kTicks) return ReadBoxes(question, path);
    const std::size_t line =
        LineOf(question.label.first_line) + question.answer.first_line - question.label.first_line;
    if (auto answer = ReadAnswer(question, line, question.answer.first_column))
      read_.answers.single.emplace(path, *std::move(answer));
  }

  [[nodiscard]] bool IsTicked(const std::string& label, std::size_t line, std::size_t column) {
    const std::string cell = Bare(grid_.At(line, column));
    if (!cell.ends_with(label)) return false;
    const std::string mark = cell.substr(0, cell.size() - label.size());
    if (mark.empty() || mark == kEmptyBox) return false;
    if (std::find(kTicks.begin(), kTicks.end(), mark) != kTicks.end()) return true;
    AddError(line, column, "看不懂的勾选 “" + mark.substr(0, 20) + "”，请用 ☑ 或 □");
    return false;
  }

  void ReadBoxes(const FormQuestion& question, const std::string& path) {
    std::vector<std::string> ticked;
    const std::size_t first = LineOf(question.label.first_line);
    for (const domain::FormOption& option : question.options) {
      const std::string label = Bare(option.zh);
      for (std::size_t line = first; line < first + question.options.size(); ++line) {
        if (!IsTicked(label, line, option.cell.first_column)) continue;
        ticked.push_back(option.code);
        break;
      }
    }
    if (!ticked.empty()) read_.answers.single.emplace(path, std::move(ticked));
  }

  void ReadBand(const FormBand& band) {
    const std::size_t header = LineOf(band.header);
    const std::size_t after = LineAfter(band.header);
    const std::size_t numbers = band.table->label.first_column;
    std::size_t next = 1;
    for (std::size_t line = header + 1; line < after; ++line) {
      const std::string number(base::Trim(grid_.At(line, numbers)));
      if (number == kSumTitle) {
        CheckSums(band, line);
        continue;
      }
      const std::optional<std::int64_t> given = base::ParseInteger(number);
      constexpr std::int64_t kMostRows = 200;
      const bool usable = given && *given >= 1 && *given <= kMostRows;
      const std::size_t row = usable ? static_cast<std::size_t>(*given) : next;
      next = row + 1;
      ReadRow(band, line, row - 1);
    }
  }

  void ReadRow(const FormBand& band, std::size_t line, std::size_t row) {
    std::vector<domain::AnswerRow>& rows = read_.answers.rows[band.path];
    for (const FormQuestion* const column : band.columns) {
      auto answer = ReadAnswer(*column, line, column->label.first_column);
      if (!answer) continue;
      if (rows.size() <= row) rows.resize(row + 1);
      if (!rows[row].emplace(column->code, *std::move(answer)).second)
        AddError(line, column->label.first_column, "序号重复，同一行填了两次");
    }
  }

  /// What stands in the line of sums must be the sum; blank is fine, and so is a formula that
  /// nobody worked out.
  void CheckSums(const FormBand& band, std::size_t line) {
    for (const FormQuestion* const column : band.columns) {
      const std::size_t at = column->label.first_column;
      const std::optional<double> given =
          base::ParseNumber(base::ReplaceAll(std::string(grid_.At(line, at)), ",", ""));
      const double sum =
          domain::FigureOf(form_, read_.answers, band.path + "." + column->code).value_or(0);
      constexpr double kSlack = 1e-6;
      if (!given || unread_.contains(column) ||
          std::abs(*given - sum) <= kSlack * std::max(1.0, std::abs(sum)))
        continue;
      AddError(line, at,
               column->zh + ": 合计 " + base::FormatNumber(*given) + " 与各行之和 " +
                   base::FormatNumber(sum) + " 不符");
    }
  }

  void DropEmptyRows() {
    for (auto& [path, rows] : read_.answers.rows)
      std::erase_if(rows, [](const domain::AnswerRow& row) { return row.empty(); });
    std::erase_if(read_.answers.rows, [](const auto& table) { return table.second.empty(); });
  }

  const office::Grid& grid_;
  const Form& form_;
  std::map<std::size_t, std::size_t> lines_;  // of the blank form → of this one
  std::set<const FormQuestion*> unread_;  // have a cell that is no number: their sums say nothing
  ReadForm read_;
};

/// The version whose code stands somewhere in the sheet.
const Form* FormNamedIn(const office::Grid& grid, const domain::FormLibrary& forms) {
  for (const office::TableRow& row : grid.rows) {
    for (const std::string& cell : row.cells) {
      if (const Form* const form = forms.Find(base::Trim(cell))) return form;
    }
  }
  return nullptr;
}

}  // namespace

Result<ReadForm> ReadFormWorkbook(const domain::Reference& reference, std::string_view bytes,
                                  const Form* fallback) {
  JIEDUI_ASSIGN(const office::Grid grid, office::ReadGrid(bytes));
  const Form* const named = FormNamedIn(grid, reference.forms());
  const Form* const form = named != nullptr ? named : fallback;
  if (form == nullptr) return Fail(ErrorCode::kInvalid, "没有调查表的表式", "file");
  return WorkbookReader(grid, *form).Read();
}

}  // namespace jiedui::services

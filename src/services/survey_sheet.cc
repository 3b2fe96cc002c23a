#include "services/survey_sheet.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "office/text_width.h"

namespace jiedui::services {
namespace {

using domain::Answer;
using domain::CellRange;
using domain::Form;
using domain::FormQuestion;
using domain::QuestionType;
using office::FormCell;
using office::FormStyle;

constexpr double kNumberWidth = 5.5;  // of the column with the rows' numbers
constexpr double kGridWidth = 7.4;
constexpr double kLineHeight = 14;
constexpr double kLeastHeight = 22;
constexpr double kTitleHeight = 30;
constexpr double kSealHeight = 36;  // room for the stamp over the enterprise's name
constexpr double kContentHeight = 40;

bool IsNumber(const FormQuestion& question) {
  return question.type == QuestionType::kInteger || question.type == QuestionType::kNumber;
}

class SheetMaker {
 public:
  SheetMaker(const Form& form, const domain::Answers& answers, const FormAbout& about)
      : form_(form), answers_(answers), about_(about), bands_(BandsOf(form)) {
    sheet_.name = form.zh;
  }

  office::FormSheet Make() {
    AddTexts();
    for (const domain::FormPart& part : form_.parts) {
      Add(Moved(part.label), part.zh, FormStyle::kPart);
      for (const FormQuestion& question : part.questions) AddQuestion(part, question);
    }
    for (const FormBand& band : bands_) AddBand(band);
    SetWidths();
    SetHeights();
    return std::move(sheet_);
  }

 private:
  [[nodiscard]] const std::vector<domain::AnswerRow>& RowsOf(const FormBand& band) const {
    static const std::vector<domain::AnswerRow> kNone;
    const auto rows = answers_.rows.find(band.path);
    return rows == answers_.rows.end() ? kNone : rows->second;
  }

  [[nodiscard]] std::size_t LinesOf(const FormBand& band) const {
    return std::max(band.table->lines, RowsOf(band).size());
  }

  /// The line of the blank form, as far down as the tables above it have grown.
  [[nodiscard]] std::size_t Moved(std::size_t line) const {
    std::size_t moved = line;
    for (const FormBand& band : bands_) {
      if (band.header + band.table->lines < line) moved += LinesOf(band) - band.table->lines;
    }
    return moved;
  }

  [[nodiscard]] CellRange Moved(const CellRange& range) const {
    return {Moved(range.first_line), range.first_column, Moved(range.last_line), range.last_column};
  }

  void Add(const CellRange& range, std::string text, FormStyle style) {
    sheet_.cells.push_back({range, std::move(text), style});
  }

  void AddTexts() {
    for (const domain::FormText& text : form_.texts) {
      const bool about = !text.about.empty();
      const bool header = !about && !text.title && Moved(text.label).first_line > 2;
      const FormStyle style = text.title ? FormStyle::kTitle
                              : header   ? FormStyle::kLabel
                                         : FormStyle::kNote;
      const CellRange label = Moved(text.label);
      Add(label, text.zh, style);
      const bool sealed = text.about == "enterprise";
      if (text.title || sealed)
        sheet_.line_heights[label.first_line] = text.title ? kTitleHeight : kSealHeight;
      if (!about) continue;
      const auto value = about_.find(text.about);
      Add(Moved(text.answer), value == about_.end() ? "" : value->second, FormStyle::kNote);
    }
  }

  void AddQuestion(const domain::FormPart& part, const FormQuestion& question) {
    if (question.type == QuestionType::kTable) return;
    const std::string path = part.code + "." + question.code;
    Add(Moved(question.label), question.zh, FormStyle::kLabel);
    if (question.type == QuestionType::kTicks) return AddBoxes(question, path);
    const auto answer = answers_.single.find(path);
    AddAnswer(Moved(question.answer), answer == answers_.single.end() ? nullptr : &answer->second,
              question);
    if (!question.activity.empty())
      sheet_.line_heights[Moved(question.answer.first_line)] = kContentHeight;
  }

  void AddBoxes(const FormQuestion& question, const std::string& path) {
    const auto* const ticked = answers_.Find<std::vector<std::string>>(path);
    for (const domain::FormOption& option : question.options) {
      const bool on = ticked != nullptr &&
                      std::find(ticked->begin(), ticked->end(), option.code) != ticked->end();
      const bool last = option.cell.last_column == question.options.back().cell.last_column;
      Add(Moved(option.cell), std::string(on ? kTickedBox : kEmptyBox) + " " + option.zh,
          last ? FormStyle::kLastBox : FormStyle::kBox);
    }
  }

  void AddAnswer(const CellRange& range, const Answer* answer, const FormQuestion& question) {
    FormCell cell{range, "", IsNumber(question) ? FormStyle::kNumber : FormStyle::kText};
    if (answer != nullptr) {
      if (const auto* text = std::get_if<std::string>(answer)) cell.text = *text;
      if (const auto* number = std::get_if<double>(answer)) cell.number = *number;
    }
    sheet_.cells.push_back(std::move(cell));
  }

  void AddBand(const FormBand& band) {
    const std::size_t header = Moved(band.header);
    const std::size_t numbers = band.table->label.first_column;
    Add({header, numbers, header, numbers}, band.table->zh, FormStyle::kLabel);
    for (const FormQuestion* const column : band.columns)
      Add(Moved(column->label), column->zh, FormStyle::kLabel);
    const auto& rows = RowsOf(band);
    const std::size_t lines = LinesOf(band);
    for (std::size_t r = 0; r < lines; ++r) {
      const std::size_t line = header + 1 + r;
      Add({line, numbers, line, numbers}, std::to_string(r + 1), FormStyle::kLabel);
      for (const FormQuestion* const column : band.columns) {
        const Answer* answer = nullptr;
        if (r < rows.size()) {
          const auto found = rows[r].find(column->code);
          if (found != rows[r].end()) answer = &found->second;
        }
        AddAnswer({line, column->label.first_column, line, column->label.last_column}, answer,
                  *column);
      }
    }
    if (band.sums) AddSums(band, header + 1, header + lines);
  }

  void AddSums(const FormBand& band, std::size_t first, std::size_t last) {
    const std::size_t line = last + 1;
    const std::size_t numbers = band.table->label.first_column;
    Add({line, numbers, line, numbers}, std::string(kSumTitle), FormStyle::kLabel);
    for (const FormQuestion* const column : band.columns) {
      const std::size_t at = column->label.first_column;
      FormCell cell{{line, at, line, column->label.last_column}, "", FormStyle::kSum};
      if (IsNumber(*column)) {
        cell.formula =
            "=SUM(" + domain::CellAddress(first, at) + ":" + domain::CellAddress(last, at) + ")";
        cell.number = domain::FigureOf(form_, answers_, band.path + "." + column->code);
      }
      sheet_.cells.push_back(std::move(cell));
    }
  }

  void SetWidths() {
    std::size_t columns = 0;
    for (const FormCell& cell : sheet_.cells)
      columns = std::max(columns, cell.range.last_column + 1);
    sheet_.column_widths.assign(columns, kGridWidth);
    sheet_.column_widths.front() = kNumberWidth;
  }

  [[nodiscard]] double WidthOf(const CellRange& range) const {
    double width = 0;
    for (std::size_t c = range.first_column; c <= range.last_column; ++c)
      width += sheet_.column_widths[c];
    return width;
  }

  /// As many lines as the longest text of the line takes; merged cells do not grow by themselves.
  void SetHeights() {
    for (const FormCell& cell : sheet_.cells) {
      double& height =
          sheet_.line_heights.try_emplace(cell.range.first_line, kLeastHeight).first->second;
      if (cell.range.first_line != cell.range.last_line) continue;
      constexpr double kSmaller = 1.1;  // widths are in characters of 11 points, texts have 10
      const double room = kSmaller * WidthOf(cell.range);
      double lines = 0;
      for (const std::string_view line : base::Split(cell.text, '\n')) {
        const auto width = static_cast<double>(office::DisplayWidth(line));
        lines += std::max(1.0, std::ceil(width / room));
      }
      constexpr double kAround = 5;
      height = std::max(height, lines * kLineHeight + kAround);
    }
  }

  const Form& form_;
  const domain::Answers& answers_;
  const FormAbout& about_;
  std::vector<FormBand> bands_;
  office::FormSheet sheet_;
};

}  // namespace

FormAbout AboutOf(const domain::Reference& reference, const Form& form,
                  const domain::Enterprise& enterprise, const std::string& period) {
  const domain::Region* const region = reference.FindRegion(enterprise.region_code);
  const domain::Sector* const sector = reference.FindSector(enterprise.sector_code);
  const domain::ProgrammeSector* const programme =
      reference.FindProgrammeSector(enterprise.programme_sector);
  FormAbout about = {{"enterprise", enterprise.name},
                     {"credit_code", enterprise.credit_code},
                     {"period", period},
                     {"form", form.code}};
  about["region"] = region == nullptr ? "" : region->name;
  about["sector"] = sector != nullptr ? sector->name : programme != nullptr ? programme->name : "";
  return about;
}

office::FormSheet MakeFormSheet(const Form& form, const domain::Answers& answers,
                                const FormAbout& about) {
  return SheetMaker(form, answers, about).Make();
}

std::vector<FormBand> BandsOf(const Form& form) {
  std::map<std::size_t, FormBand> by_line;
  for (const domain::FormPart& part : form.parts) {
    for (const FormQuestion& question : part.questions) {
      for (const FormQuestion& column : question.columns) {
        FormBand& band = by_line[column.label.first_line];
        band.table = &question;
        band.path = part.code + "." + question.code;
        band.columns.push_back(&column);
        band.header = column.label.last_line;
        band.sums |= IsNumber(column);
      }
    }
  }
  std::vector<FormBand> bands;
  bands.reserve(by_line.size());
  for (auto& [line, band] : by_line) bands.push_back(std::move(band));
  return bands;
}

}  // namespace jiedui::services

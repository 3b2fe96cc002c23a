#include <algorithm>
#include <cmath>
#include <optional>

#include "base/clock.h"
#include "base/text.h"
#include "office/long_cells_internal.h"
#include "office/sheet_writer.h"
#include "office/text_width.h"
#include "office/xlsx_file_internal.h"
#include "office/xlsx_text_internal.h"

namespace jiedui::office {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr double kLeastWidth = 8;
constexpr double kMostWidth = 60;
constexpr std::size_t kRowsMeasured = 200;
constexpr std::size_t kMostLines = 1'048'576;
constexpr std::size_t kMostColumns = 16'384;
constexpr std::string_view kDayFormat = "yyyy-mm-dd";

/// How a cell looks.
struct CellStyle {
  std::string code;  ///< Excel's format code; empty: as it is
  bool marked = false;
  bool total = false;
  bool bordered = false;
  auto operator<=>(const CellStyle&) const = default;
};

/// A book's formats, each made once.
class Formats {
 public:
  explicit Formats(lxw_workbook* book) : book_(book) {}

  lxw_format* Header() {
    if (header_ == nullptr) {
      header_ = workbook_add_format(book_);
      format_set_bold(header_);
      format_set_bg_color(header_, 0xDDE7F3);
      format_set_border(header_, LXW_BORDER_THIN);
      format_set_text_wrap(header_);
      format_set_align(header_, LXW_ALIGN_VERTICAL_CENTER);
    }
    return header_;
  }

  lxw_format* Group() {
    if (group_ == nullptr) {
      group_ = workbook_add_format(book_);
      format_set_bold(group_);
      format_set_bg_color(group_, 0xDDE7F3);
      format_set_border(group_, LXW_BORDER_THIN);
      format_set_align(group_, LXW_ALIGN_CENTER);
    }
    return group_;
  }

  lxw_format* Title() {
    if (title_ == nullptr) {
      title_ = workbook_add_format(book_);
      format_set_bold(title_);
      format_set_font_size(title_, 16);
      format_set_align(title_, LXW_ALIGN_CENTER);
    }
    return title_;
  }

  /// nullptr, which is the plain format, where nothing is said.
  lxw_format* Cell(const CellStyle& style) {
    if (style == CellStyle{}) return nullptr;
    lxw_format*& format = cells_[style];
    if (format != nullptr) return format;
    format = workbook_add_format(book_);
    if (!style.code.empty()) format_set_num_format(format, style.code.c_str());
    if (style.marked) {
      format_set_font_color(format, 0xB00020);
      format_set_bg_color(format, 0xFDE7EA);
    }
    if (style.total) format_set_bold(format);
    if (style.bordered) {
      format_set_border(format, LXW_BORDER_THIN);
      format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    }
    return format;
  }

 private:
  lxw_workbook* book_;
  lxw_format* header_ = nullptr;
  lxw_format* group_ = nullptr;
  lxw_format* title_ = nullptr;
  std::map<CellStyle, lxw_format*> cells_;
};

/// The number that a spreadsheet shows with all its digits.
std::optional<double> ExactNumber(const std::string& text) {
  const auto digits =
      std::count_if(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
  constexpr std::ptrdiff_t kExactDigits = 15;
  return digits > kExactDigits ? std::nullopt : base::ParseNumber(text);
}

/// A day as a serial number of the 1900 system, past its wrong leap day.
std::optional<double> SerialDay(const std::string& text) {
  const Result<base::Date> date = base::ParseDate(text);
  if (!date || *date < base::Date{1900, 3, 1}) return std::nullopt;
  constexpr int kEpochIn1900 = 25'569;
  const std::chrono::sys_days day{std::chrono::year{date->year} / std::chrono::month{date->month} /
                                  std::chrono::day{date->day}};
  return static_cast<double>(day.time_since_epoch().count() + kEpochIn1900);
}

/// Writes one sheet's cells from the top.
class SheetWriter {
 public:
  SheetWriter(const Sheet& sheet, lxw_worksheet* out, Formats& formats)
      : sheet_(sheet), out_(out), formats_(formats) {}

  void Write() {
    if (!sheet_.title.empty()) WriteTitle(sheet_.title, formats_.Title());
    for (const std::string& line : sheet_.subtitles) WriteTitle(line, nullptr);
    if (!sheet_.header_groups.empty()) WriteGroups();
    const lxw_row_t header_line = line_;
    for (std::size_t c = 0; c < sheet_.header.size(); ++c) WriteHeader(c);
    for (std::size_t r = 0; r < sheet_.rows.size(); ++r) {
      ++line_;
      WriteRow(r);
    }
    SetWidths();
    worksheet_freeze_panes(out_, header_line + 1, 0);
    if (sheet_.printed) {
      SetPage(header_line);
    } else if (!sheet_.rows.empty() && !sheet_.header.empty())
      worksheet_autofilter(out_, header_line, 0, line_, Column(sheet_.header.size() - 1));
  }

 private:
  static lxw_col_t Column(std::size_t column) { return static_cast<lxw_col_t>(column); }

  /// Over two columns at least: a line that is merged is no header to ReadTable.
  void WriteTitle(const std::string& text, lxw_format* format) {
    const lxw_col_t last = Column(std::max<std::size_t>(sheet_.header.size(), 2) - 1);
    worksheet_merge_range(out_, line_, 0, line_, last, XlsxText(text).c_str(), format);
    ++line_;
  }

  /// The titles over several columns, on a line of their own.
  void WriteGroups() {
    for (const HeaderGroup& group : sheet_.header_groups) {
      worksheet_merge_range(out_, line_, Column(group.first_column), line_,
                            Column(group.last_column), XlsxText(group.title).c_str(),
                            formats_.Group());
    }
    ++line_;
  }

  void WriteHeader(std::size_t column) {
    const bool grouped = std::any_of(
        sheet_.header_groups.begin(), sheet_.header_groups.end(), [&](const HeaderGroup& group) {
          return group.first_column <= column && column <= group.last_column;
        });
    if (sheet_.header_groups.empty() || grouped)
      return WriteText(column, sheet_.header[column], formats_.Header());
    worksheet_merge_range(out_, line_ - 1, Column(column), line_, Column(column),
                          XlsxText(sheet_.header[column]).c_str(), formats_.Header());
  }

  void SetPage(lxw_row_t header_line) {
    constexpr std::uint8_t kA4 = 9;
    worksheet_set_paper(out_, kA4);
    worksheet_set_landscape(out_);
    worksheet_fit_to_pages(out_, 1, 0);
    worksheet_repeat_rows(out_, 0, header_line);
    constexpr double kLineHeight = 20;  // Chinese letters are taller than the default
    worksheet_set_default_row(out_, kLineHeight, LXW_FALSE);
  }

  void WriteText(std::size_t column, const std::string& text, lxw_format* format) {
    worksheet_write_string(out_, line_, Column(column), XlsxText(text).c_str(), format);
  }

  void WriteRow(std::size_t row) {
    for (std::size_t c = 0; c < sheet_.rows[row].size(); ++c) {
      const bool total = sheet_.total_rows.contains(row);
      WriteCell(c, sheet_.rows[row][c],
                {{}, sheet_.marked.contains({row, c}), total, sheet_.printed});
    }
  }

  /// `style` without its format code.
  void WriteCell(std::size_t column, const std::string& text, CellStyle style) {
    const auto given = sheet_.number_formats.find(column);
    const std::string code = given == sheet_.number_formats.end() ? "" : given->second;
    if (text.empty()) {
      if (style != CellStyle{})
        worksheet_write_blank(out_, line_, Column(column), formats_.Cell(style));
      return;
    }
    if (sheet_.boolean_columns.contains(column) && (text == "TRUE" || text == "FALSE")) {
      worksheet_write_boolean(out_, line_, Column(column), text == "TRUE" ? 1 : 0,
                              formats_.Cell(style));
      return;
    }
    const bool dates = sheet_.date_columns.contains(column);
    std::optional<double> value;
    if (dates) value = SerialDay(text);
    if (sheet_.number_columns.contains(column)) value = ExactNumber(text);
    if (!value) return WriteText(column, text, formats_.Cell(style));
    style.code = dates && code.empty() ? std::string(kDayFormat) : code;
    worksheet_write_number(out_, line_, Column(column), *value, formats_.Cell(style));
  }

  void SetWidths() {
    for (std::size_t c = 0; c < sheet_.header.size(); ++c) {
      std::size_t width = DisplayWidth(sheet_.header[c]);
      for (std::size_t r = 0; r < std::min(sheet_.rows.size(), kRowsMeasured); ++r) {
        if (c < sheet_.rows[r].size()) width = std::max(width, DisplayWidth(sheet_.rows[r][c]));
      }
      worksheet_set_column(out_, Column(c), Column(c),
                           std::clamp(static_cast<double>(width) + 2, kLeastWidth, kMostWidth),
                           nullptr);
    }
  }

  const Sheet& sheet_;
  lxw_worksheet* out_;
  Formats& formats_;
  lxw_row_t line_ = 0;
};

Status CheckSize(const Sheet& sheet) {
  const auto too_large = [&](const std::string& what) {
    return Fail(ErrorCode::kTooLarge, "工作表 “" + sheet.name + "” " + what, "file");
  };
  if (sheet.rows.size() + sheet.subtitles.size() + 3 > kMostLines)
    return too_large("超过 Excel 的 1048576 行");
  const auto check = [&](const std::vector<std::string>& cells,
                         const std::string& where) -> Status {
    if (cells.size() > kMostColumns) return too_large(where + "超过 Excel 的 16384 列");
    for (const std::string& cell : cells) {
      if (!FitsXlsxCell(cell)) return too_large(where + "有超过 32767 字的单元格");
    }
    return {};
  };
  JIEDUI_CHECK(check(sheet.header, "表头"));
  JIEDUI_CHECK(check(sheet.subtitles, "标题"));
  for (const HeaderGroup& group : sheet.header_groups) JIEDUI_CHECK(check({group.title}, "表头"));
  JIEDUI_CHECK(check({sheet.title}, "标题"));
  for (std::size_t r = 0; r < sheet.rows.size(); ++r)
    JIEDUI_CHECK(check(sheet.rows[r], "第 " + std::to_string(r + 1) + " 条"));
  return {};
}

/// The sheets as they are written: those given, or a copy where long cells are to go on.
class Continued {
 public:
  explicit Continued(const std::vector<Sheet>& given) : given_(given) {
    const auto spreads = [](const Sheet& sheet) { return sheet.continued && HasLongCells(sheet); };
    if (std::none_of(given.begin(), given.end(), spreads)) return;
    for (const Sheet& sheet : given)
      made_.push_back(spreads(sheet) ? WithContinuedCells(sheet) : sheet);
  }
  const std::vector<Sheet>& operator*() const { return made_.empty() ? given_ : made_; }

 private:
  const std::vector<Sheet>& given_;
  std::vector<Sheet> made_;
};

Status AddSheets(lxw_workbook* book, const std::vector<Sheet>& sheets) {
  Formats formats(book);
  SheetNames names;
  for (const Sheet& sheet : sheets) {
    lxw_worksheet* const out = workbook_add_worksheet(book, names.Take(sheet.name).c_str());
    if (out == nullptr) return Fail(ErrorCode::kInternal, "无法建立工作表 " + sheet.name, "file");
    SheetWriter(sheet, out, formats).Write();
  }
  return {};
}

}  // namespace

Status WriteXlsx(const fs::path& file, const std::vector<Sheet>& given) {
  const Continued sheets(given);
  for (const Sheet& sheet : *sheets) JIEDUI_CHECK(CheckSize(sheet));
  return WriteBook(file, [&](lxw_workbook* book) { return AddSheets(book, *sheets); });
}

Result<std::string> XlsxBytes(const std::vector<Sheet>& given) {
  const Continued sheets(given);
  for (const Sheet& sheet : *sheets) JIEDUI_CHECK(CheckSize(sheet));
  return BookBytes([&](lxw_workbook* book) { return AddSheets(book, *sheets); });
}

}  // namespace jiedui::office

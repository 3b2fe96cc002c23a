#include "office/form_sheet.h"

#include "office/xlsx_file_internal.h"
#include "office/xlsx_text_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::uint8_t kA4 = 9;
constexpr double kSideMargin = 0.6;  // inches
constexpr double kEndMargin = 0.5;
constexpr double kTitleSize = 16;
constexpr double kTextSize = 10;
constexpr double kNoteSize = 9;

bool IsCentred(FormStyle style) {
  return style == FormStyle::kTitle || style == FormStyle::kLabel || style == FormStyle::kNumber ||
         style == FormStyle::kSum;
}

bool IsFramed(FormStyle style) {
  return style != FormStyle::kTitle && style != FormStyle::kNote && style != FormStyle::kBox &&
         style != FormStyle::kLastBox;
}

/// A sheet's formats, each made once.
class FormFormats {
 public:
  explicit FormFormats(lxw_workbook* book) : book_(book) {}

  lxw_format* Of(FormStyle style) {
    lxw_format*& format = formats_[style];
    if (format == nullptr) format = Make(style);
    return format;
  }

 private:
  lxw_format* Make(FormStyle style) {
    lxw_format* const format = workbook_add_format(book_);
    format_set_font_name(format, style == FormStyle::kTitle ? "黑体" : "宋体");
    format_set_font_size(format, style == FormStyle::kTitle  ? kTitleSize
                                 : style == FormStyle::kNote ? kNoteSize
                                                             : kTextSize);
    format_set_align(format, LXW_ALIGN_VERTICAL_CENTER);
    format_set_text_wrap(format);
    format_set_align(format, IsCentred(style) ? LXW_ALIGN_CENTER : LXW_ALIGN_LEFT);
    if (IsFramed(style)) format_set_border(format, LXW_BORDER_THIN);
    if (style == FormStyle::kLastBox) format_set_right(format, LXW_BORDER_THIN);
    if (style == FormStyle::kPart) format_set_bold(format);
    if (style == FormStyle::kSum) format_set_num_format(format, "General;-General;;@");
    return format;
  }

  lxw_workbook* book_;
  std::map<FormStyle, lxw_format*> formats_;
};

void WriteCell(lxw_worksheet* out, const FormCell& cell, lxw_format* format) {
  const auto line = static_cast<lxw_row_t>(cell.range.first_line - 1);
  const auto column = static_cast<lxw_col_t>(cell.range.first_column);
  const auto last_line = static_cast<lxw_row_t>(cell.range.last_line - 1);
  const auto last_column = static_cast<lxw_col_t>(cell.range.last_column);
  if (line != last_line || column != last_column)
    worksheet_merge_range(out, line, column, last_line, last_column, "", format);
  if (!cell.formula.empty()) {
    worksheet_write_formula_num(out, line, column, cell.formula.c_str(), format,
                                cell.number.value_or(0));
  } else if (cell.number) {
    worksheet_write_number(out, line, column, *cell.number, format);
  } else if (cell.text.empty()) {
    worksheet_write_blank(out, line, column, format);
  } else {
    worksheet_write_string(out, line, column, XlsxText(cell.text).c_str(), format);
  }
}

void SetPage(lxw_worksheet* out) {
  worksheet_set_paper(out, kA4);
  worksheet_set_portrait(out);
  worksheet_set_margins(out, kSideMargin, kSideMargin, kEndMargin, kEndMargin);
  worksheet_center_horizontally(out);
  worksheet_fit_to_pages(out, 1, 0);
  worksheet_gridlines(out, LXW_HIDE_ALL_GRIDLINES);
}

Status AddForm(lxw_workbook* book, const FormSheet& sheet) {
  SheetNames names;
  lxw_worksheet* const out = workbook_add_worksheet(book, names.Take(sheet.name).c_str());
  if (out == nullptr) return Fail(ErrorCode::kInternal, "无法建立工作表 " + sheet.name, "file");
  FormFormats formats(book);
  SetPage(out);
  for (std::size_t c = 0; c < sheet.column_widths.size(); ++c) {
    const auto column = static_cast<lxw_col_t>(c);
    worksheet_set_column(out, column, column, sheet.column_widths[c], nullptr);
  }
  for (const auto& [line, height] : sheet.line_heights)
    worksheet_set_row(out, static_cast<lxw_row_t>(line - 1), height, nullptr);
  for (const FormCell& cell : sheet.cells) WriteCell(out, cell, formats.Of(cell.style));
  return {};
}

}  // namespace

Result<std::string> FormXlsx(const FormSheet& sheet) {
  for (const FormCell& cell : sheet.cells) {
    if (FitsXlsxCell(cell.text)) continue;
    return Fail(ErrorCode::kTooLarge,
                "单元格 " + domain::CellAddress(cell.range.first_line, cell.range.first_column) +
                    " 超过 32767 字",
                "file");
  }
  return BookBytes([&](lxw_workbook* book) { return AddForm(book, sheet); });
}

}  // namespace jiedui::office

#include "office/row_errors.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "office/text_width.h"
#include "office/xlsx_text_internal.h"

namespace jiedui::office {
namespace {

constexpr std::string_view kMessageHeader = "错误信息";
constexpr std::size_t kMostClippedWidth = 4'000;

/// The text, cut where Excel would refuse it.
std::string Fitting(const std::string& text) {
  return FitsXlsxCell(text) ? text : ClipToWidth(text, kMostClippedWidth);
}

/// All rows of the table by line, ragged ones in their place.
std::vector<const TableRow*> RowsByLine(const Table& table) {
  std::vector<const TableRow*> rows;
  for (const TableRow& row : table.rows) rows.push_back(&row);
  for (const TableRow& row : table.ragged) rows.push_back(&row);
  std::stable_sort(rows.begin(), rows.end(),
                   [](const TableRow* a, const TableRow* b) { return a->line < b->line; });
  return rows;
}

std::string WithPlace(const RowError& error) {
  return error.column.empty() ? error.reason : error.column + ": " + error.reason;
}

/// Makes the sheet row by row.
class ErrorSheetMaker {
 public:
  ErrorSheetMaker(const Table& table, std::span<const RowError> errors) : table_(table) {
    for (const RowError& error : errors) errors_of_line_[error.line].push_back(&error);
    for (std::size_t c = 0; c < table.header.size(); ++c) {
      if (base::Trim(table.header[c]) == kMessageHeader) continue;
      columns_.push_back(c);
      sheet_.header.push_back(Fitting(table.header[c]));
    }
    sheet_.name = "错误";
    sheet_.continued = table.ragged.empty();
    sheet_.header.emplace_back(kMessageHeader);
  }

  void Add(const TableRow& row, ErrorRows rows) {
    const auto found = errors_of_line_.find(row.line);
    if (found == errors_of_line_.end() && rows == ErrorRows::kBadOnly) return;
    std::vector<std::string> cells;
    for (const std::size_t c : columns_)
      cells.push_back(sheet_.continued ? row.cells[c] : Fitting(row.cells[c]));
    std::string message;
    if (found != errors_of_line_.end()) {
      for (const RowError* const error : found->second) {
        message += (message.empty() ? "" : "；") + WithPlace(*error);
        Mark(error->column);
      }
    }
    cells.push_back(Fitting(message));
    // What a ragged row has beyond the header stays, and is an error again until somebody looks.
    for (std::size_t c = table_.header.size(); c < row.cells.size(); ++c)
      cells.push_back(Fitting(row.cells[c]));
    sheet_.rows.push_back(std::move(cells));
  }

  Sheet Take() { return std::move(sheet_); }

 private:
  /// In the row that comes next. A row's own error marks its message.
  void Mark(const std::string& column) {
    std::size_t at = columns_.size();
    for (std::size_t i = 0; i < columns_.size() && !column.empty(); ++i) {
      if (table_.header[columns_[i]] == column) at = std::min(at, i);
    }
    sheet_.marked.insert({sheet_.rows.size(), at});
  }

  const Table& table_;
  std::map<std::size_t, std::vector<const RowError*>> errors_of_line_;
  std::vector<std::size_t> columns_;  // of the table, without its own messages
  Sheet sheet_;
};

std::string Padded(const std::string& text, std::size_t width) {
  const std::size_t own = DisplayWidth(text);
  return own < width ? text + std::string(width - own, ' ') : text;
}

}  // namespace

std::vector<RowError> RaggedErrors(const Table& table) {
  std::vector<RowError> errors;
  for (const TableRow& row : table.ragged) {
    const auto extra = row.cells.begin() + static_cast<std::ptrdiff_t>(table.header.size());
    errors.push_back({row.line, "", base::Join({extra, row.cells.end()}, "、"),
                      "有 " + std::to_string(row.cells.size()) + " 列，多于表头的 " +
                          std::to_string(table.header.size()) + " 列"});
  }
  return errors;
}

Sheet ErrorSheet(const Table& table, std::span<const RowError> errors, ErrorRows rows) {
  ErrorSheetMaker maker(table, errors);
  for (const TableRow* const row : RowsByLine(table)) maker.Add(*row, rows);
  return maker.Take();
}

base::Status WriteErrorWorkbook(const std::filesystem::path& file, const Table& table,
                                std::span<const RowError> errors, ErrorRows rows) {
  return WriteXlsx(file, {ErrorSheet(table, errors, rows)});
}

std::string RenderErrors(std::span<const RowError> errors, std::size_t most) {
  constexpr std::size_t kMostValueWidth = 30;
  constexpr std::size_t kMostReasonWidth = 200;
  std::vector<const RowError*> sorted;
  for (const RowError& error : errors) sorted.push_back(&error);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const RowError* a, const RowError* b) { return a->line < b->line; });
  sorted.resize(std::min(sorted.size(), most));
  std::vector<std::array<std::string, 3>> lines;
  std::array<std::size_t, 3> widths{};
  for (const RowError* const error : sorted) {
    lines.push_back({"第 " + std::to_string(error->line) + " 行",
                     ClipToWidth(error->column, kMostValueWidth),
                     "“" + ClipToWidth(error->value, kMostValueWidth) + "”"});
    for (std::size_t i = 0; i < widths.size(); ++i)
      widths[i] = std::max(widths[i], DisplayWidth(lines.back()[i]));
  }
  std::string text;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    for (std::size_t c = 0; c < widths.size(); ++c) text += Padded(lines[i][c], widths[c]) + "  ";
    text += ClipToWidth(sorted[i]->reason, kMostReasonWidth) + "\n";
  }
  if (errors.size() > sorted.size())
    text += "… 还有 " + std::to_string(errors.size() - sorted.size()) + " 处错误\n";
  return text;
}

}  // namespace jiedui::office

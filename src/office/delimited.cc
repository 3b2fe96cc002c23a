#include "base/text.h"
#include "office/delimited_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> AtLine(ErrorCode code, std::size_t line, std::string_view what) {
  return Fail(code, "第 " + std::to_string(line) + " 行: " + std::string(what), "file");
}

bool IsBlank(const TableRow& row) {
  return std::all_of(row.cells.begin(), row.cells.end(),
                     [](const std::string& c) { return base::Trim(c).empty(); });
}

/// Reads one text cell by cell.
class Reader {
 public:
  Reader(std::string_view text, char separator, const TableLimits& limits)
      : text_(text), separator_(separator), quotes_(separator == ','), limits_(limits) {}

  Result<Table> Read() {
    Table table;
    while (at_ < text_.size()) {
      TableRow row{line_, {}};
      JIEDUI_CHECK(ReadRow(row));
      JIEDUI_CHECK(AddRow(table, std::move(row), limits_));
    }
    if (table.header.empty()) return Fail(ErrorCode::kInvalid, "文件里没有表头", "file");
    return table;
  }

 private:
  Status ReadRow(TableRow& row) {
    for (;;) {
      std::string cell;
      JIEDUI_CHECK(ReadCell(cell));
      if (cell.size() > limits_.cell_bytes)
        return AtLine(ErrorCode::kTooLarge, row.line, "单元格过长");
      row.cells.push_back(std::move(cell));
      if (row.cells.size() > limits_.columns)
        return AtLine(ErrorCode::kTooLarge, row.line, "列数过多");
      if (at_ >= text_.size()) return {};
      if (text_[at_] == separator_) {
        ++at_;
        continue;
      }
      TakeLineEnd();
      return {};
    }
  }

  Status ReadCell(std::string& cell) {
    if (quotes_ && at_ < text_.size() && text_[at_] == '"') return ReadQuoted(cell);
    const std::size_t start = at_;
    while (at_ < text_.size() && text_[at_] != separator_ && text_[at_] != '\n' &&
           text_[at_] != '\r')
      ++at_;
    cell = std::string(text_.substr(start, at_ - start));
    return {};
  }

  Status ReadQuoted(std::string& cell) {
    const std::size_t opened = line_;
    ++at_;
    for (; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\n') ++line_;
      if (text_[at_] != '"') {
        cell += text_[at_];
        continue;
      }
      if (at_ + 1 < text_.size() && text_[at_ + 1] == '"') {
        cell += '"';
        ++at_;
        continue;
      }
      ++at_;
      const bool ends = at_ >= text_.size() || text_[at_] == separator_ || text_[at_] == '\n' ||
                        text_[at_] == '\r';
      return ends ? Status{} : Status(AtLine(ErrorCode::kInvalid, line_, "引号之后还有文字"));
    }
    return AtLine(ErrorCode::kInvalid, opened, "引号没有结束");
  }

  void TakeLineEnd() {
    if (text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
    ++line_;
  }

  std::string_view text_;
  char separator_;
  bool quotes_;
  const TableLimits& limits_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

Status AddRow(Table& table, TableRow row, const TableLimits& limits) {
  if (IsBlank(row)) return {};
  if (table.header.empty()) {
    while (!row.cells.empty() && base::Trim(row.cells.back()).empty()) row.cells.pop_back();
    table.header = std::move(row.cells);
    return {};
  }
  if (table.rows.size() >= limits.rows) return AtLine(ErrorCode::kTooLarge, row.line, "行数过多");
  while (row.cells.size() > table.header.size() && base::Trim(row.cells.back()).empty())
    row.cells.pop_back();
  if (row.cells.size() > table.header.size()) {
    return AtLine(ErrorCode::kInvalid, row.line,
                  "有 " + std::to_string(row.cells.size()) + " 列，多于表头的 " +
                      std::to_string(table.header.size()) + " 列");
  }
  row.cells.resize(table.header.size());
  table.rows.push_back(std::move(row));
  return {};
}

Result<Table> ReadDelimited(std::string_view text, char separator, const TableLimits& limits) {
  return Reader(text, separator, limits).Read();
}

}  // namespace jiedui::office

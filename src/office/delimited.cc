#include <algorithm>
#include <array>

#include "base/text.h"
#include "office/delimited_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Status;

/// Reads one text cell by cell.
class Reader {
 public:
  Reader(std::string_view text, char separator, const TableLimits& limits)
      : text_(text), separator_(separator), quotes_(separator == ','), limits_(limits) {
    for (const char stop : {separator, '\n', '\r', '\0'}) stops_[Index(stop)] = true;
  }

  Status ReadInto(RowCollector& rows) {
    std::size_t columns = 0;
    while (at_ < text_.size()) {
      TableRow row{line_, {}};
      row.cells.reserve(columns);
      JIEDUI_CHECK(ReadRow(row));
      columns = row.cells.size();
      JIEDUI_CHECK(rows.Add(std::move(row)));
    }
    return {};
  }

 private:
  static std::size_t Index(char c) { return static_cast<unsigned char>(c); }

  [[nodiscard]] bool AtEnd() const { return at_ >= text_.size(); }

  /// At a separator, a line end or the end of the text?
  [[nodiscard]] bool AtCellEnd() const { return AtEnd() || stops_[Index(text_[at_])]; }

  Status ReadRow(TableRow& row) {
    for (;;) {
      std::string& cell = row.cells.emplace_back();
      if (row.cells.size() > limits_.columns)
        return AtLine(ErrorCode::kTooLarge, row.line, "列数过多");
      JIEDUI_CHECK(quotes_ && !AtEnd() && text_[at_] == '"' ? ReadQuoted(cell) : ReadPlain(cell));
      if (quotes_) TakeGuard(cell);
      if (AtEnd()) return {};
      if (text_[at_] != separator_) return TakeLineEnd();
      ++at_;
    }
  }

  static void TakeGuard(std::string& cell) {
    if (cell.starts_with(kGuard) && NeedsGuard(std::string_view(cell).substr(1))) cell.erase(0, 1);
  }

  Status ReadPlain(std::string& cell) {
    const std::size_t start = at_;
    while (!AtCellEnd()) ++at_;
    if (at_ - start > limits_.cell_bytes) return CellTooLong(line_);
    cell.assign(text_.substr(start, at_ - start));
    return {};
  }

  /// From quote to quote, a doubled one standing for itself.
  Status ReadQuoted(std::string& cell) {
    const std::size_t opened = line_;
    for (;;) {
      const std::size_t start = ++at_;
      at_ = text_.find('"', start);
      if (at_ == std::string_view::npos)
        return AtLine(ErrorCode::kInvalid, opened, "引号没有结束（从这一行开始）");
      const std::string_view piece = text_.substr(start, at_ - start);
      if (cell.size() + piece.size() > limits_.cell_bytes) return CellTooLong(opened);
      if (piece.find('\0') != std::string_view::npos) return ZeroByte(opened);
      line_ += CountLineEnds(piece);
      cell += piece;
      ++at_;
      if (AtEnd() || text_[at_] != '"') break;
      cell += '"';
    }
    if (!AtCellEnd()) return AtLine(ErrorCode::kInvalid, line_, "引号之后还有文字");
    return {};
  }

  Status TakeLineEnd() {
    if (text_[at_] == '\0') return ZeroByte(line_);
    if (text_[at_] == '\r') ++at_;
    if (!AtEnd() && text_[at_] == '\n') ++at_;
    ++line_;
    return {};
  }

  static Status CellTooLong(std::size_t line) {
    return AtLine(ErrorCode::kTooLarge, line, "单元格过长");
  }

  static Status ZeroByte(std::size_t line) {
    return AtLine(ErrorCode::kInvalid, line,
                  "含有空字符，不是文本文件（没有 BOM 的 UTF-16？请另存为 UTF-8）");
  }

  std::string_view text_;
  char separator_;
  bool quotes_;
  const TableLimits& limits_;
  std::array<bool, 256> stops_{};
  std::size_t at_ = 0;
  std::size_t line_ = 1;
};

}  // namespace

bool NeedsGuard(std::string_view cell) {
  const std::size_t guards = std::min(cell.find_first_not_of(kGuard), cell.size());
  const std::string_view bare = cell.substr(guards);
  const bool runs =
      !bare.empty() && std::string_view("=+-@\t\r").find(bare.front()) != std::string_view::npos;
  return runs && (guards > 0 || !base::ParseNumber(bare));
}

Status ReadDelimited(std::string_view text, char separator, const TableLimits& limits,
                     RowCollector& rows) {
  return Reader(text, separator, limits).ReadInto(rows);
}

}  // namespace jiedui::office

#include <algorithm>

#include "base/text.h"
#include "office/rows_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

bool IsBlank(const std::string& cell) { return cell.empty() || base::Trim(cell).empty(); }

void DropTrailingBlanks(std::vector<std::string>& cells, std::size_t keep) {
  while (cells.size() > keep && IsBlank(cells.back())) cells.pop_back();
}

std::string JoinFilled(const std::vector<std::string>& cells) {
  std::string line;
  for (const std::string& cell : cells) {
    if (!IsBlank(cell)) line += (line.empty() ? "" : " ") + cell;
  }
  return line;
}

}  // namespace

tl::unexpected<base::Error> InFile(ErrorCode code, std::string message) {
  return Fail(code, std::move(message), "file");
}

tl::unexpected<base::Error> AtLine(ErrorCode code, std::size_t line, std::string_view what) {
  return InFile(code, "第 " + std::to_string(line) + " 行: " + std::string(what));
}

std::size_t CountLineEnds(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool first_of_crlf = text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n';
    if ((text[i] == '\n' || text[i] == '\r') && !first_of_crlf) ++count;
  }
  return count;
}

Status RowCollector::Add(TableRow row) {
  if (std::all_of(row.cells.begin(), row.cells.end(), IsBlank)) return {};
  if (!HasHeader() && row.line < options_.header_line) {
    table_.title.push_back(JoinFilled(row.cells));
    return {};
  }
  if (!HasHeader()) {
    DropTrailingBlanks(row.cells, 0);
    table_.header_line = row.line;
    table_.header = std::move(row.cells);
    return {};
  }
  const TableLimits& limits = options_.limits;
  const std::size_t columns = table_.header.size();
  if (++rows_ > limits.rows || rows_ > limits.cells / columns)
    return AtLine(ErrorCode::kTooLarge, row.line, "行数过多");
  DropTrailingBlanks(row.cells, columns);
  if (row.cells.size() > columns) return AddRagged(std::move(row));
  if (row.cells.size() < columns && source_ == Source::kText)
    table_.short_lines.push_back(row.line);
  row.cells.resize(columns);
  return visit_(table_, std::move(row));
}

Status RowCollector::AddRagged(TableRow row) {
  // A refusal only names the first few lines, so their cells need not be kept.
  if (options_.ragged == RaggedRows::kRefuse) row.cells.resize(1);
  table_.ragged.push_back(std::move(row));
  return {};
}

Result<Table> RowCollector::Finish(std::string sheet) {
  table_.sheet = std::move(sheet);
  if (!HasHeader()) return InFile(ErrorCode::kInvalid, "文件里没有表头");
  if (options_.ragged == RaggedRows::kSetAside || table_.ragged.empty()) return std::move(table_);
  constexpr std::size_t kNamed = 10;
  std::string lines;
  for (std::size_t i = 0; i < std::min(kNamed, table_.ragged.size()); ++i)
    lines += (i == 0 ? "" : "、") + std::to_string(table_.ragged[i].line);
  const bool more = table_.ragged.size() > kNamed;
  return InFile(ErrorCode::kInvalid,
                "第 " + lines + (more ? " … 行" : " 行") + "的列数多于表头的 " +
                    std::to_string(table_.header.size()) + " 列" +
                    (more ? "（共 " + std::to_string(table_.ragged.size()) + " 行）" : ""));
}

}  // namespace jiedui::office

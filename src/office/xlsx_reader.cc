#include <algorithm>

#include "base/text.h"
#include "office/form_sheet.h"
#include "office/rows_internal.h"
#include "office/sheet_internal.h"
#include "office/xlsx_reader_internal.h"

namespace jiedui::office {
namespace {

using base::ErrorCode;
using base::Result;
using base::Status;

/// Each is looked up among all merged ranges, so a hostile sheet must not have thousands.
constexpr std::size_t kMostTitles = 20;

bool IsFilled(const std::string& cell) { return !base::Trim(cell).empty(); }

/// The first stored row at or after the line.
std::vector<TableRow>::iterator RowFrom(RawSheet& sheet, std::size_t line) {
  return std::lower_bound(sheet.rows.begin(), sheet.rows.end(), line,
                          [](const TableRow& row, std::size_t at) { return row.line < at; });
}

/// Copies a merged range's first cell to the others of stored rows; `budget` bounds the work of
/// ranges that overlap, which no honest workbook has.
Status FillRange(RawSheet& sheet, const MergedRange& range, const TableLimits& limits,
                 std::size_t& budget) {
  auto row = RowFrom(sheet, range.first_line);
  const bool has_first = row != sheet.rows.end() && row->line == range.first_line &&
                         row->cells.size() > range.first_column;
  if (!has_first) return {};
  const std::string value = row->cells[range.first_column];
  const std::size_t end = std::min(range.last_column + 1, limits.columns);
  for (; row != sheet.rows.end() && row->line <= range.last_line; ++row) {
    const std::size_t cost = (end - range.first_column) * (value.size() + sizeof(std::string));
    if (cost > budget) return AtLine(ErrorCode::kTooLarge, row->line, "合并的单元格过多");
    budget -= cost;
    if (row->cells.size() < end) row->cells.resize(end);
    std::fill(row->cells.begin() + static_cast<std::ptrdiff_t>(range.first_column),
              row->cells.begin() + static_cast<std::ptrdiff_t>(end), value);
  }
  return {};
}

/// A row whose only value is merged over several columns stands above a header, not in it.
bool IsTitle(const TableRow& row, const std::vector<MergedRange>& merged) {
  if (std::count_if(row.cells.begin(), row.cells.end(), IsFilled) != 1) return false;
  const auto filled = std::find_if(row.cells.begin(), row.cells.end(), IsFilled);
  const auto column = static_cast<std::size_t>(filled - row.cells.begin());
  return std::any_of(merged.begin(), merged.end(), [&](const MergedRange& range) {
    return range.first_line == row.line && range.first_column == column &&
           range.last_column > column;
  });
}

std::string FilledCell(const TableRow& row) {
  return *std::find_if(row.cells.begin(), row.cells.end(), IsFilled);
}

Result<Table> ToTable(RawSheet sheet, const SheetEntry& entry, const TableOptions& options,
                      const RowVisitor& visit) {
  RowCollector rows(RowCollector::Source::kSheet, options, visit);
  auto next = sheet.rows.begin();
  for (std::size_t titles = 0; next != sheet.rows.end() && !rows.HasHeader(); ++next) {
    if (options.header_line == 0 && titles < kMostTitles && IsTitle(*next, sheet.merged)) {
      rows.AddTitle(FilledCell(*next));
      ++titles;
    } else {
      JIEDUI_CHECK(rows.Add(*next));
    }
  }
  if (options.merged == MergedCells::kFillAll) {
    std::size_t budget = options.limits.unpacked_bytes;
    for (const MergedRange& range : sheet.merged)
      JIEDUI_CHECK(FillRange(sheet, range, options.limits, budget));
  }
  for (; next != sheet.rows.end(); ++next) JIEDUI_CHECK(rows.Add(std::move(*next)));
  return rows.Finish(entry.name);
}

bool HoldsAnything(const RawSheet& sheet) {
  return std::any_of(sheet.rows.begin(), sheet.rows.end(), [](const TableRow& row) {
    return std::any_of(row.cells.begin(), row.cells.end(), IsFilled);
  });
}

tl::unexpected<base::Error> NoSuchSheet(const Workbook& book, const std::string& name) {
  std::string names;
  for (const SheetEntry& entry : book.sheets) names += (names.empty() ? "" : "、") + entry.name;
  return InFile(ErrorCode::kInvalid, "没有名为 “" + name + "” 的工作表（有: " + names + "）");
}

}  // namespace

Result<Table> ReadXlsx(std::string_view bytes, const TableOptions& options,
                       const RowVisitor& visit) {
  JIEDUI_ASSIGN(const ZipArchive zip, ZipArchive::Open(bytes, options.limits));
  JIEDUI_ASSIGN(const Workbook book, ReadWorkbook(zip, options.limits));
  bool named = false;
  for (const SheetEntry& entry : book.sheets) {
    if (options.sheet.empty() ? entry.hidden : entry.name != options.sheet) continue;
    named = true;
    JIEDUI_ASSIGN(ZipPart part, zip.Unpack(entry.part));
    JIEDUI_ASSIGN(RawSheet sheet, ReadSheet(std::move(part), book, options.limits));
    if (HoldsAnything(sheet)) return ToTable(std::move(sheet), entry, options, visit);
  }
  if (!options.sheet.empty() && !named) return NoSuchSheet(book, options.sheet);
  return InFile(ErrorCode::kInvalid, "工作簿里没有数据");
}

std::string_view Grid::At(std::size_t line, std::size_t column) const {
  const auto row =
      std::lower_bound(rows.begin(), rows.end(), line,
                       [](const TableRow& one, std::size_t wanted) { return one.line < wanted; });
  const bool there = row != rows.end() && row->line == line && column < row->cells.size();
  return there ? std::string_view(row->cells[column]) : std::string_view{};
}

Result<Grid> ReadGrid(std::string_view bytes, const TableLimits& limits) {
  if (!bytes.starts_with("PK")) return InFile(ErrorCode::kInvalid, "文件不是 .xlsx 工作簿");
  JIEDUI_ASSIGN(const ZipArchive zip, ZipArchive::Open(bytes, limits));
  JIEDUI_ASSIGN(const Workbook book, ReadWorkbook(zip, limits));
  for (const SheetEntry& entry : book.sheets) {
    if (entry.hidden) continue;
    JIEDUI_ASSIGN(ZipPart part, zip.Unpack(entry.part));
    JIEDUI_ASSIGN(RawSheet sheet, ReadSheet(std::move(part), book, limits));
    if (HoldsAnything(sheet)) return Grid{entry.name, std::move(sheet.rows)};
  }
  return InFile(ErrorCode::kInvalid, "工作簿里没有数据");
}

}  // namespace jiedui::office

#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "office/sheet_writer.h"
#include "office/table.h"

namespace jiedui::office {

/// What is wrong with one cell, or with a row.
struct RowError {
  std::size_t line = 0;  ///< of the file
  std::string column;    ///< header, as the file has it; empty for the row as a whole
  std::string value;
  std::string reason;
};

/// One error for each row that the reader set aside as ragged.
std::vector<RowError> RaggedErrors(const Table& table);

enum class ErrorRows {
  kAll,      ///< the whole table, for a file that is corrected and imported again
  kBadOnly,  ///< for the rest of an import that skipped its bad rows
};

/// The table's rows, ragged ones among them in their place, with a last column 错误信息 that has
/// all reasons of the row; the cells at fault marked; what a ragged row has beyond the header
/// stands behind that. A column of that name that the table already
/// had is replaced, so that a corrected error workbook can be imported and reported again. Errors
/// of lines that the table does not have are left out. Texts over Excel's limit go on in further
/// columns (Sheet::continued), or are cut where a ragged row leaves no room for these.
Sheet ErrorSheet(const Table& table, std::span<const RowError> errors, ErrorRows rows);

/// ErrorSheet as an .xlsx file; see WriteXlsx.
base::Status WriteErrorWorkbook(const std::filesystem::path& file, const Table& table,
                                std::span<const RowError> errors, ErrorRows rows = ErrorRows::kAll);

/// The first `most` errors by line as aligned lines for a terminal, and how many more there are:
///   第 12 行  注册资本  “很多”  不是注册资本（例: 2500万元）
/// Values are clipped, and control characters in them blanked.
std::string RenderErrors(std::span<const RowError> errors, std::size_t most = 50);

}  // namespace jiedui::office

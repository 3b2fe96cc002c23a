#pragma once

#include <string>
#include <vector>

#include "office/workbook_internal.h"

namespace jiedui::office {

/// A merged range of cells: lines from 1, columns from 0, ends included.
struct MergedRange {
  std::size_t first_line = 0;
  std::size_t first_column = 0;
  std::size_t last_line = 0;
  std::size_t last_column = 0;
};

/// A sheet's cells as stored: rows in ascending order, each as wide as its last filled cell.
struct RawSheet {
  std::vector<TableRow> rows;
  std::vector<MergedRange> merged;
};

/// A cell's place: line from 1, column from 0.
struct CellPlace {
  std::size_t line = 0;
  std::size_t column = 0;
};

/// Reads `BC12`; kInvalid for what is none of Excel's 1,048,576 × 16,384 cells.
base::Result<CellPlace> ParseCellPlace(std::string_view reference);

/// Reads a sheet's part. kInvalid for malformed references and rows out of order; kTooLarge over a
/// limit.
base::Result<RawSheet> ReadSheet(ZipPart part, const Workbook& book, const TableLimits& limits);

}  // namespace jiedui::office

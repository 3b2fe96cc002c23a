#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "office/number_format_internal.h"
#include "office/zip_internal.h"

namespace jiedui::office {

/// A tab of a workbook.
struct SheetEntry {
  std::string name;
  std::string part;  ///< in the archive
  bool hidden = false;
};

/// What the parts of a workbook say besides its sheets' cells.
struct Workbook {
  std::vector<SheetEntry> sheets;  ///< in the order of the tabs
  std::vector<std::string> strings;
  std::vector<NumberFormat> styles;  ///< by the number that cells name
  bool since_1904 = false;
};

/// Follows the archive's relations from the root to the workbook, its shared texts and styles
/// (ECMA-376-2 6.5, ECMA-376-1 18). kInvalid names a missing or malformed part; kTooLarge over a
/// limit.
base::Result<Workbook> ReadWorkbook(const ZipArchive& zip, const TableLimits& limits);

/// The text with Excel's escapes for characters that XML cannot hold (`_x000D_`, ST_Xstring of
/// ECMA-376-1 22.9.2.19) replaced by what they stand for.
std::string Unescape(std::string text);

}  // namespace jiedui::office

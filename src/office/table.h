#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::office {

/// A line of a table with the number that its file gives it: header is usually 1.
struct TableRow {
  std::size_t line = 0;
  std::vector<std::string> cells;  ///< as many as the header, text as the user sees it
};

/// A header and the rows below it.
struct Table {
  std::vector<std::string> header;
  std::vector<TableRow> rows;
};

enum class TableFormat { kCsv, kTsv, kXlsx };

/// Bounds that keep a hostile file from eating the machine.
struct TableLimits {
  std::size_t bytes = 512U << 20U;  ///< of the file
  std::size_t rows = 2'000'000;
  std::size_t columns = 1'000;
  std::size_t cell_bytes = 1U << 20U;
  std::size_t unpacked_bytes = 2'048U << 20U;  ///< of one part of a workbook
  std::size_t ratio = 200;                     ///< unpacked to packed, of parts over 1 MiB
};

/// The format by the file's first bytes and, for text, its extension. kInvalid for what is none of
/// them; old .xls files and encrypted workbooks are named, with what to do.
base::Result<TableFormat> FormatOf(std::string_view filename, std::string_view bytes);

/// Reads a table. Text may be UTF-8 with or without BOM, UTF-16 with BOM or GB18030; lines end in
/// LF, CRLF or CR; CSV quotes as RFC 4180, TSV has no quoting. Of a workbook, the first sheet that
/// holds anything; dates by their number format as ISO days, numbers as typed (15 digits), merged
/// cells have their value in the first. Blank lines are skipped, short rows filled up. kInvalid,
/// with the line, for a row longer than the header, an open quote or undecodable bytes; kTooLarge
/// for what exceeds a limit.
base::Result<Table> ReadTable(std::string_view filename, std::string_view bytes,
                              const TableLimits& limits = {});

/// A file's table; kNotFound where it cannot be read.
base::Result<Table> ReadTableFile(const std::filesystem::path& file,
                                  const TableLimits& limits = {});

}  // namespace jiedui::office

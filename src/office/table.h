#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::office {

/// A line of a table with the number that its file gives it: 1 is the first line of a text file
/// (a quoted cell may span several: the first counts) or the first row of a sheet.
struct TableRow {
  std::size_t line = 0;
  std::vector<std::string> cells;  ///< as many as the header, UTF-8 as the user sees it
};

/// A header and the rows below it.
struct Table {
  std::string sheet;               ///< of a workbook; empty for text files
  std::vector<std::string> title;  ///< lines above the header, from the top
  std::size_t header_line = 0;
  std::vector<std::string> header;
  std::vector<TableRow> rows;
  /// Rows with more cells than the header, all cells kept; only with RaggedRows::kSetAside.
  std::vector<TableRow> ragged;
  /// Lines of text files with fewer cells than the header. They are filled up, because Excel leaves
  /// trailing separators out (Microsoft KB 77295), but a broken line looks the same: worth a
  /// warning.
  std::vector<std::size_t> short_lines;
};

/// What to do with rows that have more cells than the header.
enum class RaggedRows {
  kRefuse,    ///< the whole table is kInvalid; the message names the lines
  kSetAside,  ///< they go to Table::ragged, so that an import can report each of them
};

enum class MergedCells {
  kFirstOnly,  ///< the value stays in the first cell: a sum merged over rows must not count twice
  kFillAll,    ///< every cell of the range has it
};

/// Bounds that keep a hostile file from eating the machine. Over one of them: kTooLarge.
struct TableLimits {
  std::size_t bytes = 512U << 20U;  ///< of the file
  std::size_t rows = 2'000'000;
  std::size_t columns = 1'000;
  std::size_t cells = 40'000'000;  ///< rows × columns: 500k rows of 80 columns
  std::size_t cell_bytes = 1U << 20U;
  std::size_t unpacked_bytes = 2'048U << 20U;  ///< of all parts of a workbook that are read
  std::size_t ratio = 200;                     ///< unpacked to packed, of parts over 1 MiB
};

struct TableOptions {
  std::string sheet = {};  ///< of a workbook; empty for the first visible one that holds anything
  /// Where the header is, for forms with loose lines above it, which go to Table::title; 0 for the
  /// first line that is not blank and, in a sheet, no title.
  std::size_t header_line = 0;
  RaggedRows ragged = RaggedRows::kRefuse;
  MergedCells merged = MergedCells::kFirstOnly;
  TableLimits limits = {};
};

/// Reads a table. The file's first bytes decide between workbook and text; text is TSV where it is
/// named .tsv or .txt or its first line has a tab and no comma, else CSV.
///
/// Text may be UTF-8 with or without BOM, UTF-16 with BOM or GB18030 (see Decode); lines end in LF,
/// CRLF or CR; CSV quotes as RFC 4180, TSV has no quoting. Blank lines are skipped, and so are
/// cells beyond the header that hold nothing.
///
/// Of a workbook (ECMA-376): shared and inline texts, cached values of formulas, TRUE and FALSE,
/// errors as they show (#N/A); numbers as typed (15 digits, no exponent below 1e21, 25 % is 0.25,
/// leading zeros of a format like 000000 kept); days, times and both by their number format as
/// 2020-06-12, 08:30:00 and 2020-06-12 08:30:00, in the 1900 or 1904 system. Lines above the
/// header whose only value is merged over columns are titles.
///
/// kInvalid, with the line, for ragged rows, an open quote, undecodable or zero bytes and damaged
/// workbooks; with what to do instead for old .xls files, encrypted workbooks, web pages and other
/// files that only look like tables; kTooLarge for what exceeds a limit; `field` is "file" in each.
/// Time and memory grow with the unpacked size.
base::Result<Table> ReadTable(std::string_view filename, std::string_view bytes,
                              const TableOptions& options = {});

/// A file's table; kNotFound where it cannot be read.
base::Result<Table> ReadTableFile(const std::filesystem::path& file,
                                  const TableOptions& options = {});

/// Gets each row in order; `head` has all but the rows. An error ends the scan and is its result.
using RowVisitor = std::function<base::Status(const Table& head, TableRow row)>;

/// ReadTable without keeping the rows: for text files, memory is the file's size and one row.
/// Returns the table without its rows. Errors may come after rows were visited.
base::Result<Table> ScanTable(std::string_view filename, std::string_view bytes,
                              const RowVisitor& visit, const TableOptions& options = {});

base::Result<Table> ScanTableFile(const std::filesystem::path& file, const RowVisitor& visit,
                                  const TableOptions& options = {});

}  // namespace jiedui::office

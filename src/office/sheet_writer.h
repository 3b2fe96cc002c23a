#pragma once

#include <filesystem>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "office/whole_file.h"

namespace jiedui::office {

/// A title over several columns of a header, ends included.
struct HeaderGroup {
  std::size_t first_column = 0;
  std::size_t last_column = 0;
  std::string title;
};

/// A sheet to be written: texts as they are; in columns with a type, texts that are of it become
/// numbers, days or booleans, and others stay text, so that nothing is lost. Columns and rows count
/// from 0.
struct Sheet {
  std::string name = "Sheet1";         ///< what Excel does not allow in one is replaced
  std::string title;                   ///< a merged line above the header; none where empty
  std::vector<std::string> subtitles;  ///< further merged lines: who reports, the unit of money
  std::vector<std::string> header;
  /// A line above the header, from the left; the titles of columns without a group span both lines.
  std::vector<HeaderGroup> header_groups;
  /// Numbers of more than 15 digits stay text: a spreadsheet would round them.
  std::set<std::size_t> number_columns;
  std::set<std::size_t> date_columns;     ///< days as ParseDate reads them, from 1900-03-01 on
  std::set<std::size_t> boolean_columns;  ///< TRUE and FALSE
  /// Excel format codes of number and date columns (`#,##0.00`, `0.0%`, `yyyy"年"m"月"`); numbers
  /// as they are and `yyyy-mm-dd` where there is none.
  std::map<std::size_t, std::string> number_formats;
  std::vector<std::vector<std::string>> rows;
  std::set<std::pair<std::size_t, std::size_t>> marked;  ///< row, column: shown in red
  std::set<std::size_t> total_rows;                      ///< rows shown in bold
  /// A form to be printed: borders, A4 across, one page wide with the header on each; no filter.
  bool printed = false;
  /// For rows to be read again: in a workbook, texts over 32,767 characters go on in columns behind
  /// the others, under the column's header with （续2）, （续3） … (JoinContinuedCells).
  bool continued = false;
};

/// Writes an .xlsx file: bold frozen header with a filter, widths by content. The same sheets make
/// the same bytes. The file appears whole or not at all. kUnavailable where it cannot be written;
/// kTooLarge where a sheet is over Excel's 1,048,576 × 16,384 cells or a text over its 32,767
/// characters.
base::Status WriteXlsx(const std::filesystem::path& file, const std::vector<Sheet>& sheets);

/// The same as bytes, through a temporary file.
base::Result<std::string> XlsxBytes(const std::vector<Sheet>& sheets);

/// Header and rows as RFC 4180 with a BOM, so that Excel and WPS open it right. Cells that a
/// spreadsheet would run as a formula (`=`, `+`, `-`, `@`, tab or CR in front, and no number) get a
/// leading `'`, and so do those that have it already; ReadTable takes one away.
std::string CsvText(const Sheet& sheet);

/// Header and rows, tab-separated; a cell with tabs or line breaks inside stands as a JSON string
/// literal, which base::ReadLiteral reads: the format itself has no way to hold them.
std::string TsvText(const Sheet& sheet);

/// CsvText or TsvText as a file that appears whole or not at all; kUnavailable where it cannot be
/// written.
base::Status WriteCsv(const std::filesystem::path& file, const Sheet& sheet);
base::Status WriteTsv(const std::filesystem::path& file, const Sheet& sheet);

}  // namespace jiedui::office

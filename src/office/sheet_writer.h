#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace jiedui::office {

/// A sheet to be written: texts as they are, columns marked as numbers become numbers where they
/// are some.
struct Sheet {
  std::string name = "Sheet1";
  std::string title;  ///< a merged line above the header; none where empty
  std::vector<std::string> header;
  std::set<std::size_t> number_columns;
  std::vector<std::vector<std::string>> rows;
  std::set<std::pair<std::size_t, std::size_t>> marked;  ///< row, column: shown in red
};

/// Writes an .xlsx file: bold frozen header with a filter, widths by content. The file appears
/// whole or not at all. kUnavailable where it cannot be written.
base::Status WriteXlsx(const std::filesystem::path& file, const std::vector<Sheet>& sheets);

/// The same as bytes, through a temporary file.
base::Result<std::string> XlsxBytes(const std::vector<Sheet>& sheets);

/// RFC 4180 with a BOM, so that Excel and WPS open it right. Cells that a spreadsheet would run as
/// a formula (`=`, `+`, `-`, `@` in front, and no number) get a leading `'`; ReadTable's callers
/// see it again, which is why exports for re-import are .tsv or .xlsx.
std::string CsvText(const Sheet& sheet);

/// Tab-separated; tabs and line breaks inside cells become blanks.
std::string TsvText(const Sheet& sheet);

/// Writes bytes so that the file appears whole or not at all, and is on disk. kUnavailable where it
/// cannot be.
base::Status WriteWhole(const std::filesystem::path& file, std::string_view bytes);

}  // namespace jiedui::office

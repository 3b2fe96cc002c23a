#include "base/json_text.h"
#include "base/text.h"
#include "office/delimited_internal.h"
#include "office/sheet_writer.h"

namespace jiedui::office {
namespace {

std::string CsvCell(const std::string& cell) {
  std::string safe = NeedsGuard(cell) ? std::string(1, kGuard).append(cell) : cell;
  if (safe.find_first_of(",\"\r\n") == std::string::npos) return safe;
  return std::string("\"").append(base::ReplaceAll(safe, "\"", "\"\"")).append("\"");
}

std::string TsvCell(const std::string& cell) {
  return cell.find_first_of("\t\n\r") == std::string::npos ? cell : base::JsonQuote(cell);
}

struct Layout {
  std::string_view start;
  char separator;
  std::string_view line_end;
  std::string (*cell)(const std::string&);
};

constexpr Layout kCsv = {"\xEF\xBB\xBF", ',', "\r\n", &CsvCell};
constexpr Layout kTsv = {"", '\t', "\n", &TsvCell};

std::string Lines(const Sheet& sheet, const Layout& layout) {
  std::string text(layout.start);
  const auto add = [&](const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      if (i > 0) text += layout.separator;
      text += layout.cell(cells[i]);
    }
    text += layout.line_end;
  };
  add(sheet.header);
  for (const auto& row : sheet.rows) add(row);
  return text;
}

}  // namespace

std::string CsvText(const Sheet& sheet) { return Lines(sheet, kCsv); }

std::string TsvText(const Sheet& sheet) { return Lines(sheet, kTsv); }

base::Status WriteCsv(const std::filesystem::path& file, const Sheet& sheet) {
  return WriteWhole(file, CsvText(sheet));
}

base::Status WriteTsv(const std::filesystem::path& file, const Sheet& sheet) {
  return WriteWhole(file, TsvText(sheet));
}

}  // namespace jiedui::office

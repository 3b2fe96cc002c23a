// Text tables of any bytes. Checked: a scan and a read agree, rows have the header's width, cells
// are valid UTF-8 within their limit, and what was read comes back from the CSV written of it.

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "office/sheet_writer.h"
#include "office/table.h"

namespace {

using jiedui::office::RaggedRows;
using jiedui::office::Sheet;
using jiedui::office::Table;
using jiedui::office::TableOptions;
using jiedui::office::TableRow;

void Require(bool fact) {
  if (!fact) std::abort();
}

TableOptions Options() {
  TableOptions options;
  options.ragged = RaggedRows::kSetAside;
  options.limits.columns = 20;
  options.limits.cells = 200;
  options.limits.cell_bytes = 200;
  return options;
}

void CheckRows(const Table& table, const TableOptions& options) {
  std::size_t line = table.header_line;
  for (const TableRow& row : table.rows) {
    Require(row.line > line);
    line = row.line;
    Require(row.cells.size() == table.header.size());
    for (const std::string& cell : row.cells) {
      // Two bytes of GB18030 may become three of UTF-8: the limit is on what was decoded.
      Require(cell.size() <= options.limits.cell_bytes && jiedui::base::IsValidUtf8(cell));
    }
  }
  for (const TableRow& row : table.ragged) Require(row.cells.size() > table.header.size());
}

/// Does the first line look like tabs?
bool IsPlain(const std::string& cell) { return cell.find('\t') == std::string::npos; }

void CheckRoundTrip(const Table& table, const TableOptions& options) {
  Sheet sheet;
  sheet.header = table.header;
  const bool plain = std::all_of(table.header.begin(), table.header.end(), IsPlain);
  for (const TableRow& row : table.rows) sheet.rows.push_back(row.cells);
  // Markup is refused under the name of a table.
  if (!plain || table.header.front().find('<') != std::string::npos) return;
  const auto again = ReadTable("again.csv", CsvText(sheet), options);
  Require(again.has_value() && again->header == table.header);
  Require(again->rows.size() == table.rows.size());
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    Require(again->rows[r].cells == table.rows[r].cells);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const char* const name = data[0] % 2 == 0 ? "a.csv" : "a.tsv";
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  if (bytes.starts_with("PK")) return 0;  // workbooks: xlsx_fuzz
  const TableOptions options = Options();
  const auto table = ReadTable(name, bytes, options);
  std::size_t visited = 0;
  const auto scanned = ScanTable(
      name, bytes,
      [&](const Table&, const TableRow&) -> jiedui::base::Status {
        ++visited;
        return {};
      },
      options);
  Require(table.has_value() == scanned.has_value());
  if (!table) {
    Require(!table.error().message.empty() && table.error().field == "file");
    return 0;
  }
  Require(visited == table->rows.size());
  CheckRows(*table, options);
  CheckRoundTrip(*table, options);
  return 0;
}

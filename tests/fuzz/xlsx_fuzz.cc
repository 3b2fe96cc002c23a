// Workbooks of any bytes. Byte 0 chooses: the rest is a file as it is, or five texts separated by
// zero bytes (rows, what follows them, shared texts, styles, properties) that are put into a
// workbook whose checksums fit, which is how deep code is reached. Checked: rows ascend and have
// the header's width, cells are valid UTF-8, limits hold.

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "office/table.h"
#include "support/office_archive.h"

namespace {

using jiedui::office::MergedCells;
using jiedui::office::RaggedRows;
using jiedui::office::TableOptions;

void Require(bool fact) {
  if (!fact) std::abort();
}

std::string Assemble(std::string_view text) {
  std::array<std::string, 5> parts;
  for (std::string& part : parts) {
    const std::size_t end = std::min(text.find('\0'), text.size());
    part = std::string(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return jiedui::testing::MakeWorkbook({parts[0], parts[1], parts[2], parts[3], parts[4]});
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view input(reinterpret_cast<const char*>(data) + 1, size - 1);
  TableOptions options;
  options.ragged = RaggedRows::kSetAside;
  options.merged = data[0] % 4 < 2 ? MergedCells::kFirstOnly : MergedCells::kFillAll;
  options.limits.columns = 20;
  options.limits.cells = 200;
  options.limits.cell_bytes = 200;
  options.limits.unpacked_bytes = 1U << 16U;
  const std::string bytes = data[0] % 2 == 0 ? std::string(input) : Assemble(input);
  if (!bytes.starts_with("PK")) return 0;  // text: csv_fuzz
  const auto table = ReadTable("a.xlsx", bytes, options);
  if (!table) {
    Require(!table.error().message.empty() && table.error().field == "file");
    return 0;
  }
  std::size_t line = table->header_line;
  for (const auto& row : table->rows) {
    Require(row.line > line && row.cells.size() == table->header.size());
    line = row.line;
    for (const std::string& cell : row.cells) Require(jiedui::base::IsValidUtf8(cell));
  }
  Require(table->rows.size() * table->header.size() <= options.limits.cells);
  return 0;
}

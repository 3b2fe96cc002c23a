// Workbooks of any bytes, read as a grid of cells as the survey's form is. The texts are put into a
// workbook whose checksums fit, as in xlsx_fuzz. Checked: rows ascend, cells are UTF-8, limits
// hold.

#include "base/text.h"
#include "fuzz/fuzz_input.h"
#include "office/form_sheet.h"
#include "support/office_archive.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using jiedui::fuzz::Require;
  const auto parts = jiedui::fuzz::Parts(jiedui::fuzz::TextOf(data, size), 5);
  const auto text = [&](std::size_t i) { return std::string(parts[i]); };
  jiedui::office::TableLimits limits;
  limits.columns = 20;
  limits.cells = 200;
  limits.cell_bytes = 200;
  limits.unpacked_bytes = 1U << 16U;
  const std::string bytes =
      jiedui::testing::MakeWorkbook({text(0), text(1), text(2), text(3), text(4)});
  const auto grid = jiedui::office::ReadGrid(bytes, limits);
  if (!grid) {
    Require(!grid.error().message.empty() && grid.error().field == "file");
    return 0;
  }
  std::size_t line = 0;
  std::size_t cells = 0;
  for (const auto& row : grid->rows) {
    Require(row.line > line);
    line = row.line;
    cells += row.cells.size();
    for (const std::string& cell : row.cells) Require(jiedui::base::IsValidUtf8(cell));
    Require(grid->At(row.line, 0) == (row.cells.empty() ? std::string_view() : row.cells.front()));
  }
  Require(cells <= limits.cells);
  return 0;
}

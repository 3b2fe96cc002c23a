#include "base/text.h"
#include "office/document_writer.h"

namespace jiedui::office {
namespace {

/// A cell on one line, with its own bars told apart from the table's.
std::string Cell(const std::string& text) {
  return base::ReplaceAll(base::ReplaceAll(text, "\n", " "), "|", "\\|");
}

void AddRow(const std::vector<std::string>& cells, std::string& text) {
  text += "|";
  for (const std::string& cell : cells) text += " " + Cell(cell) + " |";
  text += "\n";
}

void AddTable(const Block& table, std::string& text) {
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    AddRow(table.rows[i], text);
    if (i == 0) AddRow(std::vector<std::string>(table.rows[i].size(), "---"), text);
  }
}

}  // namespace

std::string MarkdownText(const Document& document) {
  std::string text;
  for (const Block& block : document.blocks) {
    if (!text.empty()) text += "\n";
    if (block.kind == BlockKind::kTable) {
      AddTable(block, text);
      continue;
    }
    if (block.kind == BlockKind::kTitle) text += "# ";
    if (block.kind == BlockKind::kHeading) text += "## ";
    text += block.text + "\n";
  }
  return text;
}

}  // namespace jiedui::office

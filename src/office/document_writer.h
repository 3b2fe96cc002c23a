#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace jiedui::office {

/// How a piece of an official document is set (GB/T 9704-2012).
enum class BlockKind : std::uint8_t {
  kTitle,      ///< centred, 22 pt
  kHeading,    ///< first level: 一、
  kParagraph,  ///< body, 16 pt, first line indented by two characters
  kRight,      ///< signature and date
  kTable,      ///< first row is the header, repeated on every page
};

struct Block {
  BlockKind kind = BlockKind::kParagraph;
  std::string text;                            ///< all but tables; line breaks begin new lines
  std::vector<std::vector<std::string>> rows;  ///< of a table, each as long as the header
  std::vector<int> widths;                     ///< of a table's columns in per cent; empty: equal
};

/// An office document: A4 with the standard's margins, page numbers at the foot.
struct Document {
  std::string title;  ///< in the file's properties
  std::vector<Block> blocks;
};

/// The document as an Office Open XML word-processing file (ECMA-376). The same document makes the
/// same bytes. Characters that XML cannot hold are left out. kInvalid names a table whose rows
/// differ in length.
base::Result<std::string> DocxBytes(const Document& document);

/// The document as Markdown, for terminals and mail: headings, paragraphs and pipe tables; where
/// things stand on the page is lost.
std::string MarkdownText(const Document& document);

}  // namespace jiedui::office

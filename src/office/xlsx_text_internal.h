#pragma once

#include <set>
#include <string>
#include <string_view>

namespace jiedui::office {

/// The text so that Excel and Unescape read it back the same: what looks like one of Excel's
/// escapes is escaped, and what neither XML nor Excel can hold (zero bytes, broken UTF-8, U+FFFE,
/// U+FFFF) becomes U+FFFD.
std::string XlsxText(std::string_view text);

/// Whether Excel takes the text, as XlsxText has it, into one cell: 32,767 UTF-16 units.
bool FitsXlsxCell(std::string_view text);

/// Gives sheets names that Excel takes: 31 characters, none of `[]:*?/\`, no apostrophe at either
/// end, no two the same but for their case.
class SheetNames {
 public:
  std::string Take(std::string_view wanted);

 private:
  std::set<std::string> taken_;
};

}  // namespace jiedui::office

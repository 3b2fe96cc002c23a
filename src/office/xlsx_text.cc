#include <algorithm>

#include "base/text.h"
#include "office/xlsx_text_internal.h"

namespace jiedui::office {
namespace {

constexpr std::size_t kMostUnits = 32'767;
constexpr std::size_t kMostNameCharacters = 31;

bool IsHex(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

/// `_xHHHH_` at the front?
bool LooksEscaped(std::string_view text) {
  return text.size() >= 7 && text.starts_with("_x") && text[6] == '_' &&
         std::all_of(text.begin() + 2, text.begin() + 6, IsHex);
}

bool IsUnholdable(char32_t c) { return c == 0 || c == 0xFFFE || c == 0xFFFF; }

/// Most texts need no repair: looked at byte by byte, without decoding.
bool MayNeedRepair(std::string_view text) {
  return text.find('\0') != std::string_view::npos ||
         text.find("\xEF\xBF\xBE") != std::string_view::npos ||
         text.find("\xEF\xBF\xBF") != std::string_view::npos || !base::IsValidUtf8(text);
}

std::string Repaired(std::string_view text) {
  std::u32string code_points = base::ToCodePoints(text);
  std::replace_if(code_points.begin(), code_points.end(), IsUnholdable, U'\uFFFD');
  return base::FromCodePoints(code_points);
}

}  // namespace

std::string XlsxText(std::string_view given) {
  std::string text = MayNeedRepair(given) ? Repaired(given) : std::string(given);
  for (std::size_t at = text.find("_x"); at != std::string::npos; at = text.find("_x", at + 1)) {
    if (!LooksEscaped(std::string_view(text).substr(at))) continue;
    constexpr std::string_view kUnderscore = "_x005F";
    text.insert(at, kUnderscore);
    at += kUnderscore.size();
  }
  return text;
}

bool FitsXlsxCell(std::string_view text) {
  constexpr std::size_t kMostGrowth =
      3;  // an escape grows from 7 characters to 13, U+FFFD is 3 bytes
  if (text.size() <= kMostUnits / kMostGrowth) return true;
  std::size_t units = 0;
  for (const char32_t c : base::ToCodePoints(XlsxText(text))) units += c > 0xFFFF ? 2 : 1;
  return units <= kMostUnits;
}

std::string SheetNames::Take(std::string_view wanted) {
  std::u32string name = base::ToCodePoints(base::Trim(wanted));
  std::replace_if(
      name.begin(), name.end(),
      [](char32_t c) {
        return c < 0x20 || std::u32string_view(U"[]:*?/\\'").find(c) != std::u32string_view::npos;
      },
      U'_');
  if (name.empty()) name = U"Sheet";
  for (std::size_t copy = 1;; ++copy) {
    const std::string suffix = copy == 1 ? "" : " (" + std::to_string(copy) + ")";
    std::string candidate =
        base::FromCodePoints(name.substr(0, kMostNameCharacters - suffix.size())) + suffix;
    if (taken_.insert(base::Normalize(candidate)).second) return candidate;
  }
}

}  // namespace jiedui::office

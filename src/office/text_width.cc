#include "office/text_width.h"

#include <unicode/uchar.h>

#include "base/text.h"

namespace jiedui::office {
namespace {

std::size_t WidthOf(char32_t c) {
  if (c < 0x300) return 1;
  const auto code_point = static_cast<UChar32>(c);
  const std::int8_t type = u_charType(code_point);
  if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
  switch (u_getIntPropertyValue(code_point, UCHAR_EAST_ASIAN_WIDTH)) {
    case U_EA_WIDE:
    case U_EA_FULLWIDTH:
    case U_EA_AMBIGUOUS:
      return 2;
    default:
      return 1;
  }
}

bool IsControl(char32_t c) { return u_iscntrl(static_cast<UChar32>(c)) != 0; }

}  // namespace

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (const char32_t c : base::ToCodePoints(text)) width += WidthOf(c);
  return width;
}

std::string ClipToWidth(std::string_view text, std::size_t width) {
  std::u32string clipped;
  std::size_t used = 0;
  std::size_t safe = 0;  // characters that leave room for the mark of a cut
  constexpr std::size_t kMarkWidth = 2;
  for (const char32_t c : base::ToCodePoints(text)) {
    used += WidthOf(c);
    if (used > width) {
      clipped.resize(safe);
      return base::FromCodePoints(clipped + U'…');
    }
    clipped += IsControl(c) ? U' ' : c;
    if (used + kMarkWidth <= width) safe = clipped.size();
  }
  return base::FromCodePoints(clipped);
}

}  // namespace jiedui::office

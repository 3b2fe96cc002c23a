#include "base/json_text.h"

#include <array>
#include <cstdio>

#include "base/text.h"

namespace jiedui::base {

std::string JsonQuote(std::string_view text) {
  const std::string valid =
      IsValidUtf8(text) ? std::string(text) : FromCodePoints(ToCodePoints(text));
  std::string out = "\"";
  for (const char c : valid) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          std::array<char, 8> escape{};
          std::snprintf(escape.data(), escape.size(), "\\u%04x", static_cast<unsigned>(c));
          out += escape.data();
        } else {
          out += c;
        }
    }
  }
  return out + '"';
}

}  // namespace jiedui::base

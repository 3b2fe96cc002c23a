#include "api/site.h"

#include <array>

namespace jiedui::api {

std::string ContentTag(std::string_view bytes) {
  // FNV-1a, 64 bits: tells versions of one document apart, no defence against forgery needed.
  std::uint64_t hash = 14'695'981'039'346'656'037U;
  for (const char c : bytes) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 1'099'511'628'211U;
  }
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string tag = "\"";
  for (int shift = 60; shift >= 0; shift -= 4) tag += kDigits[(hash >> shift) & 0xFU];
  return tag + "\"";
}

}  // namespace jiedui::api

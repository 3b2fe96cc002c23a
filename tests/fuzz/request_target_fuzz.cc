// Request targets and query strings of any bytes. Checked: a path that is taken has one spelling
// only (no `//`, `.`, `..`, NUL, control characters), everything decoded is UTF-8, and encoding the
// decoded path again leads to the same path.

#include "api/edge/request_target.h"
#include "base/text.h"
#include "fuzz/fuzz_input.h"

namespace {

using jiedui::edge::Target;
using jiedui::fuzz::Require;

std::string Encoded(std::string_view path) {
  constexpr std::string_view kDigits = "0123456789ABCDEF";
  std::string text;
  for (const char c : path) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '/') {
      text += c;
    } else {
      text += '%';
      text += kDigits[byte >> 4U];
      text += kDigits[byte & 15U];
    }
  }
  return text;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view method = data[0] % 8 == 0 ? "OPTIONS" : "GET";
  Target target;
  const auto text = jiedui::fuzz::TextOf(data + 1, size - 1);
  if (const auto fault = jiedui::edge::ParseTarget(method, text, target)) {
    Require(!fault->detail.empty());
    return 0;
  }
  if (target.path == "*") return 0;
  Require(target.path.starts_with('/'));
  Require(jiedui::base::IsValidUtf8(target.path));
  Require(target.path.find("//") == std::string::npos);
  Require((target.path + "/").find("/./") == std::string::npos);
  Require((target.path + "/").find("/../") == std::string::npos);
  for (const char c : target.path) Require(static_cast<unsigned char>(c) >= 0x20 && c != 0x7F);
  for (const auto& [name, value] : target.query.entries()) {
    Require(jiedui::base::IsValidUtf8(name) && jiedui::base::IsValidUtf8(value));
    Require(target.query.Get(name).has_value());
  }
  Target again;
  Require(!jiedui::edge::ParseTarget("GET", Encoded(target.path), again));
  Require(again.path == target.path);
  return 0;
}

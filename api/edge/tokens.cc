#include "api/edge/tokens.h"

#include <algorithm>

namespace jiedui::edge {
namespace {

constexpr bool IsLetterOrDigit(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool Contains(std::string_view set, char c) { return set.find(c) != std::string_view::npos; }

bool IsPort(std::string_view text) {
  return text.size() <= 5 && std::all_of(text.begin(), text.end(), IsDigit);
}

}  // namespace

bool IsToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return IsLetterOrDigit(c) || Contains("!#$%&'*+-.^_`|~", c);
  });
}

bool IsFieldValue(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return c == '\t' || (byte >= 0x20 && byte != 0x7F);
  });
}

bool IsHost(std::string_view text) {
  if (text.empty()) return false;
  const bool bracketed = text.front() == '[';
  const std::size_t end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (end == std::string_view::npos) return false;
  const std::string_view name = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const std::string_view rest = text.substr(bracketed ? end + 1 : end);
  const std::string_view allowed = bracketed ? ".:" : "-._~";
  const bool named = !name.empty() && std::all_of(name.begin(), name.end(), [&](char c) {
    return IsLetterOrDigit(c) || Contains(allowed, c);
  });
  return named && (rest.empty() || (rest.front() == ':' && IsPort(rest.substr(1))));
}

std::string_view TrimBlanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

}  // namespace jiedui::edge

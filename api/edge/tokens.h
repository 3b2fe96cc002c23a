#pragma once

#include <string_view>

namespace jiedui::edge {

// The character classes of HTTP (RFC 9110 section 5), shared by reading and writing.

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// A method or header name: one or more token characters.
bool IsToken(std::string_view text);

/// A header's value: visible characters, blanks, tabs and bytes over 0x7F; no other control
/// character.
bool IsFieldValue(std::string_view text);

/// `name`, `1.2.3.4` or `[::1]`, each with an optional `:port`.
bool IsHost(std::string_view text);

/// Without the blanks and tabs around it.
std::string_view TrimBlanks(std::string_view text);

}  // namespace jiedui::edge

#pragma once

#include <string>
#include <string_view>

namespace jiedui::base {

/// The text as a JSON string literal, quotes included; invalid UTF-8 becomes U+FFFD. Source: RFC
/// 8259 section 7.
std::string JsonQuote(std::string_view text);

}  // namespace jiedui::base

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace jiedui::base {

// Text is UTF-8 everywhere inside the program; whatever comes from outside is checked at the edge.

/// Without the ASCII blanks, no-break spaces and ideographic spaces around it.
std::string_view Trim(std::string_view text);

/// The parts between separators, empty ones kept; at least one part.
std::vector<std::string_view> Split(std::string_view text, char separator);

std::string Join(const std::vector<std::string>& parts, std::string_view separator);

std::string ReplaceAll(std::string text, std::string_view from, std::string_view to);

/// ASCII letters lowered, all else untouched.
std::string LowerAscii(std::string_view text);

bool IsValidUtf8(std::string_view text);

/// How many bytes of the text, from its front, are whole valid UTF-8 sequences.
std::size_t ValidUtf8Prefix(std::string_view text);

/// Code points of valid UTF-8; each invalid byte becomes U+FFFD.
std::u32string ToCodePoints(std::string_view text);

std::string FromCodePoints(std::u32string_view text);

/// Number of code points.
std::size_t CountCodePoints(std::string_view text);

/// The whole text as a number (surrounding blanks allowed, `1,234.5` allowed); nothing for anything
/// else, infinities and NaN included.
std::optional<double> ParseNumber(std::string_view text);

/// The whole text as an integer; nothing for anything else or out of range.
std::optional<std::int64_t> ParseInteger(std::string_view text);

/// The shortest decimal that reads back as the same double: `0.1`, `1200`, `1e+30`.
std::string FormatNumber(double value);

/// NFKC, case folding and traditional → simplified characters, so that texts that a reader takes
/// for the same compare equal. Never fails: invalid bytes become U+FFFD first. Source: Unicode TR15
/// (ICU), OpenCC t2s.
std::string Normalize(std::string_view text);

/// Words of normalised text by ICU's dictionary for Chinese, in order, punctuation and blanks left
/// out.
std::vector<std::string> Words(std::string_view normalized);

/// Character n-grams within each run of Han characters of normalised text (n in 1 … 3); runs of
/// Latin letters and digits stay whole and count once. In order of appearance.
std::vector<std::string> CharacterNgrams(std::string_view normalized, std::size_t n);

/// Han ideograph?
bool IsHan(char32_t code_point);

}  // namespace jiedui::base

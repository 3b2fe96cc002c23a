#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace jiedui::base {

// Several values in one line of text: as a person writes them (`a; b、c`), and so that any value
// whatever can be written. One that would be taken apart or trimmed stands as a JSON string literal
// (RFC 8259 section 7).

/// Where one separator begins like another, the longer comes first.
using Separators = std::span<const std::string_view>;

/// The text that the JSON string literal means; nothing where it is none, blanks around it
/// included.
std::optional<std::string> ReadLiteral(std::string_view literal);

/// The part as SplitParts reads it back as one: as it is, or as a literal where it holds a
/// separator, has blanks around it, is empty or starts with a quote.
std::string QuotePart(std::string_view part, Separators separators);

enum class EmptyParts { kDrop, kKeep };

/// The parts between the separators, without the blanks around them. A part that is a literal as a
/// whole means its text, which stays even where it is empty.
std::vector<std::string> SplitParts(std::string_view text, Separators separators,
                                    EmptyParts empty = EmptyParts::kDrop);

}  // namespace jiedui::base

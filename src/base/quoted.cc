#include "base/quoted.h"

#include <algorithm>

#include "base/json_reader.h"
#include "base/json_text.h"
#include "base/text.h"

namespace jiedui::base {
namespace {

/// The length of the separator at the front; 0 where there is none.
std::size_t SeparatorAt(std::string_view text, Separators separators) {
  for (const std::string_view separator : separators) {
    if (text.starts_with(separator)) return separator.size();
  }
  return 0;
}

/// How far it is to the next separator or the end.
std::size_t LengthOfPart(std::string_view text, Separators separators) {
  std::size_t at = 0;
  while (at < text.size() && SeparatorAt(text.substr(at), separators) == 0) ++at;
  return at;
}

/// The length of the quoted text at the front; 0 where there is none.
std::size_t LengthOfQuoted(std::string_view text) {
  if (!text.starts_with('"')) return 0;
  for (std::size_t at = 1; at < text.size(); ++at) {
    if (text[at] == '"') return at + 1;
    if (text[at] == '\\') ++at;
  }
  return 0;
}

struct Literal {
  std::string text;
  std::size_t length = 0;  ///< of the part, blanks included
};

/// The part at the front where it is a literal as a whole.
std::optional<Literal> TakeLiteral(std::string_view text, Separators separators) {
  const std::string_view trimmed = Trim(text);
  if (!trimmed.starts_with('"')) return std::nullopt;
  const auto start = static_cast<std::size_t>(trimmed.data() - text.data());
  const std::size_t quoted = LengthOfQuoted(text.substr(start));
  if (quoted == 0) return std::nullopt;
  const std::string_view rest = text.substr(start + quoted);
  const std::size_t blanks = LengthOfPart(rest, separators);
  if (!Trim(rest.substr(0, blanks)).empty()) return std::nullopt;
  std::optional<std::string> value = ReadLiteral(text.substr(start, quoted));
  if (!value) return std::nullopt;
  return Literal{*std::move(value), start + quoted + blanks};
}

}  // namespace

std::optional<std::string> ReadLiteral(std::string_view literal) {
  if (literal.size() < 2 || literal.front() != '"' || literal.back() != '"') return std::nullopt;
  const Result<JsonDocument> document = JsonDocument::Parse(literal);
  if (!document) return std::nullopt;
  const std::optional<std::string_view> text = document->root().AsString();
  return text ? std::optional<std::string>(*text) : std::nullopt;
}

std::string QuotePart(std::string_view part, Separators separators) {
  const bool plain = !part.empty() && part.front() != '"' && Trim(part).size() == part.size() &&
                     LengthOfPart(part, separators) == part.size();
  return plain ? std::string(part) : JsonQuote(part);
}

std::vector<std::string> SplitParts(std::string_view text, Separators separators,
                                    EmptyParts empty) {
  std::vector<std::string> parts;
  for (;;) {
    std::optional<Literal> literal = TakeLiteral(text, separators);
    const std::size_t length = literal ? literal->length : LengthOfPart(text, separators);
    const std::string_view plain = Trim(text.substr(0, length));
    if (literal) {
      parts.push_back(std::move(literal->text));
    } else if (!plain.empty() || empty == EmptyParts::kKeep) {
      parts.emplace_back(plain);
    }
    if (length == text.size()) return parts;
    text.remove_prefix(length + SeparatorAt(text.substr(length), separators));
  }
}

}  // namespace jiedui::base

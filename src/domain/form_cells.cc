#include "base/text.h"
#include "domain/form.h"

namespace jiedui::domain {
namespace {

constexpr std::size_t kLetters = 26;

struct Place {
  std::size_t line = 0;
  std::size_t column = 0;
};

std::optional<Place> ParsePlace(std::string_view text) {
  Place place;
  std::size_t letters = 0;
  while (letters < text.size() && text[letters] >= 'A' && text[letters] <= 'Z') ++letters;
  if (letters == 0 || letters > 2) return std::nullopt;
  for (const char c : text.substr(0, letters))
    place.column = place.column * kLetters + static_cast<std::size_t>(c - 'A' + 1);
  --place.column;
  const std::optional<std::int64_t> line = base::ParseInteger(text.substr(letters));
  constexpr std::int64_t kMostLines = 10'000;
  if (!line || *line < 1 || *line > kMostLines) return std::nullopt;
  place.line = static_cast<std::size_t>(*line);
  return place;
}

}  // namespace

std::optional<CellRange> ParseCellRange(std::string_view text) {
  const std::size_t colon = text.find(':');
  const std::optional<Place> first = ParsePlace(text.substr(0, colon));
  const std::optional<Place> last =
      colon == std::string_view::npos ? first : ParsePlace(text.substr(colon + 1));
  if (!first || !last || last->line < first->line || last->column < first->column)
    return std::nullopt;
  return CellRange{first->line, first->column, last->line, last->column};
}

std::string CellAddress(std::size_t line, std::size_t column) {
  std::string letters;
  for (std::size_t rest = column + 1; rest > 0; rest = (rest - 1) / kLetters)
    letters.insert(letters.begin(), static_cast<char>('A' + (rest - 1) % kLetters));
  return letters + std::to_string(line);
}

}  // namespace jiedui::domain

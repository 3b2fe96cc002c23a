#include "models/sector/sector_lexicon.h"

#include <optional>

#include "base/text.h"
#include "domain/tsv.h"

namespace jiedui::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr double kHeaviest = 10;

std::optional<TermPlace> PlaceNamed(std::string_view name) {
  if (name == "name") return TermPlace::kName;
  if (name == "product") return TermPlace::kProduct;
  if (name == "activity") return TermPlace::kActivity;
  return std::nullopt;
}

tl::unexpected<base::Error> Bad(const domain::TsvRow& row, std::string_view column,
                                std::string message) {
  return Fail(ErrorCode::kInvalid,
              std::string(row.file) + " line " + std::to_string(row.line) + ", " +
                  std::string(column) + ": " + std::move(message),
              std::string(column));
}

bool SpeaksAt(const std::array<TermSense, kTermPlaces>& senses, unsigned places) {
  for (std::size_t place = 0; place < kTermPlaces; ++place) {
    if ((places >> place & 1U) != 0 && senses[place].weight > 0) return true;
  }
  return false;
}

/// Bytes of the character that begins with this byte of valid UTF-8.
std::size_t CharacterSize(char first) {
  const auto byte = static_cast<unsigned char>(first);
  if (byte < 0x80U) return 1;
  if (byte < 0xE0U) return 2;
  return byte < 0xF0U ? 3 : 4;
}

}  // namespace

std::uint16_t SectorLexicon::CodeAt(std::string_view code) {
  const auto at =
      static_cast<std::size_t>(std::find(codes_.begin(), codes_.end(), code) - codes_.begin());
  if (at == codes_.size()) codes_.emplace_back(code);
  return static_cast<std::uint16_t>(at);
}

std::uint32_t SectorLexicon::Child(std::uint32_t node, char byte) const {
  if (node == 0) return roots_[static_cast<unsigned char>(byte)];
  std::uint32_t child = nodes_[node].first_child;
  while (child != 0 && nodes_[child].byte != byte) child = nodes_[child].next_sibling;
  return child;
}

std::uint32_t SectorLexicon::Insert(std::string_view term) {
  std::uint32_t node = 0;
  for (const char byte : term) {
    std::uint32_t child = Child(node, byte);
    if (child == 0) {
      child = static_cast<std::uint32_t>(nodes_.size());
      nodes_.push_back({0, node == 0 ? 0 : nodes_[node].first_child, 0, byte});
      if (node == 0) {
        roots_[static_cast<unsigned char>(byte)] = child;
      } else {
        nodes_[node].first_child = child;
      }
    }
    node = child;
  }
  return node;
}

base::Result<SectorLexicon> SectorLexicon::Parse(const domain::Reference& reference,
                                                 std::string_view text) {
  SectorLexicon lexicon;
  JIEDUI_CHECK(domain::ReadTsv(
      "lexicon.tsv", text, {"term", "code", "place", "weight"},
      [&](const domain::TsvRow& row) -> base::Status {
        const std::string term = base::Normalize(row.cells[0]);
        if (term.empty()) return Bad(row, "term", "is empty");
        if (reference.FindSector(row.cells[1]) == nullptr)
          return Bad(row, "code", row.cells[1] + " is no sector of GB/T 4754");
        const std::optional<TermPlace> place = PlaceNamed(row.cells[2]);
        if (!place) return Bad(row, "place", row.cells[2] + " is not name, product or activity");
        const std::optional<double> weight = base::ParseNumber(row.cells[3]);
        if (!weight || *weight <= 0 || *weight > kHeaviest)
          return Bad(row, "weight", row.cells[3] + " is not in (0, 10]");
        const std::uint32_t node = lexicon.Insert(term);
        if (lexicon.nodes_[node].senses == 0) {
          lexicon.nodes_[node].senses = static_cast<std::uint32_t>(lexicon.senses_.size());
          lexicon.senses_.emplace_back();
        }
        TermSense& sense =
            lexicon.senses_[lexicon.nodes_[node].senses][static_cast<std::size_t>(*place)];
        if (sense.weight > 0) return Bad(row, "term", term + " is given twice for " + row.cells[2]);
        sense = {lexicon.CodeAt(row.cells[1]), static_cast<float>(*weight)};
        return {};
      }));
  return lexicon;
}

std::vector<TermMatch> SectorLexicon::Find(std::string_view text, unsigned places) const {
  std::vector<TermMatch> matches;
  for (std::size_t i = 0; i < text.size();) {
    std::size_t end = 0;
    std::uint32_t senses = 0;
    std::uint32_t node = 0;
    for (std::size_t j = i; j < text.size(); ++j) {
      node = Child(node, text[j]);
      if (node == 0) break;
      if (nodes_[node].senses != 0 && SpeaksAt(senses_[nodes_[node].senses], places)) {
        end = j + 1;
        senses = nodes_[node].senses;
      }
    }
    if (end == 0) {
      i += CharacterSize(text[i]);
    } else {
      matches.push_back({i, end - i, senses_[senses]});
      i = end;
    }
  }
  return matches;
}

}  // namespace jiedui::models

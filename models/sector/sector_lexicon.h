#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/reference.h"

namespace jiedui::models {

/// Where a term of the lexicon speaks.
enum class TermPlace : std::uint8_t {
  kName,      ///< in an organisation's name
  kProduct,   ///< a thing in a scope: its maker's sector where it is made, trade where it is sold
  kActivity,  ///< a business in a scope, whatever the verbs around it
};
constexpr std::size_t kTermPlaces = 3;

/// What a term says at one place. `weight` 0: nothing.
struct TermSense {
  std::uint16_t code = 0;  ///< position in SectorLexicon::codes()
  float weight = 0;
};

/// A term found in a text.
struct TermMatch {
  std::size_t begin = 0;  ///< bytes
  std::size_t size = 0;
  std::array<TermSense, kTermPlaces> senses;
};

/// data/sector/lexicon.tsv: terms and the GB/T 4754 codes that they speak for. Immutable,
/// thread-safe.
class SectorLexicon {
 public:
  /// kInvalid names line and column of the first fault: an unknown place or GB/T 4754 code, a
  /// weight that is no number in (0, 10], a term given twice for one place.
  static base::Result<SectorLexicon> Parse(const domain::Reference& reference,
                                           std::string_view text);

  /// Terms in a normalised text from left to right, the longest at each position, none overlapping:
  /// in `煤矿机械` the term of that name hides `煤矿`. Only terms that mean something at one of the
  /// places given (bit i for the i-th TermPlace) count. O(text × longest term).
  [[nodiscard]] std::vector<TermMatch> Find(std::string_view text, unsigned places) const;

  /// The GB/T 4754 codes that terms speak for.
  [[nodiscard]] const std::vector<std::string>& codes() const { return codes_; }

 private:
  struct Node {
    std::uint32_t first_child = 0;  // 0: none
    std::uint32_t next_sibling = 0;
    std::uint32_t senses = 0;  // 0: no term ends here
    char byte = 0;
  };

  std::uint16_t CodeAt(std::string_view code);
  std::uint32_t Child(std::uint32_t node, char byte) const;
  std::uint32_t Insert(std::string_view term);

  std::vector<std::string> codes_;
  std::vector<Node> nodes_ = {Node{}};
  std::array<std::uint32_t, 256> roots_ = {};  // the root's children, which every position tries
  std::vector<std::array<TermSense, kTermPlaces>> senses_ = {{}};
};

}  // namespace jiedui::models

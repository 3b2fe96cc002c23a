#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "domain/reference.h"

namespace jiedui::models {

/// A word that spoke for the sector.
struct SectorEvidence {
  std::string word;
  double weight = 0;
};

/// What an enterprise is, from its texts.
struct SectorGuess {
  std::string sector_code;  ///< GB/T 4754 as deep as the words go; empty where it is not industrial
  std::string programme_sector;          ///< empty where it is not industrial
  double confidence = 0;                 ///< 0 … 1, calibrated on the labelled rows
  std::vector<SectorEvidence> evidence;  ///< heaviest first, at most 5
};

/// The confidence from which a guess is taken; below it the enterprise goes to the work list.
/// Chosen on the development labels.
constexpr double kSectorConfidence = 0.55;

/// Proposes a sector from name and business scope: words of a lexicon, weighed by where they stand
/// (name, first clause, later ones) and by what the clause does with them (makes, sells, serves).
/// Transparent rather than learned: what it says can be read off the evidence. Immutable;
/// thread-safe. About 20 µs a row.
class SectorClassifier {
 public:
  /// `lexicon` is data/sector/lexicon.tsv: term, GB/T 4754 code or `-` for not industrial, place
  /// (name, scope, both), weight. kInvalid names the line at fault. `reference` must outlive the
  /// classifier.
  static base::Result<SectorClassifier> Make(const domain::Reference& reference,
                                             std::string_view lexicon);

  [[nodiscard]] SectorGuess Guess(std::string_view name, std::string_view business_scope) const;

 private:
  struct Term {
    std::string text;
    std::string code;  // empty: not industrial
    bool in_name = false;
    bool in_scope = false;
    double weight = 1;
  };
  struct Tally;

  explicit SectorClassifier(const domain::Reference& reference) : reference_(&reference) {}
  struct Hit {
    const Term* term = nullptr;
    std::size_t at = 0;  // byte in the text
  };
  enum class Place { kName, kScope };
  [[nodiscard]] std::vector<Hit> Find(std::string_view text, Place place) const;
  void CountName(std::string_view name, Tally& tally) const;
  void CountClause(std::string_view clause, double weight, Tally& tally) const;

  const domain::Reference* reference_;
  /// Terms by their first character, the longest first: the leftmost longest match is the one that
  /// counts.
  std::unordered_map<std::string, std::vector<Term>> terms_;
};

}  // namespace jiedui::models

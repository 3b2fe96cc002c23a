#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "domain/reference.h"
#include "models/sector/scope_reader.h"
#include "models/sector/sector_lexicon.h"

namespace jiedui::models {

/// The texts of data/sector (data/README.md has their columns).
struct SectorTexts {
  std::string_view lexicon;      ///< lexicon.tsv
  std::string_view calibration;  ///< calibration.tsv
};

/// What is known of an organisation.
struct SectorQuestion {
  std::string_view name;
  std::string_view business_scope;
  std::string_view products = {};  ///< what it says it makes; empty where it did not say
};

/// A word that spoke for the sector proposed. It stands in the texts as base::Normalize leaves
/// them.
struct SectorEvidence {
  std::string word;
  double weight = 0;  ///< > 0
};

/// A sector that had something for it, but less.
struct SectorAlternate {
  std::string sector_code;
  std::string programme_sector;  ///< empty: not industrial
  double share = 0;              ///< of all evidence, 0 … 1
};

/// What an organisation is, from its texts.
struct SectorGuess {
  /// GB/T 4754 as deep as the words agree, for industrial and other organisations alike (`52` is
  /// retail); it maps to programme_sector. Empty where no word is known.
  std::string sector_code;
  std::string programme_sector;  ///< empty where it is not industrial or no word is known
  bool industrial = false;       ///< it has a programme sector: sections B, C and D
  double confidence = 0;  ///< chance that programme_sector is right, 0 … 1; 0: no word known
  std::vector<SectorEvidence> evidence;     ///< heaviest first, at most 6
  std::vector<SectorAlternate> alternates;  ///< heaviest first, at most 3
};

/// The confidence from which a guess is taken; below it the enterprise goes to the work list.
/// Chosen on the development labels by bench/sector_accuracy.cc (tests/labels/README.md has the
/// numbers).
constexpr double kSectorConfidence = 0.7;

/// Proposes a sector from an organisation's texts. Every word of the lexicon that stands in them
/// adds its weight to its code, times a factor for where it stands: the name's last part and the
/// scope's first clause count most, what is only sold speaks for trade. The programme sector with
/// the most weight wins; a logistic function of how clearly it wins, fitted on the development
/// labels, is the confidence. So whatever it says can be read off the evidence. Immutable and
/// thread-safe; linear in the texts, deterministic.
class SectorClassifier {
 public:
  /// kInvalid names file, line and column of the first fault. Keeps nothing of the texts;
  /// `reference` must outlive the classifier.
  static base::Result<SectorClassifier> Make(const domain::Reference& reference,
                                             const SectorTexts& texts);

  [[nodiscard]] SectorGuess Guess(const SectorQuestion& question) const;

  /// What the confidence is made of, for fitting it: see `Clearness`.
  static constexpr std::size_t kSignals = 4;

  /// How clearly the guess wins: 1 (for the bias), its share of the evidence, its lead over the
  /// second, the evidence's amount; all 0 … 1. All 0 where no word is known.
  [[nodiscard]] std::array<double, kSignals> Clearness(const SectorQuestion& question) const;

 private:
  struct Tally;

  /// Evidence by label.
  struct Shares {
    std::vector<double> label;
    double total = 0;
    std::size_t best = 0;
    double lead = 0;  ///< over the other side (industrial or not), over the second sector
  };

  SectorClassifier(const domain::Reference& reference, SectorLexicon lexicon);

  std::uint16_t NodeAt(const std::string& code);
  [[nodiscard]] Tally Count(const SectorQuestion& question) const;
  void CountName(std::string_view name, Tally& tally) const;
  void CountItem(const ScopeItem& item, double weight, Tally& tally) const;
  /// Doubts an industrial name whose scope speaks of other things; its words are the first `named`.
  void DiscountName(std::size_t named, Tally& tally) const;
  /// `生产` of something unknown speaks for whatever industry speaks loudest.
  void SettleMaking(Tally& tally) const;
  [[nodiscard]] Shares Weigh(const Tally& tally) const;
  static std::array<double, kSignals> SignalsOf(const Shares& shares);
  [[nodiscard]] std::vector<SectorEvidence> EvidenceFor(const Tally& tally,
                                                        std::size_t label) const;
  [[nodiscard]] std::vector<SectorAlternate> Alternates(const Tally& tally,
                                                        const Shares& shares) const;
  [[nodiscard]] std::uint16_t Deepest(const Tally& tally, std::size_t label) const;
  [[nodiscard]] std::string_view ProgrammeSectorAt(std::size_t label) const;

  const domain::Reference* reference_;
  SectorLexicon lexicon_;
  // The codes that the lexicon speaks for and those above them, each with its parent's position + 1
  // (0: a section) and its label: 0 not industrial, else position of the programme sector + 1.
  std::vector<std::string> nodes_;
  std::vector<std::uint16_t> parents_;
  std::vector<std::uint16_t> labels_;
  std::vector<std::uint16_t> node_of_code_;  // by position in lexicon_.codes()
  std::uint16_t trade_ = 0;                  // nodes for verbs whose things are unknown
  std::uint16_t making_ = 0;
  std::uint16_t serving_ = 0;
  std::array<double, kSignals> calibration_ = {};
};

}  // namespace jiedui::models

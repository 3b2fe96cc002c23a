#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace jiedui::models {

/// A text and how much it counts beside the others of the same record (> 0).
struct WeightedText {
  std::string_view text;
  double weight = 1;
};

/// Weighted terms of a record, ascending by term, of Euclidean length 1 (or empty).
struct TermVector {
  std::vector<std::uint32_t> terms;
  std::vector<float> weights;
  [[nodiscard]] bool empty() const { return terms.empty(); }
};

/// A phrase that two texts share and its part of their cosine.
struct SharedPhrase {
  std::string phrase;
  double weight = 0;
};

/// Cosine of two vectors, 0 … 1. Linear in their lengths.
double Cosine(const TermVector& a, const TermVector& b);

/// Vector space of characters and pairs of characters over a corpus: tf-idf with logarithmic term
/// frequency, cosine. They need no dictionary for product and process names; both together measured
/// best on graded pairs (docs/decisions/0013). Immutable after Fit, so safe to share between
/// threads. Source: Salton & Buckley 1988 (ltc weighting).
class TermSpace {
 public:
  /// Counts in how many of the texts each term stands. Deterministic in the texts' order. Terms
  /// that a quarter of the texts have, and those that hold a function word, weigh nothing. Once
  /// `stop` is asked, the texts that follow are left out, and the space is of no use.
  static TermSpace Fit(std::span<const std::string> texts, const std::stop_token& stop = {});

  /// Terms that Fit never saw are left out.
  [[nodiscard]] TermVector Vectorize(std::span<const WeightedText> texts) const;

  /// The longest phrases of `text` all of whose pairs of characters both vectors have, heaviest
  /// first, at most `limit`, each once, without the halves of words at their ends and without bare
  /// numbers. Their weights, of their pairs and characters, are parts of Cosine(a, b); a term
  /// counts for its first phrase only. What single characters elsewhere add to the cosine is no
  /// phrase.
  [[nodiscard]] std::vector<SharedPhrase> SharedPhrases(const TermVector& a, const TermVector& b,
                                                        std::string_view text,
                                                        std::size_t limit) const;

  [[nodiscard]] std::size_t size() const { return idf_.size(); }

  /// A term's number below size(); nothing where no text has it.
  [[nodiscard]] std::optional<std::uint32_t> Find(const std::string& term) const;

  /// Every term by its number; they live as long as the space.
  [[nodiscard]] std::vector<std::string_view> Terms() const;

 private:
  using Shared = std::unordered_map<std::uint32_t, double>;

  /// Takes the weight of a gram and of the characters of a pair out of what is shared; below 0
  /// where the gram is not shared or a single character, which says nothing by itself.
  [[nodiscard]] double TakeWeight(const std::string& gram, Shared& shared) const;

  std::unordered_map<std::string, std::uint32_t> ids_;
  std::vector<float> idf_;
};

}  // namespace jiedui::models

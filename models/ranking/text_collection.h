#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "models/ranking/term_bag.h"
#include "models/term_space.h"

namespace jiedui::models {

/// A text as the one text pipeline cut it.
struct RankText {
  TermBag grams;     ///< characters, pairs of them, and whole words of letters and digits
  TermBag words;     ///< the dictionary's words without stop words
  std::string form;  ///< equal for texts that a reader takes for the same
};

/// What one text of a query finds in one document. All sums over shared terms; BM25 with k1 1.2 and
/// b 0.75 (Robertson & Zaragoza 2009), each term of the query by its weight there.
struct LexicalMatch {
  float characters = 0;        ///< BM25 of characters and words of letters
  float pairs = 0;             ///< BM25 of pairs
  float words = 0;             ///< BM25 of words
  float character_cosine = 0;  ///< ltc cosine of characters
  float gram_cosine = 0;       ///< ltc cosine of all grams
  float query_coverage = 0;    ///< share of the query's characters, by idf
  float text_coverage = 0;     ///< share of the document's grams, by idf
};

/// How often a term of the query counts: once, or by the logarithm of how often it stands there
/// (long queries repeat what they are about).
enum class QueryCount : std::uint8_t { kOnce, kLogarithm };

/// The documents of a ranking by the terms that they hold. Documents of the same form are one text:
/// lists of achievements name the same thing again and again, and a term is not commoner for it.
/// Immutable once built, so safe to share between threads.
class TextCollection {
 public:
  /// Terms are numbers below `gram_terms` and `word_terms`, told apart by `grams`. O(all terms).
  static TextCollection Build(std::span<const RankText> documents, const Vocabulary& grams,
                              std::size_t word_terms);

  [[nodiscard]] std::size_t documents() const { return text_of_.size(); }
  [[nodiscard]] std::size_t texts() const { return copies_.size(); }
  [[nodiscard]] std::uint32_t TextOf(std::size_t document) const { return text_of_[document]; }
  /// Documents that have this text.
  [[nodiscard]] std::uint32_t Copies(std::uint32_t text) const { return copies_[text]; }
  [[nodiscard]] const TermBag& Grams(std::uint32_t text) const { return grams_[text]; }
  /// Characters of the text, and the mean idf of them.
  [[nodiscard]] float Length(std::uint32_t text) const { return sides_[text].characters; }
  [[nodiscard]] float Rarity(std::uint32_t text) const { return sides_[text].rarity; }

  /// Weight of each of the text's grams (ltc, of length 1 together), in the bag's order. Unknown
  /// terms weigh nothing.
  [[nodiscard]] std::vector<float> GramWeights(const TermBag& grams) const;

  /// The characters of a bag, without the pairs, by ltc, of length 1 together; numbered below
  /// characters() in the order of their grams.
  [[nodiscard]] TermVector CharacterVector(const TermBag& grams) const;
  [[nodiscard]] std::size_t characters() const { return characters_; }

  /// Sets matches[text] for every text. O(texts + postings of the query's terms).
  void Match(const RankText& query, QueryCount count, std::vector<LexicalMatch>& matches) const;

  /// ln(1 + (N − n + ½)/(n + ½)); 0 for a term that no text has.
  [[nodiscard]] float GramIdf(std::uint32_t term) const {
    return term < gram_idf_.size() ? gram_idf_[term] : 0;
  }

 private:
  struct Posting {
    std::uint32_t text = 0;
    float count = 0;
  };
  struct Postings {
    std::vector<std::uint32_t> starts;  // by term, and one more
    std::vector<Posting> entries;
  };
  /// What a text's matches are measured by.
  struct Side {
    float characters = 0;
    float rarity = 0;
    float character_norm = 0;  // BM25's length part
    float pair_norm = 0;
    float word_norm = 0;
    float character_length = 0;  // Euclidean, ltc
    float gram_length = 0;
    float idf_sum = 0;  // of all grams, each once
  };
  static Postings Invert(const std::vector<const TermBag*>& bags, std::size_t terms);
  static std::vector<float> Idf(const Postings& postings, std::size_t texts);
  void Measure(const Vocabulary& grams, const std::vector<const TermBag*>& words);
  void MatchGrams(const TermBag& query, QueryCount count, std::vector<LexicalMatch>& matches) const;
  void MatchWords(const TermBag& query, QueryCount count, std::vector<LexicalMatch>& matches) const;

  std::vector<std::uint32_t> text_of_;  // by document
  std::vector<std::uint32_t> copies_;   // by text, as what follows
  std::vector<TermBag> grams_;
  std::vector<Side> sides_;
  std::vector<bool> is_pair_;                    // by gram
  std::vector<std::uint32_t> character_number_;  // by gram; of no use for pairs
  std::size_t characters_ = 0;
  Postings gram_postings_;
  Postings word_postings_;
  std::vector<float> gram_idf_;
  std::vector<float> word_idf_;
};

}  // namespace jiedui::models

#pragma once

#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/result.h"

namespace jiedui::index {

/// The word lists, each a TSV without a header; `#` begins a comment line.
struct WordLists {
  std::string synonyms;    ///< one group of words that mean the same per line
  std::string stop_words;  ///< one word per line: says nothing in a long text
};

/// One unit of a query: a word of a synonym group, or what ICU's dictionary takes for a word.
struct QueryToken {
  std::string word;
  std::vector<std::string> synonyms;  ///< the others of its group, in the list's order
};

/// How texts become terms, the same for documents and queries. Short texts become every character
/// and every pair of neighbouring characters (which needs no dictionary and forgives), bodies
/// become dictionary words (a third of the size). Everything is folded by base::Normalize first.
/// Immutable, thread-safe.
class TextPipeline {
 public:
  /// Without word lists: no synonyms, no stop words.
  TextPipeline() = default;

  /// kInvalid names list and line: a synonym group of fewer than two words, or a word in two
  /// groups.
  static base::Result<TextPipeline> Parse(const WordLists& lists);

  /// Characters and pairs of a short text; Latin words and numbers whole.
  [[nodiscard]] std::vector<std::string> ShortTerms(std::string_view text) const;

  /// The terms that a word of a query must have in a short text: its pairs, or itself where it has
  /// one character.
  [[nodiscard]] static std::vector<std::string> PairTerms(std::string_view normalized);

  /// Dictionary words of a long text without stop words.
  [[nodiscard]] std::vector<std::string> BodyTerms(std::string_view text) const;

  /// The units of a query in order, each once; longest synonyms first, stop words left out unless
  /// nothing else is there.
  [[nodiscard]] std::vector<QueryToken> Tokens(std::string_view query) const;

  /// Folded, without blanks and punctuation: equal for titles and keys that a reader takes for the
  /// same.
  [[nodiscard]] static std::string ExactForm(std::string_view text);

 private:
  [[nodiscard]] std::size_t SynonymAt(std::u32string_view text) const;

  std::unordered_map<std::string, std::vector<std::string>> synonyms_;
  std::unordered_set<std::string> stop_words_;
  std::size_t longest_synonym_ = 0;  // code points
};

}  // namespace jiedui::index

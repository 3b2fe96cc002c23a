#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "models/semantic/semantic_space.h"

namespace jiedui::models {

/// What a lexicon was learned from.
struct SemanticOrigin {
  std::uint64_t revision = 0;  ///< of the database
  std::uint64_t texts = 0;
};

/// A semantic space with the words that its terms are, so that it outlives the term space that it
/// was fitted over and serves any other. Immutable, so safe to share between threads.
class SemanticLexicon {
 public:
  /// Knows nothing.
  SemanticLexicon() : SemanticLexicon(std::vector<std::string>(), SemanticSpace(), {}) {}

  /// `space` was fitted over the terms of `terms`. O(terms).
  SemanticLexicon(const SemanticSpace& space, const TermSpace& terms, SemanticOrigin origin);

  /// The space over the terms of `terms`; what either of the two does not know is left out. O(terms
  /// of both).
  [[nodiscard]] SemanticSpace Over(const TermSpace& terms) const;

  [[nodiscard]] const SemanticOrigin& origin() const { return origin_; }
  [[nodiscard]] std::size_t dims() const { return space_.dims(); }
  [[nodiscard]] std::size_t words() const { return words_.size(); }

  /// Equal for lexicons that hold the same.
  [[nodiscard]] std::uint64_t fingerprint() const { return fingerprint_; }

  /// The lexicon as bytes: magic, format version, revision, texts, number of words, bytes of all
  /// words, checksum; the words, each with a line feed; the space as SemanticSpace::Save.
  [[nodiscard]] std::string Save() const;

  /// Reads what Save made. kInvalid says whether it is no such file, of another version, cut short
  /// or damaged.
  static base::Result<SemanticLexicon> Load(std::string_view bytes);

 private:
  SemanticLexicon(std::vector<std::string> words, SemanticSpace space, SemanticOrigin origin);

  std::vector<std::string> words_;  // by term of the space
  SemanticSpace space_;
  SemanticOrigin origin_;
  std::uint64_t fingerprint_ = 0;
};

}  // namespace jiedui::models

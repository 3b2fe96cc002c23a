#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "models/term_space.h"

namespace jiedui::models {

/// Sums of products by vector, kept between calls so that nothing is allocated anew.
struct PostingSums {
  std::vector<float> sums;             ///< by vector; 0 where no term was shared
  std::vector<std::uint32_t> touched;  ///< the vectors whose sum is not 0, each once

  /// For a question about that many vectors. O(vectors touched before).
  void Clear(std::size_t vectors);
};

/// The vectors of a set by the terms that they hold, so that the cosines of one vector with all of
/// them cost time by the terms that are shared, not by the terms that there are. Immutable, so safe
/// to share between threads. Source: the inverted file, term at a time (Zobel & Moffat 2006).
class TermPostings {
 public:
  TermPostings() = default;

  /// Of vectors of one TermSpace with `terms` terms. Of a term that more than `most` vectors hold,
  /// only the `most` in which it weighs most are kept (the earlier where it weighs the same): that
  /// bounds the time of a question and loses what hardly adds to a cosine.
  static TermPostings Build(std::span<const TermVector* const> vectors, std::size_t terms,
                            std::size_t most = std::numeric_limits<std::size_t>::max());

  /// Sets cosines[i] to Cosine(vector, *vectors[i]), equal to the last bit where no term was cut.
  /// O(number of vectors + postings of the vector's terms).
  void Cosines(const TermVector& vector, std::vector<double>& cosines) const;

  /// The same sums, in single precision, of those vectors only that share a term: for choosing
  /// among many. O(postings of the vector's terms + vectors touched before).
  void Sum(const TermVector& vector, PostingSums& into) const;

 private:
  struct Posting {
    std::uint32_t vector = 0;
    float weight = 0;
  };

  void Cut(std::size_t most);

  std::vector<std::uint32_t> starts_;  // by term, and one more: where its postings begin
  std::vector<Posting> postings_;
  std::size_t vectors_ = 0;
};

}  // namespace jiedui::models

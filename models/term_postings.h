#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/term_space.h"

namespace jiedui::models {

/// The vectors of a set by the terms that they hold, so that the cosines of one vector with all of
/// them cost time by the terms that are shared, not by the terms that there are. Immutable, so safe
/// to share between threads. Source: the inverted file, term at a time (Zobel & Moffat 2006).
class TermPostings {
 public:
  TermPostings() = default;

  /// Of vectors of one TermSpace with `terms` terms.
  static TermPostings Build(std::span<const TermVector* const> vectors, std::size_t terms);

  /// Sets cosines[i] to Cosine(vector, *vectors[i]), equal to the last bit. O(number of vectors +
  /// postings of the vector's terms).
  void Cosines(const TermVector& vector, std::vector<double>& cosines) const;

 private:
  struct Posting {
    std::uint32_t vector = 0;
    float weight = 0;
  };
  std::vector<std::uint32_t> starts_;  // by term, and one more: where its postings begin
  std::vector<Posting> postings_;
  std::size_t vectors_ = 0;
};

}  // namespace jiedui::models

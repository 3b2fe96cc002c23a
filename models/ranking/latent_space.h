#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/ranking/term_bag.h"

namespace jiedui::models {

struct LatentOptions {
  std::size_t dimensions = 300;  ///< ≥ 1; fewer come out of few texts
  std::size_t min_texts = 2;     ///< a term of fewer texts ties nothing to anything
  std::size_t iterations = 4;    ///< of the subspace; more sharpens the last dimensions only
  std::uint64_t seed = 1;
  /// Of the matrix that is decomposed: with more, every n-th text is looked at, which bounds time.
  std::size_t max_entries = 1'500'000;
};

/// Latent semantic analysis of a collection: where texts lie in the space of its main directions,
/// so that texts about the same thing are near each other without a common term. Terms are weighted
/// ltc (Salton & Buckley 1988); the directions are the right singular vectors by randomised
/// subspace iteration (Halko, Martinsson & Tropp 2011). Same texts, same space. Immutable.
class LatentSpace {
 public:
  LatentSpace() = default;

  /// `terms`: more than any term's number. O(entries · dimensions · iterations).
  static LatentSpace Fit(std::span<const TermBag* const> texts, std::size_t terms,
                         const LatentOptions& options);

  /// A vector of length 1 with dimensions() entries; of zeros where no term is known.
  [[nodiscard]] std::vector<float> Embed(const TermBag& text) const;

  [[nodiscard]] std::size_t dimensions() const { return dimensions_; }

 private:
  std::size_t dimensions_ = 0;
  std::vector<float> idf_;             // by term; 0: not in the space
  std::vector<std::uint32_t> row_of_;  // by term
  std::vector<float> directions_;      // row by row, dimensions_ each
};

}  // namespace jiedui::models

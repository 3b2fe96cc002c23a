#pragma once

#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "models/semantic/semantic_vector.h"
#include "models/term_postings.h"

namespace jiedui::models {

/// Finds vectors near one that is asked about without comparing it with all of them: they lie in
/// cells of such as are near each other, and only those of the nearest cells are compared. Few
/// vectors are one cell, so that all are compared. Immutable, so safe to share between threads.
/// Source: the inverted file of a coarse quantiser (Jégou, Douze & Schmid 2011), here of whole
/// vectors; cells by spherical k-means (Dhillon & Modha 2001).
class SemanticCells {
 public:
  SemanticCells() = default;

  /// Vectors of `dims` values, or empty ones, which are never found. A question compares at least
  /// `compared` of them (1 … 10⁶), all where there are no more than twice as many. Deterministic in
  /// the vectors and their order. O(vectors^1.5 × dims) time, two bytes a value kept.
  static SemanticCells Build(std::span<const SemanticVector* const> vectors, std::size_t dims,
                             std::size_t compared);

  /// Sets into.sums[i] to Nearness(asked, *vectors[i]), in single precision, for the vectors that
  /// were compared; `touched` are those that are not 0. O(dims × (cells + vectors compared)).
  void Compare(const SemanticQuery& asked, PostingSums& into) const;

  [[nodiscard]] std::size_t cells() const { return centres_.size(); }

 private:
  std::size_t vectors_ = 0;
  std::size_t compared_ = 0;
  SemanticBlock centres_;
  std::vector<std::uint32_t> starts_;     // by cell, and one more: where its vectors begin
  std::vector<std::uint32_t> positions_;  // of what lies in the cells, among the vectors
  SemanticBlock members_;                 // in the order of positions_
};

}  // namespace jiedui::models

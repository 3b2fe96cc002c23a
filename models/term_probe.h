#pragma once

#include <bitset>
#include <cstdint>
#include <vector>

#include "models/term_space.h"

namespace jiedui::models {

/// One vector laid open, so that its cosines with many others cost one look-up per term of theirs
/// instead of a merge. For one thread; keeps its memory from one vector to the next.
class TermProbe {
 public:
  /// The vector that is asked about from now on, of a space with `terms` terms.
  void Set(const TermVector& vector, std::size_t terms);

  /// Equal to Cosine(vector, other) to the last bit.
  [[nodiscard]] double CosineWith(const TermVector& other) const;

 private:
  /// Few enough to stay in the nearest cache, where most of the other's terms are found missing.
  static constexpr std::size_t kSieve = 1U << 16U;

  std::bitset<kSieve> sieve_;   // by term modulo kSieve: the vector may hold it
  std::vector<float> weights_;  // by term; 0 where the vector does not hold it
  std::vector<std::uint32_t> held_;
};

}  // namespace jiedui::models

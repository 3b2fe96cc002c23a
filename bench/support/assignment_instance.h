#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "matching/problem.h"

namespace jiedui::bench {

/// A synthetic assignment problem: n receivers that need one helper each, n / 10 helpers (at least
/// 10), the same number of candidates a receiver, places in random portions.
struct AssignmentFamily {
  std::string name;
  /// Receivers and helpers live in clusters of very different popularity, and four fifths of a
  /// receiver's candidates are of its own cluster; otherwise candidates are drawn evenly.
  bool clustered = true;
  /// Places by receiver: 1 is tight, and where candidates are clustered not all can be covered.
  double places = 1.5;
  int score_steps = 1'000'000;  ///< scores are 1 … steps over steps
};

/// Clustered and even, loose and tight, and with heavy ties.
std::vector<AssignmentFamily> AssignmentFamilies();

struct AssignmentSize {
  int receivers = 0;
  int candidates = 50;
};

/// The same on every platform.
matching::ProblemInput MakeAssignment(const AssignmentFamily& family, const AssignmentSize& size,
                                      std::uint32_t seed);

}  // namespace jiedui::bench

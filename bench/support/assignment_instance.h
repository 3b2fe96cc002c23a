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
  /// Receivers and helpers live in clusters, a few of them popular; four fifths of a receiver's
  /// candidates are of its own cluster, the others of the next. Otherwise all are drawn evenly.
  bool clustered = true;
  /// Places a receiver: 1 is tight, and where candidates are clustered not all can be covered.
  double places = 1.5;
  int score_steps =
      1'000'000;  ///< scores are whole steps, 1 … this many (of 1e-6, or of 1 for 100)
};

/// Clustered and even, loose and tight, and with heavy ties.
std::vector<AssignmentFamily> AssignmentFamilies();

struct AssignmentSize {
  int receivers = 0;
  int candidates = 50;
};

/// The same on every platform. Made receiver by receiver, so that the problem is all the memory it
/// takes.
matching::Problem MakeAssignment(const AssignmentFamily& family, const AssignmentSize& size,
                                 std::uint64_t seed);

}  // namespace jiedui::bench

#pragma once

#include <string>
#include <vector>

#include "matching/problem.h"
#include "matching/solution.h"

namespace jiedui::matching {

struct CheckReport {
  /// One Chinese sentence for each thing that is wrong; empty when the solution stands.
  std::vector<std::string> faults;
  /// Levels whose optimality was proved again from the Problem alone.
  std::size_t levels_proven = 0;

  [[nodiscard]] bool ok() const { return faults.empty(); }
};

/// Verifies a solution against the problem, sharing no code with the solver: every pair is listed,
/// allowed and counted once, fixed pairs are in, no max is exceeded, totals, coverage, unmet
/// minimums and status are what the pairs say, witnesses block whom they claim to block. Then
/// replays the levels in order: each must have the value it claims for the final plan, and its dual
/// prices (complementary slackness) or barrier (Hoffman's circulation theorem) must prove that no
/// plan that keeps the levels before has a better one; the dual value of the score level must agree
/// with upper_bound to 1e-9 relative plus score_precision. A level without a proof is checked for
/// its value only, and so are the levels after it, except after `worst` (those prove themselves
/// without it). O(pairs · levels). Thread-safe.
CheckReport Check(const Problem& problem, const Solution& solution);

}  // namespace jiedui::matching

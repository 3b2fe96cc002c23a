#pragma once

#include <cstdint>

#include "matching/problem.h"

namespace jiedui::matching {

/// How scores become the integers that the engines compute with.
///
/// Budget. Let n be the larger of the numbers of nodes and pairs, plus 3, and C the largest integer
/// score. A potential is a sum of at most n scores plus at most one artificial cost of 2^62, a
/// reduced cost adds one score and two potentials of which one at most holds the artificial cost,
/// and any plan's total is at most n · C: everything stays within int64 while 2 · n · C < 2^62,
/// and C is kept below 2^60 / n.
///
/// The factor is the least power of ten up to 10^9 that represents every score exactly: 10^d with
/// round(s · 10^d) / 10^d == s for all s. So scores with up to 6 decimals are exact as long as they
/// fit: |s| ≤ 4·10^6 with 250,000 pairs, |s| ≤ 46,000 with 25 million. Otherwise the factor is the
/// largest power of two within the budget, and each score is off by at most half a unit.
struct ScoreScale {
  double factor = 1;
  double rounding = 0;  ///< largest error of one score, in scores

  /// The nearest integer, halves away from 0: std::llround, inline.
  [[nodiscard]] std::int64_t Of(double score) const {
    const double scaled = score * factor;
    const auto whole = static_cast<std::int64_t>(scaled);
    const double rest = scaled - static_cast<double>(whole);
    return whole + (rest >= 0.5 ? 1 : 0) - (rest <= -0.5 ? 1 : 0);
  }
  [[nodiscard]] bool exact() const { return rounding == 0; }
};

ScoreScale ChooseScale(const Problem& problem);

}  // namespace jiedui::matching

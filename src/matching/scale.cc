#include "matching/scale.h"

#include <algorithm>
#include <cmath>

namespace jiedui::matching {
namespace {

constexpr int kMostDecimals = 9;

bool AllExact(const Problem& problem, double factor) {
  for (Index e = 0; e < problem.pair_count(); ++e) {
    const double score = problem.pair_score(e);
    // Both sides are the double nearest to the same decimal, so equality is exact.
    if (std::nearbyint(score * factor) / factor != score) return false;
  }
  return true;
}

}  // namespace

ScoreScale ChooseScale(const Problem& problem) {
  double highest = 0;
  for (Index e = 0; e < problem.pair_count(); ++e) {
    highest = std::max(highest, std::fabs(problem.pair_score(e)));
  }
  if (highest == 0) return {};
  const double nodes = static_cast<double>(problem.helper_count()) + problem.receiver_count() +
                       problem.group_count();
  const double budget = std::ldexp(1.0, 60) / (3 + std::max<double>(nodes, problem.pair_count()));
  // Beyond 2^53 a product is no longer an exact integer.
  const double exact_budget = std::min(budget, std::ldexp(1.0, 53));
  double factor = 1;
  for (int decimals = 0; decimals <= kMostDecimals && highest * factor <= exact_budget;
       ++decimals, factor *= 10) {
    if (AllExact(problem, factor)) return {factor, 0};
  }
  const int exponent = std::ilogb(budget) - std::ilogb(highest) - 1;
  const int bounded = std::clamp(exponent, -1000, 1000);
  return {std::ldexp(1.0, bounded), std::ldexp(0.5, -bounded)};
}

}  // namespace jiedui::matching

#pragma once

#include <cstdint>

namespace jiedui::matching {

/// Coverage and score as one number that is ordered like the pair (units of demand met, score):
/// units · 2^80 + scaled score. Sums of such numbers are exact and keep that order while the score
/// part stays within ±2^79. It does: PricedPlan keeps nodes · (largest score) below kMostScoreSum
/// and its hub's price near 0 (see BringHubHome), a price that a search changes lies within twice
/// kMostScoreSum of the hub's, and what came from outside within 2^63.
__extension__ typedef __int128 Worth;  // NOLINT(modernize-use-using): only typedef takes the mark

inline constexpr int kCoverShift = 80;
inline constexpr Worth kCoverUnit = Worth{1} << kCoverShift;
inline constexpr Worth kBeyondWorth = Worth{1} << 124;  ///< more than any sum of prices
inline constexpr double kMostScoreSum = 0x1p74;
/// Prices are all moved where units or score of the hub's are farther than these from 0.
inline constexpr std::int64_t kFarHubUnits = 1 << 20;
inline constexpr Worth kFarHubScore = Worth{1} << 76;

/// The units of demand in it.
inline std::int64_t UnitsOf(Worth worth) {
  return static_cast<std::int64_t>((worth + kCoverUnit / 2) >> kCoverShift);
}
/// The scaled score in it.
inline Worth ScoreOf(Worth worth) { return worth - UnitsOf(worth) * kCoverUnit; }

}  // namespace jiedui::matching

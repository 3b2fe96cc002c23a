#pragma once

#include <cstdint>

namespace jiedui::matching {

/// Coverage and score as one number that is ordered like the pair (units of demand met, score):
/// units · 2^80 + scaled score. Sums of such numbers are exact and keep that order while the score
/// part stays within ±2^79. It does: PricedPlan keeps nodes · (largest score) below kMostScoreSum;
/// a price that a search changes then lies within twice that of the hub's, which stays near 0 (see
/// PlanSession::State::BringHubHome), and prices that came from outside lie within 2^63.
__extension__ typedef __int128 Worth;  // NOLINT(modernize-use-using): only typedef takes the mark

inline constexpr int kCoverShift = 80;
inline constexpr Worth kCoverUnit = Worth{1} << kCoverShift;
inline constexpr Worth kBeyondWorth = Worth{1} << 124;  ///< more than any sum of prices
inline constexpr double kMostScoreSum = 0x1p74;
/// Prices are all moved where the score part of the hub's is farther than this from 0.
inline constexpr Worth kFarHubScore = Worth{1} << 76;

/// The units of demand in it.
inline std::int64_t UnitsOf(Worth worth) {
  return static_cast<std::int64_t>((worth + kCoverUnit / 2) >> kCoverShift);
}
/// The scaled score in it.
inline Worth ScoreOf(Worth worth) { return worth - UnitsOf(worth) * kCoverUnit; }

}  // namespace jiedui::matching

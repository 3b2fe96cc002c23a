#pragma once

#include <bit>
#include <cstdint>

#include "matching/priced_plan_worth_internal.h"
#include "matching/problem.h"

namespace jiedui::matching {

/// Which of the equally good plans: the one that keeps most of the pairs of the plan before. A
/// scaled score becomes score · step + tie; a pair that is chosen has a tie above any other's, and
/// loses it when it is no longer chosen. So every exchange costs something even where scores are
/// the same, and the shortest chain is, among those that lose least, one of few exchanges. That
/// choosing changes the pair's tie breaks no condition of PricedPlan: a chosen pair may be worth
/// more than its prices, an open one less.
///
/// All ties of a plan together stay within ± step / 4, so that what is best with them is best
/// without, and what the scores themselves come to can be read off exactly. Without ties the step
/// is 1.
class TieBreak {
 public:
  static constexpr int kHashBits = 8;
  static constexpr std::int64_t kHeld = std::int64_t{1} << kHashBits;

  TieBreak() = default;
  /// For plans of at most that many pairs, below 2^40.
  explicit TieBreak(std::int64_t most_pairs)
      : most_pairs_(most_pairs),
        shift_(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most_pairs))) +
               kHashBits + 2) {}

  [[nodiscard]] bool on() const { return shift_ > 0; }
  [[nodiscard]] std::int64_t most_pairs() const { return most_pairs_; }
  [[nodiscard]] double step() const { return static_cast<double>(std::int64_t{1} << shift_); }
  /// By how much more a pair is worth while it is chosen.
  [[nodiscard]] std::int64_t held() const { return on() ? kHeld : 0; }

  /// The scaled score of a pair that is not chosen, with its tie: a fixed hash of the pair, from
  /// 1 − 2^kHashBits to 0, so that of chains with as many exchanges one is the shortest.
  [[nodiscard]] std::int64_t With(std::int64_t score, Index h, Index r) const {
    return on() ? (score << shift_) - HashOf(h, r) : score;
  }
  /// A price of units and scaled scores, at which every plan that is optimal without ties is
  /// optimal with them, once its pairs are chosen.
  [[nodiscard]] Worth Price(Worth price) const {
    return UnitsOf(price) * kCoverUnit + (ScoreOf(price) << shift_);
  }

  /// The scaled score in that of a pair, of a plan, or in the difference of two plans; of a lower
  /// bound of such a difference the lower bound.
  [[nodiscard]] Worth ScoreIn(Worth with_ties) const {
    return on() ? (with_ties + (Worth{1} << (shift_ - 1))) >> shift_ : with_ties;
  }

 private:
  /// 0 … 2^kHashBits − 1.
  [[nodiscard]] static std::int64_t HashOf(Index h, Index r) {
    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t x = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(h)) << 32) |
                      static_cast<std::uint32_t>(r);
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return static_cast<std::int64_t>((x ^ (x >> 31)) >> (64 - kHashBits));
  }

  std::int64_t most_pairs_ = 0;
  int shift_ = 0;
};

}  // namespace jiedui::matching

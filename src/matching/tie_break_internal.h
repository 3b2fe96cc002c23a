#pragma once

#include <bit>
#include <cstdint>

#include "matching/priced_plan_worth_internal.h"
#include "matching/problem.h"

namespace jiedui::matching {

/// Tells equal scores apart: a scaled score becomes score · step + tie, where tie is a fixed hash
/// of the pair below 2^kTieBits and all ties of a plan together stay below step / 2. So what is
/// best with ties is best without them, and what the scores themselves come to can be read off
/// exactly. Without ties the step is 1.
class TieBreak {
 public:
  static constexpr int kTieBits = 10;

  TieBreak() = default;
  /// For plans of at most that many pairs, below 2^40.
  explicit TieBreak(std::int64_t most_pairs)
      : most_pairs_(most_pairs),
        shift_(static_cast<int>(std::bit_width(static_cast<std::uint64_t>(most_pairs))) + kTieBits +
               1) {}

  [[nodiscard]] bool on() const { return shift_ > 0; }
  [[nodiscard]] std::int64_t most_pairs() const { return most_pairs_; }
  [[nodiscard]] double step() const { return static_cast<double>(std::int64_t{1} << shift_); }

  /// 0 … 2^kTieBits − 1.
  [[nodiscard]] static std::int64_t TieOf(Index h, Index r) {
    // The finalizer of SplitMix64 (Steele, Lea, Flood 2014).
    std::uint64_t x = (static_cast<std::uint64_t>(static_cast<std::uint32_t>(h)) << 32) |
                      static_cast<std::uint32_t>(r);
    x += 0x9e3779b97f4a7c15U;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9U;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebU;
    return static_cast<std::int64_t>((x ^ (x >> 31)) >> (64 - kTieBits));
  }

  /// The scaled score of the pair with its tie.
  [[nodiscard]] std::int64_t With(std::int64_t score, Index h, Index r) const {
    return on() ? (score << shift_) + TieOf(h, r) : score;
  }
  /// A price of units and scaled scores with what is due in ties.
  [[nodiscard]] Worth Price(Worth price, std::int64_t of_ties) const {
    return UnitsOf(price) * kCoverUnit + (ScoreOf(price) << shift_) + of_ties;
  }

  /// The scaled score in that of a pair or a plan: the ties in it are a sum from 0 up to step / 2.
  [[nodiscard]] Worth ScoreIn(Worth with_ties) const { return with_ties >> shift_; }
  /// The same in the difference of two plans.
  [[nodiscard]] Worth DifferenceIn(Worth with_ties) const {
    return on() ? (with_ties + (Worth{1} << (shift_ - 1))) >> shift_ : with_ties;
  }

 private:
  std::int64_t most_pairs_ = 0;
  int shift_ = 0;
};

}  // namespace jiedui::matching

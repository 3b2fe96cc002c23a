#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/pair_model.h"

namespace jiedui::models {

/// What became of a pair that was suggested.
enum class Outcome : std::uint8_t {
  kTaken,       ///< approved or accepted
  kRefused,     ///< rejected or declined for a reason that is about the match
  kPassedOver,  ///< shown with the one that was taken, and left
};

/// One pair that somebody looked at, or could have.
struct JudgedPair {
  FactorValues values{};  ///< as they were when it was suggested
  Outcome outcome = Outcome::kTaken;
  std::size_t rank = 1;  ///< place in the list that was shown, 1 the highest
  double trust = 1;      ///< (0, 1]: how much the outcome is worth as testimony of the match
  std::int64_t at_ms = 0;
  /// Was the decider asked about this very pair? Then its outcome counts alone too: taken, or not.
  /// What was picked instead, or stood beside, is known only by comparison: nobody would have been
  /// told of it, had it not been picked.
  bool asked = true;
};

/// All that was judged for one enterprise and one pair kind: what can be compared with each other.
struct JudgedGroup {
  domain::PairKind kind = domain::PairKind::kExpert;
  std::int64_t enterprise = 0;
  std::vector<JudgedPair> pairs;
};

/// What a decision teaches, as one term of a logistic likelihood: ln σ(u·x + γ·position +
/// outcome·b), u the strengths of the kind's factors, γ the pull of the first place, b the kind's
/// intercept.
struct Lesson {
  domain::PairKind kind = domain::PairKind::kExpert;
  FactorValues x{};
  double position = 0;  ///< ln(rank of the other / rank of the preferred)
  double outcome = 0;   ///< 0: a comparison; ±1: a pair judged alone
  double weight = 0;    ///< > 0; the lessons of one judged pair weigh at most 1 together
};

/// The lessons of the judgements, in their order. Every taken pair is compared with the refused
/// (both were looked at, so without regard to places) and with those passed over (with it); every
/// pair that was asked about counts alone too. Half of a pair's trust goes to each.
std::vector<Lesson> LessonsOf(std::span<const JudgedGroup> judgements);

}  // namespace jiedui::models

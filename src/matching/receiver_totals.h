#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "matching/face.h"

namespace jiedui::matching {

/// A receiver's pairs that the face allows, and what is best about them.
struct Choices {
  std::int64_t kept = 0;  ///< score of pairs that must be in
  Index kept_count = 0;
  std::vector<std::int64_t> free;  ///< scores, best first
};

Choices ChoicesOf(const Problem& problem, const Face& face, const ScoreScale& scale, Index r);

/// The most that between `fewest` and `most` of the free scores can add to what is kept.
std::int64_t BestOf(const Choices& choices, Index fewest, Index most);

/// The lowest total of a receiver with a helper, in integer scores; nothing where there is none.
std::optional<std::int64_t> LowestTotal(const Problem& problem, const ScoreScale& scale,
                                        const Plan& plan);

/// Receivers that every plan of the face serves: their totals count whatever happens.
std::vector<bool> AlwaysServed(const Problem& problem, const Face& face);

/// The most that each receiver's total could be on its own, in integer scores: its best pairs, as
/// many as it may have. An upper bound on the lowest total, for those that are always served.
std::vector<std::int64_t> BestTotals(const Problem& problem, const Face& face,
                                     const ScoreScale& scale);

/// The receiver's best pairs, as many as it may have, summed in the order of its list.
double BestScore(const Problem& problem, const Face& face, Index r);

}  // namespace jiedui::matching

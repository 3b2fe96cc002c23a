#pragma once

#include <optional>
#include <vector>

#include "matching/face.h"
#include "matching/market_internal.h"
#include "matching/stopping.h"
#include "matching/unit_shape.h"

namespace jiedui::matching {

/// Where an auction on scores may start.
struct AuctionStart {
  std::vector<Index> pair_of;  ///< per receiver, −1 for none
  std::vector<Money> price;    ///< per helper
  Money epsilon = 1;           ///< by how much bids exceeded what was needed
};

/// A first stage of the auction in small numbers: a candidate is one word of 32 bits, its value is
/// rounded, and a bid looks at all candidates instead of at a list. Half a dozen times as fast a
/// bid as later stages, at an ε at which lists would be made anew with nearly every bid. Prices
/// only rise: from far below 0 for places that must be held and that nobody who may stay out could
/// take. A start promises nothing.
///
/// unit: what a score step is worth in Money. Nothing where it was stopped or numbers do not fit.
/// Deterministic. Memory: 4 bytes a free pair and about 40 a receiver, while it runs.
std::optional<AuctionStart> FindAuctionStart(const Problem& problem, const Face& face,
                                             const UnitShape& shape, const ScoreScale& scale,
                                             Money unit, const Stopping& stopping);

}  // namespace jiedui::matching

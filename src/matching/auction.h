#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "matching/face.h"
#include "matching/min_cost.h"
#include "matching/stopping.h"
#include "matching/unit_shape.h"

namespace jiedui::matching {

enum class AuctionEnd : std::uint8_t {
  kSolved,
  kStopped,
  kGaveUp,  ///< the numbers do not fit, or too many rounds: another engine has to do it
};

struct AuctionResult {
  AuctionEnd end = AuctionEnd::kGaveUp;
  CheapestPlan cheapest;  ///< of kSolved
  /// Of kStopped, where a stage was finished: a plan of the face that costs at most so_far_gap more
  /// than the cheapest, in units of the cost.
  std::optional<Plan> so_far = {};
  double so_far_gap = 0;
};

/// A cheapest plan of a face of the usual kind, and integer prices that prove it: an auction with
/// ε-scaling (Bertsekas 1988) whose stages are finished by shortest augmenting paths in units of ε
/// (Gabow and Tarjan 1989).
///
/// All costs are multiplied by K = helpers + 2. A stage ends with prices under which nobody gains
/// more than ε by any change. At ε = 1, or earlier, some residue mod K has no price within ε below
/// it; rounding every price down from there to multiples of K makes all conditions exact, because
/// no path between helpers has more than K − 1 arcs. So the plan is optimal and its integer prices
/// prove it.
///
/// Receivers look at a short list of their best candidates and a bound on all others; they go
/// through the whole list again only when the bound says that another may be better.
///
/// `start` is any plan of the face. cost: a score or none, kNone or kSquare for helpers, times 1,
/// no reward (else kGaveUp). Deterministic, single-threaded. Memory: about 160 bytes a receiver.
AuctionResult RunAuction(const Problem& problem, const Face& face, const UnitShape& shape,
                         const LevelCost& cost, const Plan& start, const Stopping& stopping);

}  // namespace jiedui::matching

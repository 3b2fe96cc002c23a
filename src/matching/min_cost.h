#pragma once

#include <optional>

#include "base/result.h"
#include "matching/face.h"
#include "matching/stopping.h"

namespace jiedui::matching {

struct CheapestPlan {
  Plan plan;
  Prices prices;
};

/// A cheapest plan of the face and optimal prices for it (hub price 0); nothing when stopped. The
/// face must not be empty: kInternal otherwise. Engine: LEMON's primal network simplex on the parts
/// of the network that are still free; int64 costs within the budget of scale.h.
/// Deterministic. Memory: about 70 bytes a free pair while it runs.
base::Result<std::optional<CheapestPlan>> FindCheapestPlan(const Problem& problem, const Face& face,
                                                           const LevelCost& cost,
                                                           const Stopping& stopping);

}  // namespace jiedui::matching

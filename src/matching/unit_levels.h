#pragma once

#include <optional>

#include "base/result.h"
#include "matching/auction.h"
#include "matching/levels.h"
#include "matching/unit_shape.h"

namespace jiedui::matching {

// The levels on faces of the usual kind (unit_shape.h), by engines of our own. Each gives nothing
// where the face is of another kind or they cannot do it: then the general engines have to. They
// leave the same values, the same kinds of proof and the same set of plans behind.

/// Settles `coverage`, and the minimums of helpers and groups where there are none: a maximum
/// matching from a greedy start. Where somebody cannot be covered, price 1 marks the places that
/// the uncovered compete for (the Dulmage–Mendelsohn decomposition): those stay full, and all
/// others must be covered. kInternal: see Restrict.
std::optional<base::Result<Outcome>> SettleUnitCoverage(const Problem& problem,
                                                        const Stopping& stopping, Settled& settled);

/// Settles `bottleneck`, or `worst`, as SettleThreshold does: a binary search in which each step
/// repairs the matching of the last.
std::optional<Outcome> SettleUnitThreshold(const Problem& problem, Objective objective,
                                           const Stopping& stopping, Settled& settled);

/// A cheapest plan of the face, `start` being any plan of it: kGaveUp where there is no engine.
AuctionResult FindUnitPlan(const Problem& problem, const Face& face, const LevelCost& cost,
                           const Plan& start, const Stopping& stopping);

}  // namespace jiedui::matching

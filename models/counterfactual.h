#pragma once

#include <string>
#include <vector>

#include "models/explanation.h"
#include "models/pair_scorer.h"

namespace jiedui::models {

/// What sentences about a pair name.
struct PairWords {
  std::string county;  ///< the enterprise's; empty where it is not known
};

/// Scores of the same pair with one thing changed, computed by scoring the changed facts: a helper
/// of the enterprise's own county or of another, the same class of sector, one more place, one more
/// acceptance, the next level, all conditions met, no words in common. Those that change the score
/// as it is shown, the greatest change first, ties in that order, at most `limit`. Pure; a few
/// hundred ns.
std::vector<Counterfactual> Counterfactuals(const PairModel& model, const PairFacts& facts,
                                            const PairWords& words, std::size_t limit = 3);

}  // namespace jiedui::models

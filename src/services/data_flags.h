#pragma once

#include <vector>

#include "services/pair_rules.h"

namespace jiedui::services {

/// What is missing or old in the data that the pair's score rests on, in a fixed order. A record is
/// old when the rosters' newest change is more than a year later: so the same data always give the
/// same flags.
std::vector<models::DataFlag> FlagsOf(const Corpus& corpus, domain::PairKind kind,
                                      const MatchEntry& helper, const MatchEntry& receiver,
                                      const HelperLoad& load);

/// Every flag that there is.
std::span<const models::DataFlag> AllFlags();

}  // namespace jiedui::services

#pragma once

#include "matching/check.h"

namespace jiedui::matching {

/// What the pairs of a solution amount to, counted by the verifier itself.
struct Tally {
  std::vector<std::uint8_t> chosen;  // per pair
  std::vector<Index> helper;
  std::vector<Index> receiver;
  std::vector<Index> group;
  long double total = 0;
  std::vector<double> receiver_total;
};

/// Whether the witnesses of uncovered receivers block whom they claim to block, and are counted
/// right: O(the pairs of the receivers in each).
void CheckWitnesses(const Problem& problem, const Solution& solution, const Tally& tally,
                    CheckReport& report);

/// The second half of Check: the levels and their proofs.
void CheckLevels(const Problem& problem, const Solution& solution, const Tally& tally,
                 CheckReport& report);

}  // namespace jiedui::matching

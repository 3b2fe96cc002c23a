#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "services/pair_rules.h"

namespace jiedui::services {

/// The enterprises that are to be helped in the order of what each could score with one helper at
/// most, so that whoever looks for the best need not score all of them. What is known of each
/// without looking at it are the words that it shares, its sectors and its region; the rest counts
/// in full. Keeps no reference. Source: the bound of Fagin, Lotem & Naor 2003 (threshold
/// algorithm), here over sums of factors.
class PromisingReceivers {
 public:
  /// `cosines` are the helper's with corpus.receivers(). O(receivers + sectors + regions).
  PromisingReceivers(const Corpus& corpus, domain::PairKind kind, const MatchEntry& helper,
                     const Loads& loads, std::span<const double> cosines);

  /// Positions in corpus.receivers(). MostOf never rises along them; among equals they rise.
  [[nodiscard]] std::span<const std::uint32_t> order() const { return order_; }

  /// The receiver at that position scores no more than this.
  [[nodiscard]] double MostOf(std::uint32_t receiver) const {
    return static_cast<double>(drawer_of_[receiver] + 1) / kDrawers;
  }

 private:
  static constexpr std::uint32_t kDrawers = 1024;  // sorting into them takes one look at each

  std::vector<std::uint16_t> drawer_of_;  // by receiver: the bound, rounded down
  std::vector<std::uint32_t> order_;
};

}  // namespace jiedui::services

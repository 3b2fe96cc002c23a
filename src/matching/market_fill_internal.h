#pragma once

#include <vector>

#include "matching/market_internal.h"
#include "matching/market_paths_internal.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// Brings receivers to places that want one, those that have it on their short list.
///
/// First the places take turns (a reverse auction, Bertsekas and Castañon 1992): one becomes
/// cheaper until somebody comes, or until it is as cheap as it is by itself, and who comes leaves
/// another place. Those left after many turns search backward for the nearest helper that can spare
/// somebody at its own cost, or the nearest receiver that is out.
class MarketFill {
 public:
  MarketFill(Market& market, const Stopping& stopping);

  /// Unless `fresh`, receivers whose lists have changed of late may be missed: where that leaves
  /// somebody worse off than ε, the stage's next round mends it.
  PathsEnd Run(Money epsilon, bool fresh);
  [[nodiscard]] bool changed() const { return changed_; }

 private:
  static constexpr Money kFar = Money{1} << 60;

  struct Entry {
    Index receiver;
    int slot;
  };
  /// Where a search ends: the unit comes from the hub to `node`, by `entry` where a receiver who is
  /// out comes in.
  struct Origin {
    Money distance = kFar;
    Index node = -1;
    Entry entry = {-1, -1};
  };

  void IndexEntries();
  [[nodiscard]] bool IndexIsOld(bool fresh) const;
  [[nodiscard]] bool Current(Entry entry, Index h) const;
  bool TakeTurns();
  bool TakeTurn(Index h);
  bool FillOne(Index h);
  void Visit(Index h, Index wanting, Money distance);
  void Relax(Index h, Money distance, Entry via);

  Market& market_;
  Money epsilon_ = 1;
  const Stopping& stopping_;
  bool changed_ = false;
  std::int64_t indexed_at_ = -1;    // scans of the market
  std::vector<std::size_t> begin_;  // per helper, into entries_
  std::vector<Entry> entries_;      // who has it on the list
  std::vector<Money> distance_;
  std::vector<Entry> via_;
  std::vector<std::pair<Money, Index>> heap_;
  std::vector<Index> touched_;
  std::vector<Index> settled_;
  std::vector<Index> wanting_;  // helpers, maybe
  std::vector<Index> left_;     // of them, those that no turn could help
  Origin origin_;
};

}  // namespace jiedui::matching

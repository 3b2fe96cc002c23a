#pragma once

#include <optional>
#include <vector>

#include "matching/market_internal.h"
#include "matching/stopping.h"

namespace jiedui::matching {

enum class PathsEnd : std::uint8_t { kDone, kStopped, kStuck };

/// Finds those a place who want one, along shortest paths, in units of ε and many a search. Nodes
/// are the helpers and the hub, which stands for places at their own cost and for receivers that
/// may stay out. An arc moves a receiver from one to the other; it costs what the receiver loses,
/// and at least −ε.
class MarketPaths {
 public:
  MarketPaths(Market& market, const Stopping& stopping);

  /// wanting: the unmatched receivers that want a place. Afterwards nobody else wants one.
  PathsEnd Run(std::vector<Index> wanting, Money epsilon);

 private:
  static constexpr Money kFar = Money{1} << 60;

  struct Step {
    Index node;
    Index receiver;  ///< −1: only a place is added or removed
    int slot;        ///< where it goes, −1 for out
  };
  struct Pointer {
    std::size_t holder = 0;
    int slot = -1;
  };

  [[nodiscard]] Index Hub() const { return market_.helpers(); }
  [[nodiscard]] Money Length(Money cost) const {
    return cost <= -epsilon_ ? 0 : (cost + epsilon_) / epsilon_;
  }
  [[nodiscard]] bool IsSink(Index node) const {
    return node == Hub() || market_.Wanted(node, epsilon_) > 0;
  }

  void Relax(Index node, Money distance);
  bool Measure(const std::vector<Index>& wanting);
  void MeasureFromReceiver(Index r);
  void MeasureFromHelper(Index h, Money distance);
  void Reprice();

  bool Augment(Index r);
  bool Follow(std::vector<Step>& path);
  std::optional<Step> NextStep(Index h);
  [[nodiscard]] bool Open(Index node) const { return !visited_[At(node)]; }

  Market& market_;
  Money epsilon_ = 1;
  const Stopping& stopping_;
  // The search, per node.
  std::vector<Money> distance_;
  std::vector<std::pair<Money, Index>> heap_;
  std::vector<Index> settled_;
  Money reach_ = 0;
  // The augmentation, per node.
  std::vector<bool> visited_;
  std::vector<Pointer> pointer_;
  std::vector<Money> floor_;  // per receiver that wants: its net less what it may lose
};

}  // namespace jiedui::matching

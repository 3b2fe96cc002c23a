#pragma once

#include <optional>
#include <vector>

#include "matching/market_internal.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// Finishes a stage: receivers that still want a place and places that still want a receiver are
/// brought together along shortest paths, in units of ε, many at a time.
///
/// Nodes are the helpers and the hub, which stands for places at their own cost and for receivers
/// that may stay out. An arc moves a receiver from one to the other; it costs what the receiver
/// loses, and at least −ε.
class MarketPaths {
 public:
  MarketPaths(Market& market, Money epsilon, const Stopping& stopping);

  enum class End : std::uint8_t { kDone, kStopped, kStuck };

  /// wanting: the unmatched receivers that want a place. Holds afterwards: nobody else wants one,
  /// and no place costs more than ε above its own cost while nobody holds it.
  End Run(std::vector<Index> wanting);

  /// Whether there was anything to do.
  [[nodiscard]] bool changed() const { return changed_; }

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
  [[nodiscard]] Index Wanted(Index h) const;
  void CountWanted();
  [[nodiscard]] bool IsSink(Index node) const {
    return node == Hub() ? hub_takes_ > 0 : wanted_[At(node)] > 0;
  }

  void Relax(Index node, Money distance);
  bool Measure(const std::vector<Index>& wanting);
  void MeasureFromReceiver(Index r);
  void MeasureFromHelper(Index h, Money distance);
  void MeasureFromHub(Money distance);
  void Reprice();

  bool Augment(Index r);
  bool AugmentFromHub();
  bool Follow(std::vector<Step>& path);
  std::optional<Step> NextStep(Index node);
  std::optional<Step> NextFromHelper(Index h);
  std::optional<Step> NextFromHub();
  [[nodiscard]] bool Open(Index node) const { return !visited_[At(node)]; }

  Market& market_;
  const Money epsilon_;
  const Stopping& stopping_;
  std::vector<Index> wanted_;  // per helper: receivers that its places want
  bool changed_ = false;
  std::int64_t hub_takes_ = 0;
  std::int64_t hub_gives_ = 0;
  std::vector<Index> outside_;  // receivers that may stay out and do
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

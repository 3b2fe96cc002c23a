#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "matching/priced_plan_internal.h"

namespace jiedui::matching {

/// A helper or a receiver of a PricedPlan, or its hub.
struct MarketNode {
  static constexpr std::uint32_t kHub = ~std::uint32_t{0};

  std::uint32_t code = 0;  ///< twice the position, plus 1 for a receiver, or kHub

  static MarketNode Helper(Index h) { return {static_cast<std::uint32_t>(h) * 2}; }
  static MarketNode Receiver(Index r) { return {static_cast<std::uint32_t>(r) * 2 + 1}; }
  static MarketNode Hub() { return {kHub}; }
  [[nodiscard]] bool is_hub() const { return code == kHub; }
  [[nodiscard]] bool receives() const { return (code & 1) != 0; }  ///< the hub: neither
  [[nodiscard]] Index at() const { return static_cast<Index>(code / 2); }
  bool operator==(const MarketNode&) const = default;
};

/// How a node was met.
struct Met {
  static constexpr Index kEnd = -1;
  static constexpr Index kOverHub = -2;

  Worth distance = 0;
  /// The pair; kEnd where the search starts; kOverHub from the hub; for the hub, the code of the
  /// node that it was met from.
  Index via = kEnd;
};

/// The labels of two searches from opposite ends, both of a node in one line of the cache, as each
/// search looks at the other's. Starting again costs nothing; memory is 64 bytes a node.
class MeetingLabels {
 public:
  struct Label {
    Worth distance = 0;
    Index via = Met::kEnd;
    std::uint32_t stamp = 0;
  };

  void Start(const PricedPlan& priced);
  /// Room for the nodes that there are and some to come.
  void Reserve(const PricedPlan& priced);
  [[nodiscard]] std::uint32_t stamp() const { return stamp_; }
  /// Asks memory for labels that are read soon.
  void Fetch(MarketNode node) const {
    const auto at = static_cast<std::size_t>(node.at());
    __builtin_prefetch(node.receives() ? &receivers_[at] : &helpers_[at]);
  }
  Label& At(MarketNode node, std::size_t side) {
    const auto at = static_cast<std::size_t>(node.at());
    return (node.is_hub() ? hub_ : node.receives() ? receivers_[at] : helpers_[at]).of[side];
  }

 private:
  struct alignas(64) Pair {
    std::array<Label, 2> of;
  };

  std::uint32_t stamp_ = 0;
  Pair hub_;
  WideVector<Pair> helpers_;
  WideVector<Pair> receivers_;
};

/// One search's view of its labels, and the heap of the nodes still to expand.
class Frontier {
 public:
  Frontier(MeetingLabels& labels, std::size_t side) : labels_(labels), side_(side) {}
  /// After the labels' Start.
  void Start();
  /// Labels the node if that is the shortest way so far; false otherwise.
  bool Improve(MarketNode node, const Met& met);
  /// The node is to be expanded.
  void Open(MarketNode node, Worth distance);
  /// Distance of the nearest node that is to be expanded; Tournament::kNever where there is none.
  Worth Nearest();
  /// That node. There must be one, and Nearest must have been called.
  [[nodiscard]] MarketNode Front() const { return {heap_.front().code}; }
  void Pop();
  [[nodiscard]] std::size_t open_count() const { return heap_.size(); }
  /// Calls visit(node, place) for the first few places of the heap: one of the first three is next
  /// but one, unless a nearer node is met before.
  template <class Visit>
  void ForUpcoming(Visit visit) const {
    constexpr std::size_t kUpcoming = 3;
    for (std::size_t i = 0; i < std::min(kUpcoming, heap_.size()); ++i) {
      const MarketNode node{heap_[i].code};
      if (!node.is_hub()) visit(node, i);
    }
  }

  [[nodiscard]] bool Has(MarketNode node) const {
    return labels_.At(node, side_).stamp == labels_.stamp();
  }
  [[nodiscard]] Worth DistanceTo(MarketNode node) const { return labels_.At(node, side_).distance; }
  [[nodiscard]] Index Via(MarketNode node) const { return labels_.At(node, side_).via; }
  [[nodiscard]] const std::vector<MarketNode>& nodes() const { return nodes_; }

 private:
  struct Entry {
    Worth distance;
    std::uint32_t code;
    bool operator>(const Entry& other) const {
      return distance != other.distance ? distance > other.distance : code > other.code;
    }
  };

  MeetingLabels& labels_;
  std::size_t side_;
  std::vector<Entry> heap_;
  std::vector<MarketNode> nodes_;  ///< that have a label
};

}  // namespace jiedui::matching

#pragma once

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
  static constexpr Index kSource = -1;
  static constexpr Index kOverHub = -2;

  Worth distance = 0;
  /// The pair; kSource where the search starts; kOverHub from the hub; for the hub, the code of the
  /// node that it was met from.
  Index via = kSource;
};

/// The distances of one search: labels of the nodes it met and the heap of those still to expand.
/// Starting again costs nothing; memory is 32 bytes a node.
class Frontier {
 public:
  void Start(const PricedPlan& priced);
  /// Whether it is the shortest way so far; then the node is labelled and to be expanded.
  bool Improve(MarketNode node, const Met& met);
  /// Distance of the nearest node that is to be expanded; Tournament::kNever where there is none.
  Worth Nearest();
  /// That node. There must be one, and Nearest must have been called.
  MarketNode Front() const { return {heap_.front().code}; }
  void Pop();

  [[nodiscard]] bool Has(MarketNode node) const { return LabelOf(node).stamp == stamp_; }
  [[nodiscard]] const Met& Of(MarketNode node) const { return LabelOf(node).met; }
  [[nodiscard]] const std::vector<MarketNode>& nodes() const { return nodes_; }

 private:
  struct Label {
    Met met;
    std::uint32_t stamp = 0;
  };
  struct Open {
    Worth distance;
    std::uint32_t code;
    bool operator>(const Open& other) const {
      return distance != other.distance ? distance > other.distance : code > other.code;
    }
  };

  template <class Self>
  [[nodiscard]] static auto& LabelIn(Self& self, MarketNode node) {
    if (node.is_hub()) return self.hub_;
    const auto at = static_cast<std::size_t>(node.at());
    return node.receives() ? self.receivers_[at] : self.helpers_[at];
  }
  [[nodiscard]] const Label& LabelOf(MarketNode node) const { return LabelIn(*this, node); }

  std::uint32_t stamp_ = 0;
  Label hub_;
  std::vector<Label> helpers_;
  std::vector<Label> receivers_;
  std::vector<Open> heap_;
  std::vector<MarketNode> nodes_;  ///< that have a label
};

}  // namespace jiedui::matching

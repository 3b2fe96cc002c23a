#pragma once

#include <optional>
#include <vector>

#include "matching/priced_plan_internal.h"

namespace jiedui::matching {

/// A helper or a receiver of a PricedPlan.
struct MarketNode {
  std::uint32_t code = 0;  ///< twice the position, plus 1 for a receiver

  static MarketNode Helper(Index h) { return {static_cast<std::uint32_t>(h) * 2}; }
  static MarketNode Receiver(Index r) { return {static_cast<std::uint32_t>(r) * 2 + 1}; }
  [[nodiscard]] bool receives() const { return (code & 1) != 0; }
  [[nodiscard]] Index at() const { return static_cast<Index>(code / 2); }
  bool operator==(const MarketNode&) const = default;
};

/// The distances of one search: labels of the nodes it met and the heap of those still to expand.
/// Starting again costs nothing; memory is 32 bytes a node.
class Frontier {
 public:
  void Start(const PricedPlan& priced);
  /// Whether it is the shortest way so far; then the node is labelled and to be expanded.
  bool Improve(MarketNode node, Worth distance, Index via);
  /// The same, for a node that the caller expands at once.
  bool ImproveNow(MarketNode node, Worth distance, Index via);
  /// The nearest node that is not expanded yet; false where there is none below `limit`.
  bool Pop(Worth limit, MarketNode& node, Worth& distance);

  [[nodiscard]] bool Met(MarketNode node) const { return LabelOf(node).stamp == stamp_; }
  [[nodiscard]] Worth DistanceTo(MarketNode node) const { return LabelOf(node).distance; }
  /// The pair by which the node was met, −1 for the source.
  [[nodiscard]] Index Via(MarketNode node) const { return LabelOf(node).via; }
  [[nodiscard]] const std::vector<MarketNode>& met() const { return met_; }

 private:
  struct Label {
    Worth distance = 0;
    Index via = -1;
    std::uint32_t stamp = 0;
  };
  struct Open {
    Worth distance;
    std::uint32_t code;
    bool operator>(const Open& other) const {
      return distance != other.distance ? distance > other.distance : code > other.code;
    }
  };

  [[nodiscard]] const Label& LabelOf(MarketNode node) const {
    const auto at = static_cast<std::size_t>(node.at());
    return node.receives() ? receivers_[at] : helpers_[at];
  }

  std::uint32_t stamp_ = 0;
  std::vector<Label> helpers_;
  std::vector<Label> receivers_;
  std::vector<Open> heap_;
  std::vector<MarketNode> met_;
};

/// Which way an imbalance is led to the hub.
enum class Way : std::uint8_t {
  kShed,  ///< a helper has one pair more than its load, or a receiver one fewer than its load
  kFill,  ///< a helper has one pair fewer than its load, or a receiver one more than its load
};

/// Cheapest chains of exchanges, by Dijkstra on reduced costs. All conditions of PricedPlan must
/// hold; then they hold after Settle too, so that the plan stays optimal.
///
/// A shedding chain goes from an overfull helper over one of its chosen pairs to a receiver, which
/// takes an open pair to another helper or makes do with less, and so on until a helper has a place
/// free; a filling chain goes from a place that was vacated over an open pair to a receiver, which
/// leaves the helper it has, until a place is left empty or a receiver takes one helper more.
///
/// A search ends as soon as no shorter chain can exist, and changes only what it met below that
/// length: O((met pairs) log (met nodes)), 48 to 64 bytes a node met. Deterministic.
class Chains {
 public:
  explicit Chains(PricedPlan& priced) : priced_(priced) {}

  enum class End : std::uint8_t { kHub, kOpposite };

  /// Leads one unit from the node to the hub; prices follow. There must be a way.
  void Settle(Way way, MarketNode source);
  /// Leads it to the hub or to the node that has the opposite imbalance, whichever is cheaper.
  End Settle(Way way, MarketNode source, MarketNode opposite);

  /// Price of leading one unit from the node at which a unit is missing to the one that has it too
  /// many, over the hub or not; nothing changes. kBeyondWorth or more where that is impossible.
  /// `shed` is where a shedding chain would start, `fill` where a filling one would.
  Worth Distance(MarketNode shed, MarketNode fill);

 private:
  struct Search {
    Frontier frontier;
    Worth best = kBeyondWorth;  ///< length of the shortest complete chain so far
    MarketNode end = {};
    /// Added to the length of every chain that ends at the hub; kBeyondWorth: none may.
    Worth beyond_hub = 0;
    const Search* towards = nullptr;          ///< a filling search whose nodes end a chain as well
    std::optional<MarketNode> opposite = {};  ///< a node that ends a chain at no cost
  };

  void Lead(Way way, MarketNode source, Search& search);
  void Run(Way way, MarketNode source, Search& search) const;
  void ExpandShedding(MarketNode node, Worth distance, Search& search) const;
  void ExpandFilling(MarketNode node, Worth distance, Search& search) const;
  void Meet(Way way, MarketNode node, Worth distance, Index via, Search& search) const;
  void OfferEnd(Way way, MarketNode node, Worth distance, Search& search) const;
  void MovePrices(Way way, const Search& search);
  void Follow(Way way, MarketNode source, const Search& search);

  PricedPlan& priced_;
  Search shed_;
  Search fill_;
};

}  // namespace jiedui::matching

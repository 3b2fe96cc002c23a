#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "matching/chains_frontier_internal.h"

namespace jiedui::matching {

/// Cheapest chains of exchanges from a node that has a pair too many (or a receiver one too few) to
/// one that has a pair too few (or a receiver one too many), the hub being one or the other or on
/// the way. All conditions of PricedPlan must hold; then they hold after Lead too, so that the plan
/// stays optimal.
///
/// A chain goes from an overfull helper over one of its chosen pairs to a receiver, which takes an
/// open pair to another helper, and so on; where a helper has a place free or a receiver makes do
/// with less, it enters the hub, and it leaves the hub for a helper that gives up a place or a
/// receiver that takes one more.
///
/// Dijkstra on reduced costs from both ends; the hub's arcs come by rising cost, and open pairs by
/// falling score, whose cost the least prices of all nodes bound from below. With d the distance
/// from the source and d' that to the target, D the chain's length and F + B = D, where all nodes
/// with d < F and all with d' < B are known, the levels p, −q and z rise by max(0, F − d) and fall
/// by max(0, B − d'). Then no reduced cost changes sign:
///   An arc (u, v) of reduced cost c ≥ 0 costs c − x + x' − y' + y afterwards, x = max(0, F − d(u))
///   and x' of v, y = max(0, B − d'(u)) and y' of v. As d(v) ≤ d(u) + c, x' ≥ x − c, and as
///   d'(u) ≤ c + d'(v), y ≥ y' − c. Where x = 0 or y' = 0 that makes it ≥ 0. Else x + y' =
///   D − d(u) − d'(v) ≤ c, because the chain through (u, v) is no shorter than D.
///   On the chain d + d' = D, so that F − d is added to every level and all its arcs cost 0.
/// A search ends when the least distances f and b not expanded on either side add up to D or more.
/// The side that went on last may know more than it needs: the other's limit is its own f or b, the
/// rest of D is the last one's. A node at d is not expanded where d + b reaches the shortest chain
/// known: as b never falls and B is no less, d ≥ D − B = F. The same holds from the other end. Nor
/// is it labelled then unless the other end knows it: that end would come to it at b or more.
///
/// The side with fewer open nodes goes on, unless it has had four times the other's work: at most
/// five times the work of the search from the better end alone, O((met pairs) log (met nodes)).
/// Deterministic.
class Chains {
 public:
  explicit Chains(PricedPlan& priced) : priced_(priced) {}
  Chains(const Chains&) = delete;
  Chains& operator=(const Chains&) = delete;

  /// Room for all nodes, so that the first search does not make it.
  void Reserve() { labels_.Reserve(priced_); }

  /// Leads one unit; prices follow. There must be a way.
  void Lead(MarketNode source, MarketNode target);

  /// What that would cost; nothing changes. kBeyondWorth where there is no way.
  Worth Distance(MarketNode source, MarketNode target);

  /// Moves the prices as Lead does and leads nothing: what lies between the two gets room on both
  /// sides. Nothing where the chain costs a unit of demand.
  void Spread(MarketNode source, MarketNode target);

 private:
  enum Way : std::uint8_t { kForward, kBackward };

  /// Arcs of an expanded node that were not looked at yet, the dearest by score.
  struct Rest {
    Worth bound = 0;  ///< no chain over them is shorter
    MarketNode node = {};
    Index next = 0;
    bool operator>(const Rest& other) const {
      return bound != other.bound ? bound > other.bound : node.code > other.node.code;
    }
  };

  /// One end's search.
  struct Side {
    Side(MeetingLabels& labels, Way way) : frontier(labels, way) {}

    Frontier frontier;
    std::vector<Rest> rests;           ///< a heap
    std::vector<Rest> left;            ///< the source's side: rests too far for its own search
    RisingKeys helper_arcs;            ///< the hub's, once it is expanded
    RisingKeys receiver_arcs;          ///< the same
    bool past_hub = false;             ///< whether it is
    Worth hub_base = 0;                ///< to be added to the keys of its arcs
    std::array<Worth, 2> to_hub = {};  ///< least keys by which helpers and receivers come to it
    std::int64_t work = 0;             ///< arcs looked at
    Worth nearest = 0;  ///< no node that is not met is nearer, none not expanded either
  };

  static Way Opposite(Way way) { return way == kForward ? kBackward : kForward; }

  void Run(MarketNode source, MarketNode target);
  void FindNearest(Side& side);
  [[nodiscard]] Way NextWay() const;
  void Step(Way way);
  [[nodiscard]] Worth LeastHubKey(Way way, MarketNode node) const;
  void ExpandHub(Way way, Worth distance);
  void TakeHubArc(Way way);
  void ExpandOverChosen(Way way, MarketNode node, Worth distance);
  void ExpandOverOpen(Way way, MarketNode node, Worth distance);
  void TakeRest(Way way);
  void LookAlong(Way way, MarketNode node, Index next);
  void MeetOverRests();
  void MeetOverRest(const Rest& rest, Worth least);
  static bool GoesOverChosen(Way way, MarketNode node);
  void FetchUpcoming(Way way) const;
  void Fetch(Index i, bool receiver) const;
  void LookAt(Way way, Index e, const PairArc& arc, Worth base);
  void Meet(Way way, MarketNode node, const Met& met);
  void MeetHub(Way way, MarketNode node, Worth distance);
  void MovePrices();
  void FetchForPrice(MarketNode node) const;
  void Raise(MarketNode node, Worth by);
  void Follow(Way way, MarketNode node);
  void TakeHubLoad(MarketNode node, bool into_hub);

  PricedPlan& priced_;
  MeetingLabels labels_;
  std::array<Side, 2> sides_ = {Side(labels_, kForward), Side(labels_, kBackward)};
  Way last_ = kForward;        ///< who went on last
  Worth best_ = kBeyondWorth;  ///< length of the shortest chain so far
  MarketNode meeting_ = {};    ///< where its two parts meet
};

}  // namespace jiedui::matching

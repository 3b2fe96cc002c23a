#pragma once

#include <algorithm>
#include <cstdint>
#include <utility>
#include <vector>

#include "matching/priced_plan_tournament_internal.h"
#include "matching/priced_plan_worth_internal.h"
#include "matching/problem.h"
#include "matching/scale.h"
#include "matching/tie_break_internal.h"
#include "matching/wide_pages_internal.h"

namespace jiedui::matching {

/// What a pair is at the moment.
enum class Link : std::uint8_t { kOpen, kChosen, kPinned, kForbidden };

inline bool InPlan(Link link) { return link == Link::kChosen || link == Link::kPinned; }

/// One end's view of a pair.
struct PairArc {
  static constexpr std::uint32_t kBarred = std::uint32_t{1} << 31;

  Index other = 0;         ///< the node at the other end
  std::uint32_t twin = 0;  ///< the other end's arc, and kBarred unless the pair is open
  std::int64_t score = 0;  ///< scaled, with its tie, which is higher while the pair is chosen

  [[nodiscard]] bool barred() const { return (twin & kBarred) != 0; }
  [[nodiscard]] Index twin_at() const { return static_cast<Index>(twin & ~kBarred); }
};

/// The plan of a session with its prices, as flat arrays, and a journal of every change to them.
///
/// A flow: hub → helper (load) → receiver (pairs) → hub (load). With p the price of a helper's
/// place, q a receiver's price, z the hub's, s a score and f(k) the demand that k helpers meet, it
/// is optimal when
///   open pair: p + q − s ≥ 0, chosen pair: p + q − s ≤ 0, pinned and forbidden: anything;
///   helper: p ≥ z where its load can be lowered, p ≤ z where it can be raised;
///   receiver: q + z + f(load) − f(load − 1) ≥ 0 where it can be lowered, and
///   q + z + f(load + 1) − f(load) ≤ 0 where it can be raised.
/// Only differences between p, −q and z count. The hub has a price of its own so that what every
/// node would have to move by can be moved there alone.
/// During an edit the loads may differ from the number of pairs: the difference is what still has
/// to be led to the hub (see Chains).
class PricedPlan {
 public:
  PricedPlan(const ScoreScale& scale, const TieBreak& ties) : scale_(scale), ties_(ties) {}

  /// The problem's nodes and pairs, fixed pairs pinned, nothing else chosen, all prices 0. The
  /// rankings are made for what helpers' places are likely to cost, one price each; none for 0.
  void Load(const Problem& problem, const std::vector<Worth>& likely);

  // ---- what is there ----

  [[nodiscard]] Index helper_count() const { return static_cast<Index>(helpers_.size()); }
  [[nodiscard]] Index receiver_count() const { return static_cast<Index>(receivers_.size()); }
  [[nodiscard]] Index pair_count() const { return static_cast<Index>(links_.size()); }
  [[nodiscard]] const ScoreScale& scale() const { return scale_; }
  [[nodiscard]] const TieBreak& ties() const { return ties_; }
  /// As arcs of pairs that are not chosen have it: scaled, with its tie.
  [[nodiscard]] std::int64_t ScoreOfArc(double score, Index h, Index r) const {
    return ties_.With(scale_.Of(score), h, r);
  }

  [[nodiscard]] Index places(Index h) const { return helpers_[U(h)].places; }
  [[nodiscard]] Index helper_load(Index h) const { return helpers_[U(h)].load; }
  [[nodiscard]] Index helper_pinned(Index h) const { return helpers_[U(h)].pinned; }
  [[nodiscard]] Worth helper_price(Index h) const { return helper_prices_[U(h)].now; }
  /// The helper's arcs whose pairs are chosen and not pinned.
  [[nodiscard]] const std::vector<PairArc>& ChosenOf(Index h) const { return chosen_[U(h)]; }

  [[nodiscard]] const Bounds& need(Index r) const { return receivers_[U(r)].need; }
  [[nodiscard]] Index receiver_load(Index r) const { return receivers_[U(r)].load; }
  [[nodiscard]] Index receiver_pinned(Index r) const { return receivers_[U(r)].pinned; }
  [[nodiscard]] Worth receiver_price(Index r) const { return receiver_prices_[U(r)].now; }
  [[nodiscard]] bool present(Index r) const { return receivers_[U(r)].present; }

  [[nodiscard]] Link link(Index e) const { return links_[U(e)]; }
  [[nodiscard]] Index HelperOf(Index e) const { return of_receiver_[U(e)].other; }
  [[nodiscard]] Index ReceiverOf(Index e) const {
    return of_helper_[U(of_receiver_[U(e)].twin_at())].other;
  }
  [[nodiscard]] std::int64_t ScoreOfPair(Index e) const { return of_receiver_[U(e)].score; }
  [[nodiscard]] const PairArc& HelperArc(Index t) const { return of_helper_[U(t)]; }
  /// The pair's position, −1 where it is not listed. O(pairs of r).
  [[nodiscard]] Index FindPair(Index h, Index r) const;

  /// The node's arcs of pairs that were there from the start, by falling rank as far as scores have
  /// not been edited: the score less what the other end was likely to cost when the plan was
  /// loaded. No rank after an arc exceeds its rank by more than the slack. So with the least that
  /// any node of the other end's kind costs beyond that (its drift), an arc bounds all after it.
  struct Ranking {
    Index begin = 0;
    Index end = 0;
    Worth slack = 0;
  };
  [[nodiscard]] Ranking RankingOf(Index node, bool receiver) const {
    const ArcList& list = receiver ? receivers_[U(node)].arcs : helpers_[U(node)].arcs;
    return {list.begin, list.begin < loaded_ ? list.end : list.begin, list.slack};
  }
  [[nodiscard]] const PairArc& ReceiverArc(Index e) const { return of_receiver_[U(e)]; }
  /// Of an arc of that end.
  [[nodiscard]] Worth RankOf(const PairArc& arc, bool of_receiver) const {
    return arc.score - (of_receiver ? helper_prices_ : receiver_prices_)[U(arc.other)].likely;
  }
  [[nodiscard]] Worth helper_drift(Index h) const { return helper_prices_[U(h)].drift(); }
  /// The least drift of the helpers and of the receivers that rankings hold, strays left out.
  [[nodiscard]] Worth least_helper_drift() const { return helper_order_.Least(); }
  [[nodiscard]] Worth least_receiver_drift() const { return receiver_order_.Least(); }

  /// Asks memory for what is read soon. Each needs what the one before it has brought: a node, then
  /// the first of its pairs, or those of it that are chosen; and for a price that is to be changed
  /// all that depends on it.
  void FetchPrice(Index node, bool receiver) const {
    __builtin_prefetch(receiver ? &receiver_prices_[U(node)] : &helper_prices_[U(node)]);
  }
  void FetchNode(Index node, bool receiver) const {
    if (receiver) {
      __builtin_prefetch(&receivers_[U(node)]);
    } else {
      __builtin_prefetch(&helpers_[U(node)]);
    }
  }
  void FetchRanked(Index node, bool receiver) const {
    const PairArc* first = receiver ? of_receiver_.data() + receivers_[U(node)].arcs.begin
                                    : of_helper_.data() + helpers_[U(node)].arcs.begin;
    __builtin_prefetch(first);
    __builtin_prefetch(first + kArcsOfLine);
    __builtin_prefetch(first + 2 * kArcsOfLine);
  }
  void FetchChosen(Index node, bool receiver) const {
    if (receiver) {
      __builtin_prefetch(&only_chosen_[U(node)]);
    } else {
      __builtin_prefetch(&chosen_[U(node)]);
    }
  }
  void FetchHelperArc(Index t) const { __builtin_prefetch(&of_helper_[U(t)]); }
  void FetchForPrice(Index node, bool receiver) const {
    FetchPrice(node, receiver);
    FetchNode(node, receiver);
    (receiver ? into_hub_.receivers : into_hub_.helpers).Fetch(node);
    (receiver ? out_of_hub_.receivers : out_of_hub_.helpers).Fetch(node);
    (receiver ? receiver_order_ : helper_order_).Fetch(node);
  }

  /// Calls visit(pair, arc) for the receiver's pairs that are not in its ranking.
  template <class Visit>
  void ForUnrankedPairsOf(Index r, Visit visit) const {
    const ArcList& list = receivers_[U(r)].arcs;
    for (Index e = RankingOf(r, true).end; e < list.end; ++e) visit(e, of_receiver_[U(e)]);
    for (Index e = list.later; e >= 0; e = later_of_receiver_[U(e - loaded_)]) {
      visit(e, of_receiver_[U(e)]);
    }
  }

  /// Calls visit(arc) for the helper's pairs that are not in its ranking.
  template <class Visit>
  void ForUnrankedArcsOf(Index h, Visit visit) const {
    const ArcList& list = helpers_[U(h)].arcs;
    for (Index t = RankingOf(h, false).end; t < list.end; ++t) visit(of_helper_[U(t)]);
    for (Index t = list.later; t >= 0; t = later_of_helper_[U(t - loaded_)]) {
      visit(of_helper_[U(t)]);
    }
  }

  /// Calls visit(arc) for the helper's ranked pairs with strays, whom the least drift of receivers
  /// does not bound: few receivers whose prices fell far would make it useless for all.
  template <class Visit>
  void ForStrayArcsOf(Index h, Visit visit) const {
    for (Index i = helpers_[U(h)].strays; i >= 0; i = strays_[U(i)].next) {
      visit(of_helper_[U(strays_[U(i)].arc)]);
    }
  }
  /// From now on receivers whose prices fall far become strays, and stay that.
  void WatchStrays();

  /// Calls visit(pair, arc) for every pair of the receiver.
  template <class Visit>
  void ForPairsOf(Index r, Visit visit) const {
    const Ranking ranking = RankingOf(r, true);
    for (Index e = ranking.begin; e < ranking.end; ++e) visit(e, of_receiver_[U(e)]);
    ForUnrankedPairsOf(r, visit);
  }

  /// Calls visit(arc) for every pair of the helper; arc.twin_at() is the pair.
  template <class Visit>
  void ForArcsOf(Index h, Visit visit) const {
    const Ranking ranking = RankingOf(h, false);
    for (Index t = ranking.begin; t < ranking.end; ++t) visit(of_helper_[U(t)]);
    ForUnrankedArcsOf(h, visit);
  }

  /// Calls visit(pair, arc) for the receiver's pairs that are chosen and not pinned.
  template <class Visit>
  void ForChosenOf(Index r, Visit visit) const {
    const Index only = receivers_[U(r)].chosen;
    if (only >= 0) visit(only, only_chosen_[U(r)]);
    if (only != kSeveral) return;
    ForPairsOf(r, [&](Index e, const PairArc& arc) {
      if (links_[U(e)] == Link::kChosen) visit(e, arc);
    });
  }

  // ---- worth ----

  /// Worth of the receiver's k-th helper beside the pair's score.
  [[nodiscard]] Worth UnitWorth(Index r, Index k) const {
    return k <= receivers_[U(r)].need.min ? kCoverUnit : Worth{0};
  }
  /// No unit that a receiver has is worth less.
  [[nodiscard]] Worth least_unit_worth() const { return least_unit_worth_; }
  /// Cost of choosing the pair at the prices.
  [[nodiscard]] Worth ReducedCost(Index e) const {
    const PairArc& arc = of_receiver_[U(e)];
    return helper_price(arc.other) + receiver_price(ReceiverOf(e)) - arc.score;
  }
  /// A pinned pair's unit of load cannot be lowered; a receiver that is not present takes no part.
  [[nodiscard]] bool CanLower(Index r) const { return receiver_load(r) > receiver_pinned(r); }
  [[nodiscard]] bool CanRaise(Index r) const {
    return present(r) && receiver_load(r) < need(r).max;
  }
  [[nodiscard]] bool CanLowerHelper(Index h) const { return helper_load(h) > helper_pinned(h); }
  [[nodiscard]] bool CanRaiseHelper(Index h) const { return helper_load(h) < places(h); }
  /// Cost of one unit of a receiver's load less, and of one more; see the conditions above.
  [[nodiscard]] Worth LoweringCost(Index r) const {
    return receiver_price(r) + UnitWorth(r, receiver_load(r)) + hub_price_;
  }
  [[nodiscard]] Worth RaisingCost(Index r) const {
    return -receiver_price(r) - UnitWorth(r, receiver_load(r) + 1) - hub_price_;
  }

  /// The hub's arcs by node. Residual arcs run as units are shed: into the hub where a helper's
  /// load can be raised or a receiver's lowered, out of it where they can be lowered or raised.
  /// Costs of all arcs of a direction differ from the keys by the same: the hub's price more into
  /// it, less out of it.
  struct HubArcs {
    Tournament helpers;
    Tournament receivers;
    [[nodiscard]] Worth Least() const { return std::min(helpers.Least(), receivers.Least()); }
  };
  [[nodiscard]] const HubArcs& into_hub() const { return into_hub_; }
  [[nodiscard]] const HubArcs& out_of_hub() const { return out_of_hub_; }
  [[nodiscard]] Worth hub_price() const { return hub_price_; }

  /// Of the whole plan.
  [[nodiscard]] Worth total() const { return total_; }
  /// Receivers whose min is met.
  [[nodiscard]] Index covered() const { return covered_; }

  // ---- changes; each is journaled ----

  void SetHelperPrice(Index h, Worth price) { Assign(What::kHelperPrice, h, price); }
  void SetHelperLoad(Index h, Index load) { Assign(What::kHelperLoad, h, load); }
  void SetPlaces(Index h, Index places) { Assign(What::kPlaces, h, places); }
  void SetReceiverPrice(Index r, Worth price) { Assign(What::kReceiverPrice, r, price); }
  void SetReceiverLoad(Index r, Index load) { Assign(What::kReceiverLoad, r, load); }
  void SetHubPrice(Worth price) { Assign(What::kHubPrice, 0, price); }
  /// All receivers' prices move by so much: none strays by that.
  void SetDriftBase(Worth base) { Assign(What::kDriftBase, 0, base); }
  [[nodiscard]] Worth drift_base() const { return drift_base_; }
  void SetPresent(Index r, bool present) { Assign(What::kPresent, r, present ? 1 : 0); }
  void SetLink(Index e, Link link) { Assign(What::kLink, e, static_cast<Index>(link)); }
  /// Changes the pair's score, given as that of ScoreOfArc.
  void SetScore(Index e, std::int64_t score) { Assign(What::kScore, e, score); }

  /// A helper or a receiver without pairs; price 0.
  Index AddHelper(Index places);
  Index AddReceiver(const Bounds& need);
  /// An open or forbidden pair of nodes that are not a pair yet, with the score of ScoreOfArc.
  Index AddPair(Index h, Index r, std::int64_t score, Link link);

  /// Whether the score, as arcs have it, fits beside all that any pair ever had and that many more
  /// nodes.
  [[nodiscard]] bool Fits(double score, Index more_nodes) const;

  // ---- journal ----

  enum class What : std::uint8_t {
    kHelperPrice,
    kHelperLoad,
    kPlaces,
    kReceiverPrice,
    kReceiverLoad,
    kHubPrice,
    kDriftBase,
    kPresent,
    kLink,
    kScore,
    kHelperAdded,
    kReceiverAdded,
    kPairAdded,
  };
  struct Entry {
    Worth before = 0;
    Index index = 0;
    What what = What::kHelperPrice;
  };
  using Journal = std::vector<Entry>;

  /// Changes are kept from now on, until TakeJournal.
  void StartJournal();
  /// What has changed since then, in order.
  Journal TakeJournal();
  /// Takes the changes back; nothing may have changed since they were made.
  void Revert(const Journal& journal);

 private:
  static constexpr Index kSeveral = -2;
  static constexpr int kArcsOfLine = 4;

  /// [begin, end) of the arcs, by falling rank where Load brought them, then the chain of those
  /// added later.
  struct ArcList {
    Index begin = 0;
    Index end = 0;
    Index later = -1;
    Worth slack = 0;  ///< see Ranking
  };
  struct alignas(64) HelperNode {  // one line of the cache
    Index places = 0;
    Index load = 0;
    Index pinned = 0;
    Index strays = -1;  ///< the first of its chain
    ArcList arcs;
  };
  struct alignas(64) ReceiverNode {
    Bounds need;
    Index load = 0;
    Index pinned = 0;
    Index chosen = -1;  ///< the one pair chosen and not pinned, −1 for none, or kSeveral
    bool present = true;
    bool stray = false;
    ArcList arcs;
  };

  struct Price {
    Worth now = 0;
    Worth likely = 0;  ///< what it was likely to be, see Ranking
    [[nodiscard]] Worth drift() const { return now - likely; }
  };

  struct Stray {
    Index arc = 0;  ///< a helper's
    Index next = -1;
  };

  static std::size_t U(Index i) { return static_cast<std::size_t>(i); }
  void ReserveNodes(const Problem& problem);
  void LoadPairs(const Problem& problem);
  void ListPairs(const Problem& problem);
  void ListArcs();
  void RankPairs();
  void RankArcs();
  void Rank(ArcList list, bool of_receiver);
  void Assign(What what, Index index, Worth value);
  Worth Exchange(What what, Index index, Worth value);
  [[nodiscard]] Worth Value(What what, Index index) const;
  /// How much of the pair's score is due to its being chosen.
  [[nodiscard]] std::int64_t HeldBy(Index e) const {
    return links_[U(e)] == Link::kChosen ? ties_.held() : 0;
  }
  void PutPrice(What what, Index index, Worth price);
  void PutLoad(What what, Index index, Index load);
  void PutPresent(Index r, bool present);
  void PutLink(Index e, Link link);
  void CountLargest(std::int64_t score);
  void PutScore(Index e, std::int64_t not_chosen);
  void PlaceHelper(Index h);
  void PlaceReceiver(Index r);
  [[nodiscard]] bool Strays(Index r) const;
  void ListStray(Index r);
  void CountCovered(const ReceiverNode& node, Index sign);
  void FindChosenOf(Index r);
  PairArc* FindCopy(Index h, Index e);
  /// After the pair's score has changed.
  void CopyIfChosen(Index e);
  void Append(ArcList& list, Index at, std::vector<Index>& later) const;
  void DropLast(ArcList& list, Index at, std::vector<Index>& later) const;
  void RemoveLast(What what);

  ScoreScale scale_;
  TieBreak ties_;
  Index loaded_ = 0;  ///< arcs that Load brought; those after it are chained
  WideVector<HelperNode> helpers_;
  WideVector<Price> helper_prices_;
  std::vector<std::vector<PairArc>> chosen_;  ///< copies of the helpers' arcs, beside each other
  WideVector<ReceiverNode> receivers_;
  WideVector<PairArc> only_chosen_;  ///< a copy of the arc of ReceiverNode::chosen
  WideVector<Price> receiver_prices_;
  Worth hub_price_ = 0;
  HubArcs into_hub_;
  HubArcs out_of_hub_;
  Tournament helper_order_;  ///< of drifts
  Tournament receiver_order_;
  WideVector<PairArc> of_receiver_;  ///< position = pair
  WideVector<PairArc> of_helper_;
  std::vector<Index> later_of_receiver_;
  std::vector<Index> later_of_helper_;
  WideVector<Link> links_;
  Worth total_ = 0;
  Index covered_ = 0;
  std::int64_t largest_score_ = 0;
  Worth least_unit_worth_ =
      kCoverUnit;              ///< 0 once there was a receiver that may have beyond its min
  std::vector<Stray> strays_;  ///< chained by helper
  Index stray_count_ = 0;      ///< receivers
  Index most_strays_ = 0;      ///< before what counts as far is doubled
  Worth far_below_ = kBeyondWorth;
  Worth drift_base_ = 0;
  std::vector<std::pair<Worth, PairArc>> ranks_;  ///< scratch of Rank
  bool journaling_ = false;
  Journal journal_;
};

}  // namespace jiedui::matching

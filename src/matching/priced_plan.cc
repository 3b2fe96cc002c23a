#include <algorithm>
#include <cmath>

#include "matching/priced_plan_internal.h"

namespace jiedui::matching {
namespace {

/// A receiver strays where its price is this part of the largest score below what was likely.
constexpr std::int64_t kFarShare = 64;
/// Strays before that is doubled: at least so many, and one receiver in so many.
constexpr Index kLeastStrays = 16;
constexpr Index kStrayShare = 256;
/// At most one receiver in so many.
constexpr Index kMostStrayShare = 16;

}  // namespace

Index PricedPlan::FindPair(Index h, Index r) const {
  Index found = -1;
  ForPairsOf(r, [&](Index e, const PairArc& arc) {
    if (arc.other == h) found = e;
  });
  return found;
}

bool PricedPlan::Fits(double score, Index more_nodes) const {
  const double nodes = 4.0 + helper_count() + receiver_count() + more_nodes;
  const double largest = std::max(std::fabs(score), static_cast<double>(largest_score_));
  return largest < 0x1p62 && nodes * largest <= kMostScoreSum;
}

// ---- single changes ----

void PricedPlan::Assign(What what, Index index, Worth value) {
  const Worth before = Exchange(what, index, value);
  if (journaling_ && before != value) journal_.push_back({before, index, what});
}

/// Puts the value and returns the one before.
Worth PricedPlan::Exchange(What what, Index index, Worth value) {
  const Worth before = Value(what, index);
  switch (what) {
    case What::kHelperPrice:
    case What::kReceiverPrice:
    case What::kHubPrice:
      PutPrice(what, index, value);
      break;
    case What::kDriftBase:
      drift_base_ = value;
      break;
    case What::kHelperLoad:
    case What::kPlaces:
    case What::kReceiverLoad:
      PutLoad(what, index, static_cast<Index>(value));
      break;
    case What::kPresent:
      PutPresent(index, value != 0);
      break;
    case What::kLink:
      PutLink(index, static_cast<Link>(value));
      break;
    case What::kScore:
      PutScore(index, static_cast<std::int64_t>(value));
      break;
    case What::kHelperAdded:
    case What::kReceiverAdded:
    case What::kPairAdded:
      break;
  }
  return before;
}

Worth PricedPlan::Value(What what, Index index) const {
  const std::size_t i = U(index);
  switch (what) {
    case What::kHelperPrice:
      return helper_prices_[i].now;
    case What::kReceiverPrice:
      return receiver_prices_[i].now;
    case What::kHubPrice:
      return hub_price_;
    case What::kDriftBase:
      return drift_base_;
    case What::kHelperLoad:
      return helpers_[i].load;
    case What::kPlaces:
      return helpers_[i].places;
    case What::kReceiverLoad:
      return receivers_[i].load;
    case What::kPresent:
      return receivers_[i].present ? 1 : 0;
    case What::kLink:
      return static_cast<Index>(links_[i]);
    case What::kScore:
      return of_receiver_[i].score - HeldBy(index);
    case What::kHelperAdded:
    case What::kReceiverAdded:
    case What::kPairAdded:
      break;
  }
  return 0;
}

void PricedPlan::PutPrice(What what, Index index, Worth price) {
  if (what == What::kHubPrice) {
    hub_price_ = price;
  } else if (what == What::kHelperPrice) {
    helper_prices_[U(index)].now = price;
    PlaceHelper(index);
  } else {
    receiver_prices_[U(index)].now = price;
    PlaceReceiver(index);
  }
}

void PricedPlan::PutLoad(What what, Index index, Index load) {
  if (what == What::kHelperLoad || what == What::kPlaces) {
    HelperNode& node = helpers_[U(index)];
    (what == What::kPlaces ? node.places : node.load) = load;
    return PlaceHelper(index);
  }
  ReceiverNode& node = receivers_[U(index)];
  CountCovered(node, -1);
  total_ += (std::min(load, node.need.min) - std::min(node.load, node.need.min)) * kCoverUnit;
  node.load = load;
  CountCovered(node, 1);
  PlaceReceiver(index);
}

/// Brings the keys of the node's hub arcs up to date.
void PricedPlan::PlaceHelper(Index h) {
  const Worth price = helper_price(h);
  into_hub_.helpers.Set(h, CanRaiseHelper(h) ? -price : Tournament::kNever);
  out_of_hub_.helpers.Set(h, CanLowerHelper(h) ? price : Tournament::kNever);
  const Ranking ranking = RankingOf(h, false);
  const bool ranked = ranking.begin < ranking.end;
  helper_order_.Set(h, ranked ? helper_drift(h) : Tournament::kNever);
}

void PricedPlan::PlaceReceiver(Index r) {
  into_hub_.receivers.Set(r, CanLower(r) ? LoweringCost(r) - hub_price_ : Tournament::kNever);
  out_of_hub_.receivers.Set(r, CanRaise(r) ? RaisingCost(r) + hub_price_ : Tournament::kNever);
  if (Strays(r)) ListStray(r);
  const Ranking ranking = RankingOf(r, true);
  const bool ranked = ranking.begin < ranking.end && !receivers_[U(r)].stray;
  receiver_order_.Set(r, ranked ? receiver_prices_[U(r)].drift() : Tournament::kNever);
}

// ---- strays ----

void PricedPlan::WatchStrays() {
  far_below_ = std::max<std::int64_t>(1, largest_score_ / kFarShare);
  most_strays_ = std::max(kLeastStrays, receiver_count() / kStrayShare);
  for (Index r = 0; r < receiver_count(); ++r) PlaceReceiver(r);
}

bool PricedPlan::Strays(Index r) const {
  return !receivers_[U(r)].stray && receiver_prices_[U(r)].drift() < drift_base_ - far_below_;
}

/// Once many stray, only those do that are twice as far off; past a share of all, no more.
void PricedPlan::ListStray(Index r) {
  const Ranking ranking = RankingOf(r, true);
  if (ranking.begin == ranking.end) return;
  receivers_[U(r)].stray = true;
  for (Index e = ranking.begin; e < ranking.end; ++e) {
    const PairArc& arc = of_receiver_[U(e)];
    Index& first = helpers_[U(arc.other)].strays;
    strays_.push_back({arc.twin_at(), first});
    first = static_cast<Index>(strays_.size()) - 1;
  }
  if (++stray_count_ < most_strays_) return;
  most_strays_ *= 2;
  const bool enough = most_strays_ > std::max(2 * kLeastStrays, receiver_count() / kMostStrayShare);
  far_below_ = enough ? kBeyondWorth : 2 * far_below_;
}

void PricedPlan::CountCovered(const ReceiverNode& node, Index sign) {
  if (node.present && node.load >= node.need.min) covered_ += sign;
}

void PricedPlan::PutPresent(Index r, bool present) {
  ReceiverNode& node = receivers_[U(r)];
  CountCovered(node, -1);
  node.present = present;
  CountCovered(node, 1);
  PlaceReceiver(r);
}

void PricedPlan::CountLargest(std::int64_t score) {
  largest_score_ = std::max(largest_score_, (score < 0 ? -score : score) + ties_.held());
}

void PricedPlan::PutScore(Index e, std::int64_t not_chosen) {
  const std::int64_t score = not_chosen + HeldBy(e);
  PairArc& arc = of_receiver_[U(e)];
  if (InPlan(links_[U(e)])) total_ += score - arc.score;
  PairArc& twin = of_helper_[U(arc.twin_at())];
  // Two arcs, each moved by so much, may stand so much out of order.
  const Worth slack = Worth{2} * (score > arc.score ? score - arc.score : arc.score - score);
  receivers_[U(twin.other)].arcs.slack += slack;
  helpers_[U(arc.other)].arcs.slack += slack;
  arc.score = score;
  twin.score = score;
  CopyIfChosen(e);
  CountLargest(not_chosen);
}

void PricedPlan::PutLink(Index e, Link link) {
  PairArc& arc = of_receiver_[U(e)];
  const Index t = arc.twin_at();
  PairArc& twin = of_helper_[U(t)];
  HelperNode& helper = helpers_[U(arc.other)];
  ReceiverNode& receiver = receivers_[U(twin.other)];
  std::vector<PairArc>& chosen = chosen_[U(arc.other)];
  const Link before = links_[U(e)];
  if (before == link) return;
  const std::int64_t not_chosen = arc.score - HeldBy(e);
  total_ -= InPlan(before) ? arc.score : 0;
  links_[U(e)] = link;
  arc.score = twin.score = not_chosen + HeldBy(e);
  total_ += InPlan(link) ? arc.score : 0;
  const Index pins = (link == Link::kPinned ? 1 : 0) - (before == Link::kPinned ? 1 : 0);
  helper.pinned += pins;
  receiver.pinned += pins;
  if (pins != 0) {
    PlaceHelper(arc.other);
    PlaceReceiver(twin.other);
  }
  const std::uint32_t mark = link == Link::kOpen ? 0 : PairArc::kBarred;
  arc.twin = (arc.twin & ~PairArc::kBarred) | mark;
  twin.twin = (twin.twin & ~PairArc::kBarred) | mark;
  if (before == Link::kChosen) {
    *FindCopy(arc.other, e) = chosen.back();
    chosen.pop_back();
  }
  if (link == Link::kChosen) chosen.push_back(twin);
  if (before == Link::kChosen || link == Link::kChosen) FindChosenOf(twin.other);
}

void PricedPlan::FindChosenOf(Index r) {
  Index found = -1;
  ForPairsOf(r, [&](Index e, const PairArc&) {
    if (links_[U(e)] == Link::kChosen) found = found == -1 ? e : kSeveral;
  });
  receivers_[U(r)].chosen = found;
  if (found >= 0) only_chosen_[U(r)] = of_receiver_[U(found)];
}

/// Where the helper's copy of the chosen pair's arc is.
PairArc* PricedPlan::FindCopy(Index h, Index e) {
  std::vector<PairArc>& chosen = chosen_[U(h)];
  return &*std::find_if(chosen.begin(), chosen.end(),
                        [&](const PairArc& arc) { return arc.twin_at() == e; });
}

void PricedPlan::CopyIfChosen(Index e) {
  if (links_[U(e)] != Link::kChosen) return;
  const PairArc& arc = of_receiver_[U(e)];
  const PairArc& twin = of_helper_[U(arc.twin_at())];
  *FindCopy(arc.other, e) = twin;
  if (receivers_[U(twin.other)].chosen == e) only_chosen_[U(twin.other)] = arc;
}

// ---- additions ----

Index PricedPlan::AddHelper(Index places) {
  const Index h = helper_count();
  HelperNode node;
  node.places = places;
  node.arcs.begin = node.arcs.end = static_cast<Index>(of_helper_.size());
  helpers_.push_back(node);
  helper_prices_.emplace_back();
  chosen_.emplace_back();
  into_hub_.helpers.Append();
  out_of_hub_.helpers.Append();
  helper_order_.Append();
  PlaceHelper(h);
  if (journaling_) journal_.push_back({0, h, What::kHelperAdded});
  return h;
}

Index PricedPlan::AddReceiver(const Bounds& need) {
  const Index r = receiver_count();
  ReceiverNode node;
  node.need = need;
  node.arcs.begin = node.arcs.end = static_cast<Index>(of_receiver_.size());
  receivers_.push_back(node);
  if (need.max > need.min) least_unit_worth_ = 0;
  only_chosen_.emplace_back();
  receiver_prices_.emplace_back();
  into_hub_.receivers.Append();
  out_of_hub_.receivers.Append();
  receiver_order_.Append();
  PlaceReceiver(r);
  CountCovered(receivers_.back(), 1);
  if (journaling_) journal_.push_back({0, r, What::kReceiverAdded});
  return r;
}

Index PricedPlan::AddPair(Index h, Index r, std::int64_t score, Link link) {
  const Index e = pair_count();
  of_receiver_.push_back({h, static_cast<std::uint32_t>(e), score});
  of_helper_.push_back({r, static_cast<std::uint32_t>(e), score});
  links_.push_back(Link::kOpen);
  Append(receivers_[U(r)].arcs, e, later_of_receiver_);
  Append(helpers_[U(h)].arcs, e, later_of_helper_);
  PlaceHelper(h);
  PlaceReceiver(r);
  CountLargest(score);
  if (journaling_) journal_.push_back({0, e, What::kPairAdded});
  SetLink(e, link);
  return e;
}

/// `later` gets the chain's next for the new position, whether the list needs it or not. Only the
/// lists of added nodes grow in place: those that were loaded stay sorted.
void PricedPlan::Append(ArcList& list, Index at, std::vector<Index>& later) const {
  later.push_back(list.later);
  if (list.begin >= loaded_ && list.end == at && list.later < 0) {
    ++list.end;
  } else {
    list.later = at;
  }
}

void PricedPlan::DropLast(ArcList& list, Index at, std::vector<Index>& later) const {
  if (list.later == at) {
    list.later = later[U(at - loaded_)];
  } else {
    --list.end;
  }
  later.pop_back();
}

/// Undoes the latest addition of that sort.
void PricedPlan::RemoveLast(What what) {
  if (what == What::kHelperAdded) {
    helpers_.pop_back();
    helper_prices_.pop_back();
    into_hub_.helpers.RemoveLast();
    out_of_hub_.helpers.RemoveLast();
    helper_order_.RemoveLast();
    chosen_.pop_back();
  } else if (what == What::kReceiverAdded) {
    CountCovered(receivers_.back(), -1);
    receivers_.pop_back();
    only_chosen_.pop_back();
    receiver_prices_.pop_back();
    into_hub_.receivers.RemoveLast();
    out_of_hub_.receivers.RemoveLast();
    receiver_order_.RemoveLast();
  } else {
    const Index e = pair_count() - 1;
    const Index r = ReceiverOf(e);
    const Index h = HelperOf(e);
    DropLast(receivers_[U(r)].arcs, e, later_of_receiver_);
    DropLast(helpers_[U(h)].arcs, e, later_of_helper_);
    PlaceHelper(h);
    PlaceReceiver(r);
    of_receiver_.pop_back();
    of_helper_.pop_back();
    links_.pop_back();
  }
}

// ---- journal ----

void PricedPlan::StartJournal() {
  journal_.clear();
  journaling_ = true;
}

PricedPlan::Journal PricedPlan::TakeJournal() {
  journaling_ = false;
  return std::exchange(journal_, {});
}

void PricedPlan::Revert(const Journal& journal) {
  for (auto entry = journal.rbegin(); entry != journal.rend(); ++entry) {
    const bool addition = entry->what >= What::kHelperAdded;
    if (addition) RemoveLast(entry->what);
    if (!addition) Exchange(entry->what, entry->index, entry->before);
  }
}

}  // namespace jiedui::matching

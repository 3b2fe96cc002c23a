#include "matching/exchange.h"

#include <algorithm>
#include <limits>

namespace jiedui::matching {
namespace {

constexpr std::int64_t kStepBudget = 100'000'000;  // some tenths of a second
constexpr std::int64_t kUnreached = std::numeric_limits<std::int64_t>::min();

}  // namespace

Exchange::Exchange(const Problem& problem, const Face& face, const TotalFloor& floor, Plan plan)
    : problem_(problem),
      face_(face),
      floor_(floor),
      plan_(std::move(plan)),
      loads_(CountLoads(problem, plan_)),
      held_(At(problem.helper_count())),
      totals_(At(problem.receiver_count())),
      best_gain_(At(problem.helper_count())),
      in_layer_(At(problem.helper_count()), -1) {
  score_.reserve(At(problem.pair_count()));
  receiver_of_.reserve(At(problem.pair_count()));
  problem.ForEachPair([this](Index e, Index h, Index r) {
    score_.push_back(floor_.scale.Of(problem_.pair_score(e)));
    receiver_of_.push_back(r);
    if (plan_[At(e)] == 0) return;
    held_[At(h)].push_back(e);
    totals_[At(r)] += score_.back();
  });
}

std::int64_t Exchange::Lowest() const {
  std::int64_t lowest = std::numeric_limits<std::int64_t>::max();
  for (Index r = 0; r < problem_.receiver_count(); ++r) {
    if (loads_.receivers[At(r)] > 0) lowest = std::min(lowest, totals_[At(r)]);
  }
  return lowest == std::numeric_limits<std::int64_t>::max() ? floor_.least : lowest;
}

Index Exchange::Poorest() const {
  Index poorest = -1;
  for (Index r = 0; r < problem_.receiver_count(); ++r) {
    if (loads_.receivers[At(r)] == 0 || totals_[At(r)] >= floor_.least) continue;
    if (poorest < 0 || totals_[At(r)] < totals_[At(poorest)]) poorest = r;
  }
  return poorest;
}

bool Exchange::RaiseAll(const Stopping& stopping) {
  std::vector<Index> poor;
  bool moved = true;
  while (moved) {
    moved = false;
    poor.clear();
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (loads_.receivers[At(r)] > 0 && totals_[At(r)] < floor_.least) poor.push_back(r);
    }
    if (poor.empty()) return true;
    std::stable_sort(poor.begin(), poor.end(),
                     [this](Index a, Index b) { return totals_[At(a)] < totals_[At(b)]; });
    for (const Index r : poor) {
      if (steps_ > kStepBudget || stopping.Asked()) return false;
      if (totals_[At(r)] >= floor_.least) continue;
      moved |= Raise(r, floor_.least, true) || Raise(r, totals_[At(r)] + 1, true) || DropAll(r);
    }
  }
  return false;
}

void Exchange::RaiseScore(const Stopping& stopping) {
  steps_ = 0;
  bool moved = true;
  while (moved) {
    moved = false;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (steps_ > kStepBudget || stopping.Asked()) return;
      if (loads_.receivers[At(r)] == 0) continue;
      moved |= Raise(r, std::min(floor_.least, totals_[At(r)]), false);
    }
  }
}

/// With any one of the receiver's pairs given up, or none.
bool Exchange::Raise(Index receiver, std::int64_t least, bool any_gain) {
  if (loads_.receivers[At(receiver)] < face_.receivers[At(receiver)].high &&
      Grant({receiver, -1, least, any_gain})) {
    return true;
  }
  for (Index e = problem_.PairBegin(receiver); e < problem_.PairBegin(receiver + 1); ++e) {
    if (plan_[At(e)] != 0 && Open(e) && Grant({receiver, e, least, any_gain})) return true;
  }
  return false;
}

/// A receiver that may have nothing gives all up rather than stay below the floor.
bool Exchange::DropAll(Index receiver) {
  if (face_.receivers[At(receiver)].low > 0) return false;
  std::vector<Index> given;
  for (Index e = problem_.PairBegin(receiver); e < problem_.PairBegin(receiver + 1); ++e) {
    if (plan_[At(e)] != 0) given.push_back(e);
  }
  std::size_t done = 0;
  while (done < given.size() && face_.pairs[At(given[done])] == PairBound::kFree &&
         CanShrink(problem_.pair_helper(given[done]), -1)) {
    Set(given[done++], false);
  }
  if (done == given.size()) return true;
  while (done > 0) Set(given[--done], true);
  return false;
}

/// Finds the best chain for the wish and follows it; false where there is none.
bool Exchange::Grant(const Wish& wish) {
  Ending best;
  links_.clear();
  std::fill(best_gain_.begin(), best_gain_.end(), kUnreached);
  FirstLayer(wish);
  std::size_t begin = 0;
  for (int length = 1; begin < links_.size(); ++length) {
    const std::size_t end = links_.size();
    FindEndings(begin, wish, best);
    if (length == kLongest || (wish.any_gain && best.link >= 0)) break;
    NextLayer(begin, end);
    begin = end;
  }
  if (best.link < 0) return false;
  Apply(best, wish.given_up);
  return true;
}

void Exchange::FirstLayer(const Wish& wish) {
  const Index r = wish.receiver;
  const std::int64_t released = wish.given_up >= 0 ? score_[At(wish.given_up)] : std::int64_t{0};
  for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
    const std::int64_t gain = score_[At(e)] - released;
    if (plan_[At(e)] != 0 || !Open(e) || totals_[At(r)] + gain < wish.least) continue;
    Offer({problem_.pair_helper(e), e, wish.given_up, r, -1, gain});
  }
  for (const Link& link : links_) in_layer_[At(link.helper)] = -1;
}

/// Whoever holds a helper that a link of the last layer takes can take any other instead.
void Exchange::NextLayer(std::size_t begin, std::size_t end) {
  for (std::size_t i = begin; i < end; ++i) {
    const int link = static_cast<int>(i);
    for (const Index pair : held_[At(links_[i].helper)]) {
      if (Open(pair) && !OnChain(link, receiver_of_[At(pair)])) Extend(link, pair);
    }
  }
  for (std::size_t i = end; i < links_.size(); ++i) in_layer_[At(links_[i].helper)] = -1;
}

void Exchange::Extend(int link, Index pair) {
  const Index r = receiver_of_[At(pair)];
  const std::int64_t released = score_[At(pair)];
  const std::int64_t gain_before = links_[At(link)].gain;
  steps_ += problem_.PairBegin(r + 1) - problem_.PairBegin(r);
  for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
    const std::int64_t change = score_[At(e)] - released;
    const Index helper = problem_.pair_helper(e);
    if (gain_before + change <= best_gain_[At(helper)] || plan_[At(e)] != 0 || !Open(e)) continue;
    if (!MayHave(r, totals_[At(r)] + change)) continue;
    Offer({helper, e, pair, r, link, gain_before + change});
  }
}

/// Keeps the link where it is the best so far for its helper.
void Exchange::Offer(const Link& link) {
  if (link.gain <= best_gain_[At(link.helper)]) return;
  best_gain_[At(link.helper)] = link.gain;
  int& place = in_layer_[At(link.helper)];
  if (place >= 0) {
    links_[At(place)] = link;
  } else {
    place = static_cast<int>(links_.size());
    links_.push_back(link);
  }
}

void Exchange::FindEndings(std::size_t begin, const Wish& wish, Ending& best) const {
  for (std::size_t i = begin; i < links_.size(); ++i) {
    const Link& link = links_[i];
    const bool better = link.gain > best.gain || (wish.any_gain && best.link < 0);
    if (better && EndsAt(link.helper, wish.given_up)) {
      best = {static_cast<int>(i), -1, link.gain};
    }
    if (wish.given_up < 0 || CanShrink(problem_.pair_helper(wish.given_up), -1)) {
      FindDrops(static_cast<int>(i), wish.any_gain && best.link < 0 ? kUnreached : best.gain, best);
    }
  }
}

/// Whoever holds the link's helper does without one: the place that was given up stays empty.
void Exchange::FindDrops(int link, std::int64_t to_beat, Ending& best) const {
  for (const Index pair : held_[At(links_[At(link)].helper)]) {
    const Index r = receiver_of_[At(pair)];
    const Index load = loads_.receivers[At(r)];
    const std::int64_t gain = links_[At(link)].gain - score_[At(pair)];
    if (gain <= to_beat || !Open(pair) || OnChain(link, r)) continue;
    if (load <= face_.receivers[At(r)].low) continue;
    if (load > 1 && !MayHave(r, totals_[At(r)] - score_[At(pair)])) continue;
    best = {link, pair, gain};
    to_beat = gain;
  }
}

/// Whether the helper has a place for the chain's last link.
bool Exchange::EndsAt(Index helper, Index given_up) const {
  const Index shrinking = given_up >= 0 ? problem_.pair_helper(given_up) : -1;
  if (helper == shrinking) return true;
  return CanGrow(helper, shrinking) && (shrinking < 0 || CanShrink(shrinking, helper));
}

void Exchange::Apply(const Ending& ending, Index given_up) {
  if (ending.dropped >= 0) Set(ending.dropped, false);
  for (int i = ending.link; links_[At(i)].before >= 0; i = links_[At(i)].before) {
    Set(links_[At(i)].lost, false);
  }
  if (given_up >= 0) Set(given_up, false);
  for (int i = ending.link; i >= 0; i = links_[At(i)].before) Set(links_[At(i)].taken, true);
}

void Exchange::Set(Index pair, bool chosen) {
  const Index h = problem_.pair_helper(pair);
  const Index r = receiver_of_[At(pair)];
  const Index change = chosen ? 1 : -1;
  plan_[At(pair)] = chosen ? 1 : 0;
  loads_.helpers[At(h)] += change;
  loads_.receivers[At(r)] += change;
  for (Index g = GroupOf(h); g >= 0; g = problem_.group(g).parent) {
    loads_.groups[At(g)] += change;
  }
  totals_[At(r)] += change * score_[At(pair)];
  if (chosen) {
    held_[At(h)].push_back(pair);
  } else {
    held_[At(h)].erase(std::find(held_[At(h)].begin(), held_[At(h)].end(), pair));
  }
}

bool Exchange::OnChain(int link, Index receiver) const {
  for (int i = link; i >= 0; i = links_[At(i)].before) {
    if (links_[At(i)].receiver == receiver) return true;
  }
  return false;
}

bool Exchange::CanGrow(Index helper, Index shrinking) const {
  if (loads_.helpers[At(helper)] >= face_.helpers[At(helper)].high) return false;
  const Index same = SharedGroup(helper, shrinking);
  for (Index g = GroupOf(helper); g != same; g = problem_.group(g).parent) {
    if (loads_.groups[At(g)] >= face_.groups[At(g)].high) return false;
  }
  return true;
}

bool Exchange::CanShrink(Index helper, Index growing) const {
  if (loads_.helpers[At(helper)] <= face_.helpers[At(helper)].low) return false;
  const Index same = SharedGroup(helper, growing);
  for (Index g = GroupOf(helper); g != same; g = problem_.group(g).parent) {
    if (loads_.groups[At(g)] <= face_.groups[At(g)].low) return false;
  }
  return true;
}

/// The innermost group whose load stays the same when one gains what the other (−1: nobody) loses.
Index Exchange::SharedGroup(Index helper, Index other) const {
  return other < 0 ? -1 : problem_.CommonGroup(GroupOf(helper), GroupOf(other));
}

/// Whether another receiver may end up with that total.
bool Exchange::MayHave(Index receiver, std::int64_t total) const {
  return total >= std::min(floor_.least, totals_[At(receiver)]);
}

}  // namespace jiedui::matching

#include "matching/exchange.h"

#include <algorithm>

namespace jiedui::matching {
namespace {

constexpr std::int64_t kStepBudget = 50'000'000;  // about a tenth of a second

}  // namespace

Exchange::Exchange(const Problem& problem, const Face& face, const TotalFloor& floor, Plan plan)
    : problem_(problem),
      face_(face),
      floor_(floor),
      plan_(std::move(plan)),
      loads_(CountLoads(problem, plan_)),
      held_(At(problem.helper_count())),
      totals_(At(problem.receiver_count())),
      seen_(At(problem.helper_count())) {
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
      moved |= Raise(r, floor_.least) || Raise(r, totals_[At(r)] + 1) || DropAll(r);
    }
  }
  return false;
}

bool Exchange::Raise(Index receiver, std::int64_t aim) {
  const Index begin = problem_.PairBegin(receiver);
  const Index end = problem_.PairBegin(receiver + 1);
  if (loads_.receivers[At(receiver)] < face_.receivers[At(receiver)].high &&
      RaiseBySwap(receiver, -1, aim)) {
    return true;
  }
  for (Index e = begin; e < end; ++e) {
    if (plan_[At(e)] != 0 && face_.pairs[At(e)] == PairBound::kFree &&
        RaiseBySwap(receiver, e, aim)) {
      return true;
    }
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

bool Exchange::RaiseBySwap(Index receiver, Index given_up, std::int64_t aim) {
  ++search_;
  links_.clear();
  const std::int64_t left =
      totals_[At(receiver)] - (given_up >= 0 ? score_[At(given_up)] : std::int64_t{0});
  for (Index e = problem_.PairBegin(receiver); e < problem_.PairBegin(receiver + 1); ++e) {
    if (plan_[At(e)] != 0 || face_.pairs[At(e)] != PairBound::kFree) continue;
    if (left + score_[At(e)] < aim) continue;
    links_.push_back({problem_.pair_helper(e), e, given_up, receiver, -1});
  }
  std::stable_sort(links_.begin(), links_.end(), [this](const Link& a, const Link& b) {
    return score_[At(a.taken)] > score_[At(b.taken)];
  });
  for (const Link& link : links_) seen_[At(link.helper)] = search_;
  for (std::size_t i = 0; i < links_.size(); ++i) {
    if (Extend(static_cast<int>(i), given_up)) return true;
  }
  return false;
}

/// Looks for who provides the place that the link takes; true when the chain was closed and made.
bool Exchange::Extend(int link, Index given_up) {
  if (TryEnd(link, given_up)) return true;
  const std::vector<Index> holders = held_[At(links_[At(link)].helper)];
  for (const Index pair : holders) {
    if (face_.pairs[At(pair)] != PairBound::kFree || OnChain(link, receiver_of_[At(pair)])) {
      continue;
    }
    if (TryDrop(link, pair, given_up)) return true;
    Follow(link, pair);
  }
  return false;
}

bool Exchange::TryEnd(int link, Index given_up) {
  const Index helper = links_[At(link)].helper;
  const Index shrinking = given_up >= 0 ? problem_.pair_helper(given_up) : -1;
  if (helper != shrinking &&
      (!CanGrow(helper, shrinking) || (shrinking >= 0 && !CanShrink(shrinking, helper)))) {
    return false;
  }
  Apply(link, given_up, -1);
  return true;
}

/// The holder of `pair` does without: its helper serves the chain, the given-up place stays empty.
bool Exchange::TryDrop(int link, Index pair, Index given_up) {
  const Index r = receiver_of_[At(pair)];
  const Index load = loads_.receivers[At(r)];
  if (load <= face_.receivers[At(r)].low) return false;
  if (load > 1 && !MayHave(r, totals_[At(r)] - score_[At(pair)])) return false;
  if (given_up >= 0 && !CanShrink(problem_.pair_helper(given_up), -1)) return false;
  Apply(link, given_up, pair);
  return true;
}

/// The holder of `pair` takes any other helper that keeps its total up.
void Exchange::Follow(int link, Index pair) {
  const Index r = receiver_of_[At(pair)];
  const std::int64_t left = totals_[At(r)] - score_[At(pair)];
  steps_ += problem_.PairBegin(r + 1) - problem_.PairBegin(r);
  for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
    const Index helper = problem_.pair_helper(e);
    if (plan_[At(e)] != 0 || face_.pairs[At(e)] != PairBound::kFree) continue;
    if (seen_[At(helper)] == search_ || !MayHave(r, left + score_[At(e)])) continue;
    seen_[At(helper)] = search_;
    links_.push_back({helper, e, pair, r, link});
  }
}

void Exchange::Apply(int link, Index given_up, Index dropped) {
  if (dropped >= 0) Set(dropped, false);
  for (int i = link; i >= 0; i = links_[At(i)].before) {
    if (links_[At(i)].before >= 0) Set(links_[At(i)].lost, false);
  }
  if (given_up >= 0) Set(given_up, false);
  for (int i = link; i >= 0; i = links_[At(i)].before) Set(links_[At(i)].taken, true);
}

void Exchange::Set(Index pair, bool chosen) {
  const Index h = problem_.pair_helper(pair);
  const Index r = receiver_of_[At(pair)];
  const Index change = chosen ? 1 : -1;
  plan_[At(pair)] = chosen ? 1 : 0;
  loads_.helpers[At(h)] += change;
  loads_.receivers[At(r)] += change;
  if (GroupOf(h) >= 0) loads_.groups[At(GroupOf(h))] += change;
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
  const Index g = GroupOf(helper);
  if (g < 0 || (shrinking >= 0 && GroupOf(shrinking) == g)) return true;
  return loads_.groups[At(g)] < face_.groups[At(g)].high;
}

bool Exchange::CanShrink(Index helper, Index growing) const {
  if (loads_.helpers[At(helper)] <= face_.helpers[At(helper)].low) return false;
  const Index g = GroupOf(helper);
  if (g < 0 || (growing >= 0 && GroupOf(growing) == g)) return true;
  return loads_.groups[At(g)] > face_.groups[At(g)].low;
}

/// Whether another receiver may end up with that total.
bool Exchange::MayHave(Index receiver, std::int64_t total) const {
  return total >= std::min(floor_.least, totals_[At(receiver)]);
}

}  // namespace jiedui::matching

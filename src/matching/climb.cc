#include "matching/climb.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace jiedui::matching {
namespace {

constexpr std::int64_t kStepBudget = 30'000'000;  // about a tenth of a second
constexpr double kRounding = 1e-12;  // of a chain's gain, relative to the largest worth

}  // namespace

Climb::Climb(const Problem& problem, const Face& face, const ScoreScale& scale)
    : problem_(problem),
      face_(face),
      by_score_(At(problem.pair_count())),
      best_gain_(At(problem.helper_count())),
      in_layer_(At(problem.helper_count()), -1) {
  score_.reserve(At(problem.pair_count()));
  receiver_of_.reserve(At(problem.pair_count()));
  problem.ForEachPair([&](Index e, Index, Index r) {
    score_.push_back(scale.Of(problem_.pair_score(e)));
    receiver_of_.push_back(r);
  });
  std::iota(by_score_.begin(), by_score_.end(), Index{0});
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    const auto begin = by_score_.begin() + problem.PairBegin(r);
    const auto end = by_score_.begin() + problem.PairBegin(r + 1);
    const auto closed = std::stable_partition(begin, end, [this](Index e) { return Open(e); });
    std::stable_sort(begin, closed,
                     [this](Index a, Index b) { return score_[At(a)] > score_[At(b)]; });
    open_end_.push_back(static_cast<Index>(closed - by_score_.begin()));
  }
}

void Climb::Start(const Plan& plan) {
  plan_ = plan;
  loads_ = CountLoads(problem_, plan_);
  held_.assign(At(problem_.helper_count()), {});
  totals_.assign(At(problem_.receiver_count()), 0);
  problem_.ForEachPair([this](Index e, Index h, Index r) {
    if (plan_[At(e)] == 0) return;
    held_[At(h)].push_back(e);
    totals_[At(r)] += score_[At(e)];
  });
}

std::optional<std::int64_t> Climb::Lowest() const {
  std::optional<std::int64_t> lowest;
  for (Index r = 0; r < problem_.receiver_count(); ++r) {
    if (loads_.receivers[At(r)] == 0) continue;
    lowest = std::min(totals_[At(r)], lowest.value_or(totals_[At(r)]));
  }
  return lowest;
}

/// Those with a helper, the poorest first; without a worth of score, those that lack nothing have
/// nothing to gain.
std::vector<Index> Climb::Order() const {
  std::vector<Index> order;
  for (Index r = 0; r < problem_.receiver_count(); ++r) {
    const bool served = loads_.receivers[At(r)] > 0;
    if (worth_.score > 0 || (served && totals_[At(r)] < worth_.least)) order.push_back(r);
  }
  std::stable_sort(order.begin(), order.end(),
                   [this](Index a, Index b) { return totals_[At(a)] < totals_[At(b)]; });
  return order;
}

void Climb::Rise(const TotalWorth& worth, const Stopping& stopping) {
  worth_ = worth;
  steps_ = 0;
  least_gain_ = 0;
  for (Index r = 0; r < problem_.receiver_count(); ++r) {
    const double value = ValueOf(totals_[At(r)], loads_.receivers[At(r)]);
    least_gain_ = std::max(least_gain_, kRounding * std::fabs(value));
  }
  bool moved = true;
  while (moved) {
    moved = false;
    for (const Index r : Order()) {
      if (steps_ > kStepBudget || stopping.Asked()) return;
      moved |= Improve(r);
    }
  }
}

/// With any one of the receiver's pairs given up, or none.
bool Climb::Improve(Index receiver) {
  if (loads_.receivers[At(receiver)] < face_.receivers[At(receiver)].high && Follow(receiver, -1)) {
    return true;
  }
  for (Index e = problem_.PairBegin(receiver); e < problem_.PairBegin(receiver + 1); ++e) {
    if (plan_[At(e)] != 0 && Open(e) && Follow(receiver, e)) return true;
  }
  return DropAll(receiver);
}

/// A receiver that may have nothing gives all up rather than be worth less than nothing.
bool Climb::DropAll(Index receiver) {
  if (face_.receivers[At(receiver)].low > 0) return false;
  if (ValueOf(totals_[At(receiver)], loads_.receivers[At(receiver)]) >= 0) return false;
  std::vector<Index> given;
  for (Index e = problem_.PairBegin(receiver); e < problem_.PairBegin(receiver + 1); ++e) {
    if (plan_[At(e)] != 0) given.push_back(e);
  }
  std::size_t done = 0;
  while (done < given.size() && Open(given[done]) &&
         CanShrink(problem_.pair_helper(given[done]), -1)) {
    Set(given[done++], false);
  }
  if (done == given.size()) return true;
  while (done > 0) Set(given[--done], true);
  return false;
}

/// Finds the best chain from there and follows it; false where there is none.
bool Climb::Follow(Index receiver, Index given_up) {
  Ending best;
  best.gain = least_gain_;
  links_.clear();
  std::fill(best_gain_.begin(), best_gain_.end(), 0);
  Extend(-1, receiver, given_up, loads_.receivers[At(receiver)] + (given_up < 0 ? 1 : 0));
  std::size_t begin = 0;
  for (int length = 1; begin < links_.size(); ++length) {
    const std::size_t end = links_.size();
    for (std::size_t i = begin; i < end; ++i) in_layer_[At(links_[i].helper)] = -1;
    FindEndings(begin, given_up, best);
    if (length == kLongest || (worth_.score == 0 && best.link >= 0)) break;
    for (std::size_t i = begin; i < end; ++i) {
      const int link = static_cast<int>(i);
      for (const Index pair : held_[At(links_[i].helper)]) {
        const Index r = receiver_of_[At(pair)];
        if (Open(pair) && !OnChain(link, r)) Extend(link, r, pair, loads_.receivers[At(r)]);
      }
    }
    begin = end;
  }
  for (std::size_t i = begin; i < links_.size(); ++i) in_layer_[At(links_[i].helper)] = -1;
  if (best.link < 0) return false;
  Apply(best, given_up);
  return true;
}

/// Whatever the receiver could take in place of what it loses, as long as the chain gains.
void Climb::Extend(int link, Index receiver, Index lost, Index load) {
  const Index r = receiver;
  const double before = link >= 0 ? links_[At(link)].gain : 0;
  const double now = ValueOf(totals_[At(r)], loads_.receivers[At(r)]);
  const std::int64_t rest = totals_[At(r)] - (lost >= 0 ? score_[At(lost)] : std::int64_t{0});
  for (Index i = problem_.PairBegin(r); i < open_end_[At(r)]; ++i) {
    ++steps_;
    const Index e = by_score_[At(i)];
    const double gain = before + ValueOf(rest + score_[At(e)], load) - now;
    if (gain <= 0) break;
    if (plan_[At(e)] == 0) Offer({problem_.pair_helper(e), e, lost, r, link, gain});
  }
}

/// Keeps the link where it is the best so far for its helper.
void Climb::Offer(const Link& link) {
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

void Climb::FindEndings(std::size_t begin, Index given_up, Ending& best) const {
  for (std::size_t i = begin; i < links_.size(); ++i) {
    const Link& link = links_[i];
    if (link.gain > best.gain && EndsAt(link.helper, given_up)) {
      best = {static_cast<int>(i), -1, link.gain};
    }
    if (given_up < 0 || CanShrink(problem_.pair_helper(given_up), -1)) {
      FindDrops(static_cast<int>(i), best);
    }
  }
}

/// Whoever holds the link's helper does without one: the place that was given up stays empty.
void Climb::FindDrops(int link, Ending& best) const {
  for (const Index pair : held_[At(links_[At(link)].helper)]) {
    const Index r = receiver_of_[At(pair)];
    const Index load = loads_.receivers[At(r)];
    if (!Open(pair) || OnChain(link, r) || load <= face_.receivers[At(r)].low) continue;
    const double change =
        ValueOf(totals_[At(r)] - score_[At(pair)], load - 1) - ValueOf(totals_[At(r)], load);
    const double gain = links_[At(link)].gain + change;
    if (gain > best.gain) best = {link, pair, gain};
  }
}
/// Whether the helper has a place for the chain's last link.
bool Climb::EndsAt(Index helper, Index given_up) const {
  const Index shrinking = given_up >= 0 ? problem_.pair_helper(given_up) : -1;
  if (helper == shrinking) return true;
  return CanGrow(helper, shrinking) && (shrinking < 0 || CanShrink(shrinking, helper));
}

void Climb::Apply(const Ending& ending, Index given_up) {
  if (ending.dropped >= 0) Set(ending.dropped, false);
  for (int i = ending.link; links_[At(i)].before >= 0; i = links_[At(i)].before) {
    Set(links_[At(i)].lost, false);
  }
  if (given_up >= 0) Set(given_up, false);
  for (int i = ending.link; i >= 0; i = links_[At(i)].before) Set(links_[At(i)].taken, true);
}

void Climb::Set(Index pair, bool chosen) {
  const Index h = problem_.pair_helper(pair);
  const Index r = receiver_of_[At(pair)];
  const Index change = chosen ? 1 : -1;
  plan_[At(pair)] = chosen ? 1 : 0;
  loads_.helpers[At(h)] += change;
  loads_.receivers[At(r)] += change;
  for (Index g = problem_.helper(h).group; g >= 0; g = problem_.group(g).parent) {
    loads_.groups[At(g)] += change;
  }
  totals_[At(r)] += change * score_[At(pair)];
  if (chosen) {
    held_[At(h)].push_back(pair);
  } else {
    held_[At(h)].erase(std::find(held_[At(h)].begin(), held_[At(h)].end(), pair));
  }
}

bool Climb::OnChain(int link, Index receiver) const {
  for (int i = link; i >= 0; i = links_[At(i)].before) {
    if (links_[At(i)].receiver == receiver) return true;
  }
  return false;
}

bool Climb::CanGrow(Index helper, Index shrinking) const {
  if (loads_.helpers[At(helper)] >= face_.helpers[At(helper)].high) return false;
  const Index same = SharedGroup(helper, shrinking);
  for (Index g = problem_.helper(helper).group; g != same; g = problem_.group(g).parent) {
    if (loads_.groups[At(g)] >= face_.groups[At(g)].high) return false;
  }
  return true;
}

bool Climb::CanShrink(Index helper, Index growing) const {
  if (loads_.helpers[At(helper)] <= face_.helpers[At(helper)].low) return false;
  const Index same = SharedGroup(helper, growing);
  for (Index g = problem_.helper(helper).group; g != same; g = problem_.group(g).parent) {
    if (loads_.groups[At(g)] <= face_.groups[At(g)].low) return false;
  }
  return true;
}

/// The innermost group whose load stays the same when one gains what the other (−1: nobody) loses.
Index Climb::SharedGroup(Index helper, Index other) const {
  return other < 0
             ? -1
             : problem_.CommonGroup(problem_.helper(helper).group, problem_.helper(other).group);
}

}  // namespace jiedui::matching

#include "matching/unit_matching.h"

#include <algorithm>

namespace jiedui::matching {
namespace {

constexpr std::size_t kHelpersPerPoll = 256;

}  // namespace

/// What a search looks for, and how it goes.
struct UnitMatching::Search {
  const PairFilter& allowed;
  const std::vector<bool>* may_give_way = nullptr;  ///< receivers, where any may
  const std::vector<Index>* low = nullptr;          ///< helpers to be filled up to it
  std::vector<bool> done;                           ///< trees that have augmented
  std::int64_t found = 0;
};

UnitMatching::UnitMatching(const Problem& problem, std::vector<Index> capacity)
    : problem_(&problem),
      capacity_(std::move(capacity)),
      load_(At(problem.helper_count())),
      first_(At(problem.helper_count()), -1),
      next_(At(problem.receiver_count()), -1),
      previous_(At(problem.receiver_count()), -1),
      pair_of_(At(problem.receiver_count()), -1),
      root_(At(problem.helper_count()), -1),
      via_receiver_(At(problem.helper_count()), -1),
      via_pair_(At(problem.helper_count()), -1),
      is_root_(At(problem.receiver_count())) {}

void UnitMatching::Match(Index r, Index e) {
  const Index h = problem_->pair_helper(e);
  pair_of_[At(r)] = e;
  previous_[At(r)] = -1;
  next_[At(r)] = first_[At(h)];
  if (first_[At(h)] >= 0) previous_[At(first_[At(h)])] = r;
  first_[At(h)] = r;
  ++load_[At(h)];
}

void UnitMatching::Unmatch(Index r) {
  const Index h = problem_->pair_helper(pair_of_[At(r)]);
  const Index before = previous_[At(r)];
  const Index after = next_[At(r)];
  (before >= 0 ? next_[At(before)] : first_[At(h)]) = after;
  if (after >= 0) previous_[At(after)] = before;
  pair_of_[At(r)] = -1;
  --load_[At(h)];
}

void UnitMatching::MatchGreedily(const std::vector<Index>& receivers, const PairFilter& allowed) {
  for (const Index r : receivers) {
    if (pair_of_[At(r)] >= 0) continue;
    Index best = -1;
    Index most_left = 0;
    for (Index e = problem_->PairBegin(r); e < problem_->PairBegin(r + 1); ++e) {
      const auto h = At(problem_->pair_helper(e));
      const Index left = capacity_[h] - load_[h];
      if (left <= most_left || !allowed(e)) continue;
      best = e;
      most_left = left;
    }
    if (best >= 0) Match(r, best);
  }
}

void UnitMatching::StartSearch() {
  std::fill(root_.begin(), root_.end(), -1);
  std::fill(is_root_.begin(), is_root_.end(), false);
  queue_.clear();
}

void UnitMatching::Reach(Index h, Index via_receiver, Index via_pair, Index root) {
  root_[At(h)] = root;
  via_receiver_[At(h)] = via_receiver;
  via_pair_[At(h)] = via_pair;
  queue_.push_back(h);
}

/// r moves to e's helper, whoever the tree would put in its place moves there, and so on to the
/// root.
void UnitMatching::AugmentAlong(Index r, Index e) {
  while (r >= 0) {
    const Index left = pair_of_[At(r)] >= 0 ? problem_->pair_helper(pair_of_[At(r)]) : -1;
    if (left >= 0) Unmatch(r);
    Match(r, e);
    if (left < 0) return;
    r = via_receiver_[At(left)];
    e = via_pair_[At(left)];
  }
}

/// Looks where r could go, until its tree has augmented.
void UnitMatching::Grow(Search& search, Index r, Index root) {
  for (Index e = problem_->PairBegin(r); e < problem_->PairBegin(r + 1); ++e) {
    const Index h = problem_->pair_helper(e);
    if (root_[At(h)] >= 0 || !search.allowed(e) || e == pair_of_[At(r)]) continue;
    const Index goal = search.low != nullptr ? (*search.low)[At(h)] : capacity_[At(h)];
    bool sink = load_[At(h)] < goal;
    for (Index k = first_[At(h)]; !sink && search.may_give_way != nullptr && k >= 0;
         k = next_[At(k)]) {
      if (!(*search.may_give_way)[At(k)]) continue;
      Unmatch(k);
      sink = true;
    }
    if (!sink) {
      Reach(h, r, e, root);
      continue;
    }
    AugmentAlong(r, e);
    search.done[At(root)] = true;
    ++search.found;
    return;
  }
}

void UnitMatching::GrowFrom(Search& search, Index h) {
  const Index root = root_[At(h)];
  for (Index r = first_[At(h)]; r >= 0 && !search.done[At(root)];) {
    const Index next = next_[At(r)];
    Grow(search, r, root);
    r = next;
  }
}

std::int64_t UnitMatching::Augment(std::vector<Index>& receivers,
                                   const std::vector<bool>& may_give_way, const PairFilter& allowed,
                                   const Stopping& stopping) {
  const bool some_may =
      std::find(may_give_way.begin(), may_give_way.end(), true) != may_give_way.end();
  for (std::int64_t found = 1; found > 0;) {
    receivers.erase(std::remove_if(receivers.begin(), receivers.end(),
                                   [this](Index r) { return pair_of_[At(r)] >= 0; }),
                    receivers.end());
    Search search{allowed, some_may ? &may_give_way : nullptr, nullptr,
                  std::vector<bool>(pair_of_.size()), 0};
    StartSearch();
    for (const Index r : receivers) {
      is_root_[At(r)] = true;
      Grow(search, r, r);
    }
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      if (i % kHelpersPerPoll == 0 && stopping.Asked()) return -1;
      GrowFrom(search, queue_[i]);
    }
    found = search.found;
  }
  return static_cast<std::int64_t>(receivers.size());
}

std::optional<bool> UnitMatching::Fill(const std::vector<Index>& low,
                                       const std::vector<Index>& spare, const PairFilter& allowed,
                                       const Stopping& stopping) {
  const auto receivers = static_cast<Index>(pair_of_.size());
  while (true) {
    Search search{allowed, nullptr, &low, std::vector<bool>(pair_of_.size() + load_.size()), 0};
    StartSearch();
    bool filled = true;
    for (Index h = 0; h < static_cast<Index>(load_.size()); ++h) {
      filled &= load_[At(h)] >= low[At(h)];
      if (load_[At(h)] > low[At(h)]) Reach(h, -1, -1, receivers + h);
    }
    if (filled) return true;
    for (const Index r : spare) {
      if (pair_of_[At(r)] >= 0) continue;
      is_root_[At(r)] = true;
      Grow(search, r, r);
    }
    for (std::size_t i = 0; i < queue_.size(); ++i) {
      if (i % kHelpersPerPoll == 0 && stopping.Asked()) return std::nullopt;
      GrowFrom(search, queue_[i]);
    }
    if (search.found == 0) return false;
  }
}

bool UnitMatching::ReachedReceiver(Index r) const {
  const Index e = pair_of_[At(r)];
  return is_root_[At(r)] || (e >= 0 && ReachedHelper(problem_->pair_helper(e)));
}

}  // namespace jiedui::matching

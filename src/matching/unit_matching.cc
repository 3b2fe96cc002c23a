#include "matching/unit_matching.h"

#include <algorithm>
#include <limits>

namespace jiedui::matching {
namespace {

constexpr std::size_t kHelpersPerPoll = 256;

}  // namespace

/// What a search looks for.
struct UnitMatching::Search {
  const PairFilter& allowed;
  const std::vector<bool>* may_give_way = nullptr;  ///< receivers, where any may
  const std::vector<Index>* low = nullptr;          ///< helpers to be filled up to it
};

UnitMatching::UnitMatching(const Problem& problem, std::vector<Index> capacity)
    : problem_(&problem),
      capacity_(std::move(capacity)),
      load_(At(problem.helper_count())),
      first_(At(problem.helper_count()), -1),
      next_(At(problem.receiver_count()), -1),
      previous_(At(problem.receiver_count()), -1),
      pair_of_(At(problem.receiver_count()), -1),
      level_(At(problem.helper_count()), -1),
      cursor_(At(problem.helper_count())),
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
  std::fill(level_.begin(), level_.end(), -1);
  std::fill(is_root_.begin(), is_root_.end(), false);
  queue_.clear();
}

/// How many more h could take.
std::size_t UnitMatching::Spare(const Search& search, Index h) const {
  const Index most = search.low != nullptr ? (*search.low)[At(h)] : capacity_[At(h)];
  if (load_[At(h)] < most) return At(most - load_[At(h)]);
  return GivesWay(search, h) >= 0 ? 1 : 0;
}

/// A receiver of h that may give way, −1 where there is none.
Index UnitMatching::GivesWay(const Search& search, Index h) const {
  if (search.may_give_way == nullptr) return -1;
  Index r = first_[At(h)];
  while (r >= 0 && !(*search.may_give_way)[At(r)]) r = next_[At(r)];
  return r;
}

void UnitMatching::Reach(Index h, Index level) {
  level_[At(h)] = level;
  cursor_[At(h)] = {};
  queue_.push_back(h);
}

void UnitMatching::ReachFrom(const Search& search, Index r, Index level) {
  for (Index e = problem_->PairBegin(r); e < problem_->PairBegin(r + 1); ++e) {
    const Index h = problem_->pair_helper(e);
    if (level_[At(h)] < 0 && search.allowed(e)) Reach(h, level);
  }
}

/// Levels of the helpers that the queue leads to, but through sinks, as far as sinks are needed for
/// so many. Whether there is one; nothing when stopped.
std::optional<bool> UnitMatching::Layer(const Search& search, std::size_t wanting,
                                        const Stopping& stopping) {
  std::size_t places = 0;
  Index last_level = std::numeric_limits<Index>::max();
  for (std::size_t i = 0; i < queue_.size() && level_[At(queue_[i])] <= last_level; ++i) {
    if (i % kHelpersPerPoll == 0 && stopping.Asked()) return std::nullopt;
    const Index h = queue_[i];
    if (const std::size_t spare = Spare(search, h); spare > 0) {
      places += spare;
      if (places >= wanting) last_level = level_[At(h)];
      continue;
    }
    SetCursor(h, first_[At(h)]);
    if (level_[At(h)] == last_level) continue;
    for (Index r = first_[At(h)]; r >= 0; r = next_[At(r)]) {
      ReachFrom(search, r, level_[At(h)] + 1);
    }
  }
  return places > 0;
}

void UnitMatching::SetCursor(Index h, Index receiver) {
  cursor_[At(h)] = {receiver, receiver >= 0 ? problem_->PairBegin(receiver) : 0};
}

/// The next helper one level further that a receiver of h could move to, −1 where there is none
/// left: h's cursor is at that move.
Index UnitMatching::Advance(const Search& search, Index h) {
  Cursor& cursor = cursor_[At(h)];
  const Index level = level_[At(h)] + 1;
  while (cursor.receiver >= 0) {
    const Index end = problem_->PairBegin(cursor.receiver + 1);
    for (; cursor.pair < end; ++cursor.pair) {
      const Index next = problem_->pair_helper(cursor.pair);
      if (level_[At(next)] == level && search.allowed(cursor.pair)) return next;
    }
    SetCursor(h, next_[At(cursor.receiver)]);
  }
  return -1;
}

/// Depth first from helper h along rising levels; true where a sink was found and everybody on the
/// way has moved one on, so that h has one receiver less.
bool UnitMatching::MoveOn(const Search& search, Index h) {
  path_.assign(1, h);
  while (Spare(search, path_.back()) == 0) {
    const Index next = Advance(search, path_.back());
    if (next >= 0) {
      path_.push_back(next);
      continue;
    }
    path_.pop_back();  // no way through it any more
    if (path_.empty()) return false;
    ++cursor_[At(path_.back())].pair;
  }
  const Index sink = path_.back();
  if (load_[At(sink)] >= capacity_[At(sink)]) Unmatch(GivesWay(search, sink));
  for (path_.pop_back(); !path_.empty(); path_.pop_back()) {
    const Cursor move = cursor_[At(path_.back())];
    SetCursor(path_.back(), next_[At(move.receiver)]);
    Unmatch(move.receiver);
    Match(move.receiver, move.pair);
  }
  return true;
}

/// Finds r a place along rising levels; false where there is none left.
bool UnitMatching::Enter(const Search& search, Index r) {
  for (Index e = problem_->PairBegin(r); e < problem_->PairBegin(r + 1); ++e) {
    const Index h = problem_->pair_helper(e);
    if (level_[At(h)] != 0 || !search.allowed(e) || !MoveOn(search, h)) continue;
    Match(r, e);
    return true;
  }
  return false;
}

std::int64_t UnitMatching::Augment(std::vector<Index>& receivers,
                                   const std::vector<bool>& may_give_way, const PairFilter& allowed,
                                   const Stopping& stopping) {
  const bool some_may =
      std::find(may_give_way.begin(), may_give_way.end(), true) != may_give_way.end();
  const Search search{allowed, some_may ? &may_give_way : nullptr, nullptr};
  for (bool found = true; found;) {
    receivers.erase(std::remove_if(receivers.begin(), receivers.end(),
                                   [this](Index r) { return pair_of_[At(r)] >= 0; }),
                    receivers.end());
    StartSearch();
    for (const Index r : receivers) {
      is_root_[At(r)] = true;
      ReachFrom(search, r, 0);
    }
    const auto layered = Layer(search, receivers.size(), stopping);
    if (!layered) return -1;
    found = *layered;
    for (const Index r : receivers) {
      if (found) Enter(search, r);
    }
  }
  return static_cast<std::int64_t>(receivers.size());
}

std::optional<bool> UnitMatching::Fill(const std::vector<Index>& low,
                                       const std::vector<Index>& spare, const PairFilter& allowed,
                                       const Stopping& stopping) {
  const Search search{allowed, nullptr, &low};
  while (true) {
    StartSearch();
    std::size_t lacking = 0;
    for (Index h = 0; h < static_cast<Index>(load_.size()); ++h) {
      lacking += At(std::max(0, low[At(h)] - load_[At(h)]));
      if (load_[At(h)] > low[At(h)]) Reach(h, 0);
    }
    if (lacking == 0) return true;
    const std::size_t givers = queue_.size();
    for (const Index r : spare) {
      if (pair_of_[At(r)] >= 0) continue;
      is_root_[At(r)] = true;
      ReachFrom(search, r, 0);
    }
    const auto layered = Layer(search, lacking, stopping);
    if (!layered) return std::nullopt;
    if (!*layered) return false;
    for (std::size_t i = 0; i < givers; ++i) {
      const Index h = queue_[i];
      while (load_[At(h)] > low[At(h)] && MoveOn(search, h)) {
      }
    }
    for (const Index r : spare) {
      if (pair_of_[At(r)] < 0) Enter(search, r);
    }
  }
}

bool UnitMatching::ReachedReceiver(Index r) const {
  const Index e = pair_of_[At(r)];
  return is_root_[At(r)] || (e >= 0 && ReachedHelper(problem_->pair_helper(e)));
}

}  // namespace jiedui::matching

#include <algorithm>
#include <functional>

#include "matching/priced_plan_tournament_internal.h"

namespace jiedui::matching {

void Tournament::Set(Index i, Worth key) {
  Worth& own = keys_[static_cast<std::size_t>(i)];
  if (own == key) return;
  own = key;
  for (std::size_t node = Leaf(i) / 2; node >= 1; node /= 2) {
    const Index winner = Better(node);
    // Who neither won here nor wins now changes nothing above either.
    if (winner != i && winners_[node] == winner) return;
    winners_[node] = winner;
  }
}

void Tournament::Append() {
  if (count_++ < leaves_) return;
  leaves_ = std::max<std::size_t>(1, 2 * leaves_);
  keys_.resize(leaves_, kNever);
  winners_.resize(leaves_);
  for (std::size_t node = leaves_ - 1; node >= 1; --node) winners_[node] = Better(node);
}

void Tournament::RemoveLast() {
  --count_;
  Set(static_cast<Index>(count_), kNever);
}

void RisingKeys::Start(const Tournament& tournament) {
  tournament_ = &tournament;
  heap_.clear();
  if (tournament.leaves_ > 0) Add(1);
}

void RisingKeys::Add(std::size_t root) {
  const Worth key = tournament_->KeyOf(tournament_->Winner(root));
  if (key >= Tournament::kNever) return;
  heap_.push_back({key, root});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

Index RisingKeys::Take() {
  const std::size_t root = heap_.front().root;
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
  heap_.pop_back();
  const Index winner = tournament_->Winner(root);
  for (std::size_t node = tournament_->Leaf(winner); node > root; node /= 2) Add(node ^ 1);
  return winner;
}

}  // namespace jiedui::matching

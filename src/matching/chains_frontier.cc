#include <algorithm>
#include <functional>

#include "matching/chains_frontier_internal.h"

namespace jiedui::matching {

void MeetingLabels::Start(const PricedPlan& priced) {
  helpers_.resize(static_cast<std::size_t>(priced.helper_count()));
  receivers_.resize(static_cast<std::size_t>(priced.receiver_count()));
  if (++stamp_ != 0) return;
  // Once in 2^32 searches.
  hub_ = {};
  std::fill(helpers_.begin(), helpers_.end(), Pair{});
  std::fill(receivers_.begin(), receivers_.end(), Pair{});
  stamp_ = 1;
}

void MeetingLabels::Reserve(const PricedPlan& priced) {
  helpers_.reserve(static_cast<std::size_t>(priced.helper_count()) * 5 / 4 + 64);
  receivers_.reserve(static_cast<std::size_t>(priced.receiver_count()) * 5 / 4 + 64);
  Start(priced);
}

void Frontier::Start() {
  heap_.clear();
  nodes_.clear();
}

bool Frontier::Improve(MarketNode node, const Met& met) {
  MeetingLabels::Label& label = labels_.At(node, side_);
  if (label.stamp != labels_.stamp()) {
    nodes_.push_back(node);
  } else if (label.distance <= met.distance) {
    return false;
  }
  label = {met.distance, met.via, labels_.stamp()};
  return true;
}

void Frontier::Open(MarketNode node, Worth distance) {
  heap_.push_back({distance, node.code});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
}

Worth Frontier::Nearest() {
  // A node that was met again on a shorter way is in the heap twice.
  while (!heap_.empty() && DistanceTo(Front()) < heap_.front().distance) Pop();
  return heap_.empty() ? Tournament::kNever : heap_.front().distance;
}

void Frontier::Pop() {
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
  heap_.pop_back();
}

}  // namespace jiedui::matching

#include <algorithm>
#include <functional>

#include "matching/chains_frontier_internal.h"

namespace jiedui::matching {

void Frontier::Start(const PricedPlan& priced) {
  helpers_.resize(static_cast<std::size_t>(priced.helper_count()));
  receivers_.resize(static_cast<std::size_t>(priced.receiver_count()));
  if (++stamp_ == 0) {  // once in 2^32 searches
    for (Label& label : helpers_) label.stamp = 0;
    for (Label& label : receivers_) label.stamp = 0;
    hub_.stamp = 0;
    stamp_ = 1;
  }
  heap_.clear();
  nodes_.clear();
}

bool Frontier::Improve(MarketNode node, const Met& met) {
  Label& label = LabelIn(*this, node);
  if (label.stamp == stamp_) {
    if (label.met.distance <= met.distance) return false;
  } else {
    label.stamp = stamp_;
    nodes_.push_back(node);
  }
  label.met = met;
  heap_.push_back({met.distance, node.code});
  std::push_heap(heap_.begin(), heap_.end(), std::greater<>());
  return true;
}

Worth Frontier::Nearest() {
  // A node that was met again on a shorter way is in the heap twice.
  while (!heap_.empty() && Of(Front()).distance < heap_.front().distance) Pop();
  return heap_.empty() ? Tournament::kNever : heap_.front().distance;
}

void Frontier::Pop() {
  std::pop_heap(heap_.begin(), heap_.end(), std::greater<>());
  heap_.pop_back();
}

}  // namespace jiedui::matching

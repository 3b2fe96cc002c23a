#include "matching/max_flow.h"

#include <algorithm>
#include <limits>
#include <numeric>

namespace jiedui::matching {
namespace {

std::size_t U(int i) { return static_cast<std::size_t>(i); }

}  // namespace

int MaxFlow::AddArc(int from, int to, Index capacity, Index back) {
  to_.push_back(to);
  to_.push_back(from);
  capacity_.push_back(capacity);
  capacity_.push_back(back);
  return static_cast<int>(to_.size() / 2) - 1;
}

void MaxFlow::IndexArcs() {
  for (std::size_t half = 0; half < to_.size(); ++half) ++first_[U(to_[half ^ 1]) + 1];
  std::partial_sum(first_.begin(), first_.end(), first_.begin());
  order_.resize(to_.size());
  std::vector<int> place(first_.begin(), first_.end() - 1);
  for (std::size_t half = 0; half < to_.size(); ++half) {
    order_[U(place[U(to_[half ^ 1])]++)] = static_cast<int>(half);
  }
}

bool MaxFlow::Layer(int source, int sink) {
  std::fill(level_.begin(), level_.end(), -1);
  std::vector<int> queue = {source};
  level_[U(source)] = 0;
  for (std::size_t i = 0; i < queue.size(); ++i) {
    const int node = queue[i];
    for (int k = first_[U(node)]; k < first_[U(node) + 1]; ++k) {
      const int half = order_[U(k)];
      if (capacity_[U(half)] == 0 || level_[U(to_[U(half)])] >= 0) continue;
      level_[U(to_[U(half)])] = level_[U(node)] + 1;
      queue.push_back(to_[U(half)]);
    }
  }
  return level_[U(sink)] >= 0;
}

/// One augmenting path of the layered network, depth first; 0 where none is left.
Index MaxFlow::Augment(int source, int sink) {
  path_.clear();
  int node = source;
  while (node != sink) {
    int& k = next_[U(node)];
    while (k < first_[U(node) + 1]) {
      const int half = order_[U(k)];
      if (capacity_[U(half)] > 0 && level_[U(to_[U(half)])] == level_[U(node)] + 1) break;
      ++k;
    }
    if (k < first_[U(node) + 1]) {
      path_.push_back(order_[U(k)]);
      node = to_[U(path_.back())];
      continue;
    }
    if (path_.empty()) return 0;
    node = to_[U(path_.back() ^ 1)];
    path_.pop_back();
    ++next_[U(node)];
  }
  Index amount = std::numeric_limits<Index>::max();
  for (const int half : path_) amount = std::min(amount, capacity_[U(half)]);
  for (const int half : path_) {
    capacity_[U(half)] -= amount;
    capacity_[U(half ^ 1)] += amount;
  }
  return amount;
}

std::int64_t MaxFlow::Run(int source, int sink, const Stopping& stopping) {
  constexpr std::uint32_t kPathsPerPoll = 256;
  IndexArcs();
  level_.resize(first_.size() - 1);
  std::int64_t total = 0;
  std::uint32_t paths = 0;
  while (Layer(source, sink)) {
    if (stopping.Asked()) return -1;
    next_.assign(first_.begin(), first_.end() - 1);
    while (const Index amount = Augment(source, sink)) {
      total += amount;
      if (++paths % kPathsPerPoll == 0 && stopping.Asked()) return -1;
    }
  }
  return total;
}

}  // namespace jiedui::matching

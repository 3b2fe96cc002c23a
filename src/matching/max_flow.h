#pragma once

#include <cstdint>
#include <vector>

#include "matching/problem.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// Maximum flow by Dinic's algorithm (Dinic 1970): O(E √V) where most capacities are one, as here.
/// Deterministic. Add every arc, then run once.
class MaxFlow {
 public:
  explicit MaxFlow(int nodes) : first_(static_cast<std::size_t>(nodes) + 1) {}

  /// An arc that carries `capacity` forward and `back` backward. Its number: 0, 1, 2 …
  int AddArc(int from, int to, Index capacity, Index back = 0);

  /// Sends as much as possible; the amount, or −1 when stopped on the way.
  std::int64_t Run(int source, int sink, const Stopping& stopping);

  /// What the arc can still carry forward.
  [[nodiscard]] Index Left(int arc) const { return capacity_[2 * static_cast<std::size_t>(arc)]; }

  /// After Run: the nodes that can be reached from the source, the source side of a minimum cut.
  [[nodiscard]] bool Reached(int node) const { return level_[static_cast<std::size_t>(node)] >= 0; }

 private:
  void IndexArcs();
  bool Layer(int source, int sink);
  Index Augment(int source, int sink);

  // Half-arcs: 2a is arc a, 2a + 1 its reverse.
  std::vector<int> to_;
  std::vector<Index> capacity_;
  std::vector<int> first_;  // per node into order_
  std::vector<int> order_;  // half-arcs by their start
  std::vector<int> next_;   // per node: the half-arc to try next in this phase
  std::vector<int> level_;
  std::vector<int> path_;
};

}  // namespace jiedui::matching

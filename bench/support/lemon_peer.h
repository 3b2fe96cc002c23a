#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace jiedui::bench {

/// A minimum cost flow problem. Arcs are sorted by the node they start from.
struct FlowProblem {
  int nodes = 0;
  std::vector<std::pair<int, int>> arcs;
  std::vector<int> capacity;
  std::vector<std::int64_t> cost;
  std::vector<int> supply;  ///< per node; sums to 0
};

struct FlowAnswer {
  bool optimal = false;  ///< false: LEMON says that there is none, or its numbers do not fit
  double seconds = 0;    ///< of the algorithm alone, without building the graph
  double cpu_seconds = 0;
  std::vector<bool> used;  ///< per arc: carries flow
};

enum class Peer { kNetworkSimplex, kCostScaling };

/// What LEMON makes of it.
FlowAnswer SolveByLemon(const FlowProblem& problem, Peer peer);

}  // namespace jiedui::bench

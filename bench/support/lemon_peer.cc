// Compiled as C++17: LEMON's cost scaling uses what C++20 took out of std::allocator.
#include "bench/support/lemon_peer.h"

#include <lemon/cost_scaling.h>
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <chrono>
#include <ctime>
#include <limits>

namespace jiedui::bench {
namespace {

using lemon::StaticDigraph;

template <class Value>
struct ArcMap {
  using Key = StaticDigraph::Arc;
  using ValueType = Value;
  const std::vector<Value>& values;
  Value operator[](const Key& arc) const {
    return values[static_cast<std::size_t>(StaticDigraph::id(arc))];
  }
};

struct NodeMap {
  const std::vector<int>& values;
  int operator[](const StaticDigraph::Node& node) const {
    return values[static_cast<std::size_t>(StaticDigraph::id(node))];
  }
};

double CpuSeconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

template <class Algorithm>
FlowAnswer Run(const FlowProblem& problem, const StaticDigraph& graph) {
  FlowAnswer answer;
  const auto start = std::chrono::steady_clock::now();
  const double cpu_start = CpuSeconds();
  Algorithm algorithm(graph);
  algorithm.upperMap(ArcMap<int>{problem.capacity})
      .costMap(ArcMap<std::int64_t>{problem.cost})
      .supplyMap(NodeMap{problem.supply});
  answer.optimal = algorithm.run() == Algorithm::OPTIMAL;
  answer.cpu_seconds = CpuSeconds() - cpu_start;
  answer.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (!answer.optimal) return answer;
  answer.used.reserve(problem.arcs.size());
  for (int arc = 0; arc < static_cast<int>(problem.arcs.size()); ++arc) {
    answer.used.push_back(algorithm.flow(graph.arc(arc)) != 0);
  }
  return answer;
}

/// Cost scaling multiplies costs by the number of nodes and its scaling factor.
bool FitsCostScaling(const FlowProblem& problem) {
  constexpr double kScalingFactor = 16;
  double largest = 0;
  for (const std::int64_t cost : problem.cost) {
    largest = std::max(largest, static_cast<double>(cost < 0 ? -cost : cost));
  }
  return largest * problem.nodes * kScalingFactor <
         static_cast<double>(std::numeric_limits<std::int64_t>::max());
}

}  // namespace

FlowAnswer SolveByLemon(const FlowProblem& problem, Peer peer) {
  StaticDigraph graph;
  graph.build(problem.nodes, problem.arcs.begin(), problem.arcs.end());
  if (peer == Peer::kNetworkSimplex) {
    return Run<lemon::NetworkSimplex<StaticDigraph, int, std::int64_t>>(problem, graph);
  }
  if (!FitsCostScaling(problem)) return {};
  return Run<lemon::CostScaling<StaticDigraph, int, std::int64_t>>(problem, graph);
}

}  // namespace jiedui::bench

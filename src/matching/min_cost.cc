#include "matching/min_cost.h"

#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <numeric>

#include "matching/polled_cost_internal.h"

namespace jiedui::matching {

thread_local const Stopping* StopScope::current_ = nullptr;
thread_local std::uint32_t StopScope::steps_ = 0;

namespace {

using lemon::StaticDigraph;

/// The free part of the network; what is settled became supply.
struct Network {
  struct Arc {
    int from;
    int to;
    Index capacity;
    std::int64_t cost;
    Index pair;  ///< −1 for a load arc
  };
  std::vector<Arc> arcs;
  std::vector<int> supply;
};

/// Node numbers: the hub, then groups, helpers, receivers.
class Nodes {
 public:
  explicit Nodes(const Problem& problem)
      : groups_(problem.group_count()), helpers_(problem.helper_count()) {}
  [[nodiscard]] static int Hub() { return 0; }
  [[nodiscard]] static int Group(Index g) { return 1 + g; }
  /// What feeds a part or helper of that group: the group, or the hub where it has none.
  [[nodiscard]] static int Above(Index group) { return group >= 0 ? Group(group) : Hub(); }
  [[nodiscard]] int Helper(Index h) const { return 1 + groups_ + h; }
  [[nodiscard]] int Receiver(Index r) const { return 1 + groups_ + helpers_ + r; }

 private:
  Index groups_;
  Index helpers_;
};

class NetworkBuilder {
 public:
  NetworkBuilder(const Problem& problem, const Face& face, const LevelCost& cost)
      : problem_(problem), face_(face), cost_(cost), nodes_(problem) {
    network_.supply.resize(At(nodes_.Receiver(problem.receiver_count())));
  }

  Network Build() {
    for (Index g = 0; g < problem_.group_count(); ++g) {
      AddLoad(Nodes::Above(problem_.group(g).parent), Nodes::Group(g), cost_.group,
              problem_.group(g).quota.min, face_.groups[At(g)]);
    }
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      AddLoad(Nodes::Above(problem_.helper(h).group), nodes_.Helper(h), cost_.helper,
              problem_.helper(h).places.min, face_.helpers[At(h)]);
    }
    problem_.ForEachPair([this](Index e, Index h, Index r) { AddPair(e, h, r); });
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      AddLoad(nodes_.Receiver(r), Nodes::Hub(), cost_.receiver, problem_.receiver(r).need.min,
              face_.receivers[At(r)]);
    }
    std::stable_sort(network_.arcs.begin(), network_.arcs.end(),
                     [](const auto& a, const auto& b) { return a.from < b.from; });
    return std::move(network_);
  }

 private:
  void Move(int from, int to, Index units) {
    network_.supply[At(from)] -= units;
    network_.supply[At(to)] += units;
  }

  void AddLoad(int from, int to, LoadCost cost, Index min, Range range) {
    Move(from, to, range.low);
    for (const Segment& segment : SegmentsOf(cost, min, range, cost_.times)) {
      network_.arcs.push_back({from, to, segment.units, segment.cost, -1});
    }
  }

  void AddPair(Index e, Index h, Index r) {
    if (face_.pairs[At(e)] == PairBound::kOut) return;
    if (face_.pairs[At(e)] == PairBound::kIn) {
      Move(nodes_.Helper(h), nodes_.Receiver(r), 1);
      return;
    }
    network_.arcs.push_back(
        {nodes_.Helper(h), nodes_.Receiver(r), 1, PairCostOf(problem_, cost_, e, r), e});
  }

  const Problem& problem_;
  const Face& face_;
  const LevelCost& cost_;
  Nodes nodes_;
  Network network_;
};

/// A read-only LEMON map of one member of the arcs.
template <class Value, class Read>
struct ArcMap {
  using Key = StaticDigraph::Arc;
  using ValueType = Value;
  const std::vector<Network::Arc>& arcs;
  Read read;
  Value operator[](const Key& arc) const { return read(arcs[At(StaticDigraph::id(arc))]); }
};

struct SupplyMap {
  const std::vector<int>& supply;
  int operator[](const StaticDigraph::Node& node) const {
    return supply[At(StaticDigraph::id(node))];
  }
};

using Simplex = lemon::NetworkSimplex<StaticDigraph, int, PolledCost>;

/// Parts of the network that no free arc connects to the hub have potentials of their own, which
/// LEMON leaves shifted by its artificial cost: each part is shifted back so that its first node
/// has 0, the hub's part included (the hub is the first node of all).
std::vector<std::int64_t> AnchoredPotentials(const Network& network, const StaticDigraph& graph,
                                             const Simplex& simplex) {
  std::vector<int> part(network.supply.size());
  std::iota(part.begin(), part.end(), 0);
  const auto find = [&part](int v) {
    while (part[At(v)] != v) v = part[At(v)] = part[At(part[At(v)])];
    return v;
  };
  for (const Network::Arc& arc : network.arcs) {
    const int a = find(arc.from);
    const int b = find(arc.to);
    part[At(std::max(a, b))] = std::min(a, b);
  }
  std::vector<std::int64_t> potential(part.size());
  for (std::size_t v = 0; v < part.size(); ++v) {
    const int anchor = find(static_cast<int>(v));
    potential[v] = simplex.potential(graph.node(static_cast<int>(v))).value() -
                   simplex.potential(graph.node(anchor)).value();
  }
  return potential;
}

Prices PricesOf(const Problem& problem, const std::vector<std::int64_t>& potential) {
  const Nodes nodes(problem);
  const auto at = [&](int node) { return potential.begin() + node; };
  return {{at(1), at(nodes.Helper(0))},
          {at(nodes.Helper(0)), at(nodes.Receiver(0))},
          {at(nodes.Receiver(0)), potential.end()}};
}

base::Result<CheapestPlan> RunSimplex(const Problem& problem, const Face& face,
                                      const LevelCost& cost) {
  const Network network = NetworkBuilder(problem, face, cost).Build();
  CheapestPlan result;
  result.plan.resize(At(problem.pair_count()));
  for (Index e = 0; e < problem.pair_count(); ++e) {
    result.plan[At(e)] = face.pairs[At(e)] == PairBound::kIn ? 1 : 0;
  }
  if (network.arcs.empty()) return result;
  std::vector<std::pair<int, int>> ends;
  ends.reserve(network.arcs.size());
  for (const Network::Arc& arc : network.arcs) ends.emplace_back(arc.from, arc.to);
  StaticDigraph graph;
  graph.build(static_cast<int>(network.supply.size()), ends.begin(), ends.end());
  ends = {};
  Simplex simplex(graph);
  const auto capacity = [](const Network::Arc& arc) { return arc.capacity; };
  const auto price = [](const Network::Arc& arc) { return PolledCost(arc.cost); };
  simplex.upperMap(ArcMap<int, decltype(capacity)>{network.arcs, capacity})
      .costMap(ArcMap<PolledCost, decltype(price)>{network.arcs, price})
      .supplyMap(SupplyMap{network.supply});
  if (simplex.run() != Simplex::OPTIMAL) {
    return base::Fail(base::ErrorCode::kInternal, "网络流引擎没有找到可行解，而可行解是存在的");
  }
  for (std::size_t i = 0; i < network.arcs.size(); ++i) {
    const Index pair = network.arcs[i].pair;
    if (pair >= 0 && simplex.flow(graph.arc(static_cast<int>(i))) != 0) result.plan[At(pair)] = 1;
  }
  result.prices = PricesOf(problem, AnchoredPotentials(network, graph, simplex));
  return result;
}

}  // namespace

base::Result<std::optional<CheapestPlan>> FindCheapestPlan(const Problem& problem, const Face& face,
                                                           const LevelCost& cost,
                                                           const Stopping& stopping) {
  try {
    const StopScope scope(stopping);
    JIEDUI_ASSIGN(auto found, RunSimplex(problem, face, cost));
    return std::optional(std::move(found));
  } catch (const Stopped&) {
    return std::optional<CheapestPlan>();
  }
}

}  // namespace jiedui::matching

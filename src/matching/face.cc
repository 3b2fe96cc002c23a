#include "matching/face.h"

#include <algorithm>

namespace jiedui::matching {
namespace {

std::int64_t PriceAt(const std::vector<std::int64_t>& prices, Index i) {
  return prices.empty() ? 0 : prices[At(i)];
}

/// The price of the node that feeds a group or helper: its parent's or group's, or the hub's.
std::int64_t PriceAbove(const Prices& prices, Index group) {
  return group >= 0 ? PriceAt(prices.group, group) : 0;
}

/// The loads within the range that minimise cost(load) + drop · load.
Range Cheapest(LoadCost cost, std::int64_t times, Index min, Range range, std::int64_t drop) {
  Range cheapest{range.low, range.low};
  for (const Segment& segment : SegmentsOf(cost, min, range, times)) {
    if (segment.cost + drop < 0) cheapest.low += segment.units;
    if (segment.cost + drop <= 0) cheapest.high += segment.units;
  }
  return cheapest;
}

}  // namespace

Loads CountLoads(const Problem& problem, const Plan& plan) {
  Loads loads{std::vector<Index>(At(problem.group_count())),
              std::vector<Index>(At(problem.helper_count())),
              std::vector<Index>(At(problem.receiver_count()))};
  ForEachChosen(problem, plan, [&](Index, Index h, Index r) {
    ++loads.helpers[At(h)];
    ++loads.receivers[At(r)];
    if (problem.helper(h).group >= 0) ++loads.groups[At(problem.helper(h).group)];
  });
  problem.SumIntoParents(loads.groups);
  return loads;
}

Face FaceOfAll(const Problem& problem) {
  Face face;
  face.pairs.resize(At(problem.pair_count()), PairBound::kFree);
  Plan allowed(At(problem.pair_count()), 1);
  for (Index e = 0; e < problem.pair_count(); ++e) {
    if (problem.pair_state(e) == PairState::kFixed) face.pairs[At(e)] = PairBound::kIn;
    if (problem.pair_state(e) == PairState::kForbidden) {
      face.pairs[At(e)] = PairBound::kOut;
      allowed[At(e)] = 0;
    }
  }
  // No load exceeds the number of allowed pairs: ranges stay small whatever the maxima.
  const Loads most = CountLoads(problem, allowed);
  for (Index g = 0; g < problem.group_count(); ++g) {
    face.groups.push_back({0, std::min(problem.group(g).quota.max, most.groups[At(g)])});
  }
  for (Index h = 0; h < problem.helper_count(); ++h) {
    face.helpers.push_back({0, std::min(problem.helper(h).places.max, most.helpers[At(h)])});
  }
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    face.receivers.push_back({0, std::min(problem.receiver(r).need.max, most.receivers[At(r)])});
  }
  return face;
}

bool Contains(const Problem& problem, const Face& face, const Plan& plan) {
  for (Index e = 0; e < problem.pair_count(); ++e) {
    const PairBound bound = face.pairs[At(e)];
    if (plan[At(e)] != 0 ? bound == PairBound::kOut : bound == PairBound::kIn) return false;
  }
  const Loads loads = CountLoads(problem, plan);
  const auto within = [](const std::vector<Index>& load, const std::vector<Range>& ranges) {
    for (std::size_t i = 0; i < ranges.size(); ++i) {
      if (load[i] < ranges[i].low || load[i] > ranges[i].high) return false;
    }
    return true;
  };
  return within(loads.groups, face.groups) && within(loads.helpers, face.helpers) &&
         within(loads.receivers, face.receivers);
}

std::int64_t PairCostOf(const Problem& problem, const LevelCost& cost, Index e, Index r) {
  const double score = problem.pair_score(e);
  std::int64_t sum = cost.score ? -cost.times * cost.score->Of(score) : 0;
  if (cost.reward.weight != nullptr) {
    sum -= (*cost.reward.weight)[At(r)] * cost.reward.scale.Of(score);
  }
  return sum;
}

std::vector<Segment> SegmentsOf(LoadCost cost, Index min, Range range, std::int64_t times) {
  std::vector<Segment> segments;
  if (range.low >= range.high) return segments;
  if (cost == LoadCost::kNone) return {{range.high - range.low, 0}};
  if (cost == LoadCost::kSquare) {
    for (Index k = range.low + 1; k <= range.high; ++k)
      segments.push_back({1, times * (2LL * k - 1)});
    return segments;
  }
  const Index until = cost == LoadCost::kReach ? std::min(min, Index{1}) : min;
  const Index turn = std::clamp(until, range.low, range.high);
  if (turn > range.low) segments.push_back({turn - range.low, -times});
  if (range.high > turn) segments.push_back({range.high - turn, 0});
  return segments;
}

std::int64_t CostOf(const Problem& problem, const LevelCost& cost, const Plan& plan) {
  const Loads loads = CountLoads(problem, plan);
  std::int64_t sum = 0;
  const auto add = [&](LoadCost load_cost, Index min, Index load) {
    for (const Segment& segment : SegmentsOf(load_cost, min, {0, load}, cost.times)) {
      sum += segment.units * segment.cost;
    }
  };
  for (Index g = 0; g < problem.group_count(); ++g) {
    add(cost.group, problem.group(g).quota.min, loads.groups[At(g)]);
  }
  for (Index h = 0; h < problem.helper_count(); ++h) {
    add(cost.helper, problem.helper(h).places.min, loads.helpers[At(h)]);
  }
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    add(cost.receiver, problem.receiver(r).need.min, loads.receivers[At(r)]);
  }
  ForEachChosen(problem, plan,
                [&](Index e, Index, Index r) { sum += PairCostOf(problem, cost, e, r); });
  return sum;
}

base::Status Restrict(const Problem& problem, const LevelCost& cost, const Prices& prices,
                      const Plan& plan, Face& face) {
  for (Index g = 0; g < problem.group_count(); ++g) {
    face.groups[At(g)] =
        Cheapest(cost.group, cost.times, problem.group(g).quota.min, face.groups[At(g)],
                 PriceAbove(prices, problem.group(g).parent) - PriceAt(prices.group, g));
  }
  for (Index h = 0; h < problem.helper_count(); ++h) {
    const std::int64_t from = PriceAbove(prices, problem.helper(h).group);
    face.helpers[At(h)] = Cheapest(cost.helper, cost.times, problem.helper(h).places.min,
                                   face.helpers[At(h)], from - PriceAt(prices.helper, h));
  }
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    face.receivers[At(r)] = Cheapest(cost.receiver, cost.times, problem.receiver(r).need.min,
                                     face.receivers[At(r)], PriceAt(prices.receiver, r));
  }
  problem.ForEachPair([&](Index e, Index h, Index r) {
    if (face.pairs[At(e)] != PairBound::kFree) return;
    const std::int64_t reduced =
        PairCostOf(problem, cost, e, r) + PriceAt(prices.helper, h) - PriceAt(prices.receiver, r);
    if (reduced < 0) face.pairs[At(e)] = PairBound::kIn;
    if (reduced > 0) face.pairs[At(e)] = PairBound::kOut;
  });
  if (Contains(problem, face, plan)) return {};
  return base::Fail(base::ErrorCode::kInternal,
                    "求解结果没有通过自身的对偶验证（互补松弛条件不成立）");
}

}  // namespace jiedui::matching

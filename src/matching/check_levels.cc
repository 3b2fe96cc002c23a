#include <algorithm>
#include <cmath>
#include <optional>

#include "matching/check_internal.h"

namespace jiedui::matching {
namespace {

using Price = std::int64_t;

std::size_t U(Index i) { return static_cast<std::size_t>(i); }

/// The loads or the flow that are still allowed, both ends included.
struct Span {
  Index low = 0;
  Index high = 0;
  [[nodiscard]] bool Has(Index load) const { return low <= load && load <= high; }
};

Span Cut(const Span& span, std::int64_t low, std::int64_t high) {
  return {static_cast<Index>(std::clamp<std::int64_t>(low, span.low, span.high)),
          static_cast<Index>(std::clamp<std::int64_t>(high, span.low, span.high))};
}

/// Minimisers of slope · load.
Span MinimiseLinear(const Span& span, Price slope) {
  if (slope > 0) return {span.low, span.low};
  if (slope < 0) return {span.high, span.high};
  return span;
}

/// Minimisers of slope · load − min(load, bonus_until).
Span MinimiseBonus(const Span& span, Price slope, Index bonus_until) {
  if (slope == 0) return Cut(span, bonus_until, span.high);
  if (slope == 1) return Cut(span, span.low, bonus_until);
  return MinimiseLinear(span, slope);
}

/// Minimisers of load² + slope · load: unit k adds 2k − 1 + slope.
Span MinimiseSquare(const Span& span, Price slope) {
  const auto floor_half = [](Price x) { return x >= 0 ? x / 2 : -((1 - x) / 2); };
  return Cut(span, floor_half(-slope), floor_half(1 - slope));
}

enum class Curve { kLinear, kBonus, kReach, kSquare };

/// How a level costs, in the verifier's own terms.
struct Shape {
  Curve group = Curve::kLinear;
  Curve helper = Curve::kLinear;
  Curve receiver = Curve::kLinear;
  bool scores = false;
};

std::optional<Shape> ShapeOf(const Level& level) {
  if (level.kind == LevelKind::kFloors) return Shape{Curve::kBonus, Curve::kBonus};
  if (level.kind == LevelKind::kReach) {
    return Shape{Curve::kLinear, Curve::kLinear, Curve::kReach};
  }
  switch (level.objective) {
    case Objective::kCoverage:
      return Shape{Curve::kLinear, Curve::kLinear, Curve::kBonus};
    case Objective::kBalance:
      return Shape{Curve::kLinear, Curve::kSquare};
    case Objective::kScore:
      return Shape{Curve::kLinear, Curve::kLinear, Curve::kLinear, true};
    default:
      return std::nullopt;
  }
}

class Replay {
 public:
  Replay(const Problem& problem, const Solution& solution, const Tally& tally, CheckReport& report)
      : problem_(problem), solution_(solution), tally_(tally), report_(report) {
    groups_.resize(U(problem.group_count()));
    helpers_.resize(U(problem.helper_count()));
    receivers_.resize(U(problem.receiver_count()));
    problem.ForEachPair([this](Index e, Index h, Index r) { AddPair(e, h, r); });
    for (Index g = 0; g < problem.group_count(); ++g) {
      LimitTo(problem.group(g).quota.max, groups_[U(g)]);
    }
    for (Index h = 0; h < problem.helper_count(); ++h) {
      LimitTo(problem.helper(h).places.max, helpers_[U(h)]);
    }
    for (Index r = 0; r < problem.receiver_count(); ++r) {
      LimitTo(problem.receiver(r).need.max, receivers_[U(r)]);
    }
  }

  void Run() {
    bool replayable = true;
    for (const Level& level : solution_.levels) {
      CheckValue(level);
      if (!replayable) continue;
      if (level.proof == Proof::kNone) {
        replayable = level.kind == LevelKind::kObjective && level.objective == Objective::kWorst;
        if (replayable) KeepServed();
        continue;
      }
      const std::size_t faults = report_.faults.size();
      const auto shape = ShapeOf(level);
      shape ? ReplayPrices(level, *shape) : ReplayThreshold(level);
      if (report_.faults.size() == faults) ++report_.levels_proven;
    }
  }

 private:
  /// Spans start as what is possible at all: the allowed pairs of each node, up to its max.
  void AddPair(Index e, Index h, Index r) {
    const PairState state = problem_.pair_state(e);
    const Index most = state == PairState::kForbidden ? 0 : 1;
    pairs_.push_back({state == PairState::kFixed ? 1 : 0, most});
    helpers_[U(h)].high += most;
    receivers_[U(r)].high += most;
    for (Index g = problem_.helper(h).group; g >= 0; g = problem_.group(g).parent) {
      groups_[U(g)].high += most;
    }
  }

  static void LimitTo(Index max, Span& span) { span.high = std::min(span.high, max); }

  /// After `worst` on sums: whoever has to be served stays served, or not, as the plan has it. The
  /// floor itself is no face; the levels after it prove themselves without it.
  void KeepServed() {
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      Span& span = receivers_[U(r)];
      if (problem_.receiver(r).need.min == 0) continue;
      if (tally_.receiver[U(r)] == 0) {
        span.high = 0;
      } else {
        span.low = std::max(span.low, Index{1});
      }
    }
  }

  static std::string NameOf(const Level& level) {
    if (level.kind == LevelKind::kFloors) return "层 floors";
    if (level.kind == LevelKind::kReach) return "层 reach";
    return "层 " + std::string(ObjectiveName(level.objective));
  }

  void Fault(const Level& level, const std::string& text) {
    report_.faults.push_back(NameOf(level) + "：" + text);
  }

  // ---- values ----

  [[nodiscard]] double FloorsMissing() const {
    double missing = 0;
    for (Index g = 0; g < problem_.group_count(); ++g) {
      missing += std::max(0, problem_.group(g).quota.min - tally_.group[U(g)]);
    }
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      missing += std::max(0, problem_.helper(h).places.min - tally_.helper[U(h)]);
    }
    return missing;
  }

  [[nodiscard]] double LeftWithNothing() const {
    double count = 0;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (problem_.receiver(r).need.min > 0 && tally_.receiver[U(r)] == 0) ++count;
    }
    return count;
  }

  [[nodiscard]] double DemandMet() const {
    double met = 0;
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      met += std::min(problem_.receiver(r).need.min, tally_.receiver[U(r)]);
    }
    return met;
  }

  [[nodiscard]] double SumOfSquares() const {
    double sum = 0;
    for (const Index load : tally_.helper) sum += static_cast<double>(load) * load;
    return sum;
  }

  [[nodiscard]] std::optional<double> LowestScore() const {
    if (solution_.pairs.empty()) return std::nullopt;
    double lowest = solution_.pairs.front().score;
    for (const ChosenPair& pair : solution_.pairs) lowest = std::min(lowest, pair.score);
    return lowest;
  }

  [[nodiscard]] std::optional<double> OwnValue(const Level& level) const {
    if (level.kind == LevelKind::kFloors) return FloorsMissing();
    if (level.kind == LevelKind::kReach) return LeftWithNothing();
    switch (level.objective) {
      case Objective::kCoverage:
        return DemandMet();
      case Objective::kBottleneck:
        return LowestScore();
      case Objective::kWorst:
        return solution_.pairs.empty() ? std::nullopt
                                       : std::optional(solution_.worst_receiver_score);
      case Objective::kBalance:
        return SumOfSquares();
      case Objective::kScore:
        return static_cast<double>(tally_.total);
    }
    return std::nullopt;
  }

  void CheckValue(const Level& level) {
    const auto own = OwnValue(level);
    const bool same =
        own.has_value() == level.value.has_value() &&
        (!own || std::fabs(*own - *level.value) <= 1e-9 * std::max(1.0, std::fabs(*own)));
    // A stopped run's last plan may be better than the last level it settled.
    if (!same && solution_.status != SolveStatus::kCancelled) {
      Fault(level, "所称的值与方案不符");
    }
    if (level.proven && level.value != level.bound) Fault(level, "称已证明，但值与界不等");
  }

  // ---- proofs by prices ----

  static Price At(const std::vector<Price>& prices, Index i) {
    return prices.empty() ? 0 : prices[U(i)];
  }

  [[nodiscard]] bool Fits(const Prices& prices) const {
    const auto fits = [](const std::vector<Price>& list, Index count) {
      return list.empty() || list.size() == U(count);
    };
    return fits(prices.group, problem_.group_count()) &&
           fits(prices.helper, problem_.helper_count()) &&
           fits(prices.receiver, problem_.receiver_count());
  }

  static Span Minimise(Curve curve, const Span& span, Price slope, Index min) {
    switch (curve) {
      case Curve::kLinear:
        return MinimiseLinear(span, slope);
      case Curve::kBonus:
        return MinimiseBonus(span, slope, min);
      case Curve::kReach:
        return MinimiseBonus(span, slope, std::min(min, Index{1}));
      case Curve::kSquare:
        return MinimiseSquare(span, slope);
    }
    return span;
  }

  /// The price of what feeds the parts and helpers of the group: the hub's is 0.
  static Price Above(const Prices& prices, Index group) {
    return group >= 0 ? At(prices.group, group) : 0;
  }

  [[nodiscard]] Price GroupSlope(const Prices& prices, Index g) const {
    return Above(prices, problem_.group(g).parent) - At(prices.group, g);
  }

  [[nodiscard]] Price HelperSlope(const Prices& prices, Index h) const {
    return Above(prices, problem_.helper(h).group) - At(prices.helper, h);
  }

  void ReplayPrices(const Level& level, const Shape& shape) {
    const Prices& prices = level.prices;
    if (!Fits(prices)) return Fault(level, "对偶价格的个数不对");
    if (shape.scores) CheckDualValue(level);
    bool slack = true;
    for (Index g = 0; g < problem_.group_count(); ++g) {
      Span& span = groups_[U(g)];
      span = Minimise(shape.group, span, GroupSlope(prices, g), problem_.group(g).quota.min);
      slack &= span.Has(tally_.group[U(g)]);
    }
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      Span& span = helpers_[U(h)];
      span = Minimise(shape.helper, span, HelperSlope(prices, h), problem_.helper(h).places.min);
      slack &= span.Has(tally_.helper[U(h)]);
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      Span& span = receivers_[U(r)];
      span = Minimise(shape.receiver, span, At(prices.receiver, r), problem_.receiver(r).need.min);
      slack &= span.Has(tally_.receiver[U(r)]);
    }
    problem_.ForEachPair([&](Index e, Index h, Index r) {
      const Price own = shape.scores ? -std::llround(problem_.pair_score(e) * level.unit) : 0;
      Span& span = pairs_[U(e)];
      span = MinimiseLinear(span, own + At(prices.helper, h) - At(prices.receiver, r));
      slack &= span.Has(tally_.chosen[U(e)]);
    });
    if (!slack) Fault(level, "对偶价格不能证明它是最优的（互补松弛条件不成立）");
  }

  /// The dual value over the plans that are left: an upper bound on every one's total.
  void CheckDualValue(const Level& level) {
    long double bound = 0;
    const auto most = [&bound](const Span& span, long double value) {
      bound += value * (value > 0 ? span.high : span.low);
    };
    const Prices& prices = level.prices;
    const auto real = [&](Price price) { return static_cast<long double>(price) / level.unit; };
    for (Index g = 0; g < problem_.group_count(); ++g) {
      most(groups_[U(g)], -real(GroupSlope(prices, g)));
    }
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      most(helpers_[U(h)], -real(HelperSlope(prices, h)));
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      most(receivers_[U(r)], -real(At(prices.receiver, r)));
    }
    problem_.ForEachPair([&](Index e, Index h, Index r) {
      most(pairs_[U(e)],
           problem_.pair_score(e) - real(At(prices.helper, h)) + real(At(prices.receiver, r)));
    });
    const auto dual = static_cast<double>(bound);
    const double margin = 1e-9 * std::max(1.0, std::fabs(dual)) + solution_.score_precision;
    if (std::fabs(dual - solution_.upper_bound) > margin) Fault(level, "对偶值与所报上界不符");
  }

  // ---- proofs by barriers ----

  /// Sum of what must flow into the barrier minus what can flow out, over the arcs across it.
  [[nodiscard]] std::int64_t Pressure(const Barrier& barrier, double threshold) const {
    std::int64_t pressure = 0;
    const auto cross = [&pressure](bool from, bool to, const Span& span) {
      if (!from && to) pressure += span.low;
      if (from && !to) pressure -= span.high;
    };
    const auto above = [&barrier](Index group) {
      return group >= 0 ? barrier.group[U(group)] : barrier.hub;
    };
    for (Index g = 0; g < problem_.group_count(); ++g) {
      cross(above(problem_.group(g).parent), barrier.group[U(g)], groups_[U(g)]);
    }
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      cross(above(problem_.helper(h).group), barrier.helper[U(h)], helpers_[U(h)]);
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      cross(barrier.receiver[U(r)], barrier.hub, receivers_[U(r)]);
    }
    problem_.ForEachPair([&](Index e, Index h, Index r) {
      const Span& span = pairs_[U(e)];
      const bool out = span.low == 0 && problem_.pair_score(e) <= threshold;
      cross(barrier.helper[U(h)], barrier.receiver[U(r)], out ? Span{0, 0} : span);
    });
    return pressure;
  }

  [[nodiscard]] bool Fits(const Barrier& barrier) const {
    return barrier.group.size() == U(problem_.group_count()) &&
           barrier.helper.size() == U(problem_.helper_count()) &&
           barrier.receiver.size() == U(problem_.receiver_count());
  }

  void ReplayThreshold(const Level& level) {
    for (const Span& span : receivers_) {
      if (level.value && level.objective == Objective::kWorst && span.high > 1) {
        return Fault(level, "一个受助方可得多个帮扶方时，单对门槛不能证明它是最优的");
      }
    }
    bool kept_is_lowest = false;
    for (Index e = 0; level.value && e < problem_.pair_count(); ++e) {
      kept_is_lowest |= pairs_[U(e)].low == 1 && problem_.pair_score(e) <= *level.value;
    }
    if (level.value && !kept_is_lowest) {
      const bool proven =
          level.barrier && Fits(*level.barrier) && Pressure(*level.barrier, *level.value) > 0;
      if (!proven) Fault(level, "所附的割不能证明门槛无法再提高");
    }
    for (Index e = 0; e < problem_.pair_count(); ++e) {
      Span& span = pairs_[U(e)];
      if (span.low == 0 && (!level.value || problem_.pair_score(e) < *level.value)) span.high = 0;
      if (!span.Has(tally_.chosen[U(e)])) return Fault(level, "方案中有低于门槛的对");
    }
  }

  const Problem& problem_;
  const Solution& solution_;
  const Tally& tally_;
  CheckReport& report_;
  std::vector<Span> groups_;
  std::vector<Span> helpers_;
  std::vector<Span> receivers_;
  std::vector<Span> pairs_;
};

}  // namespace

void CheckLevels(const Problem& problem, const Solution& solution, const Tally& tally,
                 CheckReport& report) {
  Replay(problem, solution, tally, report).Run();
}

}  // namespace jiedui::matching

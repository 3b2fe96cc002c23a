#include "matching/solve.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "matching/levels.h"
#include "matching/report.h"
#include "matching/totals.h"
#include "matching/unit_levels.h"

namespace jiedui::matching {
namespace {

base::Status CheckOptions(const SolveOptions& options) {
  for (std::size_t i = 0; i < options.objectives.size(); ++i) {
    const auto from = options.objectives.begin();
    const auto here = from + static_cast<std::ptrdiff_t>(i);
    if (std::find(from, here, *here) != here) {
      return base::Fail(base::ErrorCode::kInvalid,
                        "目标 " + std::string(ObjectiveName(*here)) + " 出现了两次", "objective");
    }
  }
  if (!std::isfinite(options.time_limit_seconds) || options.time_limit_seconds < 0) {
    return base::Fail(base::ErrorCode::kInvalid, "时间限制应为不小于 0 的秒数", "time_limit");
  }
  return {};
}

/// The order that solve.h promises: coverage before all but a `score` listed ahead of it, and score
/// at the end where not listed.
std::vector<Objective> EffectiveOrder(std::vector<Objective> order) {
  const auto listed = std::find(order.begin(), order.end(), Objective::kCoverage);
  std::ptrdiff_t place = 0;
  if (listed != order.end()) {
    const std::ptrdiff_t own = listed - order.begin();
    place = own > 0 && order.front() == Objective::kScore ? 1 : 0;
    order.erase(listed);
  }
  order.insert(order.begin() + place, Objective::kCoverage);
  if (std::find(order.begin(), order.end(), Objective::kScore) == order.end()) {
    order.push_back(Objective::kScore);
  }
  return order;
}

bool HasMinimums(const Problem& problem) {
  for (Index g = 0; g < problem.group_count(); ++g) {
    if (problem.group(g).quota.min > 0) return true;
  }
  for (Index h = 0; h < problem.helper_count(); ++h) {
    if (problem.helper(h).places.min > 0) return true;
  }
  return false;
}

bool TakeAtMostOne(const Face& face) {
  return std::all_of(face.receivers.begin(), face.receivers.end(),
                     [](const Range& range) { return range.high <= 1; });
}

class Run {
 public:
  Run(const Problem& problem, const SolveOptions& options)
      : problem_(problem),
        options_(options),
        stopping_(options.stop, options.time_limit_seconds),
        scale_(ChooseScale(problem)),
        order_(EffectiveOrder(options.objectives)) {
    settled_.face = FaceOfAll(problem);
    settled_.plan.resize(At(problem.pair_count()));
    for (Index e = 0; e < problem.pair_count(); ++e) {
      settled_.plan[At(e)] = settled_.face.pairs[At(e)] == PairBound::kIn ? 1 : 0;
    }
  }

  base::Result<Solution> Go() {
    JIEDUI_ASSIGN(const Outcome outcome, SettleLevels());
    return ReportOf(problem_, scale_, outcome, std::move(settled_));
  }

 private:
  base::Result<Outcome> SettleLevels() {
    const bool coverage_first = order_.front() == Objective::kCoverage;
    std::size_t next = 0;
    Tell(next);
    auto own = coverage_first ? SettleUnitCoverage(problem_, stopping_, settled_) : std::nullopt;
    if (own) {
      JIEDUI_ASSIGN(const Outcome outcome, std::move(*own));
      if (outcome == Outcome::kStopped) return outcome;
      next = 1;
    } else if (SettleAllMinimums(problem_, coverage_first, stopping_, settled_)) {
      next = coverage_first ? 1 : 0;
    } else if (HasMinimums(problem_)) {
      JIEDUI_ASSIGN(const Outcome outcome,
                    SettleCost(problem_, LevelKind::kFloors, Objective::kCoverage, scale_,
                               stopping_, settled_));
      if (outcome == Outcome::kStopped) return outcome;
    }
    for (; next < order_.size(); ++next) {
      Tell(next);
      JIEDUI_ASSIGN(const Outcome outcome, SettleObjective(order_[next]));
      if (outcome == Outcome::kStopped) return outcome;
    }
    base::Report(options_.progress, ObjectiveName(order_.back()), order_.size(), order_.size());
    return Outcome::kSettled;
  }

  void Tell(std::size_t level) const {
    base::Report(options_.progress, ObjectiveName(order_[level]), level, order_.size());
  }

  base::Result<Outcome> SettleObjective(Objective objective) {
    if (stopping_.Asked()) return Outcome::kStopped;
    if (settled_.floor) {
      return SettleAboveFloor(problem_, objective, scale_, stopping_, settled_);
    }
    if (objective == Objective::kWorst && !TakeAtMostOne(settled_.face)) {
      return SettleTotals(problem_, stopping_, settled_);
    }
    if (objective == Objective::kBottleneck || objective == Objective::kWorst) {
      return SettleThreshold(problem_, objective, stopping_, settled_);
    }
    return SettleCost(problem_, LevelKind::kObjective, objective, scale_, stopping_, settled_);
  }

  const Problem& problem_;
  const SolveOptions& options_;
  Stopping stopping_;
  ScoreScale scale_;
  std::vector<Objective> order_;
  Settled settled_;
};

}  // namespace

base::Result<Solution> Solve(const Problem& problem, const SolveOptions& options) {
  JIEDUI_CHECK(CheckOptions(options));
  return Run(problem, options).Go();
}

}  // namespace jiedui::matching

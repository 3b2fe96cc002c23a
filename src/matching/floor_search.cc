#include "matching/floor_search.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "matching/climb.h"
#include "matching/feasible.h"
#include "matching/min_cost.h"
#include "matching/receiver_totals.h"

namespace jiedui::matching {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr double kUnitWeight = 1 << 10;     // fixed point of the multipliers
constexpr double kLargestWeight = 1 << 20;  // see ScaleOfTotals for the budget
constexpr double kLackWorth = 1e6;          // of a unit, in units of score
constexpr double kTolerance = 1e-9;         // relative: where a bound counts as met

class Search {
 public:
  Search(const Problem& problem, const LevelCost& cost, const TotalFloor& floor,
         const SearchBudget& budget, const Stopping& stopping)
      : problem_(problem),
        cost_(cost),
        floor_(floor),
        budget_(budget),
        stopping_(stopping),
        existence_(!cost.score && cost.helper == LoadCost::kNone && cost.group == LoadCost::kNone &&
                   cost.receiver == LoadCost::kNone),
        weight_(At(problem.receiver_count())) {
    double largest = 1;
    for (Index e = 0; e < problem.pair_count(); ++e) {
      largest = std::max(largest, std::fabs(problem.pair_score(e) * floor.scale.factor));
    }
    // Loads cost units where scores cost integers: the same multipliers serve both.
    lifted_ = cost;
    const double unit = cost.score ? 1.0 : largest;
    lifted_.times = std::llround(kUnitWeight * unit);
    lifted_.reward = {&weight_, floor.scale};
  }

  base::Result<FloorAnswer> Run(const Face& whole, const Plan& start) {
    Face face = whole;
    served_ = AlwaysServed(problem_, face);
    answer_.fairest_lowest = std::numeric_limits<std::int64_t>::min();
    answer_.bound = existence_ ? 0 : -kInfinity;
    if (!Narrow(face)) return Impossible();
    const Feasibility repaired = FindPlan(problem_, face, start, stopping_);
    if (repaired.barrier) return Impossible();
    if (!repaired.plan) return Stopped();
    Consider(face, *repaired.plan);
    if (!Done()) {
      JIEDUI_CHECK(RaiseMultipliers(face));
      if (existence_ && !answer_.plan && !answer_.stopped) JIEDUI_CHECK(LowerCeiling(whole));
    }
    if (!Done()) {
      JIEDUI_ASSIGN(const bool closed, Branch(std::move(face)));
      answer_.complete = closed && !answer_.stopped;
      if (answer_.complete) answer_.bound = kInfinity;
      if (answer_.complete && answer_.plan) answer_.bound = incumbent_;
    }
    return std::move(answer_);
  }

 private:
  FloorAnswer Impossible() {
    answer_.complete = true;
    answer_.bound = kInfinity;
    return std::move(answer_);
  }

  FloorAnswer Stopped() {
    answer_.stopped = true;
    return std::move(answer_);
  }

  /// Whether nothing better can be found, or nothing more may be done.
  bool Done() {
    if (stopping_.Asked()) answer_.stopped = true;
    if (answer_.plan && existence_) answer_.complete = true;
    if (!existence_ && answer_.bound >= incumbent_ - Slack()) answer_.complete = true;
    if (existence_ && answer_.bound > 0) answer_.complete = true;
    return answer_.complete || answer_.stopped;
  }

  /// Costs are integers, so a bound within one of the incumbent proves it.
  [[nodiscard]] double Slack() const {
    return std::max(1 - 1e-6, kTolerance * std::fabs(incumbent_));
  }

  /// Rules out pairs that no plan above the floor holds; false where some receiver cannot reach it.
  bool Narrow(Face& face) const {
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      const Choices choices = ChoicesOf(problem_, face, floor_.scale, r);
      const Range range = face.receivers[At(r)];
      const Index kept = choices.kept_count;
      const bool reachable = BestOf(choices, range.low - kept, range.high - kept) >= floor_.least;
      if (!reachable && served_[At(r)]) return false;
      for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
        if (face.pairs[At(e)] != PairBound::kFree) continue;
        if (!reachable || !Promising(choices, range, floor_.scale.Of(problem_.pair_score(e)))) {
          face.pairs[At(e)] = PairBound::kOut;
        }
      }
    }
    return true;
  }

  /// Whether a receiver that takes a pair of that score can still reach the floor.
  [[nodiscard]] bool Promising(const Choices& choices, Range range, std::int64_t score) const {
    Index others = range.high - choices.kept_count - 1;
    Index fewest = range.low - choices.kept_count - 1;
    if (others < 0) return false;
    std::int64_t total = choices.kept + score;
    bool skipped = false;
    for (const std::int64_t other : choices.free) {
      if (other == score && !skipped) {
        skipped = true;
        continue;
      }
      if (others == 0 || (fewest <= 0 && other <= 0)) break;
      total += other;
      --others;
      --fewest;
    }
    return total >= floor_.least;
  }

  /// Repairs a plan of the face and keeps it where it is the best so far. Lacks are worth more than
  /// any score; their squares first, which spreads over many what all of them lack.
  void Consider(const Face& face, const Plan& plan) {
    climb_.emplace(problem_, face, floor_.scale);
    climb_->Start(plan);
    if (existence_) {
      climb_->Rise({floor_.least, 0, 0, 1}, stopping_);
      KeepFairest();
    }
    climb_->Rise({floor_.least, cost_.score ? 1.0 : 0.0, kLackWorth, 0}, stopping_);
    KeepFairest();
    if (climb_->Lowest().value_or(floor_.least) < floor_.least) return;
    const auto cost = static_cast<double>(CostOf(problem_, cost_, climb_->plan()));
    if (answer_.plan && cost >= incumbent_) return;
    incumbent_ = cost;
    answer_.plan = climb_->plan();
  }

  void KeepFairest() {
    const std::int64_t lowest = climb_->Lowest().value_or(floor_.least);
    if (lowest <= answer_.fairest_lowest) return;
    answer_.fairest_lowest = lowest;
    answer_.fairest = climb_->plan();
  }

  /// The relaxation at the present weights: its plan, and what it proves about the face.
  struct Relaxed {
    Plan plan;
    double bound = 0;
  };

  base::Result<std::optional<Relaxed>> Relax(const Face& face) {
    JIEDUI_ASSIGN(auto found, FindCheapestPlan(problem_, face, lifted_, stopping_));
    if (!found) {
      answer_.stopped = true;
      return std::optional<Relaxed>();
    }
    // Both sums fit int64 and so a long double, exactly; their difference decides.
    long double sum = CostOf(problem_, lifted_, found->plan);
    for (const std::int64_t weight : weight_) {
      sum += static_cast<long double>(weight) * static_cast<long double>(floor_.least);
    }
    const auto bound = static_cast<double>(sum / static_cast<long double>(lifted_.times));
    return std::optional(Relaxed{std::move(found->plan), bound});
  }

  [[nodiscard]] std::vector<double> Lacking(const Plan& plan) const {
    std::vector<double> lacking(At(problem_.receiver_count()));
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      if (!served_[At(r)]) continue;
      lacking[At(r)] = static_cast<double>(floor_.least);
    }
    problem_.ForEachPair([&](Index e, Index, Index r) {
      if (plan[At(e)] == 0 || !served_[At(r)]) return;
      lacking[At(r)] -= static_cast<double>(floor_.scale.Of(problem_.pair_score(e)));
    });
    return lacking;
  }

  base::Status RaiseMultipliers(const Face& face) {
    std::vector<double> weight(weight_.size());
    for (std::size_t r = 0; r < weight.size(); ++r) {
      weight[r] = existence_ && served_[r] ? kUnitWeight : 0;
    }
    std::vector<std::int64_t> best_weight = weight_;
    double best_bound = -kInfinity;
    double step = 1;
    for (int round = 0; round < budget_.rounds && !Done(); ++round) {
      Round(weight);
      JIEDUI_ASSIGN(auto relaxed, Relax(face));
      if (!relaxed) return {};
      if (relaxed->bound > best_bound) {
        best_bound = relaxed->bound;
        best_weight = weight_;
      } else {
        step *= 0.8;
      }
      answer_.bound = std::max(answer_.bound, relaxed->bound);
      Consider(face, relaxed->plan);
      Move(Lacking(relaxed->plan), relaxed->bound, step, weight);
    }
    weight_ = best_weight;
    return {};
  }

  void Round(const std::vector<double>& weight) {
    for (std::size_t r = 0; r < weight.size(); ++r) weight_[r] = std::llround(weight[r]);
  }

  /// The cheapest plan of the whole face (not narrowed to this floor) has the greatest weighted
  /// total, so no plan has all totals above that one's weighted mean.
  base::Status LowerCeiling(const Face& whole) {
    JIEDUI_ASSIGN(const auto relaxed, Relax(whole));
    if (!relaxed) return {};
    const std::vector<double> lacking = Lacking(relaxed->plan);
    double sum = 0;
    double weights = 0;
    for (std::size_t r = 0; r < lacking.size(); ++r) {
      const auto weight = static_cast<double>(weight_[r]);
      sum += weight * (static_cast<double>(floor_.least) - lacking[r]);
      weights += weight;
    }
    if (weights > 0) answer_.ceiling = sum / weights;
    return {};
  }

  /// One step uphill: multiplicative where only the proportions matter, Polyak's otherwise.
  void Move(const std::vector<double>& lacking, double bound, double step,
            std::vector<double>& weight) const {
    double squares = 0;
    double largest = 1;
    for (const double lack : lacking) {
      squares += lack * lack;
      largest = std::max(largest, std::fabs(lack));
    }
    if (squares == 0) return;
    const auto times = static_cast<double>(lifted_.times);
    const double gap = answer_.plan ? incumbent_ - bound : std::fabs(bound) * 0.05 + 1;
    for (std::size_t r = 0; r < weight.size(); ++r) {
      if (!served_[r]) continue;
      if (existence_) {
        weight[r] =
            std::clamp(weight[r] * std::exp(step * lacking[r] / largest), 1.0, kLargestWeight);
      } else {
        weight[r] =
            std::clamp(weight[r] + step * gap * times * lacking[r] / squares, 0.0, kLargestWeight);
      }
    }
  }

  /// Depth-first branch and bound; true where the whole face was settled.
  base::Result<bool> Branch(Face face) {
    if (++nodes_ > budget_.nodes || stopping_.Asked()) return false;
    if (!Narrow(face)) return true;
    if (!FindPlan(problem_, face, Plan(At(problem_.pair_count())), stopping_).plan) {
      return !stopping_.Asked();
    }
    JIEDUI_ASSIGN(const auto relaxed, Relax(face));
    if (!relaxed) return false;
    if (existence_ ? relaxed->bound > 0 : relaxed->bound >= incumbent_ - Slack()) return true;
    Consider(face, relaxed->plan);
    if (existence_ && answer_.plan) return true;
    if (!existence_ && relaxed->bound >= incumbent_ - Slack()) return true;
    const Index pair = BranchingPair(face, Lacking(relaxed->plan));
    if (pair < 0) return true;
    bool closed = true;
    for (const PairBound bound : {PairBound::kIn, PairBound::kOut}) {
      face.pairs[At(pair)] = bound;
      JIEDUI_ASSIGN(const bool branch_closed, Branch(face));
      closed &= branch_closed;
      if (existence_ && answer_.plan) return true;
    }
    return closed;
  }

  /// The best open pair of the receiver that lacks most; −1 where no pair is open.
  [[nodiscard]] Index BranchingPair(const Face& face, const std::vector<double>& lacking) const {
    Index best = -1;
    double best_lack = -kInfinity;
    double best_score = 0;
    problem_.ForEachPair([&](Index e, Index, Index r) {
      if (face.pairs[At(e)] != PairBound::kFree || face.receivers[At(r)].high == 0) return;
      const double lack = served_[At(r)] ? lacking[At(r)] : -kInfinity;
      const double score = problem_.pair_score(e);
      if (best >= 0 && (lack < best_lack || (lack == best_lack && score <= best_score))) return;
      best = e;
      best_lack = lack;
      best_score = score;
    });
    return best;
  }

  const Problem& problem_;
  const LevelCost& cost_;
  const TotalFloor& floor_;
  const SearchBudget& budget_;
  const Stopping& stopping_;
  const bool existence_;
  LevelCost lifted_;
  std::vector<std::int64_t> weight_;
  std::vector<bool> served_;
  std::optional<Climb> climb_;
  FloorAnswer answer_;
  double incumbent_ = kInfinity;
  int nodes_ = 0;
};

}  // namespace

base::Result<FloorAnswer> FindCheapestAbove(const Problem& problem, const Face& face,
                                            const LevelCost& cost, const TotalFloor& floor,
                                            const Plan& start, const SearchBudget& budget,
                                            const Stopping& stopping) {
  return Search(problem, cost, floor, budget, stopping).Run(face, start);
}

}  // namespace jiedui::matching

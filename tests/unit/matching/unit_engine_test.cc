// Our own engine beside the general one, on problems too large for the oracle: heavy ties, tight
// places, receivers that cannot be covered, negative scores, fixed and forbidden pairs.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "matching/auction_start_internal.h"
#include "matching/check.h"
#include "matching/coverage_gap.h"
#include "matching/feasible.h"
#include "matching/min_cost.h"
#include "matching/solve.h"
#include "matching/unit_levels.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using enum Objective;
using testing::Dice;
using testing::RandomInput;
using testing::RandomShape;

struct Shape {
  const char* name;
  int receivers;
  int helpers;
  int most_pairs;
  int least_places;  ///< of a helper
  int most_places;
  bool floors;
  int instances;
};

/// About half of the instances have coarse scores, so many ties.
ProblemInput MakeInput(const Shape& shape, Dice& dice) {
  RandomShape random;
  random.receivers = shape.receivers;
  random.helpers = shape.helpers;
  random.most_pairs = shape.most_pairs;
  random.groups = false;
  random.floors = shape.floors;
  random.needs_above_one = false;
  ProblemInput input = RandomInput(random, dice);
  for (HelperInput& helper : input.helpers) {
    helper.places.max += dice.Roll(shape.least_places, shape.most_places);
  }
  return input;
}

Problem Made(ProblemInput input) {
  auto problem = Problem::Make(std::move(input));
  EXPECT_TRUE(problem) << problem.error().message;
  return *std::move(problem);
}

/// The face of most coverage.
Settled Covered(const Problem& problem, const Stopping& stopping) {
  Settled settled;
  settled.face = FaceOfAll(problem);
  settled.plan.resize(At(problem.pair_count()));
  for (Index e = 0; e < problem.pair_count(); ++e) {
    settled.plan[At(e)] = settled.face.pairs[At(e)] == PairBound::kIn ? 1 : 0;
  }
  const auto outcome = SettleUnitCoverage(problem, stopping, settled);
  if (!outcome) {
    EXPECT_TRUE(SettleAllMinimums(problem, true, stopping, settled) ||
                SettleCost(problem, LevelKind::kFloors, kCoverage, {}, stopping, settled));
  }
  return settled;
}

class UnitEngineTest : public ::testing::TestWithParam<Shape> {};

TEST_P(UnitEngineTest, CostsWhatTheGeneralEngineCosts) {
  Dice dice(41);
  const Stopping stopping({}, 0);
  int own_plans = 0;
  for (int i = 0; i < GetParam().instances; ++i) {
    const Problem problem = Made(MakeInput(GetParam(), dice));
    Settled settled = Covered(problem, stopping);
    const ScoreScale scale = ChooseScale(problem);
    for (const Objective objective : {kBalance, kScore, kBalance}) {
      const LevelCost cost = CostOfObjective(objective, scale);
      const auto own = FindUnitPlan(problem, settled.face, cost, settled.plan, stopping);
      const auto general = FindCheapestPlan(problem, settled.face, cost, stopping);
      ASSERT_TRUE(general && *general);
      if (own.end != AuctionEnd::kSolved) continue;
      ++own_plans;
      ASSERT_EQ(CostOf(problem, cost, own.cheapest.plan), CostOf(problem, cost, (*general)->plan))
          << "instance " << i;
      Face of_own = settled.face;
      Face of_general = settled.face;
      ASSERT_TRUE(Restrict(problem, cost, own.cheapest.prices, own.cheapest.plan, of_own));
      ASSERT_TRUE(Restrict(problem, cost, (*general)->prices, (*general)->plan, of_general));
      // Both sets of prices describe the same set of plans.
      ASSERT_TRUE(Contains(problem, of_own, (*general)->plan)) << "instance " << i;
      ASSERT_TRUE(Contains(problem, of_general, own.cheapest.plan)) << "instance " << i;
      if (i % 2 == 0) {
        settled.face = of_own;
        settled.plan = own.cheapest.plan;
      }
    }
  }
  EXPECT_EQ(own_plans, 3 * GetParam().instances);  // it never has to give up
}

TEST_P(UnitEngineTest, ThresholdIsTheHighestThatLeavesAPlan) {
  Dice dice(42);
  const Stopping stopping({}, 0);
  for (int i = 0; i < GetParam().instances; i += 4) {
    const Problem problem = Made(MakeInput(GetParam(), dice));
    Settled settled = Covered(problem, stopping);
    const Settled before = settled;
    if (!SettleUnitThreshold(problem, kBottleneck, stopping, settled)) continue;
    const double value = *settled.levels.back().value;
    ASSERT_TRUE(Contains(problem, WithoutBelow(problem, before.face, value), settled.plan));
    const std::vector<double> all = Thresholds(problem, before.face);
    const auto next = std::upper_bound(all.begin(), all.end(), value);
    if (next == all.end()) continue;
    const auto beyond =
        FindPlan(problem, WithoutBelow(problem, before.face, *next), before.plan, stopping);
    ASSERT_FALSE(beyond.plan) << "instance " << i;
  }
}

TEST_P(UnitEngineTest, EveryLevelIsProven) {
  const std::vector<std::vector<Objective>> orders = {{kCoverage, kScore},
                                                      {kCoverage, kBottleneck, kBalance, kScore},
                                                      {kCoverage, kWorst, kBalance, kScore},
                                                      {kCoverage, kBalance, kScore},
                                                      {kCoverage, kScore, kBalance, kBottleneck},
                                                      {kScore, kCoverage, kBalance}};
  Dice dice(43);
  for (int i = 0; i < GetParam().instances; ++i) {
    const Problem problem = Made(MakeInput(GetParam(), dice));
    SolveOptions options;
    options.objectives = orders[static_cast<std::size_t>(i) % orders.size()];
    const auto solution = Solve(problem, options);
    ASSERT_TRUE(solution) << "instance " << i << ": " << solution.error().message;
    const CheckReport report = Check(problem, *solution);
    ASSERT_THAT(report.faults, ::testing::IsEmpty()) << "instance " << i;
    ASSERT_EQ(report.levels_proven, solution->levels.size()) << "instance " << i;
    ASSERT_EQ(solution->upper_bound, solution->total_score);
  }
}

/// The same entries in another order.
ProblemInput Shuffled(const ProblemInput& input, Dice& dice) {
  const auto order_of = [&dice](std::size_t size) {
    std::vector<std::size_t> order(size);
    for (std::size_t i = 0; i < size; ++i) order[i] = i;
    for (std::size_t i = size; i > 1; --i) {
      std::swap(order[i - 1],
                order[static_cast<std::size_t>(dice.Roll(0, static_cast<int>(i) - 1))]);
    }
    return order;
  };
  ProblemInput shuffled = input;
  const auto helper = order_of(input.helpers.size());
  const auto receiver = order_of(input.receivers.size());
  const auto pair = order_of(input.pairs.size());
  for (std::size_t i = 0; i < helper.size(); ++i) shuffled.helpers[helper[i]] = input.helpers[i];
  for (std::size_t i = 0; i < receiver.size(); ++i) {
    shuffled.receivers[receiver[i]] = input.receivers[i];
  }
  for (std::size_t i = 0; i < pair.size(); ++i) {
    PairInput moved = input.pairs[i];
    moved.helper = static_cast<Index>(helper[static_cast<std::size_t>(moved.helper)]);
    moved.receiver = static_cast<Index>(receiver[static_cast<std::size_t>(moved.receiver)]);
    shuffled.pairs[pair[i]] = moved;
  }
  return shuffled;
}

TEST_P(UnitEngineTest, PlanDoesNotDependOnTheOrderOfTheInput) {
  Dice dice(44);
  SolveOptions options;
  options.objectives = {kCoverage, kBottleneck, kBalance, kScore};
  for (int i = 0; i < GetParam().instances; i += 8) {
    const ProblemInput input = MakeInput(GetParam(), dice);
    const auto one = Solve(Made(input), options);
    const auto other = Solve(Made(Shuffled(input, dice)), options);
    ASSERT_TRUE(one && other);
    ASSERT_EQ(one->pairs.size(), other->pairs.size());
    for (std::size_t k = 0; k < one->pairs.size(); ++k) {
      ASSERT_EQ(one->pairs[k].helper, other->pairs[k].helper) << "instance " << i;
      ASSERT_EQ(one->pairs[k].receiver, other->pairs[k].receiver) << "instance " << i;
    }
  }
}

/// The best that r could have at those prices; may be out where it may stay out.
Money BestNet(const Problem& problem, const Face& face, const UnitShape& shape,
              const ScoreScale& scale, Money unit, const std::vector<Money>& price, Index r) {
  Money best = shape.needs[At(r)] == Need::kMay ? 0 : kNever;
  for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
    const Index h = problem.pair_helper(e);
    if (face.pairs[At(e)] != PairBound::kFree || shape.places[At(h)].high == 0) continue;
    best = std::max(best, scale.Of(problem.pair_score(e)) * unit - price[At(h)]);
  }
  return best;
}

TEST_P(UnitEngineTest, NobodyGainsMuchByLeavingWhereTheAuctionStarts) {
  constexpr Money kUnit = 1'000;
  Dice dice(45);
  const Stopping stopping({}, 0);
  for (int i = 0; i < GetParam().instances; ++i) {
    const Problem problem = Made(MakeInput(GetParam(), dice));
    const Settled settled = Covered(problem, stopping);
    const auto shape = UnitShapeOf(problem, settled.face);
    ASSERT_TRUE(shape);
    const ScoreScale scale = ChooseScale(problem);
    const auto start = FindAuctionStart(problem, settled.face, *shape, scale, kUnit, stopping);
    ASSERT_TRUE(start);
    // Each of three values is rounded by a step, of which ε has some thousands.
    const Money epsilon = start->epsilon + start->epsilon / 1'000 + 4;
    std::vector<Index> load(At(problem.helper_count()));
    for (Index r = 0; r < problem.receiver_count(); ++r) {
      if (shape->needs[At(r)] == Need::kNone) continue;
      const Index e = start->pair_of[At(r)];
      const Money best = BestNet(problem, settled.face, *shape, scale, kUnit, start->price, r);
      if (e < 0) {
        ASSERT_EQ(shape->needs[At(r)], Need::kMay) << "instance " << i;
        ASSERT_LE(best, epsilon) << "instance " << i;
        continue;
      }
      ASSERT_TRUE(e >= problem.PairBegin(r) && e < problem.PairBegin(r + 1));
      ASSERT_EQ(settled.face.pairs[At(e)], PairBound::kFree) << "instance " << i;
      const Index h = problem.pair_helper(e);
      ++load[At(h)];
      const Money own = scale.Of(problem.pair_score(e)) * kUnit - start->price[At(h)];
      ASSERT_GE(own, best - epsilon) << "instance " << i << " receiver " << r;
    }
    for (Index h = 0; h < problem.helper_count(); ++h) {
      ASSERT_LE(load[At(h)], shape->places[At(h)].high) << "instance " << i;
    }
  }
}

/// Clusters in a row, too many receivers in the first: who cannot stay moves on by one, so that
/// free places are found at the end of long paths only.
ProblemInput MakeChain(int clusters, Dice& dice) {
  constexpr int kHelpers = 3;
  ProblemInput input;
  for (int h = 0; h < clusters * kHelpers; ++h) {
    const bool last = h >= (clusters - 1) * kHelpers;
    input.helpers.push_back({"h" + std::to_string(1'000 + h), {0, last ? 6 : 4}});
  }
  for (int cluster = 0; cluster < clusters; ++cluster) {
    const int receivers = kHelpers * 4 + (cluster == 0 ? 8 : 0);
    for (int k = 0; k < receivers; ++k) {
      const auto r = static_cast<Index>(input.receivers.size());
      input.receivers.push_back({"r" + std::to_string(10'000 + r), {1, 1}});
      for (int step = 0; step < (cluster + 1 < clusters ? 2 : 1); ++step) {
        for (int h = 0; h < kHelpers; ++h) {
          if (step == 1 && !dice.OneIn(3)) continue;
          const double score = dice.Roll(1, 100) / (step == 0 ? 50.0 : 100.0);
          input.pairs.push_back({(cluster + step) * kHelpers + h, r, score});
        }
      }
    }
  }
  return input;
}

TEST(UnitEngineChainTest, LongPathsCostWhatTheGeneralEngineCosts) {
  Dice dice(46);
  const Stopping stopping({}, 0);
  for (int i = 0; i < 12; ++i) {
    const Problem problem = Made(MakeChain(5 + 5 * i, dice));
    Settled settled = Covered(problem, stopping);
    Settled general;
    general.face = FaceOfAll(problem);
    general.plan.resize(At(problem.pair_count()));
    if (!SettleAllMinimums(problem, true, stopping, general)) {
      const auto most =
          FindCheapestPlan(problem, general.face, CostOfObjective(kCoverage, {}), stopping);
      ASSERT_TRUE(most && *most);
      general.plan = (*most)->plan;
    }
    const auto covered = [&](const Settled& of) {
      return *ValueOf(problem, LevelKind::kObjective, kCoverage, of.plan);
    };
    ASSERT_EQ(covered(settled), covered(general)) << "instance " << i;
    const LevelCost cost = CostOfObjective(kScore, ChooseScale(problem));
    const auto own = FindUnitPlan(problem, settled.face, cost, settled.plan, stopping);
    const auto best = FindCheapestPlan(problem, settled.face, cost, stopping);
    ASSERT_TRUE(best && *best);
    ASSERT_EQ(own.end, AuctionEnd::kSolved);
    ASSERT_EQ(CostOf(problem, cost, own.cheapest.plan), CostOf(problem, cost, (*best)->plan));
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, UnitEngineTest,
                         ::testing::Values(Shape{"Small", 6, 4, 16, 0, 0, false, 800},
                                           Shape{"Tight", 120, 24, 1500, 1, 5, false, 120},
                                           Shape{"Loose", 150, 30, 1800, 5, 14, false, 80},
                                           Shape{"FewPairs", 150, 60, 400, 0, 3, false, 120},
                                           Shape{"Floors", 100, 25, 1200, 1, 6, true, 80},
                                           Shape{"OneHelperForAll", 80, 2, 160, 10, 60, false, 80}),
                         [](const auto& param) { return std::string(param.param.name); });

TEST(CoverageGap, LeavesAsManyUncoveredAsTheBestPlanDoes) {
  constexpr int kInstances = 200;
  Dice dice(20201231);
  int gaps = 0;
  for (int i = 0; i < kInstances; ++i) {
    const Shape shape{"gap", 30, 8, 60, 0, 2, false, 1};
    const Problem problem = Made(MakeInput(shape, dice));
    const auto gap = FindCoverageGap(problem, {});
    const auto plan = Solve(problem);
    ASSERT_TRUE(plan);
    if (!gap) {
      EXPECT_FALSE(UnitShapeOf(problem, FaceOfAll(problem)));
      continue;
    }
    EXPECT_EQ(gap->uncovered.size(), plan->uncovered.size()) << i;
    gaps += gap->uncovered.empty() ? 0 : 1;
    std::int64_t left = 0;
    for (const Index free : gap->free_places) {
      EXPECT_GE(free, 0);
      left += free;
    }
    std::int64_t places = 0;
    for (Index h = 0; h < problem.helper_count(); ++h) places += problem.helper(h).places.max;
    EXPECT_LE(left, places);
  }
  EXPECT_GT(gaps, kInstances / 10);
}

}  // namespace
}  // namespace jiedui::matching

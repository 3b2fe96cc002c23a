// The engine against every possible plan, on thousands of small random problems.
#include "unit/matching/oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "matching/check.h"
#include "matching/solve.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using enum Objective;
using testing::Dice;
using testing::Key;
using testing::Oracle;
using testing::RandomInput;
using testing::RandomShape;

struct OrderCase {
  const char* name;
  std::vector<Objective> given;
  std::vector<Objective> effective;  ///< as solve.h defines it
  RandomShape shape;
  int instances;
  std::uint32_t seed;
};

RandomShape UnitNeeds() {
  RandomShape shape;
  shape.needs_above_one = false;
  shape.receivers = 5;
  return shape;
}

class OracleTest : public ::testing::TestWithParam<OrderCase> {};

TEST_P(OracleTest, FindsTheLexicographicOptimum) {
  const OrderCase& order = GetParam();
  Dice dice(order.seed);
  for (int i = 0; i < order.instances; ++i) {
    const auto problem = Problem::Make(RandomInput(order.shape, dice));
    ASSERT_TRUE(problem) << "instance " << i << ": " << problem.error().message;
    SolveOptions options;
    options.objectives = order.given;
    const auto solution = Solve(*problem, options);
    ASSERT_TRUE(solution) << "instance " << i << ": " << solution.error().message;
    const CheckReport report = Check(*problem, *solution);
    ASSERT_THAT(report.faults, ::testing::IsEmpty()) << "instance " << i;
    ASSERT_EQ(report.levels_proven, solution->levels.size()) << "instance " << i;
    Oracle oracle(*problem, order.effective);
    ASSERT_EQ(oracle.KeyOf(solution->pairs), oracle.Best()) << "instance " << i;
    ASSERT_EQ(solution->upper_bound, solution->total_score) << "instance " << i;
  }
}

/// Needs above one: `worst` and what follows it are searched, and are exact wherever they say so.
class SumsTest : public ::testing::TestWithParam<OrderCase> {};

/// Position of each level of the solution in the oracle's key; `reach` and `worst` are two entries.
std::vector<std::size_t> KeyPlaces(const std::vector<Objective>& order) {
  std::vector<std::size_t> places;
  std::size_t next = 1;
  for (const Objective objective : order) {
    if (objective == kWorst) ++next;
    places.push_back(next++);
  }
  return places;
}

/// How a level's bound reads as an entry of the key.
double BoundAsKey(const Level& level) {
  if (level.objective == kBalance) return -*level.bound;
  return level.objective == kCoverage ? *level.bound : *level.bound * 100;
}

TEST_P(SumsTest, ProvenLevelsAreOptimalAndBoundsHold) {
  const OrderCase& order = GetParam();
  const std::vector<std::size_t> places = KeyPlaces(order.effective);
  Dice dice(order.seed);
  int proven_whole = 0;
  for (int i = 0; i < order.instances; ++i) {
    const auto problem = Problem::Make(RandomInput(order.shape, dice));
    ASSERT_TRUE(problem) << problem.error().message;
    SolveOptions options;
    options.objectives = order.given;
    const auto solution = Solve(*problem, options);
    ASSERT_TRUE(solution) << "instance " << i << ": " << solution.error().message;
    ASSERT_THAT(Check(*problem, *solution).faults, ::testing::IsEmpty()) << "instance " << i;
    Oracle oracle(*problem, order.effective);
    const Key best = *oracle.Best();
    const Key own = oracle.KeyOf(solution->pairs);
    ASSERT_LE(own, best) << "instance " << i;
    std::vector<Level> levels;
    for (const Level& level : solution->levels) {
      if (level.kind == LevelKind::kObjective) levels.push_back(level);
    }
    ASSERT_EQ(levels.size(), places.size());
    bool proven = true;
    for (std::size_t k = 0; k < levels.size() && proven; ++k) {
      proven = levels[k].proven;
      const auto at = static_cast<std::ptrdiff_t>(places[k]);
      if (proven) {
        ASSERT_EQ(own[places[k]], best[places[k]]) << "instance " << i << " level " << k;
      } else if (levels[k].bound) {
        ASSERT_TRUE(std::equal(own.begin(), own.begin() + at, best.begin()));
        ASSERT_GE(BoundAsKey(levels[k]) + 1e-6, static_cast<double>(best[places[k]]))
            << "instance " << i << " level " << k;
      }
    }
    proven_whole += proven ? 1 : 0;
  }
  EXPECT_GE(proven_whole * 100, order.instances * 97);
}

INSTANTIATE_TEST_SUITE_P(
    Orders, SumsTest,
    ::testing::Values(
        OrderCase{
            "Fairness", {kWorst, kBalance}, {kCoverage, kWorst, kBalance, kScore}, {}, 3000, 21},
        OrderCase{"WorstThenScore", {kCoverage, kWorst}, {kCoverage, kWorst, kScore}, {}, 3000, 22},
        OrderCase{"WorstThenBottleneck",
                  {kCoverage, kWorst, kBottleneck, kScore},
                  {kCoverage, kWorst, kBottleneck, kScore},
                  {},
                  1500,
                  23},
        OrderCase{"BalanceThenWorst",
                  {kCoverage, kBalance, kWorst},
                  {kCoverage, kBalance, kWorst, kScore},
                  {},
                  1500,
                  24}),
    [](const auto& param) { return param.param.name; });

INSTANTIATE_TEST_SUITE_P(
    Orders, OracleTest,
    ::testing::Values(
        OrderCase{"CoverageScore", {kCoverage, kScore}, {kCoverage, kScore}, {}, 10000, 1},
        OrderCase{"ScoreAlone", {kScore}, {kCoverage, kScore}, {}, 10000, 2},
        OrderCase{"ScoreFirst", {kScore, kCoverage}, {kScore, kCoverage}, {}, 10000, 3},
        OrderCase{"Bottleneck",
                  {kCoverage, kBottleneck, kScore},
                  {kCoverage, kBottleneck, kScore},
                  {},
                  10000,
                  4},
        OrderCase{"BottleneckBeforeCoverage",
                  {kBottleneck, kCoverage},
                  {kCoverage, kBottleneck, kScore},
                  {},
                  10000,
                  5},
        OrderCase{"Balance", {kCoverage, kBalance}, {kCoverage, kBalance, kScore}, {}, 10000, 6},
        OrderCase{"ScoreThenBalance",
                  {kCoverage, kScore, kBalance},
                  {kCoverage, kScore, kBalance},
                  {},
                  10000,
                  7},
        OrderCase{"FairnessOfSingleHelpers",
                  {kWorst, kBalance},
                  {kCoverage, kWorst, kBalance, kScore},
                  UnitNeeds(),
                  10000,
                  8},
        OrderCase{"AllOfSingleHelpers",
                  {kCoverage, kWorst, kBottleneck, kBalance, kScore},
                  {kCoverage, kWorst, kBottleneck, kBalance, kScore},
                  UnitNeeds(),
                  10000,
                  9},
        OrderCase{"BalanceBeforeBottleneck",
                  {kCoverage, kBalance, kBottleneck, kScore},
                  {kCoverage, kBalance, kBottleneck, kScore},
                  {},
                  10000,
                  10}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace jiedui::matching

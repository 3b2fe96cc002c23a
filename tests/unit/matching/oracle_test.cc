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

INSTANTIATE_TEST_SUITE_P(
    Orders, OracleTest,
    ::testing::Values(
        OrderCase{"CoverageScore", {kCoverage, kScore}, {kCoverage, kScore}, {}, 4000, 1},
        OrderCase{"ScoreAlone", {kScore}, {kCoverage, kScore}, {}, 600, 2},
        OrderCase{"ScoreFirst", {kScore, kCoverage}, {kScore, kCoverage}, {}, 1000, 3},
        OrderCase{"Bottleneck",
                  {kCoverage, kBottleneck, kScore},
                  {kCoverage, kBottleneck, kScore},
                  {},
                  1500,
                  4},
        OrderCase{"BottleneckBeforeCoverage",
                  {kBottleneck, kCoverage},
                  {kCoverage, kBottleneck, kScore},
                  {},
                  200,
                  5},
        OrderCase{"Balance", {kCoverage, kBalance}, {kCoverage, kBalance, kScore}, {}, 1500, 6},
        OrderCase{"ScoreThenBalance",
                  {kCoverage, kScore, kBalance},
                  {kCoverage, kScore, kBalance},
                  {},
                  800,
                  7},
        OrderCase{"FairnessOfSingleHelpers",
                  {kWorst, kBalance},
                  {kCoverage, kWorst, kBalance, kScore},
                  UnitNeeds(),
                  2000,
                  8},
        OrderCase{"AllOfSingleHelpers",
                  {kCoverage, kWorst, kBottleneck, kBalance, kScore},
                  {kCoverage, kWorst, kBottleneck, kBalance, kScore},
                  UnitNeeds(),
                  700,
                  9},
        OrderCase{"BalanceBeforeBottleneck",
                  {kCoverage, kBalance, kBottleneck, kScore},
                  {kCoverage, kBalance, kBottleneck, kScore},
                  {},
                  800,
                  10}),
    [](const auto& param) { return param.param.name; });

}  // namespace
}  // namespace jiedui::matching

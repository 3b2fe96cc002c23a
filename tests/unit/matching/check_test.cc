// The verifier refuses what was tampered with.
#include "matching/check.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

#include "matching/solve.h"

namespace jiedui::matching {
namespace {

using enum Objective;
using ::testing::IsEmpty;
using ::testing::Not;

/// r and s want a; b is s's poorer choice; t cannot be covered; (c, u) is fixed.
Problem Sample() {
  auto problem = Problem::Make({{{"a", {0, 1}, 0}, {"b", {1, 2}, 0}, {"c", {0, 1}}, {"d", {0, 0}}},
                                {{"r", {1, 1}}, {"s", {1, 1}}, {"t", {1, 1}}, {"u", {1, 1}}},
                                {{"g", {0, 2}}},
                                {{0, 0, 0.9},
                                 {0, 1, 0.8},
                                 {1, 1, 0.3},
                                 {3, 2, 0.7},
                                 {2, 3, 0.2, PairState::kFixed},
                                 {1, 3, 0.6},
                                 {1, 0, 0.4, PairState::kForbidden}}});
  EXPECT_TRUE(problem) << problem.error().message;
  return *std::move(problem);
}

Solution Solved(const Problem& problem) {
  SolveOptions options;
  options.objectives = {kCoverage, kBottleneck, kBalance, kScore};
  auto solution = Solve(problem, options);
  EXPECT_TRUE(solution) << solution.error().message;
  return *std::move(solution);
}

Level& LevelOf(Solution& solution, Objective objective) {
  for (Level& level : solution.levels) {
    if (level.kind == LevelKind::kObjective && level.objective == objective) return level;
  }
  ADD_FAILURE() << "no such level";
  return solution.levels.front();
}

TEST(Check, AcceptsTheSolution) {
  const Problem problem = Sample();
  const Solution solution = Solved(problem);
  const CheckReport report = Check(problem, solution);
  EXPECT_THAT(report.faults, IsEmpty());
  EXPECT_EQ(report.levels_proven, 5);
  EXPECT_EQ(solution.pairs.size(), 3);
  EXPECT_EQ(solution.covered, 3);
}

struct Tampering {
  const char* name;
  std::function<void(Solution&)> tamper;
};

class TamperedTest : public ::testing::TestWithParam<Tampering> {};

TEST_P(TamperedTest, IsRefused) {
  const Problem problem = Sample();
  Solution solution = Solved(problem);
  GetParam().tamper(solution);
  EXPECT_THAT(Check(problem, solution).faults, Not(IsEmpty()));
}

// Helpers a b c d are 0 1 2 3; receivers r s t u are 0 1 2 3.
INSTANTIATE_TEST_SUITE_P(
    Ways, TamperedTest,
    ::testing::
        Values(Tampering{"PairLeftOut", [](Solution& s) { s.pairs.erase(s.pairs.begin()); }},
               Tampering{"FixedPairLeftOut", [](Solution& s) { s.pairs.pop_back(); }},
               Tampering{"PairTwice", [](Solution& s) { s.pairs.push_back(s.pairs.front()); }},
               Tampering{"UnlistedPair",
                         [](Solution& s) {
                           s.pairs.push_back({0, 2, 1});
                         }},
               Tampering{"ForbiddenPair",
                         [](Solution& s) {
                           s.pairs.push_back({1, 0, 0.4});
                         }},
               Tampering{"PairOverMax",
                         [](Solution& s) {
                           s.pairs.push_back({0, 1, 0.8});
                         }},
               Tampering{"PairOutOfRange",
                         [](Solution& s) {
                           s.pairs.push_back({9, 0, 1});
                         }},
               Tampering{"ScoreOfPair", [](Solution& s) { s.pairs.front().score += 0.1; }},
               Tampering{"Total", [](Solution& s) { s.total_score += 0.001; }},
               Tampering{"Worst", [](Solution& s) { s.worst_receiver_score = 0.5; }},
               Tampering{"BoundTooLow", [](Solution& s) { s.upper_bound -= 0.01; }},
               Tampering{"BoundTooHigh", [](Solution& s) { s.upper_bound += 0.01; }},
               Tampering{"Covered", [](Solution& s) { ++s.covered; }},
               Tampering{"UncoveredHidden", [](Solution& s) { s.uncovered.clear(); }},
               Tampering{"WitnessEmptied",
                         [](Solution& s) { s.witnesses.front().helpers.clear(); }},
               Tampering{"WitnessNotClosed",
                         [](Solution& s) {
                           s.witnesses.front().helpers = {1, 3};
                         }},
               Tampering{"WitnessWithRoom",
                         [](Solution& s) {
                           s.witnesses.front().helpers = {1, 2, 3};
                         }},
               Tampering{"WitnessMissing", [](Solution& s) { s.witnesses.clear(); }},
               Tampering{"WitnessPlaces", [](Solution& s) { ++s.witnesses.front().places; }},
               Tampering{"WitnessReceivers", [](Solution& s) { ++s.witnesses.front().receivers; }},
               Tampering{"StatusOptimal", [](Solution& s) { s.status = SolveStatus::kOptimal; }},
               Tampering{"UnmetInvented",
                         [](Solution& s) {
                           s.unmet.push_back({false, 0, 0, 1});
                         }},
               Tampering{"LevelValue", [](Solution& s) { LevelOf(s, kBalance).value = 2; }},
               Tampering{"Prices",
                         [](Solution& s) {
                           LevelOf(s, kScore).prices.helper = {0, 0, 0, 0};
                         }},
               Tampering{"PricesTooFew",
                         [](Solution& s) { LevelOf(s, kScore).prices.helper = {0}; }},
               Tampering{"BalancePrices",
                         [](Solution& s) { LevelOf(s, kBalance).prices.helper = {-9, 9, -9, 9}; }},
               // A worse plan that is feasible: s from b is replaced by u from b as well.
               Tampering{
                   "WorsePlan",
                   [](Solution& s) {
                     s.pairs = {{0, 1, 0.8}, {2, 3, 0.2}};
                     s.total_score = s.upper_bound = 1.0;
                     s.covered = 2;
                     s.uncovered.insert(s.uncovered.begin(), Uncovered{0, 0, 1});
                     s.unmet = {{false, 1, 0, 1}};
                     LevelOf(s, kCoverage).value = LevelOf(s, kCoverage).bound = 2;
                     LevelOf(s, kBalance).value = LevelOf(s, kBalance).bound = 2;
                     LevelOf(s, kScore).value = LevelOf(s, kScore).bound = 1.0;
                     s.levels.front().value = s.levels.front().bound = 1;
                   }}),
    [](const auto& param) { return std::string(param.param.name); });

/// a has a place, which only the quota of the county holds back; b could give some of it up.
TEST(Check, RefusesAWitnessThatIsNotClosedUnderQuotas) {
  const auto problem =
      Problem::Make({{{"a", {0, 2}, 0}, {"b", {0, 2}, 1}},
                     {{"r", {1, 1}}, {"s", {1, 1}}},
                     {{"team", {0, 3}, 2}, {"staff", {0, 3}, 2}, {"county", {0, 1}}},
                     {{0, 0, 1}, {1, 1, 2}}});
  ASSERT_TRUE(problem);
  auto solution = Solve(*problem);
  ASSERT_TRUE(solution);
  ASSERT_THAT(Check(*problem, *solution).faults, IsEmpty());
  ASSERT_EQ(solution->witnesses.size(), 1);
  Witness& witness = solution->witnesses.front();
  ASSERT_THAT(witness.helpers, ::testing::ElementsAre(0, 1));
  witness.helpers = {0};
  witness.places = 2;
  witness.receivers = 1;
  EXPECT_THAT(Check(*problem, *solution).faults, ::testing::ElementsAre(::testing::HasSubstr("b")));
}

TEST(Check, RefusesAThresholdThatCouldBeHigher) {
  const auto problem = Problem::Make(
      {{{"a", {0, 1}}, {"b", {0, 1}}}, {{"r", {1, 1}}}, {}, {{0, 0, 0.25}, {1, 0, 0.75}}});
  ASSERT_TRUE(problem);
  SolveOptions options;
  options.objectives = {kBottleneck};
  auto solution = Solve(*problem, options);
  ASSERT_TRUE(solution);
  solution->pairs = {{0, 0, 0.25}};
  solution->total_score = solution->worst_receiver_score = solution->upper_bound = 0.25;
  LevelOf(*solution, kBottleneck).value = LevelOf(*solution, kBottleneck).bound = 0.25;
  LevelOf(*solution, kScore).proven = false;
  LevelOf(*solution, kScore).value = 0.25;
  EXPECT_THAT(Check(*problem, *solution).faults, Not(IsEmpty()));
}

}  // namespace
}  // namespace jiedui::matching

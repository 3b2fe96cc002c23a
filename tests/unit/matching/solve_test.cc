#include "matching/solve.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "matching/check.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using enum Objective;
using testing::Dice;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::RandomInput;
using testing::RandomShape;

Problem Made(ProblemInput input) {
  auto problem = Problem::Make(std::move(input));
  EXPECT_TRUE(problem) << problem.error().message;
  return *std::move(problem);
}

Solution Solved(const Problem& problem, std::vector<Objective> objectives = {kCoverage, kScore}) {
  SolveOptions options;
  options.objectives = std::move(objectives);
  auto solution = Solve(problem, options);
  EXPECT_TRUE(solution) << solution.error().message;
  EXPECT_THAT(Check(problem, *solution).faults, IsEmpty());
  return *std::move(solution);
}

using Names = std::vector<std::pair<std::string, std::string>>;

Names NamesOf(const Problem& problem, const Solution& solution) {
  Names names;
  for (const ChosenPair& pair : solution.pairs) {
    names.emplace_back(problem.helper(pair.helper).id, problem.receiver(pair.receiver).id);
  }
  return names;
}

TEST(Solve, EmptyProblemHasAnEmptyPlan) {
  const Problem problem = Made({});
  const Solution solution = Solved(problem);
  EXPECT_EQ(solution.status, SolveStatus::kOptimal);
  EXPECT_THAT(solution.pairs, IsEmpty());
  EXPECT_EQ(solution.upper_bound, 0);
}

TEST(Solve, AddsASecondHelperOnlyWhereItRaisesTheTotal) {
  const Problem problem = Made({{{"a", {0, 1}}, {"b", {0, 1}}, {"c", {0, 1}}},
                                {{"r", {1, 3}}},
                                {},
                                {{0, 0, 0.5}, {1, 0, 0.25}, {2, 0, -0.125}}});
  EXPECT_EQ(NamesOf(problem, Solved(problem)), (Names{{"a", "r"}, {"b", "r"}}));
}

TEST(Solve, TakesANegativePairOnlyToCover) {
  const Problem problem =
      Made({{{"a", {0, 5}}}, {{"r", {1, 1}}, {"s", {0, 1}}}, {}, {{0, 0, -3}, {0, 1, -1}}});
  const Solution solution = Solved(problem);
  EXPECT_EQ(NamesOf(problem, solution), (Names{{"a", "r"}}));
  EXPECT_EQ(solution.total_score, -3);
}

TEST(Solve, ScoreMayComeBeforeCoverage) {
  const Problem problem = Made({{{"a", {0, 1}}}, {{"r", {1, 1}}}, {}, {{0, 0, -1}}});
  const Solution solution = Solved(problem, {kScore, kCoverage});
  EXPECT_EQ(solution.status, SolveStatus::kInfeasibleRelaxed);
  ASSERT_EQ(solution.uncovered.size(), 1);
  EXPECT_EQ(solution.uncovered[0].reason, UncoveredReason::kEarlierLevel);
}

/// What a plan must not depend on: the order in which the entries come.
ProblemInput Shuffled(const ProblemInput& input, Dice& dice) {
  ProblemInput shuffled;
  std::vector<Index> helpers(input.helpers.size());
  std::vector<Index> receivers(input.receivers.size());
  const auto mix = [&dice](auto& list) {
    for (std::size_t i = list.size(); i > 1; --i) {
      std::swap(list[i - 1], list[static_cast<std::size_t>(dice.Roll(0, static_cast<int>(i) - 1))]);
    }
  };
  std::vector<Index> order;
  const auto take = [&](const auto& from, auto& to, std::vector<Index>& place) {
    order.clear();
    for (std::size_t i = 0; i < from.size(); ++i) order.push_back(static_cast<Index>(i));
    mix(order);
    for (std::size_t i = 0; i < order.size(); ++i) {
      place[static_cast<std::size_t>(order[i])] = static_cast<Index>(i);
      to.push_back(from[static_cast<std::size_t>(order[i])]);
    }
  };
  take(input.helpers, shuffled.helpers, helpers);
  take(input.receivers, shuffled.receivers, receivers);
  shuffled.groups = input.groups;
  shuffled.pairs = input.pairs;
  for (PairInput& pair : shuffled.pairs) {
    pair.helper = helpers[static_cast<std::size_t>(pair.helper)];
    pair.receiver = receivers[static_cast<std::size_t>(pair.receiver)];
  }
  mix(shuffled.pairs);
  return shuffled;
}

TEST(Solve, PlanDoesNotDependOnTheOrderOfTheInput) {
  Dice dice(77);
  RandomShape shape;
  shape.helpers = 12;
  shape.receivers = 12;
  shape.most_pairs = 80;
  for (int i = 0; i < 200; ++i) {
    const ProblemInput input = RandomInput(shape, dice);
    const Problem problem = Made(input);
    const Problem other = Made(Shuffled(input, dice));
    const std::vector<Objective> order =
        i % 2 == 0 ? std::vector{kCoverage, kScore} : std::vector{kCoverage, kBottleneck, kBalance};
    EXPECT_EQ(NamesOf(problem, Solved(problem, order)), NamesOf(other, Solved(other, order)));
  }
}

struct ScoreCase {
  const char* name;
  double low;
  double high;
  bool exact;
};

class ScoresTest : public ::testing::TestWithParam<ScoreCase> {};

/// Two helpers, two receivers; both ways of pairing differ by exactly one `low`.
TEST_P(ScoresTest, OptimumSurvivesTheScaling) {
  const auto [name, low, high, exact] = GetParam();
  const Problem problem = Made({{{"a", {0, 1}}, {"b", {0, 1}}},
                                {{"r", {1, 1}}, {"s", {1, 1}}},
                                {},
                                {{0, 0, high}, {0, 1, high}, {1, 0, low}, {1, 1, 2 * low}}});
  const Solution solution = Solved(problem);
  EXPECT_EQ(NamesOf(problem, solution), (Names{{"a", "r"}, {"b", "s"}}));
  EXPECT_EQ(solution.score_precision == 0, exact);
  EXPECT_EQ(solution.total_score, high + 2 * low);
  EXPECT_LE(solution.upper_bound - solution.total_score, 1e-9 * std::fabs(solution.total_score));
}

INSTANTIATE_TEST_SUITE_P(Magnitudes, ScoresTest,
                         ::testing::Values(ScoreCase{"SixDecimals", 0.000001, 1, true},
                                           ScoreCase{"Large", 1, 1e14, true},
                                           ScoreCase{"LargeWithDecimals", 0.000001, 4e6, true},
                                           ScoreCase{"Binary", 1.0 / 3, 2.0 / 3, false},
                                           ScoreCase{"Huge", 1e299, 1e300, false},
                                           ScoreCase{"Tiny", 1e-250, 1e-249, false}),
                         [](const auto& param) { return std::string(param.param.name); });

TEST(Solve, ScoresBeyondThePrecisionStateIt) {
  const Problem problem =
      Made({{{"a", {0, 1}}, {"b", {0, 1}}}, {{"r", {1, 1}}}, {}, {{0, 0, 1e300}, {1, 0, 1e-300}}});
  const Solution solution = Solved(problem);
  EXPECT_EQ(NamesOf(problem, solution), (Names{{"a", "r"}}));
  EXPECT_GT(solution.score_precision, 1e-300);
  EXPECT_LT(solution.score_precision, 1e-9 * 1e300);
}

TEST(Solve, MaximaOfAnySizeAreAccepted) {
  constexpr Index kMost = std::numeric_limits<Index>::max();
  const Problem problem =
      Made({{{"a", {0, kMost}, 0}}, {{"r", {1, kMost}}}, {{"g", {0, kMost}}}, {{0, 0, 1}}});
  EXPECT_EQ(Solved(problem, {kCoverage, kBalance}).covered, 1);
}

TEST(Solve, ImpossibleMinimumsOfHelpersAreNamed) {
  constexpr Index kMost = std::numeric_limits<Index>::max();
  const Problem problem = Made({{{"a", {3, 4}, 0}, {"b", {kMost, kMost}, 1}},
                                {{"r", {1, 1}}, {"s", {1, 1}}},
                                {{"g", {2, 2}}, {"k", {1, 1}}},
                                {{0, 0, 1}, {0, 1, 1}}});
  const Solution solution = Solved(problem);
  EXPECT_EQ(solution.status, SolveStatus::kInfeasibleRelaxed);
  EXPECT_THAT(solution.uncovered, IsEmpty());
  ASSERT_EQ(solution.unmet.size(), 3);
  EXPECT_TRUE(solution.unmet[0].is_group);
  EXPECT_EQ(problem.group(solution.unmet[0].index).id, "k");
  EXPECT_EQ(problem.helper(solution.unmet[1].index).id, "a");
  EXPECT_EQ(solution.unmet[1].has, 2);
  EXPECT_EQ(problem.helper(solution.unmet[2].index).id, "b");
}

TEST(Solve, StoppedRunHasStatusCancelledAndAValidPlan) {
  const Problem problem = Made({{{"a", {0, 1}}, {"b", {0, 1}}},
                                {{"r", {1, 1}}, {"s", {1, 1}}},
                                {},
                                {{0, 0, 1}, {0, 1, 1, PairState::kFixed}, {1, 0, 1}}});
  std::stop_source source;
  source.request_stop();
  SolveOptions options;
  options.stop = source.get_token();
  const auto solution = Solve(problem, options);
  ASSERT_TRUE(solution);
  EXPECT_EQ(solution->status, SolveStatus::kCancelled);
  EXPECT_THAT(Check(problem, *solution).faults, IsEmpty());
  EXPECT_GE(solution->upper_bound, 2);
  const Names names = NamesOf(problem, *solution);
  EXPECT_THAT(names, ::testing::Contains(std::pair<std::string, std::string>("a", "s")));
}

/// Asks to stop at the n-th report of progress, so that every stage is cut once.
TEST(Solve, CanBeStoppedAtEveryLevel) {
  Dice dice(9);
  RandomShape shape;
  shape.helpers = 12;
  shape.receivers = 12;
  shape.most_pairs = 100;
  const Problem problem = Made(RandomInput(shape, dice));
  for (std::size_t cut = 0; cut < 4; ++cut) {
    std::stop_source source;
    SolveOptions options;
    options.objectives = {kCoverage, kBottleneck, kBalance, kScore};
    options.stop = source.get_token();
    options.progress = [&](std::string_view, std::size_t done, std::size_t) {
      if (done >= cut) source.request_stop();
    };
    const auto solution = Solve(problem, options);
    ASSERT_TRUE(solution);
    EXPECT_EQ(solution->status, SolveStatus::kCancelled) << cut;
    EXPECT_THAT(Check(problem, *solution).faults, IsEmpty()) << cut;
  }
}

/// A programme committee: everybody could take everybody, three each, four at most.
ProblemInput Committee(Index helpers, Index receivers, Index places, Dice& dice) {
  constexpr int kTopics = 12;
  const auto profile = [&dice] {
    std::vector<double> weights(kTopics);
    for (int i = 0; i < 3; ++i) weights[static_cast<std::size_t>(dice.Roll(0, kTopics - 1))] += 1;
    return weights;
  };
  ProblemInput input;
  std::vector<std::vector<double>> skill;
  for (Index h = 0; h < helpers; ++h) {
    input.helpers.push_back({"h" + std::to_string(h), {0, places}});
    skill.push_back(profile());
  }
  for (Index r = 0; r < receivers; ++r) {
    input.receivers.push_back({"r" + std::to_string(r), {3, 3}});
    const std::vector<double> topics = profile();
    for (Index h = 0; h < helpers; ++h) {
      double score = dice.Roll(0, 999) / 10'000.0;
      for (std::size_t t = 0; t < topics.size(); ++t) {
        score += std::min(topics[t], skill[static_cast<std::size_t>(h)][t]) / 4;
      }
      input.pairs.push_back({h, r, score});
    }
  }
  return input;
}

TEST(Solve, CommitteeIsWithinAPercentOfTheBound) {
  Dice dice(118);
  for (const Index places : {2, 4}) {
    const Problem problem = Made(Committee(59, 39, places, dice));
    const Solution solution = Solved(problem, {kCoverage, kWorst, kScore});
    EXPECT_EQ(solution.covered, 39);
    const Level& worst = solution.levels[2];
    ASSERT_EQ(worst.objective, kWorst);
    EXPECT_GE(*worst.value, 0.99 * *worst.bound);
    EXPECT_GE(solution.total_score, 0.99 * solution.upper_bound);
    const Solution score_only = Solved(problem);
    EXPECT_LE(solution.total_score, score_only.total_score);
    EXPECT_GE(solution.worst_receiver_score, score_only.worst_receiver_score);
  }
}

TEST(Solve, WrongOptionsAreRefused) {
  const Problem problem = Made({});
  SolveOptions twice;
  twice.objectives = {kScore, kCoverage, kScore};
  EXPECT_THAT(Solve(problem, twice).error().message, HasSubstr("score"));
  SolveOptions negative;
  negative.time_limit_seconds = -1;
  EXPECT_EQ(Solve(problem, negative).error().field, "time_limit");
}

}  // namespace
}  // namespace jiedui::matching

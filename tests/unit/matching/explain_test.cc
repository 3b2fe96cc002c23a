#include "matching/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "matching/solve.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using testing::Dice;
using ::testing::HasSubstr;
using testing::RandomInput;
using testing::RandomShape;

struct Solved {
  Problem problem;
  Solution solution;
};

Solved SolveInput(const ProblemInput& input) {
  auto problem = Problem::Make(input);
  EXPECT_TRUE(problem) << problem.error().message;
  auto solution = Solve(*problem);
  EXPECT_TRUE(solution) << solution.error().message;
  return {*std::move(problem), *std::move(solution)};
}

/// Demand met, summed over the receivers.
double DemandMet(const ProblemInput& input) {
  const Solved solved = SolveInput(input);
  for (const Level& level : solved.solution.levels) {
    if (level.kind == LevelKind::kObjective && level.objective == Objective::kCoverage) {
      return *level.value;
    }
  }
  ADD_FAILURE() << "no coverage level";
  return 0;
}

struct ReasonCase {
  const char* name;
  ProblemInput input;
  UncoveredReason reason;
  std::vector<std::string> reason_parts;
  std::string change_part;
};

class ReasonTest : public ::testing::TestWithParam<ReasonCase> {};

TEST_P(ReasonTest, IsNamed) {
  const auto [problem, solution] = SolveInput(GetParam().input);
  ASSERT_EQ(solution.uncovered.size(), 1);
  const Uncovered& uncovered = solution.uncovered.front();
  EXPECT_EQ(uncovered.reason, GetParam().reason);
  for (const std::string& part : GetParam().reason_parts) {
    EXPECT_THAT(ReasonText(problem, solution, uncovered), HasSubstr(part));
  }
  EXPECT_THAT(SmallestChangeText(problem, solution, uncovered), HasSubstr(GetParam().change_part));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, ReasonTest,
    ::testing::Values(
        ReasonCase{"NoCandidate",
                   {{{"a", {0, 1}}}, {{"r", {1, 1}}}, {}, {}},
                   UncoveredReason::kNoCandidate,
                   {"没有候选"},
                   "候选"},
        ReasonCase{"AllForbidden",
                   {{{"a", {0, 1}}}, {{"r", {1, 1}}}, {}, {{0, 0, 1, PairState::kForbidden}}},
                   UncoveredReason::kAllForbidden,
                   {"禁止"},
                   "解除"},
        ReasonCase{"TooFew",
                   {{{"a", {0, 1}}}, {{"r", {2, 2}}}, {}, {{0, 0, 1}}},
                   UncoveredReason::kTooFewAllowed,
                   {"需要 2 个", "得到 1 个"},
                   "增加一个候选"},
        ReasonCase{"PlacesTaken",
                   {{{"a", {0, 1}}},
                    {{"r", {1, 1}}, {"s", {1, 1}}},
                    {},
                    {{0, 0, 1}, {0, 1, 2, PairState::kFixed}}},
                   UncoveredReason::kPlacesTaken,
                   {"1 个帮扶方", "固定对占 1 个"},
                   "在 a 中任一帮扶方增加一个名额"},
        ReasonCase{"QuotaReached",
                   {{{"a", {0, 1}, 0}, {"b", {0, 1}, 0}},
                    {{"r", {1, 1}}, {"s", {1, 1}}},
                    {{"g", {0, 1}}},
                    {{0, 0, 1}, {1, 1, 1}}},
                   UncoveredReason::kQuotaReached,
                   {"分组 g 的配额"},
                   "g 中任一分组的配额上限加一"},
        ReasonCase{"PlacesAndQuota",
                   {{{"a", {0, 1}, 0}},
                    {{"r", {1, 1}}, {"s", {1, 1}}},
                    {{"g", {0, 1}}},
                    {{0, 0, 1}, {0, 1, 1}}},
                   UncoveredReason::kPlacesAndQuota,
                   {"配额都已用完"},
                   "同时"}),
    [](const auto& param) { return std::string(param.param.name); });

/// One more place or quota, as the witness proposes it, covers exactly one more; and nothing short
/// of that does, since coverage is proven.
void TryEveryProposal(const ProblemInput& input, const Solved& solved, int& tried) {
  const double met = DemandMet(input);
  for (const Uncovered& uncovered : solved.solution.uncovered) {
    if (uncovered.witness < 0) continue;
    const Witness& witness = solved.solution.witnesses[static_cast<std::size_t>(uncovered.witness)];
    for (const Index h : witness.more_places) {
      ProblemInput more = input;
      ++more.helpers[static_cast<std::size_t>(solved.problem.HelperInInput(h))].places.max;
      ASSERT_EQ(DemandMet(more), met + 1) << solved.problem.helper(h).id;
      ++tried;
    }
    for (const Index g : witness.more_quota) {
      ProblemInput more = input;
      for (GroupInput& group : more.groups) {
        if (group.id == solved.problem.group(g).id) ++group.quota.max;
      }
      ASSERT_EQ(DemandMet(more), met + 1) << solved.problem.group(g).id;
      ++tried;
    }
    if (uncovered.reason == UncoveredReason::kPlacesAndQuota) {
      for (const Index h : witness.helpers) {
        ProblemInput more = input;
        HelperInput& helper =
            more.helpers[static_cast<std::size_t>(solved.problem.HelperInInput(h))];
        ++helper.places.max;
        testing::ForEachGroupAbove(more, helper.group,
                                   [&](std::size_t g) { ++more.groups[g].quota.max; });
        ASSERT_EQ(DemandMet(more), met + 1) << helper.id;
        ++tried;
      }
    }
  }
}

TEST(Explain, EveryProposedChangeCoversOneMore) {
  Dice dice(4242);
  RandomShape shape;
  shape.helpers = 6;
  shape.receivers = 9;
  shape.most_pairs = 30;
  int tried = 0;
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    const ProblemInput input = RandomInput(shape, dice);
    const Solved solved = SolveInput(input);
    // A minimum that is still unmet would take the additional place first.
    if (solved.solution.unmet.empty()) TryEveryProposal(input, solved, tried);
  }
  EXPECT_GT(tried, 300);
}

}  // namespace
}  // namespace jiedui::matching

#include "matching/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

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
                   "只能增加一个候选帮扶方，如仍可承担的 a"},
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
                   "在 a 增加一个名额"},
        ReasonCase{"QuotaReached",
                   {{{"a", {0, 1}, 0}, {"b", {0, 1}, 0}},
                    {{"r", {1, 1}}, {"s", {1, 1}}},
                    {{"g", {0, 1}}},
                    {{0, 0, 1}, {1, 1, 1}}},
                   UncoveredReason::kQuotaReached,
                   {"分组 g 的配额"},
                   "把 g 的配额上限加一"},
        ReasonCase{"PlacesAndQuota",
                   {{{"a", {0, 1}, 0}},
                    {{"r", {1, 1}}, {"s", {1, 1}}},
                    {{"g", {0, 1}}},
                    {{0, 0, 1}, {0, 1, 1}}},
                   UncoveredReason::kPlacesAndQuota,
                   {"配额都已用完"},
                   "同时"}),
    [](const auto& param) { return std::string(param.param.name); });

/// The coverage of a problem and of the changed ones around it.
class Proposals {
 public:
  Proposals(const ProblemInput& input, const Solved& solved)
      : input_(input),
        problem_(solved.problem),
        solution_(solved.solution),
        met_(DemandMet(input)),
        group_in_input_(input.groups.size()) {
    for (std::size_t g = 0; g < input.groups.size(); ++g) {
      for (Index i = 0; i < problem_.group_count(); ++i) {
        if (problem_.group(i).id == input.groups[g].id) group_in_input_[At(i)] = g;
      }
    }
  }

  static std::size_t At(Index i) { return static_cast<std::size_t>(i); }

  [[nodiscard]] std::vector<Change> AllChanges() const {
    std::vector<Change> all;
    for (Index h = 0; h < problem_.helper_count(); ++h) all.push_back({false, h});
    for (Index g = 0; g < problem_.group_count(); ++g) all.push_back({true, g});
    return all;
  }

  /// How many more are covered after these changes.
  [[nodiscard]] double Gain(const std::vector<Change>& changes) const {
    ProblemInput more = input_;
    for (const Change& change : changes) {
      if (change.is_group) {
        ++more.groups[group_in_input_[At(change.index)]].quota.max;
      } else {
        ++more.helpers[At(problem_.HelperInInput(change.index))].places.max;
      }
    }
    return DemandMet(more) - met_;
  }

  /// How many more are covered where that helper is a candidate of the receiver.
  [[nodiscard]] double GainOfPair(Index h, Index r) const {
    ProblemInput more = input_;
    const PairInput added{problem_.HelperInInput(h), problem_.ReceiverInInput(r), 0};
    const auto same = std::find_if(more.pairs.begin(), more.pairs.end(), [&](const auto& pair) {
      return pair.helper == added.helper && pair.receiver == added.receiver;
    });
    if (same != more.pairs.end()) more.pairs.erase(same);
    more.pairs.push_back(added);
    return DemandMet(more) - met_;
  }

  [[nodiscard]] bool IsProposed(const Change& change) const {
    return std::any_of(
        solution_.witnesses.begin(), solution_.witnesses.end(), [&](const Witness& witness) {
          const auto& list = change.is_group ? witness.more_quota : witness.more_places;
          return std::binary_search(list.begin(), list.end(), change.index);
        });
  }

  /// Exactly the proposed changes of one cover one more; none covers two.
  void TrySingles() const {
    for (const Change& change : AllChanges()) {
      ASSERT_EQ(Gain({change}), IsProposed(change) ? 1 : 0)
          << (change.is_group ? problem_.group(change.index).id : problem_.helper(change.index).id);
    }
  }

  /// Changes that only work together do, and no smaller number of any changes covers that one.
  void TryTogether(int& tried) const {
    for (const Witness& witness : solution_.witnesses) {
      if (witness.together.empty()) continue;
      ++tried;
      ASSERT_GE(witness.together.size(), 2);
      ASSERT_EQ(Gain(witness.together), 1);
      if (witness.together.size() < 3 || solution_.witnesses.size() > 1) continue;
      for (const Change& a : AllChanges()) {
        for (const Change& b : AllChanges()) ASSERT_EQ(Gain({a, b}), 0);
      }
    }
  }

  /// Exactly the available helpers cover an uncovered receiver as new candidates.
  void TryPairs(int& tried) const {
    for (const Uncovered& uncovered : solution_.uncovered) {
      for (Index h = 0; h < problem_.helper_count(); ++h) {
        const Index e = problem_.FindPair(h, uncovered.receiver);
        if (e >= 0 && problem_.pair_state(e) != PairState::kForbidden) continue;
        const bool covers =
            std::binary_search(solution_.available.begin(), solution_.available.end(), h);
        ASSERT_EQ(GainOfPair(h, uncovered.receiver), covers ? 1 : 0) << problem_.helper(h).id;
        tried += covers ? 1 : 0;
      }
    }
  }

 private:
  const ProblemInput& input_;
  const Problem& problem_;
  const Solution& solution_;
  double met_;
  std::vector<std::size_t> group_in_input_;  // by position in the problem
};

TEST(Explain, ProposedChangesAreExactlyThoseThatCoverOneMore) {
  Dice dice(4242);
  RandomShape shape;
  shape.helpers = 6;
  shape.receivers = 9;
  shape.most_pairs = 30;
  int witnesses = 0;
  int together = 0;
  int pairs = 0;
  for (int i = 0; i < 600 && !HasFatalFailure(); ++i) {
    const ProblemInput input = RandomInput(shape, dice);
    const Solved solved = SolveInput(input);
    // A minimum that is still unmet would take the additional place first.
    if (!solved.solution.unmet.empty()) continue;
    SCOPED_TRACE(i);
    const Proposals proposals(input, solved);
    witnesses += static_cast<int>(solved.solution.witnesses.size());
    proposals.TrySingles();
    proposals.TryTogether(together);
    proposals.TryPairs(pairs);
  }
  EXPECT_GT(witnesses, 200);
  EXPECT_GT(together, 20);
  EXPECT_GT(pairs, 100);
}

/// Two teams of a full county, the county of a full province: three changes at once.
TEST(Explain, NestedQuotasAreRaisedTogether) {
  const auto [problem, solution] =
      SolveInput({{{"a", {0, 1}, 0}},
                  {{"r", {1, 1}}, {"s", {1, 1}}},
                  {{"team", {0, 1}, 1}, {"county", {0, 2}, 2}, {"province", {0, 1}}},
                  {{0, 0, 1}, {0, 1, 2}}});
  ASSERT_EQ(solution.uncovered.size(), 1);
  EXPECT_EQ(SmallestChangeText(problem, solution, solution.uncovered.front()),
            "同时把 province 的配额上限加一、把 team 的配额上限加一、在 a 增加一个名额");
}

/// Receivers that compete for the same helpers share one witness that counts them all.
TEST(Explain, AWitnessIsSharedAndCountsEverybody) {
  ProblemInput input{{{"a", {0, 1}}, {"b", {0, 1}}, {"c", {0, 1}}}, {}, {}, {}};
  for (Index r = 0; r < 5; ++r) {
    input.receivers.push_back({"r" + std::to_string(r), {1, 1}});
    input.pairs.push_back({0, r, 1});
    input.pairs.push_back({1, r, 1});
  }
  const auto [problem, solution] = SolveInput(input);
  ASSERT_EQ(solution.uncovered.size(), 3);
  ASSERT_EQ(solution.witnesses.size(), 1);
  EXPECT_EQ(solution.witnesses[0].receivers, 5);
  EXPECT_EQ(solution.witnesses[0].places, 2);
  EXPECT_THAT(solution.witnesses[0].helpers, ::testing::ElementsAre(0, 1));
  EXPECT_THAT(solution.available, ::testing::ElementsAre(2));
  EXPECT_THAT(SmallestChangeText(problem, solution, solution.uncovered[0]),
              HasSubstr("在 a、b 中任一帮扶方增加一个名额，或增加一个候选帮扶方，如仍可承担的 c"));
}

}  // namespace
}  // namespace jiedui::matching

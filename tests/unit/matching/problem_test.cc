#include "matching/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

struct FaultCase {
  const char* name;
  ProblemInput input;
  ErrorCode code;
  std::vector<std::string> named;  ///< what the message must contain
};

class FaultTest : public ::testing::TestWithParam<FaultCase> {};

TEST_P(FaultTest, IsRefusedByName) {
  const auto problem = Problem::Make(GetParam().input);
  ASSERT_FALSE(problem);
  EXPECT_EQ(problem.error().code, GetParam().code);
  for (const std::string& part : GetParam().named) {
    EXPECT_THAT(problem.error().message, HasSubstr(part));
  }
}

const std::vector<HelperInput> kHelpers = {{"h1", {0, 1}}, {"h2", {0, 1}, 0}};
const std::vector<ReceiverInput> kReceivers = {{"r1", {1, 1}}, {"r2", {0, 2}}};
const std::vector<GroupInput> kGroups = {{"g1", {0, 0}}};
constexpr PairState kFixed = PairState::kFixed;

INSTANTIATE_TEST_SUITE_P(
    Entries, FaultTest,
    ::testing::Values(
        FaultCase{"HelperTwice", {{{"x", {}}, {"x", {}}}, {}, {}, {}}, ErrorCode::kInvalid, {"x"}},
        FaultCase{
            "ReceiverTwice", {{}, {{"y", {}}, {"y", {}}}, {}, {}}, ErrorCode::kInvalid, {"y"}},
        FaultCase{"GroupTwice", {{}, {}, {{"z", {}}, {"z", {}}}, {}}, ErrorCode::kInvalid, {"z"}},
        FaultCase{"NoId", {{{"a", {}}, {"", {}}}, {}, {}, {}}, ErrorCode::kInvalid, {"第 2 项"}},
        FaultCase{
            "MinAboveMax", {{{"x", {3, 2}}}, {}, {}, {}}, ErrorCode::kInvalid, {"x", "3", "2"}},
        FaultCase{"NegativeMin", {{}, {{"y", {-1, 2}}}, {}, {}}, ErrorCode::kInvalid, {"y", "-1"}},
        FaultCase{"QuotaMinAboveMax", {{}, {}, {{"z", {2, 1}}}, {}}, ErrorCode::kInvalid, {"z"}},
        FaultCase{"UnknownParent",
                  {{}, {}, {{"z", {0, 1}, 1}}, {}},
                  ErrorCode::kInvalid,
                  {"z", "上级序号 1"}},
        FaultCase{"PartOfItself", {{}, {}, {{"z", {0, 1}, 0}}, {}}, ErrorCode::kInvalid, {"z → z"}},
        FaultCase{"ParentsInACycle",
                  {{}, {}, {{"x", {}, 1}, {"d", {}, 2}, {"c", {}, 3}, {"b", {}, 1}}, {}},
                  ErrorCode::kInvalid,
                  {"成环", "d → c → b → d"}},
        FaultCase{
            "UnknownGroup", {{{"x", {0, 1}, 4}}, {}, {}, {}}, ErrorCode::kInvalid, {"x", "4"}},
        FaultCase{"UnknownHelper",
                  {kHelpers, kReceivers, kGroups, {{2, 0, 1}}},
                  ErrorCode::kInvalid,
                  {"第 1 个", "2"}},
        FaultCase{"UnknownReceiver",
                  {kHelpers, kReceivers, kGroups, {{0, 0, 1}, {0, -1, 1}}},
                  ErrorCode::kInvalid,
                  {"第 2 个", "-1"}},
        FaultCase{"NotANumber",
                  {kHelpers, kReceivers, kGroups, {{0, 1, std::nan("")}}},
                  ErrorCode::kInvalid,
                  {"h1", "r2"}},
        FaultCase{
            "Infinite",
            {kHelpers, kReceivers, kGroups, {{1, 0, std::numeric_limits<double>::infinity()}}},
            ErrorCode::kInvalid,
            {"h2", "r1"}},
        FaultCase{"SumOverflows",
                  {kHelpers, kReceivers, kGroups, {{0, 1, 1.7e308}, {0, 0, -1.7e308}}},
                  ErrorCode::kInvalid,
                  {"绝对值之和"}},
        FaultCase{"PairTwice",
                  {kHelpers, kReceivers, kGroups, {{0, 1, 1}, {0, 0, 1}, {0, 1, 2}}},
                  ErrorCode::kInvalid,
                  {"h1", "r2"}},
        FaultCase{"FixedAboveHelperMax",
                  {kHelpers, kReceivers, kGroups, {{0, 0, 1, kFixed}, {0, 1, 1, kFixed}}},
                  ErrorCode::kUnprocessable,
                  {"h1", "2", "1"}},
        FaultCase{"FixedAboveReceiverMax",
                  {{{"a", {0, 1}}, {"b", {0, 1}}},
                   kReceivers,
                   {},
                   {{0, 0, 1, kFixed}, {1, 0, 1, kFixed}}},
                  ErrorCode::kUnprocessable,
                  {"r1"}},
        FaultCase{"FixedAboveQuota",
                  {kHelpers, kReceivers, kGroups, {{1, 0, 1, kFixed}}},
                  ErrorCode::kUnprocessable,
                  {"g1"}},
        FaultCase{"FixedAboveQuotaOfParent",
                  {kHelpers,
                   kReceivers,
                   {{"team", {0, 9}, 2}, {"top", {0, 0}}, {"county", {0, 9}, 1}},
                   {{1, 0, 1, kFixed}}},
                  ErrorCode::kUnprocessable,
                  {"分组 top", "1", "0"}}),
    [](const auto& param) { return std::string(param.param.name); });

TEST(Problem, IsInCanonicalOrderAndKnowsTheInputs) {
  const auto problem = Problem::Make({{{"b", {0, 1}, 1}, {"a", {0, 2}, 0}},
                                      {{"s", {1, 1}}, {"r", {0, 3}}},
                                      {{"k", {0, 7}}, {"g", {0, 8}}},
                                      {{0, 0, 1}, {0, 1, 2}, {1, 1, 3}}});
  ASSERT_TRUE(problem) << problem.error().message;
  EXPECT_EQ(problem->helper(0).id, "a");
  EXPECT_EQ(problem->HelperInInput(0), 1);
  EXPECT_EQ(problem->group(problem->helper(0).group).id, "k");
  EXPECT_EQ(problem->receiver(0).id, "r");
  EXPECT_EQ(problem->ReceiverInInput(0), 1);
  EXPECT_EQ(problem->PairBegin(1), 2);
  EXPECT_EQ(problem->pair_score(problem->FindPair(0, 0)), 3);
  EXPECT_EQ(problem->pair_score(problem->FindPair(1, 0)), 2);
  EXPECT_EQ(problem->FindPair(0, 1), -1);
}

TEST(Problem, GroupsAreAForest) {
  const auto problem = Problem::Make(
      {{},
       {},
       {{"team", {}, 1}, {"department", {}, 3}, {"other", {}}, {"county", {}}, {"second", {}, 1}},
       {}});
  ASSERT_TRUE(problem) << problem.error().message;
  // By id: county, department, other, second, team.
  EXPECT_EQ(problem->group(4).parent, 1);
  EXPECT_EQ(problem->group(1).parent, 0);
  EXPECT_EQ(problem->group(2).parent, -1);
  EXPECT_THAT(problem->groups_from_roots(), ElementsAre(0, 2, 1, 3, 4));
  EXPECT_EQ(problem->group_depth(4), 2);
  EXPECT_EQ(problem->CommonGroup(3, 4), 1);
  EXPECT_EQ(problem->CommonGroup(1, 4), 1);
  EXPECT_EQ(problem->CommonGroup(4, 4), 4);
  EXPECT_EQ(problem->CommonGroup(4, 2), -1);
  EXPECT_EQ(problem->CommonGroup(4, -1), -1);
  std::vector<Index> loads = {1, 0, 2, 3, 4};
  problem->SumIntoParents(loads);
  EXPECT_THAT(loads, ElementsAre(8, 7, 2, 3, 4));
}

/// The same pairs, told receiver by receiver.
TEST(Problem, IsTheSameFromASource) {
  testing::Dice dice(3);
  for (int i = 0; i < 200; ++i) {
    const ProblemInput input = testing::RandomInput({}, dice);
    const auto listed = Problem::Make(input);
    ASSERT_TRUE(listed);
    ProblemInput entries = input;
    entries.pairs.clear();
    const auto told = Problem::Make(
        std::move(entries),
        [&input](Index receiver, std::vector<PairInput>& pairs) {
          for (const PairInput& pair : input.pairs) {
            if (pair.receiver == receiver) pairs.push_back(pair);
          }
        },
        input.pairs.size());
    ASSERT_TRUE(told) << told.error().message;
    ASSERT_EQ(told->pair_count(), listed->pair_count());
    listed->ForEachPair([&](Index e, Index h, Index r) {
      EXPECT_EQ(told->FindPair(h, r), e);
      EXPECT_EQ(told->pair_score(e), listed->pair_score(e));
      EXPECT_EQ(told->pair_state(e), listed->pair_state(e));
    });
  }
}

TEST(Problem, ASourceIsCheckedLikeAList) {
  const auto make = [](std::vector<PairInput> of_receiver) {
    return Problem::Make(
        {{{"h", {0, 1}}}, {{"r", {0, 1}}}, {}, {}},
        [&](Index, std::vector<PairInput>& pairs) { pairs = of_receiver; }, of_receiver.size());
  };
  EXPECT_TRUE(make({{0, 0, 0.5}}));
  for (const auto& pairs :
       std::vector<std::vector<PairInput>>{{{1, 0, 0.5}},
                                           {{-1, 0, 0.5}},
                                           {{0, 0, std::numeric_limits<double>::infinity()}},
                                           {{0, 0, 0.5}, {0, 0, 0.25}}}) {
    const auto problem = make(pairs);
    ASSERT_FALSE(problem);
    EXPECT_EQ(problem.error().code, base::ErrorCode::kInvalid);
    EXPECT_FALSE(problem.error().message.empty());
  }
}

}  // namespace
}  // namespace jiedui::matching

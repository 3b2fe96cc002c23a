#include "matching/climb.h"

#include <gtest/gtest.h>

#include <cmath>

#include "matching/receiver_totals.h"
#include "matching/solve.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using testing::Dice;
using testing::RandomInput;
using testing::RandomShape;

/// What the plan is worth in all, from the definition.
double WorthOf(const Problem& problem, const ScoreScale& scale, const TotalWorth& worth,
               const Plan& plan) {
  double sum = 0;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    std::int64_t total = 0;
    bool served = false;
    for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
      if (plan[At(e)] == 0) continue;
      total += scale.Of(problem.pair_score(e));
      served = true;
    }
    sum += served ? worth.Of(total) : 0;
  }
  return sum;
}

struct WorthCase {
  const char* name;
  TotalWorth worth;
};

class ClimbTest : public ::testing::TestWithParam<WorthCase> {};

/// Every climb stays in the face, never loses, and is where it says it is.
TEST_P(ClimbTest, StaysInTheFaceAndNeverLoses) {
  Dice dice(55);
  RandomShape shape;
  shape.helpers = 10;
  shape.receivers = 10;
  shape.most_pairs = 60;
  int gained = 0;
  for (int i = 0; i < 400; ++i) {
    const auto problem = Problem::Make(RandomInput(shape, dice));
    ASSERT_TRUE(problem);
    const auto solution = Solve(*problem, {.objectives = {Objective::kCoverage}});
    ASSERT_TRUE(solution);
    Plan start(At(problem->pair_count()));
    for (const ChosenPair& pair : solution->pairs) {
      start[At(problem->FindPair(pair.helper, pair.receiver))] = 1;
    }
    const Face face = FaceOfAll(*problem);
    const ScoreScale scale{100, 0};
    const TotalWorth& worth = GetParam().worth;
    Climb climb(*problem, face, scale);
    climb.Start(start);
    climb.Rise(worth, Stopping({}, 0));
    ASSERT_TRUE(Contains(*problem, face, climb.plan())) << i;
    const double before = WorthOf(*problem, scale, worth, start);
    const double after = WorthOf(*problem, scale, worth, climb.plan());
    ASSERT_GE(after, before) << i;
    gained += after > before ? 1 : 0;
    ASSERT_EQ(climb.Lowest(), LowestTotal(*problem, scale, climb.plan())) << i;
  }
  EXPECT_GT(gained, 20);
}

INSTANTIATE_TEST_SUITE_P(Kinds, ClimbTest,
                         ::testing::Values(WorthCase{"Lacks", {80, 0, 1, 0}},
                                           WorthCase{"SquaredLacks", {120, 0, 0, 1}},
                                           WorthCase{"ScoreAboveAFloor", {30, 1, 1e6, 0}}),
                         [](const auto& param) { return std::string(param.param.name); });

/// a is the only one who can raise r; s can do with b, who has a place.
TEST(Climb, FollowsAChainToAFreePlace) {
  const auto problem = Problem::Make({{{"a", {0, 1}}, {"b", {0, 1}}, {"c", {0, 1}}},
                                      {{"r", {1, 1}}, {"s", {1, 1}}},
                                      {},
                                      {{0, 0, 0.9}, {2, 0, 0.1}, {0, 1, 0.8}, {1, 1, 0.7}}});
  ASSERT_TRUE(problem);
  Face face = FaceOfAll(*problem);
  for (Range& range : face.receivers) range.low = 1;
  Climb climb(*problem, face, {10, 0});
  Plan start(4);
  start[At(problem->FindPair(2, 0))] = 1;
  start[At(problem->FindPair(0, 1))] = 1;
  climb.Start(start);
  EXPECT_EQ(climb.Lowest(), 1);
  climb.Rise({7, 0, 1, 0}, Stopping({}, 0));
  EXPECT_EQ(climb.Lowest(), 7);
  EXPECT_EQ(climb.plan()[At(problem->FindPair(0, 0))], 1);
  EXPECT_EQ(climb.plan()[At(problem->FindPair(1, 1))], 1);
}

}  // namespace
}  // namespace jiedui::matching

// The session against a cold solve of the edited problem, after every edit of long random
// sequences.
#include "matching/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "matching/solve.h"
#include "unit/matching/random_problem.h"

namespace jiedui::matching {
namespace {

using base::ErrorCode;
using testing::Dice;
using testing::RandomInput;
using testing::RandomShape;

/// Demand met and total in hundredths: what two optimal plans have in common.
using Worths = std::pair<std::int64_t, std::int64_t>;

Worths WorthOf(const PlanFigures& figures) {
  return {figures.demand_met, std::llround(figures.total_score * 100)};
}

Worths Minus(const Worths& a, const Worths& b) { return {a.first - b.first, a.second - b.second}; }

Worths WorthOf(const PlanLoss& loss) { return {loss.demand, std::llround(loss.score * 100)}; }

Solution Cold(const Problem& problem) {
  auto solution = Solve(problem);
  EXPECT_TRUE(solution);
  return *std::move(solution);
}

struct ColdPlan {
  Worths worth;
  Index covered = 0;
  Index most_needed = 0;
};

ColdPlan ColdOf(ProblemInput input) {
  const auto problem = Problem::Make(std::move(input));
  EXPECT_TRUE(problem);
  const Solution solution = Cold(*problem);
  ColdPlan plan;
  for (Index r = 0; r < problem->receiver_count(); ++r) {
    plan.most_needed = std::max(plan.most_needed, problem->receiver(r).need.max);
  }
  plan.covered = solution.covered;
  plan.worth.second = std::llround(solution.total_score * 100);
  for (const Level& level : solution.levels) {
    if (level.kind == LevelKind::kObjective && level.objective == Objective::kCoverage) {
      plan.worth.first = std::llround(*level.value);
    }
  }
  return plan;
}

void ExpectOptimal(const PlanSession& session) {
  const auto proof = session.Certify();
  ASSERT_TRUE(proof) << proof.error().message;
  const ColdPlan cold = ColdOf(session.EditedProblem());
  ASSERT_EQ(WorthOf(session.Figures()), cold.worth);
  // Where receivers need several, plans of the same demand may complete more of them or fewer.
  if (cold.most_needed <= 1) {
    ASSERT_EQ(session.Figures().covered, cold.covered);
  }
}

/// A problem of the kind that sessions take.
RandomShape PlainShape(bool needs_above_one) {
  RandomShape shape;
  shape.groups = false;
  shape.floors = false;
  shape.needs_above_one = needs_above_one;
  shape.helpers = 5;
  shape.receivers = 7;
  shape.most_pairs = 25;
  return shape;
}

struct Crowd {
  int helpers = 0;
  int receivers = 0;
  int candidates = 0;
  int places = 0;  ///< 1 … this many a helper
  int most_needed = 1;
  int lowest = -30;  ///< hundredths
  int highest = 100;
  int step = 1;  ///< scores are multiples of it: ties
};

ProblemInput CrowdInput(const Crowd& crowd, Dice& dice) {
  ProblemInput input;
  for (int h = 0; h < crowd.helpers; ++h) {
    input.helpers.push_back({"h" + std::to_string(h), {0, dice.Roll(0, crowd.places)}, -1});
  }
  for (int r = 0; r < crowd.receivers; ++r) {
    const int max = dice.Roll(1, crowd.most_needed);
    input.receivers.push_back({"r" + std::to_string(r), {dice.Roll(0, max), max}});
    const int count = dice.OneIn(20) ? 0 : dice.Roll(1, crowd.candidates);
    std::vector<bool> listed(static_cast<std::size_t>(crowd.helpers));
    for (int k = 0; k < count; ++k) {
      const int h = dice.Roll(0, crowd.helpers - 1);
      if (listed[static_cast<std::size_t>(h)]) continue;
      listed[static_cast<std::size_t>(h)] = true;
      const int cents =
          crowd.step * dice.Roll(crowd.lowest / crowd.step, crowd.highest / crowd.step);
      input.pairs.push_back({h, r, cents / 100.0, PairState::kFree});
    }
  }
  return input;
}

/// Random edits of every kind; those that cannot be must change nothing.
class Editor {
 public:
  Editor(PlanSession& session, Dice& dice) : session_(session), dice_(dice) {}

  void Edit() {
    const PlanFigures before = session_.Figures();
    const std::vector<ChosenPair> pairs = session_.Pairs();
    const base::Result<PlanChange> change = Try();
    if (!change) {
      ++failed_;
      ASSERT_THAT(change.error().code, ::testing::AnyOf(ErrorCode::kUnprocessable,
                                                        ErrorCode::kNotFound, ErrorCode::kInvalid))
          << change.error().message;
      ASSERT_EQ(Listed(session_.Pairs()), Listed(pairs));
      return;
    }
    ++done_;
    ASSERT_EQ(WorthOf(change->before), WorthOf(before));
    ASSERT_EQ(WorthOf(change->after), WorthOf(session_.Figures()));
    ExpectDifference(pairs, *change);
  }

  [[nodiscard]] int done() const { return done_; }

 private:
  using List = std::vector<std::pair<Index, Index>>;

  static List Listed(const std::vector<ChosenPair>& pairs) {
    List list;
    for (const ChosenPair& pair : pairs) list.emplace_back(pair.helper, pair.receiver);
    std::sort(list.begin(), list.end());
    return list;
  }

  void ExpectDifference(const std::vector<ChosenPair>& before, const PlanChange& change) {
    const List old_list = Listed(before);
    const List new_list = Listed(session_.Pairs());
    List came;
    List went;
    std::set_difference(new_list.begin(), new_list.end(), old_list.begin(), old_list.end(),
                        std::back_inserter(came));
    std::set_difference(old_list.begin(), old_list.end(), new_list.begin(), new_list.end(),
                        std::back_inserter(went));
    ASSERT_EQ(Listed(change.came), came);
    ASSERT_EQ(Listed(change.went), went);
  }

  Index AnyHelper() { return dice_.Roll(0, session_.helper_count() - 1); }
  Index AnyReceiver() { return dice_.Roll(0, session_.receiver_count() - 1); }
  double AnyScore() { return dice_.Roll(-40, 100) / 100.0; }

  /// A pair of the plan half of the time, else any.
  std::pair<Index, Index> AnyPair() {
    const std::vector<ChosenPair> pairs = session_.Pairs();
    if (!pairs.empty() && dice_.OneIn(2)) {
      const auto& pair =
          pairs[static_cast<std::size_t>(dice_.Roll(0, static_cast<int>(pairs.size()) - 1))];
      return {pair.helper, pair.receiver};
    }
    for (int tries = 0; tries < 50; ++tries) {
      const std::pair<Index, Index> pair{AnyHelper(), AnyReceiver()};
      if (session_.Has(pair.first, pair.second)) return pair;
    }
    return {AnyHelper(), AnyReceiver()};
  }

  std::vector<NewPair> PairsWith(Index count) {
    std::vector<NewPair> pairs;
    for (Index i = 0; i < count; ++i) {
      if (dice_.OneIn(4)) pairs.push_back({i, AnyScore()});
    }
    return pairs;
  }

  base::Result<PlanChange> Try() {
    const auto [h, r] = AnyPair();
    switch (dice_.Roll(0, 11)) {
      case 0:
      case 1:
        return session_.Fix(h, r);
      case 2:
      case 3:
        return session_.Forbid(h, r);
      case 4:
      case 5:
        return session_.Release(h, r);
      case 6:
        return session_.SetPlaces(AnyHelper(), dice_.Roll(0, 4));
      case 7:
      case 8:
        return session_.SetScore(h, r, AnyScore());
      case 9:
        return session_.RemoveReceiver(AnyReceiver());
      case 10: {
        const Index max = dice_.Roll(0, 3);
        return session_.AddReceiver({"n" + std::to_string(++added_), {dice_.Roll(0, max), max}},
                                    PairsWith(session_.helper_count()));
      }
      default:
        if (dice_.OneIn(2)) return session_.Undo();
        return session_.AddHelper({"n" + std::to_string(++added_), {0, dice_.Roll(0, 3)}, -1},
                                  PairsWith(session_.receiver_count()));
    }
  }

  PlanSession& session_;
  Dice& dice_;
  int done_ = 0;
  int failed_ = 0;
  int added_ = 0;
};

PlanSession ResumeOf(const Problem& problem, const SessionOptions& options = {}) {
  auto session = PlanSession::Resume(problem, Cold(problem), options);
  EXPECT_TRUE(session) << session.error().message;
  return *std::move(session);
}

PlanSession StartOf(const Problem& problem, const SessionOptions& options = {}) {
  auto session = PlanSession::Start(problem, options);
  EXPECT_TRUE(session) << session.error().message;
  return *std::move(session);
}

// ---- starting ----

class ShapesTest : public ::testing::TestWithParam<bool> {};

TEST_P(ShapesTest, StartsAndResumesOptimal) {
  Dice dice(GetParam() ? 31 : 32);
  for (int i = 0; i < 1500; ++i) {
    const auto problem = Problem::Make(RandomInput(PlainShape(GetParam()), dice));
    ASSERT_TRUE(problem);
    const PlanSession resumed = ResumeOf(*problem);
    const PlanSession started = StartOf(*problem);
    ASSERT_NO_FATAL_FAILURE(ExpectOptimal(started)) << "instance " << i;
    ASSERT_EQ(WorthOf(resumed.Figures()), WorthOf(started.Figures())) << "instance " << i;
    const Solution cold = Cold(*problem);
    ASSERT_EQ(resumed.Pairs().size(), cold.pairs.size());
    for (std::size_t k = 0; k < cold.pairs.size(); ++k) {
      ASSERT_EQ(resumed.Pairs()[k].helper, cold.pairs[k].helper);
      ASSERT_EQ(resumed.Pairs()[k].receiver, cold.pairs[k].receiver);
    }
    const PlanSession plain = ResumeOf(*problem, {.break_ties = false});
    ASSERT_NO_FATAL_FAILURE(ExpectOptimal(plain)) << "instance " << i;
  }
}

// ---- edits ----

TEST_P(ShapesTest, StaysOptimalThroughEveryEdit) {
  Dice dice(GetParam() ? 33 : 34);
  int done = 0;
  for (int i = 0; i < 500; ++i) {
    const auto problem = Problem::Make(RandomInput(PlainShape(GetParam()), dice));
    ASSERT_TRUE(problem);
    SessionOptions options;
    if (i % 3 == 0) options.most_wandering = 0;
    options.break_ties = i % 4 == 0;
    PlanSession session = i % 2 == 0 ? ResumeOf(*problem, options) : StartOf(*problem, options);
    Editor editor(session, dice);
    for (int k = 0; k < 40; ++k) {
      ASSERT_NO_FATAL_FAILURE(editor.Edit()) << "instance " << i << " edit " << k;
      ASSERT_NO_FATAL_FAILURE(ExpectOptimal(session)) << "instance " << i << " edit " << k;
    }
    done += editor.done();
  }
  EXPECT_GT(done, 500 * 25);
}

TEST_P(ShapesTest, UndoBringsBackTheSamePlan) {
  Dice dice(GetParam() ? 35 : 36);
  for (int i = 0; i < 150; ++i) {
    const auto problem = Problem::Make(RandomInput(PlainShape(GetParam()), dice));
    ASSERT_TRUE(problem);
    PlanSession session = ResumeOf(*problem);
    const std::vector<ChosenPair> first = session.Pairs();
    const PlanFigures figures = session.Figures();
    Editor editor(session, dice);
    for (int k = 0; k < 30; ++k) editor.Edit();
    while (session.Undo()) ASSERT_TRUE(session.Certify());
    ASSERT_EQ(WorthOf(session.Figures()), WorthOf(figures));
    ASSERT_EQ(session.Figures().covered, figures.covered);
    const std::vector<ChosenPair> last = session.Pairs();
    ASSERT_EQ(last.size(), first.size());
    for (std::size_t k = 0; k < first.size(); ++k) {
      ASSERT_EQ(std::pair(last[k].helper, last[k].receiver),
                std::pair(first[k].helper, first[k].receiver));
    }
    ASSERT_EQ(session.helper_count(), problem->helper_count());
    ASSERT_EQ(session.receiver_count(), problem->receiver_count());
  }
}

// ---- prices ----

TEST_P(ShapesTest, LossIsWhatAColdSolveLoses) {
  Dice dice(GetParam() ? 37 : 38);
  int priced = 0;
  for (int i = 0; i < 300; ++i) {
    const auto problem = Problem::Make(RandomInput(PlainShape(GetParam()), dice));
    ASSERT_TRUE(problem);
    SessionOptions options;
    options.break_ties = i % 2 == 0;
    PlanSession session = ResumeOf(*problem, options);
    Editor editor(session, dice);
    for (int k = 0; k < i % 7; ++k) editor.Edit();
    const std::vector<ChosenPair> plan = session.Pairs();
    const ProblemInput input = session.EditedProblem();
    const Worths before = WorthOf(session.Figures());
    // Positions of the edited problem's receivers within the session.
    std::vector<Index> present;
    for (Index r = 0; r < session.receiver_count(); ++r) {
      if (session.Has(0, r) || session.Has(0, r).error().code == ErrorCode::kNotFound) {
        present.push_back(r);
      }
    }
    for (std::size_t e = 0; e < input.pairs.size(); ++e) {
      const Index h = input.pairs[e].helper;
      const Index r = present[static_cast<std::size_t>(input.pairs[e].receiver)];
      const auto loss = session.LossOfFixing(h, r);
      ProblemInput fixed = input;
      fixed.pairs[e].state = PairState::kFixed;
      if (!Problem::Make(fixed)) {
        ASSERT_FALSE(loss);
      } else {
        ASSERT_TRUE(loss) << loss.error().message;
        ASSERT_EQ(WorthOf(*loss), Minus(before, ColdOf(fixed).worth)) << i << " pair " << e;
        const auto least = session.LeastLossOfFixing(h, r);
        ASSERT_TRUE(least);
        ASSERT_LE(WorthOf(*least), WorthOf(*loss)) << i << " pair " << e;
        ++priced;
      }
      ProblemInput forbidden = input;
      forbidden.pairs[e].state = PairState::kForbidden;
      const auto without = session.LossOfForbidding(h, r);
      ASSERT_TRUE(without);
      ASSERT_EQ(WorthOf(*without), Minus(before, ColdOf(forbidden).worth)) << i << " pair " << e;
    }
    ASSERT_TRUE(session.Certify());
    ASSERT_EQ(session.Pairs().size(), plan.size());
  }
  EXPECT_GT(priced, 900);
}

INSTANTIATE_TEST_SUITE_P(Needs, ShapesTest, ::testing::Values(false, true),
                         [](const auto& param) { return param.param ? "Several" : "One"; });

// ---- crowds ----

struct CrowdCase {
  const char* name;
  Crowd crowd;
  std::uint32_t seed;
  SessionOptions options = {};
};

class CrowdTest : public ::testing::TestWithParam<CrowdCase> {};

TEST_P(CrowdTest, StaysOptimalThroughEveryEdit) {
  Dice dice(GetParam().seed);
  const auto problem = Problem::Make(CrowdInput(GetParam().crowd, dice));
  ASSERT_TRUE(problem);
  PlanSession session = ResumeOf(*problem, GetParam().options);
  ASSERT_EQ(WorthOf(StartOf(*problem).Figures()), WorthOf(session.Figures()));
  Editor editor(session, dice);
  for (int k = 0; k < 1000; ++k) {
    ASSERT_NO_FATAL_FAILURE(editor.Edit()) << "edit " << k;
    const auto proof = session.Certify();
    ASSERT_TRUE(proof) << proof.error().message << " at edit " << k;
    if (k % 20 == 19) {
      ASSERT_NO_FATAL_FAILURE(ExpectOptimal(session)) << "edit " << k;
    }
  }
  for (int k = 0; k < 10; ++k) {
    const ChosenPair pair = session.Pairs()[static_cast<std::size_t>(k * 7)];
    const auto loss = session.LossOfForbidding(pair.helper, pair.receiver);
    ASSERT_TRUE(loss);
    const PlanFigures before = session.Figures();
    ASSERT_TRUE(session.Forbid(pair.helper, pair.receiver));
    ASSERT_EQ(WorthOf(*loss), Minus(WorthOf(before), WorthOf(session.Figures())));
    const auto back = session.LossOfFixing(pair.helper, pair.receiver);
    ASSERT_TRUE(back);
    ASSERT_TRUE(session.Fix(pair.helper, pair.receiver));
    ASSERT_EQ(WorthOf(*loss), Minus({0, 0}, WorthOf(*back)));
    ASSERT_NO_FATAL_FAILURE(ExpectOptimal(session));
  }
}

INSTANTIATE_TEST_SUITE_P(
    Families, CrowdTest,
    ::testing::Values(
        CrowdCase{"Loose", {60, 300, 15, 12, 1, -30, 100, 1}, 41, {.break_ties = false}},
        CrowdCase{"Tight", {60, 300, 15, 8, 1, -30, 100, 1}, 42},
        CrowdCase{"Short", {40, 400, 10, 8, 1, 0, 100, 1}, 43},
        CrowdCase{"Ties", {60, 300, 15, 9, 1, 0, 100, 20}, 44, {.break_ties = false}},
        CrowdCase{"AllTied", {50, 300, 10, 10, 1, 100, 100, 1}, 45, {.break_ties = false}},
        CrowdCase{"Several", {60, 200, 15, 9, 3, -30, 100, 5}, 46},
        CrowdCase{"TiesTold", {60, 300, 15, 9, 1, 0, 100, 20}, 47},
        CrowdCase{"AllTiedTold", {50, 300, 10, 10, 1, 100, 100, 1}, 48},
        CrowdCase{"ShortTiesTold", {40, 400, 10, 8, 1, -30, 100, 10}, 49}),
    [](const auto& param) { return param.param.name; });

// ---- as many places as receivers ----

struct EdgeCase {
  const char* name;
  int step;  ///< scores are multiples of it
  std::uint32_t seed;
  Index most_wandering;
  bool break_ties = false;
};

class EdgeTest : public ::testing::TestWithParam<EdgeCase> {};

constexpr int kEdgeHelpers = 30;
constexpr int kEdgePlaces = 8;

ProblemInput EdgeInput(int step, Dice& dice) {
  ProblemInput input;
  for (int h = 0; h < kEdgeHelpers; ++h) {
    input.helpers.push_back({"h" + std::to_string(h), {0, kEdgePlaces}, -1});
  }
  for (int r = 0; r < kEdgeHelpers * kEdgePlaces; ++r) {
    input.receivers.push_back({"r" + std::to_string(r), {1, 1}});
    const int first = dice.Roll(0, kEdgeHelpers - 1);
    for (int k = 0; k < 10; ++k) {
      const double score = step * dice.Roll(1, 100 / step) / 100.0;
      input.pairs.push_back({(first + k * 7) % kEdgeHelpers, r, score, PairState::kFree});
    }
  }
  return input;
}

/// Keeps places and receivers within three of each other, so that surplus and lack take turns.
class EdgeEditor {
 public:
  EdgeEditor(PlanSession& session, Dice& dice, int step)
      : session_(session), dice_(dice), step_(step), places_(kEdgeHelpers, kEdgePlaces) {}

  base::Status Edit() {
    const Index h = dice_.Roll(0, kEdgeHelpers - 1);
    const Index r = dice_.Roll(0, session_.receiver_count() - 1);
    switch (dice_.Roll(0, 9)) {
      case 0:
      case 1:
      case 2:
        return ChangePlaces(h);
      case 3:
        return Come();
      case 4:
        return Leave(r);
      case 5:
        return Done(session_.SetScore(h, r, step_ * dice_.Roll(1, 100 / step_) / 100.0));
      case 6:
        return Done(session_.Forbid(h, r));
      case 7:
        return Decide(h, r);
      case 8:
        return Done(session_.Release(h, r));
      default:
        return Done(session_.Fix(h, r));
    }
  }

 private:
  static base::Status Done(const base::Result<PlanChange>& change) {
    if (change) return {};
    return base::Fail(change.error().code, change.error().message);
  }

  base::Status ChangePlaces(Index h) {
    const int by = surplus_ >= 3 ? -1 : surplus_ <= -3 || dice_.OneIn(2) ? 1 : -1;
    Index& places = places_[static_cast<std::size_t>(h)];
    if (places + by < 0) return {};
    const auto change = session_.SetPlaces(h, places + by);
    if (!change) return Done(change);
    places += by;
    surplus_ += by;
    return {};
  }

  base::Status Come() {
    if (surplus_ <= -3) return {};
    std::vector<NewPair> pairs;
    for (Index h = 0; h < kEdgeHelpers; h += 3) {
      pairs.push_back({h, step_ * dice_.Roll(1, 100 / step_) / 100.0});
    }
    --surplus_;
    return Done(session_.AddReceiver({"n" + std::to_string(++added_), {1, 1}}, pairs));
  }

  base::Status Leave(Index r) {
    if (surplus_ >= 3) return {};
    const auto change = session_.RemoveReceiver(r);
    if (change) ++surplus_;
    return Done(change);
  }

  /// Fixes the pair at its price, then takes it back or not.
  base::Status Decide(Index h, Index r) {
    const auto loss = session_.LossOfFixing(h, r);
    if (!loss) return base::Fail(loss.error().code, loss.error().message);
    const PlanFigures before = session_.Figures();
    const auto change = session_.Fix(h, r);
    EXPECT_TRUE(change);
    EXPECT_EQ(WorthOf(*loss), Minus(WorthOf(before), WorthOf(session_.Figures())));
    if (!dice_.OneIn(2)) return {};
    EXPECT_TRUE(session_.Undo());
    EXPECT_EQ(WorthOf(session_.Figures()), WorthOf(before));
    return {};
  }

  PlanSession& session_;
  Dice& dice_;
  int step_;
  int surplus_ = 0;
  int added_ = 0;
  std::vector<Index> places_;
};

TEST_P(EdgeTest, StaysOptimalWhereSurplusTurnsIntoLack) {
  Dice dice(GetParam().seed);
  const auto problem = Problem::Make(EdgeInput(GetParam().step, dice));
  ASSERT_TRUE(problem);
  SessionOptions options;
  options.most_wandering = GetParam().most_wandering;
  options.break_ties = GetParam().break_ties;
  PlanSession session = ResumeOf(*problem, options);
  EdgeEditor editor(session, dice, GetParam().step);
  int done = 0;
  for (int k = 0; k < 3000; ++k) {
    if (editor.Edit()) ++done;
    const auto proof = session.Certify();
    ASSERT_TRUE(proof) << proof.error().message << " at edit " << k;
    if (k % 50 == 49) {
      ASSERT_NO_FATAL_FAILURE(ExpectOptimal(session)) << "edit " << k;
    }
  }
  EXPECT_GT(done, 1500);
}

INSTANTIATE_TEST_SUITE_P(Ties, EdgeTest,
                         ::testing::Values(EdgeCase{"None", 1, 51, 1 << 20},
                                           EdgeCase{"NoneAndPricesMoveBack", 1, 52, 0},
                                           EdgeCase{"Many", 10, 53, 1 << 20},
                                           EdgeCase{"ManyAndPricesMoveBack", 25, 54, 0},
                                           EdgeCase{"All", 100, 55, 1 << 20},
                                           EdgeCase{"ManyTold", 10, 56, 1 << 20, true},
                                           EdgeCase{"ManyToldAndPricesMoveBack", 25, 57, 0, true},
                                           EdgeCase{"AllTold", 100, 58, 1 << 20, true}),
                         [](const auto& param) { return param.param.name; });

// ---- what cannot be ----

TEST(SessionTest, TiesLeaveNoRoomForPlansOfAnySize) {
  Dice dice(60);
  const auto problem = Problem::Make(EdgeInput(100, dice));
  ASSERT_TRUE(problem);
  PlanSession session = ResumeOf(*problem);
  const auto refused = session.AddReceiver({"many", {0, 5000}}, {{0, 0.5}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnprocessable);
  EXPECT_NE(refused.error().message.find("many"), std::string::npos);
  EXPECT_TRUE(session.AddReceiver({"few", {0, 5}}, {{0, 0.5}}));
  PlanSession plain = ResumeOf(*problem, {.break_ties = false});
  EXPECT_TRUE(plain.AddReceiver({"many", {0, 5000}}, {{0, 0.5}}));
}

/// Two helpers with one place each, three receivers.
ProblemInput SmallInput() {
  ProblemInput input;
  input.helpers = {{"a", {0, 1}, -1}, {"b", {0, 1}, -1}};
  input.receivers = {{"x", {1, 1}}, {"y", {1, 1}}, {"z", {1, 1}}};
  input.pairs = {{0, 0, 0.9, PairState::kFree},
                 {0, 1, 0.8, PairState::kFree},
                 {1, 0, 0.7, PairState::kFree},
                 {1, 1, 0.2, PairState::kFree},
                 {0, 2, 0.1, PairState::kFree}};
  return input;
}

TEST(SessionTest, PinnedPlacesAreFull) {
  const auto problem = Problem::Make(SmallInput());
  PlanSession session = StartOf(*problem);
  EXPECT_EQ(WorthOf(session.Figures()), Worths(2, 150));
  ASSERT_TRUE(session.Fix(0, 2));
  EXPECT_EQ(WorthOf(session.Figures()), Worths(2, 80));
  const auto same_helper = session.Fix(0, 0);
  ASSERT_FALSE(same_helper);
  EXPECT_EQ(same_helper.error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(same_helper.error().field, "a");
  EXPECT_EQ(session.LossOfFixing(0, 1).error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(session.SetPlaces(0, 0).error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(session.Fix(1, 2).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(WorthOf(session.Figures()), Worths(2, 80));
  ASSERT_TRUE(session.SetPlaces(0, 2));
  EXPECT_EQ(WorthOf(session.Figures()), Worths(3, 160));
  ASSERT_TRUE(session.Fix(0, 1));
  const auto twice = session.Fix(1, 1);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().field, "y");
  ASSERT_TRUE(session.Certify());
}

TEST(SessionTest, ChangeNamesThePairs) {
  const auto problem = Problem::Make(SmallInput());
  PlanSession session = StartOf(*problem);
  const auto change = session.Forbid(0, 1);
  ASSERT_TRUE(change);
  ASSERT_EQ(change->went.size(), 2U);
  ASSERT_EQ(change->came.size(), 2U);
  EXPECT_EQ(change->came[0].receiver, 0);
  EXPECT_DOUBLE_EQ(change->came[0].score, 0.9);
  EXPECT_DOUBLE_EQ(change->before.total_score, 1.5);
  EXPECT_DOUBLE_EQ(change->after.total_score, 1.1);
  const auto back = session.Undo();
  ASSERT_TRUE(back);
  EXPECT_EQ(back->came.size(), 2U);
  EXPECT_DOUBLE_EQ(back->after.total_score, 1.5);
  EXPECT_FALSE(session.Undo());
}

TEST(SessionTest, UndoDepthIsKept) {
  const auto problem = Problem::Make(SmallInput());
  SessionOptions options;
  options.undo_depth = 1;
  auto session = PlanSession::Start(*problem, options);
  ASSERT_TRUE(session);
  ASSERT_TRUE(session->Forbid(0, 0));
  ASSERT_TRUE(session->Forbid(0, 1));
  ASSERT_TRUE(session->Undo());
  EXPECT_EQ(session->Undo().error().code, ErrorCode::kUnprocessable);
}

TEST(SessionTest, RefusesWhatItCannotTake) {
  ProblemInput floors = SmallInput();
  floors.helpers[0].places.min = 1;
  EXPECT_EQ(PlanSession::Start(*Problem::Make(floors)).error().code, ErrorCode::kUnprocessable);
  ProblemInput grouped = SmallInput();
  grouped.groups = {{"g", {0, 1}}};
  grouped.helpers[1].group = 0;
  EXPECT_EQ(PlanSession::Start(*Problem::Make(grouped)).error().code, ErrorCode::kUnprocessable);

  const auto problem = Problem::Make(SmallInput());
  SolveOptions balanced;
  balanced.objectives = {Objective::kCoverage, Objective::kBalance};
  EXPECT_EQ(PlanSession::Resume(*problem, *Solve(*problem, balanced)).error().code,
            ErrorCode::kUnprocessable);
  Solution worse = Cold(*problem);
  worse.pairs.pop_back();
  EXPECT_EQ(PlanSession::Resume(*problem, worse).error().code, ErrorCode::kInternal);

  PlanSession session = StartOf(*problem);
  EXPECT_EQ(session.SetScore(0, 0, std::nan("")).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(session.SetScore(0, 0, 0.12345678).error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(session.SetScore(0, 0, 1e300).error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(session.SetPlaces(0, -1).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(session.SetPlaces(9, 1).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(session.AddReceiver({"w", {2, 1}}, {}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(session.AddReceiver({"w", {1, 1}}, {{0, 0.5}, {0, 0.6}}).error().code,
            ErrorCode::kInvalid);
  EXPECT_EQ(session.AddHelper({"c", {1, 1}, -1}, {}).error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(WorthOf(session.Figures()), Worths(2, 150));
}

TEST(SessionTest, TakesScoresThatNoDecimalsHold) {
  ProblemInput input = SmallInput();
  for (PairInput& pair : input.pairs) pair.score = std::sqrt(pair.score + 1.0 / 3);
  const auto problem = Problem::Make(input);
  PlanSession session = ResumeOf(*problem);
  EXPECT_GT(session.rounding(), 0);
  EXPECT_NEAR(session.Figures().total_score, Cold(*problem).total_score, 1e-9);
  ASSERT_TRUE(session.SetScore(0, 0, std::sqrt(2)));
  ASSERT_TRUE(session.Certify());
}

}  // namespace
}  // namespace jiedui::matching

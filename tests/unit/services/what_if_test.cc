// What a draft would become: the same as solving it with those decisions, and nothing stored.
#include "services/what_if.h"

#include <thread>

#include "domain/credit_code.h"
#include "services/pairing_views.h"
#include "services/pairings.h"
#include "services/plan_events.h"
#include "services/plan_questions.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using domain::Kind;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;

class WhatIfTest : public WorkspaceTest {
 protected:
  WhatIfTest() {
    for (int i = 0; i < 9; ++i) enterprises_.push_back(PutEnterprise(i));
    for (int i = 0; i < 4; ++i) experts_.push_back(PutExpert(i, 1 + i % 2));
    for (int i = 0; i < 5; ++i) PutPolicy(i);
  }

  void Put(domain::Record& record) {
    const auto stored =
        store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(record); });
    ASSERT_TRUE(stored) << stored.error().message;
  }
  std::int64_t PutEnterprise(int i) {
    static constexpr std::array kTexts = {"球墨铸铁管件", "液压支架", "铝合金压铸件"};
    domain::Enterprise enterprise;
    enterprise.name = "企业" + std::to_string(i);
    const std::string code = "91990500000000" + std::to_string(100 + i);
    enterprise.credit_code = code + domain::CreditCodeCheckDigit(code);
    enterprise.region_code = i % 2 == 0 ? "140525" : "140581";
    enterprise.sector_code = i % 3 == 0 ? "3391" : "3130";
    enterprise.programme_sector = "metallurgy";
    enterprise.innovation = domain::Innovation::kNone;
    enterprise.products = kTexts.at(static_cast<std::size_t>(i) % kTexts.size());
    Put(enterprise);
    return enterprise.id;
  }
  std::int64_t PutExpert(int i, std::int64_t capacity) {
    static constexpr std::array kTexts = {"铸造缺陷检测", "液压系统设计", "轻合金成形",
                                          "材料热处理"};
    domain::Expert expert;
    expert.name = "专家" + std::to_string(i);
    expert.organisation = "某大学";
    expert.description = kTexts.at(static_cast<std::size_t>(i));
    expert.sectors = {i % 2 == 0 ? "3391" : "3130"};
    expert.capacity = capacity;
    Put(expert);
    return expert.id;
  }
  void PutPolicy(int i) {
    domain::Policy policy;
    policy.name = "工业技改补助办法" + std::to_string(i);
    policy.text = i % 2 == 0 ? "铸造企业研发补助" : "设备更新贴息";
    Put(policy);
  }

  domain::Plan Make(std::vector<PairKind> kinds,
                    std::vector<matching::Objective> objectives = {matching::Objective::kCoverage,
                                                                   matching::Objective::kScore}) {
    PlanRequest request;
    request.name = "方案" + std::to_string(++made_);
    request.pair_kinds = std::move(kinds);
    request.objectives = std::move(objectives);
    auto made = MakePlan(workspace_, office_, request);
    EXPECT_TRUE(made) << made.error().message;
    return made->plan;
  }
  std::vector<Pairing> PairingsOf(const domain::Plan& plan) {
    return store_->All<Pairing>({store::Equals("plan", plan.id)}).value();
  }
  base::Result<WhatIfAnswer> Ask(const domain::Plan& plan, std::vector<WhatIfEdit> edits) {
    return AskWhatIf(workspace_, office_, {plan.id}, edits);
  }

  /// A cold answer to the plan's question, changed as `change` says.
  PlanAnswer Cold(const domain::Plan& plan, PairKind kind,
                  const std::function<void(PlanQuestion&)>& change) {
    const Ground ground = LayGround(workspace_, {}).value();
    PlanQuestion question = QuestionFor(ground, PlanScope(reference_, {}, {}), kind, {plan.id});
    change(question);
    PlanAnswer answer = AnswerPlan(*ground.corpus, *ground.loads, question).value();
    answer.pairs.clear();  // they point into the corpus
    return answer;
  }

  domain::Actor office_ = domain::Operator();
  std::vector<std::int64_t> enterprises_;
  std::vector<std::int64_t> experts_;
  int made_ = 0;
};

WhatIfEdit Edit(WhatIfAction action, Kind kind, std::int64_t helper, std::int64_t enterprise,
                std::int64_t capacity = 0) {
  return {action, {kind, helper}, enterprise, capacity};
}

TEST_F(WhatIfTest, EveryPinAndEveryBanIsWhatAColdSolveSays) {
  const domain::Plan plan = Make({PairKind::kExpert, PairKind::kPolicy});
  for (const PairKind kind : {PairKind::kExpert, PairKind::kPolicy}) {
    int asked = 0;
    for (const Pairing& pairing : PairingsOf(plan)) {
      if (pairing.pair_kind != kind) continue;
      const PairIds ids{pairing.helper_id, pairing.enterprise.value};
      const auto banned =
          Ask(plan, {Edit(WhatIfAction::kForbid, pairing.helper_kind, ids.helper, ids.enterprise)});
      ASSERT_TRUE(banned) << banned.error().message;
      const PlanAnswer cold =
          Cold(plan, kind, [&](PlanQuestion& question) { question.forbidden.insert(ids); });
      ASSERT_EQ(banned->parts.size(), 1U);
      EXPECT_EQ(banned->parts[0].covered_after, static_cast<std::int64_t>(cold.covered));
      EXPECT_NEAR(banned->parts[0].total_after, cold.total_score, 1e-9);
      EXPECT_GE(banned->go.size(), 1U);
      ++asked;
    }
    EXPECT_GT(asked, 4);
  }
  int pinned = 0;
  for (const std::int64_t expert : experts_) {
    for (const std::int64_t enterprise : enterprises_) {
      const auto answer = Ask(plan, {Edit(WhatIfAction::kPin, Kind::kExpert, expert, enterprise)});
      if (!answer) continue;
      const PlanAnswer cold = Cold(plan, PairKind::kExpert, [&](PlanQuestion& question) {
        question.fixed.insert({expert, enterprise});
      });
      EXPECT_EQ(answer->parts[0].covered_after, static_cast<std::int64_t>(cold.covered));
      EXPECT_NEAR(answer->parts[0].total_after, cold.total_score, 1e-9);
      ++pinned;
    }
  }
  EXPECT_GT(pinned, 10);
}

TEST_F(WhatIfTest, WhatIsAdoptedBecomesThePlanThatWasTried) {
  const domain::Plan plan = Make({PairKind::kExpert});
  const Pairing banned = PairingsOf(plan).front();
  const std::vector<WhatIfEdit> edits = {
      Edit(WhatIfAction::kForbid, Kind::kExpert, banned.helper_id, banned.enterprise.value)};
  const auto tried = Ask(plan, edits);
  ASSERT_TRUE(tried) << tried.error().message;
  const std::int64_t version = store_->Get(domain::PlanId{plan.id}).value().version;
  const auto silent = ResolvePlan(workspace_, office_, {plan.id}, version, {{edits, ""}});
  ASSERT_FALSE(silent);
  EXPECT_EQ(silent.error().field, "reason");
  const auto made = ResolvePlan(workspace_, office_, {plan.id}, version, {{edits, "路途太远"}});
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(made->plan.covered, tried->parts[0].covered_after);
  EXPECT_NEAR(made->plan.total_score, tried->parts[0].total_after, 1e-9);
  const Pairing after = store_->Get(domain::PairingId{banned.id}).value();
  EXPECT_EQ(after.state, PairingState::kRejected);
  EXPECT_EQ(after.reason, "路途太远");
}

TEST_F(WhatIfTest, AnAdoptedPinMakesThePairAndKeepsIt) {
  const domain::Plan plan = Make({PairKind::kExpert});
  std::set<PairIds> chosen;
  for (const Pairing& pairing : PairingsOf(plan))
    chosen.insert({pairing.helper_id, pairing.enterprise.value});
  int adopted = 0;
  for (const std::int64_t expert : experts_) {
    for (const std::int64_t enterprise : enterprises_) {
      if (adopted > 0 || chosen.contains({expert, enterprise})) continue;
      const std::vector<WhatIfEdit> edits = {
          Edit(WhatIfAction::kPin, Kind::kExpert, expert, enterprise)};
      const auto tried = Ask(plan, edits);
      if (!tried) continue;
      const std::int64_t version = store_->Get(domain::PlanId{plan.id}).value().version;
      const auto made = ResolvePlan(workspace_, office_, {plan.id}, version, {{edits, ""}});
      ASSERT_TRUE(made) << made.error().message;
      EXPECT_NEAR(made->plan.total_score, tried->parts[0].total_after, 1e-9);
      int found = 0;
      for (const Pairing& pairing : PairingsOf(plan)) {
        if (pairing.helper_id != expert || pairing.enterprise.value != enterprise) continue;
        EXPECT_TRUE(pairing.pinned);
        EXPECT_EQ(pairing.state, PairingState::kSuggested);
        EXPECT_GT(pairing.score, 0);
        ++found;
      }
      EXPECT_EQ(found, 1);
      ++adopted;
    }
  }
  EXPECT_EQ(adopted, 1);
}

TEST_F(WhatIfTest, WhatCannotBeAdoptedChangesNothing) {
  const domain::Plan plan = Make({PairKind::kExpert});
  const std::vector<Pairing> before = PairingsOf(plan);
  const std::int64_t version = store_->Get(domain::PlanId{plan.id}).value().version;
  const auto refused = [&](WhatIfEdit edit, ErrorCode code) {
    const auto made = ResolvePlan(workspace_, office_, {plan.id}, version, {{{edit}, "因故"}});
    ASSERT_FALSE(made);
    EXPECT_EQ(made.error().code, code) << made.error().message;
  };
  refused(Edit(WhatIfAction::kCapacity, Kind::kExpert, experts_[0], 0, 3), ErrorCode::kInvalid);
  refused(Edit(WhatIfAction::kPin, Kind::kExpert, 999, enterprises_[0]), ErrorCode::kUnprocessable);
  refused(Edit(WhatIfAction::kPin, Kind::kExpert, experts_[0], 999), ErrorCode::kUnprocessable);
  refused(Edit(WhatIfAction::kPin, Kind::kPolicy, 1, enterprises_[0]), ErrorCode::kUnprocessable);
  std::stop_source stop;
  stop.request_stop();
  const auto stopped =
      ResolvePlan(workspace_, office_, {plan.id}, version, {.stop = stop.get_token()});
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kConflict);
  const std::vector<Pairing> after = PairingsOf(plan);
  ASSERT_EQ(after.size(), before.size());
  for (std::size_t i = 0; i < after.size(); ++i) EXPECT_EQ(after[i].version, before[i].version);
}

TEST_F(WhatIfTest, NothingIsStoredAndTheFirstAnswerStands) {
  const domain::Plan plan = Make({PairKind::kExpert});
  const std::vector<Pairing> before = PairingsOf(plan);
  const Pairing& pairing = before.front();
  const std::vector<WhatIfEdit> edits = {
      Edit(WhatIfAction::kForbid, Kind::kExpert, pairing.helper_id, pairing.enterprise.value),
      Edit(WhatIfAction::kCapacity, Kind::kExpert, experts_[0], 0, 5)};
  const auto first = Ask(plan, edits);
  ASSERT_TRUE(first) << first.error().message;
  const auto failing = Ask(plan, {edits[0], Edit(WhatIfAction::kCapacity, Kind::kExpert, 999, 0)});
  ASSERT_FALSE(failing);
  const auto second = Ask(plan, edits);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->parts[0].covered_before, first->parts[0].covered_before);
  EXPECT_EQ(second->parts[0].total_before, first->parts[0].total_before);
  EXPECT_EQ(second->parts[0].total_after, first->parts[0].total_after);
  EXPECT_EQ(second->come.size(), first->come.size());
  EXPECT_EQ(PairingsOf(plan).size(), before.size());
  EXPECT_EQ(store_->Get(domain::PlanId{plan.id})->version, plan.version);
}

TEST_F(WhatIfTest, MorePlacesCoverMore) {
  const domain::Plan plan = Make({PairKind::kExpert});
  ASSERT_LT(plan.covered, plan.receivers);
  const auto more = Ask(plan, {Edit(WhatIfAction::kCapacity, Kind::kExpert, experts_[0], 0, 9)});
  ASSERT_TRUE(more) << more.error().message;
  EXPECT_GT(more->parts[0].covered_after, plan.covered);
  EXPECT_EQ(more->parts[0].covered_before, plan.covered);
  EXPECT_EQ(static_cast<std::int64_t>(more->covered.size()),
            more->parts[0].covered_after - plan.covered);
  EXPECT_FALSE(more->covered.front().enterprise.title.empty());
  const auto none = Ask(plan, {Edit(WhatIfAction::kCapacity, Kind::kExpert, experts_[1], 0, 0)});
  ASSERT_TRUE(none) << none.error().message;
  EXPECT_EQ(none->parts[0].covered_after, plan.covered - 2);
  EXPECT_EQ(none->uncovered.size(), 2U);
}

TEST_F(WhatIfTest, ADecisionIsSeenByTheNextQuestion) {
  const domain::Plan plan = Make({PairKind::kExpert});
  const Pairing pairing = PairingsOf(plan).front();
  const WhatIfEdit ban =
      Edit(WhatIfAction::kForbid, Kind::kExpert, pairing.helper_id, pairing.enterprise.value);
  ASSERT_FALSE(Ask(plan, {ban})->go.empty());
  ASSERT_TRUE(DecidePairing(workspace_, office_, {pairing.id}, pairing.version,
                            {workflow::PairingEvent::kReject, "不合适"}));
  const auto again = Ask(plan, {ban});
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_TRUE(again->go.empty()) << "it is out already";
  const auto back = Ask(plan, {Edit(WhatIfAction::kRelease, Kind::kExpert, pairing.helper_id,
                                    pairing.enterprise.value)});
  ASSERT_TRUE(back);
  EXPECT_GE(back->parts[0].total_after, back->parts[0].total_before);
}

TEST_F(WhatIfTest, AlternatesShowWhatThePlanLoses) {
  const domain::Plan plan = Make({PairKind::kExpert});
  int priced = 0;
  for (const Pairing& pairing : PairingsOf(plan)) {
    const auto plain = ReadPairing(workspace_, office_, {pairing.id});
    const auto details = ReadPairing(workspace_, office_, {pairing.id}, PlanLosses::kAsked);
    ASSERT_TRUE(details) << details.error().message;
    for (std::size_t i = 0; i < details->alternates.size(); ++i) {
      EXPECT_FALSE(plain->alternates[i].plan_loss);
      const auto& other = details->alternates[i];
      if (!other.plan_loss) continue;
      const PlanAnswer cold = Cold(plan, PairKind::kExpert, [&](PlanQuestion& question) {
        question.fixed.insert({other.helper.key.id, pairing.enterprise.value});
      });
      EXPECT_EQ(other.plan_loss->covered, plan.covered - static_cast<std::int64_t>(cold.covered));
      EXPECT_NEAR(other.plan_loss->score, plan.total_score - cold.total_score, 1e-9);
      ++priced;
    }
  }
  EXPECT_GT(priced, 0);
}

TEST_F(WhatIfTest, QuestionsAtOnceDoNotMeet) {
  const domain::Plan plan = Make({PairKind::kExpert});
  std::vector<std::vector<WhatIfEdit>> questions;
  std::vector<double> alone;
  for (const Pairing& pairing : PairingsOf(plan)) {
    questions.push_back(
        {Edit(WhatIfAction::kForbid, Kind::kExpert, pairing.helper_id, pairing.enterprise.value)});
    alone.push_back(Ask(plan, questions.back())->parts[0].total_after);
  }
  std::vector<double> together(questions.size());
  std::vector<std::jthread> threads;
  for (std::size_t i = 0; i < questions.size(); ++i) {
    threads.emplace_back([&, i] { together[i] = Ask(plan, questions[i])->parts[0].total_after; });
  }
  threads.clear();
  EXPECT_EQ(together, alone);
}

TEST_F(WhatIfTest, SaysWhatCannotBeAsked) {
  const domain::Plan plan = Make({PairKind::kExpert});
  const WhatIfEdit places = Edit(WhatIfAction::kCapacity, Kind::kExpert, experts_[0], 0, 2);
  EXPECT_EQ(Ask(plan, {}).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(Ask(plan, std::vector<WhatIfEdit>(65, places)).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(
      Ask(plan, {Edit(WhatIfAction::kCapacity, Kind::kExpert, experts_[0], 0, -1)}).error().field,
      "capacity");
  EXPECT_EQ(Ask(plan, {Edit(WhatIfAction::kPin, Kind::kPolicy, 1, enterprises_[0])}).error().code,
            ErrorCode::kUnprocessable);
  EXPECT_EQ(Ask(plan, {Edit(WhatIfAction::kPin, Kind::kExpert, experts_[0], 999)}).error().field,
            "enterprise");
  const Pairing pairing = PairingsOf(plan).front();
  const auto crowded = Ask(
      plan, {Edit(WhatIfAction::kPin, Kind::kExpert, pairing.helper_id, pairing.enterprise.value),
             Edit(WhatIfAction::kCapacity, Kind::kExpert, pairing.helper_id, 0, 0)});
  ASSERT_FALSE(crowded);
  EXPECT_EQ(crowded.error().code, ErrorCode::kUnprocessable);
  EXPECT_NE(crowded.error().message.find("专家"), std::string::npos) << crowded.error().message;

  const domain::Plan balanced =
      Make({PairKind::kExpert}, {matching::Objective::kCoverage, matching::Objective::kBalance});
  EXPECT_EQ(Ask(balanced, {places}).error().code, ErrorCode::kUnprocessable);
  domain::Actor department;
  department.user_id = 7;
  department.role = domain::Role::kDepartment;
  department.department_code = "miit";
  EXPECT_EQ(AskWhatIf(workspace_, department, {plan.id}, std::vector{places}).error().code,
            ErrorCode::kForbidden);
  ASSERT_TRUE(DiscardPlan(workspace_, office_, {plan.id}, plan.version));
  EXPECT_EQ(Ask(plan, {places}).error().code, ErrorCode::kConflict);
}

}  // namespace
}  // namespace jiedui::services

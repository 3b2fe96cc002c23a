// What stands between a suggestion and a promise: whose plan it is, whose places they are, and that
// a plan is solved again by its own rules.
#include "domain/credit_code.h"
#include "services/pairing_views.h"
#include "services/pairings.h"
#include "services/plan_events.h"
#include "services/plans.h"
#include "services/tasks.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;
using workflow::PairingEvent;

class PlanRules : public WorkspaceTest {
 protected:
  PlanRules() {
    office_ = domain::Operator();
    department_.user_id = 7;
    department_.role = domain::Role::kDepartment;
    department_.department_code = "miit";
    department_.programme_sectors = reference_.SectorsOfDepartment("miit");
  }

  std::int64_t Put(domain::Record& record) {
    const auto stored =
        store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(record); });
    EXPECT_TRUE(stored) << stored.error().message;
    return record.id;
  }
  std::int64_t PutEnterprise(const std::string& name, domain::Innovation innovation,
                             const std::string& scope = {}) {
    domain::Enterprise enterprise;
    enterprise.name = name;
    std::string code = std::to_string(100 + AllOf<domain::Enterprise>().size());
    code = "91990500" + std::string(9 - code.size(), '0') + code;
    enterprise.credit_code = code + domain::CreditCodeCheckDigit(code);
    enterprise.region_code = "140525";
    enterprise.sector_code = "3391";
    enterprise.programme_sector = "metallurgy";
    enterprise.innovation = innovation;
    enterprise.business_scope = scope;
    enterprise.registered_capital_wan = 1000.0;
    return Put(enterprise);
  }
  std::int64_t PutExpert(const std::string& name, std::int64_t capacity) {
    domain::Expert expert;
    expert.name = name;
    expert.organisation = "某大学";
    expert.sectors = {"3391"};
    expert.capacity = capacity;
    return Put(expert);
  }

  MadePlan Make(const std::string& name, PairKind kind = PairKind::kExpert,
                LeaderRule leaders = {}) {
    PlanRequest request;
    request.name = name;
    request.pair_kinds = {kind};
    request.leaders = leaders;
    return MakePlan(workspace_, office_, request).value();
  }
  std::int64_t VersionOf(std::int64_t plan) const {
    return store_->Get(domain::PlanId{plan})->version;
  }
  std::vector<Pairing> PairingsOf(const MadePlan& made, PairingState state) const {
    return store_
        ->All<Pairing>({store::Equals("plan", made.plan.id),
                        store::Equals("state", std::string(domain::Code(state)))})
        .value();
  }
  base::Result<Pairing> Decide(const Pairing& pairing, PairingEvent event, RecordKey helper = {}) {
    const auto present = store_->Get(domain::PairingId{pairing.id});
    return DecidePairing(workspace_, office_, {pairing.id}, present->version,
                         {event, "理由", helper});
  }
  void ApproveAll(const MadePlan& made) {
    for (const Pairing& pairing : PairingsOf(made, PairingState::kSuggested)) {
      const auto approved = Decide(pairing, PairingEvent::kApprove);
      EXPECT_TRUE(approved) << approved.error().message;
    }
  }

  domain::Actor office_;
  domain::Actor department_;
};

TEST_F(PlanRules, A3_ADepartmentDecidesOnItsOwnPlansOnly) {
  PutEnterprise("受助一", domain::Innovation::kNone);
  PutExpert("李工", 1);
  const MadePlan citys = Make("市级方案");
  const domain::PlanId id{citys.plan.id};
  const auto resolved = ResolvePlan(workspace_, department_, id, citys.plan.version);
  ASSERT_FALSE(resolved);
  EXPECT_EQ(resolved.error().code, ErrorCode::kForbidden);
  EXPECT_EQ(PublishPlan(workspace_, department_, id, 1).error().code, ErrorCode::kForbidden);
  EXPECT_EQ(DiscardPlan(workspace_, department_, id, 1).error().code, ErrorCode::kForbidden);
  EXPECT_THAT(AllowedPlanEvents(department_, citys.plan), ::testing::IsEmpty());
  EXPECT_EQ(PairingsOf(citys, PairingState::kSuggested).size(), 1U);

  PlanRequest request;
  request.name = "本部门方案";
  request.pair_kinds = {PairKind::kExpert};
  request.department_code = "energy";
  EXPECT_FALSE(MakePlan(workspace_, department_, request));
  request.department_code = "";
  const auto own = MakePlan(workspace_, department_, request);
  ASSERT_TRUE(own) << own.error().message;
  EXPECT_EQ(own->plan.department_code, "miit");
  const auto again = ResolvePlan(workspace_, department_, {own->plan.id}, own->plan.version);
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->plan.covered, 1);
}

TEST_F(PlanRules, APlanWithPresumedLeadersIsSolvedAgainWithThem) {
  for (int i = 0; i < 8; ++i)
    PutEnterprise("企业" + std::to_string(i), domain::Innovation::kUnknown,
                  i == 3 ? "研发、技术开发、技术咨询" : "铸造");
  const MadePlan made = Make("推定", PairKind::kEnterprise, {0.1, 5});
  ASSERT_EQ(made.plan.covered, 5);
  const std::vector<Pairing> suggested = PairingsOf(made, PairingState::kSuggested);
  const auto details = ReadPairing(workspace_, office_, {suggested.front().id});
  ASSERT_TRUE(details) << details.error().message;
  EXPECT_EQ(details->capacity, 5);
  EXPECT_EQ(details->used, 5) << "what the draft itself takes counts";
  ASSERT_TRUE(Decide(suggested.front(), PairingEvent::kApprove));
  const auto again = ResolvePlan(workspace_, office_, {made.plan.id}, VersionOf(made.plan.id));
  ASSERT_TRUE(again) << again.error().message;
  EXPECT_EQ(again->plan.covered, 5);
  EXPECT_EQ(again->plan.receivers, made.plan.receivers);
}

TEST_F(PlanRules, TwoDraftsCannotBothTakeTheSamePlaces) {
  PutEnterprise("受助一", domain::Innovation::kNone);
  PutEnterprise("受助二", domain::Innovation::kNone);
  PutExpert("李工", 2);
  const MadePlan first = Make("第一稿");
  const MadePlan second = Make("第二稿");
  ApproveAll(first);
  ApproveAll(second);
  ASSERT_TRUE(PublishPlan(workspace_, office_, {first.plan.id}, VersionOf(first.plan.id)));
  const auto published =
      PublishPlan(workspace_, office_, {second.plan.id}, VersionOf(second.plan.id));
  ASSERT_FALSE(published);
  EXPECT_EQ(published.error().code, ErrorCode::kUnprocessable);
  EXPECT_NE(published.error().message.find("李工 的 2 个名额已满"), std::string::npos)
      << published.error().message;
  EXPECT_EQ(PairingsOf(second, PairingState::kApproved).size(), 2U) << "nothing is half published";
}

TEST_F(PlanRules, WhatWasRefusedIsTakenUpAgainOnlyWhereThereIsRoom) {
  PutEnterprise("受助一", domain::Innovation::kNone);
  PutEnterprise("受助二", domain::Innovation::kNone);
  PutExpert("李工", 1);
  const MadePlan made = Make("一位专家");
  const std::vector<Pairing> suggested = PairingsOf(made, PairingState::kSuggested);
  ASSERT_EQ(suggested.size(), 1U);
  ASSERT_TRUE(Decide(suggested.front(), PairingEvent::kReject));
  const auto again = ResolvePlan(workspace_, office_, {made.plan.id}, VersionOf(made.plan.id));
  ASSERT_TRUE(again);
  ASSERT_EQ(PairingsOf(made, PairingState::kSuggested).size(), 1U) << "the other enterprise";
  const auto reopened = Decide(suggested.front(), PairingEvent::kReopen);
  ASSERT_FALSE(reopened);
  EXPECT_EQ(reopened.error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(reopened.error().message, "李工 的 1 个名额已满");
}

TEST_F(PlanRules, AnEnterpriseHasOneHelperOfAKind) {
  PutEnterprise("受助一", domain::Innovation::kNone);
  PutExpert("李工", 1);
  PutExpert("王工", 1);
  const MadePlan made = Make("两位专家");
  const std::vector<Pairing> suggested = PairingsOf(made, PairingState::kSuggested);
  ASSERT_TRUE(Decide(suggested.front(), PairingEvent::kReject));
  ASSERT_TRUE(ResolvePlan(workspace_, office_, {made.plan.id}, VersionOf(made.plan.id)));
  const auto reopened = Decide(suggested.front(), PairingEvent::kReopen);
  ASSERT_FALSE(reopened);
  EXPECT_EQ(reopened.error().message, "受助一 已有 1 个专家帮扶，不能再加");
}

TEST_F(PlanRules, AConflictDeclaredMeanwhileStopsApprovalAndPublication) {
  const std::int64_t enterprise = PutEnterprise("受助一", domain::Innovation::kNone);
  PutEnterprise("受助二", domain::Innovation::kNone);
  const std::int64_t expert = PutExpert("李工", 2);
  const MadePlan made = Make("回避");
  std::vector<Pairing> suggested = PairingsOf(made, PairingState::kSuggested);
  ASSERT_EQ(suggested.size(), 2U);
  if (suggested.front().enterprise.value != enterprise) std::swap(suggested[0], suggested[1]);
  ASSERT_TRUE(Decide(suggested[1], PairingEvent::kApprove));
  domain::Conflict conflict;
  conflict.a_kind = domain::Kind::kExpert;
  conflict.a_id = expert;
  conflict.b_kind = domain::Kind::kEnterprise;
  conflict.b_id = enterprise;
  conflict.conflict = domain::ConflictKind::kDeclared;
  Put(conflict);
  const auto approved = Decide(suggested[0], PairingEvent::kApprove);
  ASSERT_FALSE(approved);
  EXPECT_EQ(approved.error().message, "李工 与 受助一: 有回避关系");
}

TEST_F(PlanRules, AHelperWithoutPlacesIsNamedInsteadOfPairingItsEnterpriseTwice) {
  PutEnterprise("受助一", domain::Innovation::kNone);
  const std::int64_t expert = PutExpert("李工", 1);
  PutExpert("王工", 1);
  const MadePlan made = Make("名额取消");
  const std::vector<Pairing> suggested = PairingsOf(made, PairingState::kSuggested);
  ASSERT_TRUE(Decide(suggested.front(), PairingEvent::kApprove));
  const std::int64_t helper = suggested.front().helper_id;
  EXPECT_LE(expert, helper);
  ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_ASSIGN(auto record, unit.Get(base::Id<domain::Expert>{helper}));
    record.capacity = 0;
    return unit.Update(record);
  }));
  const auto again = ResolvePlan(workspace_, office_, {made.plan.id}, VersionOf(made.plan.id));
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kUnprocessable);
  EXPECT_NE(again.error().message.find("已没有名额，但与 受助一"), std::string::npos);
  ASSERT_TRUE(Decide(suggested.front(), PairingEvent::kReject));
  const auto other = ResolvePlan(workspace_, office_, {made.plan.id}, VersionOf(made.plan.id));
  ASSERT_TRUE(other) << other.error().message;
  EXPECT_EQ(other->plan.covered, 1);
}

TEST_F(PlanRules, APairTakenUpAgainInAPublishedPlanIsInForceOnceApproved) {
  PutEnterprise("受助一", domain::Innovation::kNone);
  PutEnterprise("受助二", domain::Innovation::kNone);
  PutExpert("李工", 2);
  const MadePlan made = Make("发布后");
  ApproveAll(made);
  ASSERT_TRUE(PublishPlan(workspace_, office_, {made.plan.id}, VersionOf(made.plan.id)));
  const Pairing pairing = PairingsOf(made, PairingState::kPublished).front();
  ASSERT_TRUE(Decide(pairing, PairingEvent::kReject));
  EXPECT_EQ(Decide(pairing, PairingEvent::kReopen)->state, PairingState::kSuggested);
  EXPECT_EQ(Decide(pairing, PairingEvent::kPin).error().code, ErrorCode::kConflict);
  EXPECT_EQ(Decide(pairing, PairingEvent::kApprove)->state, PairingState::kPublished);
}

TEST_F(PlanRules, WhatADiscardedDraftRefusedMayBeProposedAgain) {
  PutEnterprise("受助一", domain::Innovation::kNone);
  PutExpert("李工", 1);
  const MadePlan first = Make("作废");
  ASSERT_TRUE(Decide(PairingsOf(first, PairingState::kSuggested).front(), PairingEvent::kReject));
  EXPECT_EQ(Make("仍被否决").plan.covered, 0);
  ASSERT_TRUE(DiscardPlan(workspace_, office_, {first.plan.id}, VersionOf(first.plan.id)));
  EXPECT_EQ(Make("重新提出").plan.covered, 1);
}

TEST_F(PlanRules, S5_BothSidesAnswerAPublishedPairing) {
  const std::int64_t enterprise = PutEnterprise("受助一", domain::Innovation::kNone);
  const std::int64_t expert = PutExpert("李工", 1);
  const MadePlan made = Make("答复");
  ApproveAll(made);
  ASSERT_TRUE(PublishPlan(workspace_, office_, {made.plan.id}, VersionOf(made.plan.id)));
  const Pairing pairing = PairingsOf(made, PairingState::kPublished).front();
  domain::Actor helper;
  helper.role = domain::Role::kExpert;
  helper.own_kind = domain::Kind::kExpert;
  helper.own_id = expert;
  domain::Actor member;
  member.role = domain::Role::kEnterprise;
  member.own_kind = domain::Kind::kEnterprise;
  member.own_id = enterprise;
  EXPECT_THAT(AllowedEvents(helper, pairing, domain::PlanState::kPublished),
              ::testing::ElementsAre(PairingEvent::kAccept, PairingEvent::kDecline));
  const auto waits_for = [&](const domain::Actor& actor) {
    std::vector<std::string> codes;
    const auto tasks = TasksOf(workspace_, actor);
    for (const Task& task : *tasks) codes.emplace_back(task.code);
    return codes;
  };
  EXPECT_THAT(waits_for(helper), ::testing::Contains("agree_to_pairings"));
  EXPECT_THAT(waits_for(member), ::testing::Contains("answer_pairings"));
  const auto agreed =
      DecidePairing(workspace_, helper, {pairing.id}, pairing.version, {PairingEvent::kAccept});
  ASSERT_TRUE(agreed) << agreed.error().message;
  EXPECT_EQ(agreed->state, PairingState::kPublished) << "the enterprise has not answered";
  EXPECT_EQ(agreed->helper_accepted_ms, clock_.NowMs());
  EXPECT_THAT(waits_for(helper), ::testing::Not(::testing::Contains("agree_to_pairings")));
  EXPECT_THAT(AllowedEvents(helper, *agreed, domain::PlanState::kPublished),
              ::testing::ElementsAre(PairingEvent::kDecline));
  const auto accepted =
      DecidePairing(workspace_, member, {pairing.id}, agreed->version, {PairingEvent::kAccept});
  EXPECT_EQ(accepted->state, PairingState::kAccepted);
  const auto declined = DecidePairing(workspace_, helper, {pairing.id}, accepted->version,
                                      {PairingEvent::kDecline, "出国访问"});
  EXPECT_EQ(declined->state, PairingState::kDeclined);
}

}  // namespace
}  // namespace jiedui::services

#include "services/ledger_board.h"
#include "services/ledger_numbers.h"
#include "services/tasks.h"
#include "unit/services/ledger_fixture.h"

namespace jiedui::services {
namespace {

using base::Date;
using base::ErrorCode;
using domain::LedgerItem;
using domain::LedgerState;
using domain::Role;
using ::testing::HasSubstr;

class LedgerTest : public LedgerFixture {};

TEST_F(LedgerTest, D7_TheSystemNumbersRoutesAndStartsTheClocks) {
  const LedgerItem item = Register("研发费用加计扣除归集口径不清");
  EXPECT_EQ(item.number, "2020-0001");
  EXPECT_EQ(item.department_code, "tax");
  EXPECT_EQ(item.level, domain::GovernmentLevel::kCity);
  EXPECT_THAT(item.route_reason, HasSubstr("加计扣除"));
  EXPECT_EQ(*item.arrange_due, (Date{2020, 7, 16}));
  EXPECT_EQ(*item.report_due, (Date{2020, 7, 20}));
  EXPECT_EQ(*item.due_on, (Date{2020, 7, 24}));
  EXPECT_EQ(*item.next_due, *item.arrange_due);
  EXPECT_EQ(Register("没有专职研发人员").number, "2020-0002");
}

TEST_F(LedgerTest, D7_NumbersOfAYearNeverComeTwice) {
  LedgerItem first = Register("道路破损");
  ASSERT_TRUE(RemoveRecord(workspace_, domain::Operator(), first.kind(), first.id, first.version));
  EXPECT_EQ(Register("道路破损").number, "2020-0002") << "a deleted number stays taken";
  const auto numbered = [&](const std::string& number) {
    EXPECT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) -> base::Status {
      LedgerItem item;
      item.number = number;
      item.enterprise = enterprise_;
      item.problem = "旧台账";
      item.region_code = "140525";
      return unit.Insert(item);
    }));
  };
  numbered("2020-旧3");
  EXPECT_EQ(Register("道路破损").number, "2020-0003");
  numbered("2020-9999");
  EXPECT_EQ(Register("道路破损").number, "2020-10000");
  EXPECT_EQ(Register("道路破损").number, "2020-10001");
  GoTo({2021, 1, 4});
  EXPECT_EQ(Register("道路破损").number, "2021-0001");
}

TEST_F(LedgerTest, D7_AHandWrittenNumberIsRefused) {
  auto item = std::make_unique<LedgerItem>();
  item->enterprise = enterprise_;
  item->problem = "道路破损";
  item->number = "2020-0500";
  const auto made = CreateRecord(workspace_, domain::Operator(), std::move(item));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().field, "number");
}

TEST_F(LedgerTest, D7_FromTheRoadToTheEnterprisesWord) {
  LedgerItem item = Register("研发费用加计扣除归集口径不清");
  EXPECT_EQ(Post(County(), item, "arrange").error().code, ErrorCode::kForbidden)
      << "the tax bureau answers";
  ASSERT_TRUE(Post(Tax(), item, "arrange", {{"handler", "王某"}}));
  EXPECT_EQ(item.next_due, item.report_due);
  ASSERT_TRUE(Post(Tax(), item, "refer", {{"referred_to", "finance"}}, "属财政资金"));
  EXPECT_EQ(*item.next_due, (Date{2020, 7, 16})) << "answered within a working day";
  EXPECT_EQ(Post(Tax(), item, "accept").error().code, ErrorCode::kForbidden);
  EXPECT_EQ(Post(Finance(), item, "reject").error().field, "reason");
  ASSERT_TRUE(Post(Finance(), item, "reject", {}, "不属财政资金"));
  EXPECT_EQ(item.state, LedgerState::kOpen);
  EXPECT_EQ(item.department_code, "tax") << "back to the sender";
  EXPECT_EQ(item.referred_to, "");
  ASSERT_TRUE(Post(Tax(), item, "arrange"));
  ASSERT_TRUE(Post(Tax(), item, "report", {{"progress", "已约企业"}}));
  ASSERT_TRUE(Post(Tax(), item, "settle", {{"outcome", "上门辅导"}}));
  EXPECT_FALSE(item.next_due.has_value());
  EXPECT_EQ(Post(Enterprise(), item, "confirm").error().field, "satisfaction");
  EXPECT_EQ(Post(Enterprise(), item, "confirm", {{"satisfaction", "dissatisfied"}}).error().field,
            "satisfaction");
  GoTo({2020, 7, 20});
  ASSERT_TRUE(Post(Enterprise(), item, "reopen", {}, "没有讲清楚"));
  EXPECT_EQ(item.satisfaction, domain::Satisfaction::kDissatisfied);
  EXPECT_EQ(*item.due_on, (Date{2020, 7, 29})) << "a new round";
  ASSERT_TRUE(Post(Tax(), item, "settle", {{"outcome", "再次辅导"}}));
  ASSERT_TRUE(Post(Enterprise(), item, "confirm", {{"satisfaction", "satisfied"}}));
  EXPECT_EQ(item.state, LedgerState::kConfirmed);
  EXPECT_EQ(item.reopened, 1);
  EXPECT_EQ(item.steps.size(), 10U);
  EXPECT_THAT(item.steps[2], HasSubstr("转办给市财政局（属财政资金）"));
}

TEST_F(LedgerTest, D7_AReferralIsSeenAndAnsweredByTheDepartmentOfOtherSectors) {
  LedgerItem item = Register("研发费用加计扣除归集口径不清");
  const auto sees = [&] {
    return ReadLedgerBoard(workspace_, Energy(), {.roster = {}, .referred = true})->total;
  };
  EXPECT_FALSE(ReadRecord(workspace_, Energy(), item.kind(), item.id));
  EXPECT_EQ(sees(), 0);
  ASSERT_TRUE(Post(Tax(), item, "refer", {{"referred_to", "energy"}}, "涉及电价"));
  EXPECT_TRUE(ReadRecord(workspace_, Energy(), item.kind(), item.id));
  EXPECT_EQ(sees(), 1);
  ASSERT_TRUE(Post(Energy(), item, "accept", {{"handler", "李某"}}));
  EXPECT_EQ(item.department_code, "energy");
  EXPECT_EQ(item.handler, "李某");
  EXPECT_EQ(ReadLedgerBoard(workspace_, Energy(), {})->total, 1) << "by what it answers";
  EXPECT_TRUE(Post(Energy(), item, "report", {{"progress", "已核实"}}));
}

TEST_F(LedgerTest, D7_RoutingIsOverriddenWithAReason) {
  LedgerItem item = Register("说不清的事");
  EXPECT_EQ(item.owner, domain::LedgerOwner::kEnterprise);
  EXPECT_EQ(Post(County(), item, "route", {}, "再看看").error().code, ErrorCode::kInvalid)
      << "nothing changes";
  EXPECT_EQ(Post(County(), item, "route", {{"owner", "government"}, {"level", "city"}}, "属政府")
                .error()
                .field,
            "department_code");
  ASSERT_TRUE(Post(County(), item, "route",
                   {{"owner", "government"}, {"level", "city"}, {"department_code", "市财政局"}},
                   "涉及补助资金"));
  EXPECT_EQ(item.department_code, "finance");
  EXPECT_EQ(item.route_reason, "改派：涉及补助资金");
  EXPECT_FALSE(Post(County(), item, "arrange")) << "now the finance bureau answers";
  EXPECT_TRUE(Post(Finance(), item, "arrange"));
}

TEST_F(LedgerTest, D7_AComplexProblemHasAMonthAndAPlan) {
  LedgerItem item = Register("缺少抵押物，银行不予贷款");
  const domain::Actor banking = As(Role::kSupportDepartment, "financial_office");
  ASSERT_TRUE(Post(banking, item, "arrange"));
  EXPECT_EQ(Post(banking, item, "make_complex", {}, "多家银行").error().field, "plan");
  ASSERT_TRUE(Post(banking, item, "make_complex", {{"plan", "分两步对接银行"}}, "多家银行"));
  EXPECT_EQ(*item.due_on, (Date{2020, 8, 17}));
}

TEST_F(LedgerTest, D7_TheEnterpriseReportsOnItsOwnProblemsOnly) {
  LedgerItem own = Register("没有专职研发人员");
  ASSERT_TRUE(Post(County(), own, "arrange"));
  EXPECT_TRUE(Post(Enterprise(), own, "report", {{"progress", "已招聘两人"}}));
  LedgerItem other = Register("研发费用加计扣除归集口径不清");
  ASSERT_TRUE(Post(Tax(), other, "arrange"));
  EXPECT_EQ(Post(Enterprise(), other, "report", {{"progress", "等"}}).error().code,
            ErrorCode::kForbidden);
}

TEST_F(LedgerTest, E6_AHotlineCallIsOnTheLedgerOnce) {
  VisitReport call;
  call.visit.enterprise = enterprise_;
  call.visit.way = domain::VisitWay::kHotline;
  call.visit.subject = "96302 来电";
  EXPECT_FALSE(RecordVisit(workspace_, domain::Operator(), call)) << "a call brings a problem";
  call.problems.emplace_back().problem = "蒸汽供应不足";
  EXPECT_EQ(RecordVisit(workspace_, domain::Operator(), call).error().field, "hotline_no");
  call.problems.front().hotline_no = "96302-20200715-0042";
  const auto stored = RecordVisit(workspace_, domain::Operator(), call);
  ASSERT_TRUE(stored) << stored.error().message;
  EXPECT_EQ(stored->problems.front().department_code, "urban");
  call.visit.subject = "96302 再次来电";
  const auto twice = RecordVisit(workspace_, domain::Operator(), call);
  ASSERT_FALSE(twice);
  EXPECT_EQ(twice.error().code, ErrorCode::kConflict);
  EXPECT_THAT(twice.error().message, HasSubstr(stored->problems.front().number));
  EXPECT_EQ(AllOf<domain::Visit>().size(), 1U) << "all or nothing";
}

TEST_F(LedgerTest, D6_NeedsAndProblemsComeOutOfAVisitAllOrNone) {
  VisitReport report;
  report.visit.enterprise = enterprise_;
  report.visit.subject = "入企走访";
  report.needs.resize(2);
  report.needs[0].title = "催化剂寿命";
  report.needs[1].title = "催化剂寿命";
  report.problems.emplace_back().problem = "厂外道路破损";
  const auto twice = RecordVisit(workspace_, County(), report);
  ASSERT_FALSE(twice);
  EXPECT_THAT(twice.error().message, HasSubstr("第 2 个需求"));
  EXPECT_TRUE(AllOf<domain::Visit>().empty());
  EXPECT_TRUE(AllOf<domain::Need>().empty());
  report.needs[1].title = "余热回收";
  const auto stored = RecordVisit(workspace_, County(), report);
  ASSERT_TRUE(stored) << stored.error().message;
  EXPECT_EQ(stored->needs[1].visit.value, stored->visit.id);
  EXPECT_EQ(stored->problems[0].visit.value, stored->visit.id);
  EXPECT_EQ(*stored->problems[0].found_on, (Date{2020, 7, 15}));
  EXPECT_EQ(RecordVisit(workspace_, As(Role::kCounty, "", "140502"), report).error().code,
            ErrorCode::kForbidden)
      << "another county's";
  EXPECT_FALSE(RecordVisit(workspace_, As(Role::kAuditor), report));
}

TEST_F(LedgerTest, D7_MyListSaysWhatTheClocksWant) {
  LedgerItem item = Register("研发费用加计扣除归集口径不清");
  const auto codes = [&](const domain::Actor& actor) {
    std::set<std::string> found;
    const std::vector<Task> tasks = TasksOf(workspace_, actor).value();
    for (const Task& task : tasks) found.emplace(task.code);
    return found;
  };
  EXPECT_EQ(codes(Tax()).count("arrange_ledger"), 0U);
  GoTo({2020, 7, 16});
  EXPECT_EQ(codes(Tax()).count("arrange_ledger"), 1U);
  EXPECT_EQ(codes(Tax()).count("overdue_ledger"), 0U);
  GoTo({2020, 7, 17});
  EXPECT_EQ(codes(Tax()).count("overdue_ledger"), 1U);
  ASSERT_TRUE(Post(Tax(), item, "refer", {{"referred_to", "finance"}}, "属财政资金"));
  EXPECT_EQ(codes(Finance()).count("referred_ledger"), 1U);
  EXPECT_EQ(codes(Tax()).count("referred_ledger"), 0U);
  ASSERT_TRUE(Post(Finance(), item, "accept"));
  ASSERT_TRUE(Post(Finance(), item, "settle", {{"outcome", "已拨付"}}));
  EXPECT_EQ(codes(Enterprise()).count("confirm_ledger"), 1U);
}

TEST_F(LedgerTest, D7_WhatIsLinkedIsOfTheSameEnterprise) {
  LedgerItem item = Register("道路破损");
  item.visit = {999};
  EXPECT_FALSE(ChangeRecord(workspace_, domain::Operator(), item.kind(), item.id, item.version,
                            [](domain::Record& record) -> base::Status {
                              static_cast<LedgerItem&>(record).visit = {999};
                              return {};
                            }));
}

}  // namespace
}  // namespace jiedui::services

// Two nodes of a city on one PostgreSQL: what one writes the other finds, and what one is asked to
// solve another may.
#include <chrono>
#include <thread>

#include "domain/credit_code.h"
#include "services/plan_solves.h"
#include "services/plans.h"
#include "services/settle.h"
#include "support/postgres_server.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Result;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::chrono::seconds kLong{30};

class PostgresCityTest : public ::testing::Test {
 protected:
  void SetUp() override {
    testing::PostgresServer* const server = testing::PostgresServer::Get();
    if (server == nullptr) GTEST_SKIP() << testing::PostgresServer::WhyNot();
    url_ = server->NewDatabase();
    a_ = std::make_unique<TestCity>(url_, 0, std::filesystem::path());
    b_ = std::make_unique<TestCity>(url_, 1, a_->folder_);
  }
  void TearDown() override {
    b_.reset();
    a_.reset();
    if (!url_.empty()) testing::PostgresServer::Get()->Drop(url_);
  }
  void Put(TestCity& city, domain::Record& record) {
    const auto stored =
        city.store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(record); });
    ASSERT_TRUE(stored) << stored.error().message;
  }
  void PutEnterprise(TestCity& city, int i, const std::string& name) {
    domain::Enterprise enterprise;
    enterprise.name = name;
    const std::string code = "91990500000000" + std::to_string(100 + i);
    enterprise.credit_code = code + domain::CreditCodeCheckDigit(code);
    enterprise.region_code = "140525";
    enterprise.sector_code = "3391";
    enterprise.programme_sector = "metallurgy";
    enterprise.innovation = domain::Innovation::kNone;
    enterprise.products = "球墨铸铁管件";
    Put(city, enterprise);
  }

  std::string url_;
  std::unique_ptr<TestCity> a_;
  std::unique_ptr<TestCity> b_;
};

TEST_F(PostgresCityTest, WhatOneNodeWritesTheOtherFindsWithoutWaitingForALook) {
  const std::string own = store::IndexConsumerOf(1);
  ASSERT_TRUE(b_->store_->FollowOutbox(own));
  b_->store_->ListenForCommits();
  const auto until = steady_clock::now() + kLong;
  while (!b_->store_->HearsEveryCommit() && steady_clock::now() < until)
    std::this_thread::sleep_for(milliseconds(1));
  PutEnterprise(*a_, 1, "泽州县铸铁管件厂");
  b_->search_.Follow();
  // The first look is over, and the next is a quarter of a minute away.
  while (b_->store_->OutboxDepth(own).value() != 0 && steady_clock::now() < until)
    std::this_thread::sleep_for(milliseconds(1));
  std::this_thread::sleep_for(milliseconds(300));
  PutEnterprise(*a_, 2, "高平市液压支架厂");
  const auto written = steady_clock::now();
  while (b_->store_->OutboxDepth(own).value() != 0 && steady_clock::now() < written + kLong)
    std::this_thread::sleep_for(milliseconds(1));
  EXPECT_LT(steady_clock::now() - written, std::chrono::seconds(10)) << "it waited for its look";
  index::Query query;
  query.text = "液压支架";
  const auto page = b_->search_.Search(query);
  ASSERT_TRUE(page) << page.error().message;
  ASSERT_EQ(page->hits.size(), 1U);
}

TEST_F(PostgresCityTest, EachNodeSaysHowFarItsOwnIndexIsBehind) {
  ASSERT_TRUE(b_->store_->FollowOutbox(store::IndexConsumerOf(1)));
  ASSERT_TRUE(a_->search_.CatchUp());
  ASSERT_TRUE(b_->search_.CatchUp());
  PutEnterprise(*a_, 1, "泽州县铸铁管件厂");
  EXPECT_EQ(b_->search_.Behind().value(), 1);
  ASSERT_TRUE(a_->search_.CatchUp());
  EXPECT_EQ(a_->search_.Behind().value(), 0);
  EXPECT_EQ(b_->search_.Behind().value(), 1);
  ASSERT_TRUE(b_->search_.CatchUp());
  EXPECT_EQ(b_->search_.Behind().value(), 0);
}

TEST_F(PostgresCityTest, ADatabaseThatBreaksOffDoesNotReadAsARecordThatIsNotThere) {
  PutEnterprise(*a_, 1, "泽州县铸铁管件厂");
  const auto made = a_->store_->Read()->All<domain::Enterprise>();
  ASSERT_EQ(made.value().size(), 1U);
  domain::Need need;
  need.enterprise = {made->front().id};
  need.title = "产线智能化改造";
  const auto session = a_->store_->Read();
  ASSERT_TRUE(session);
  ASSERT_TRUE(Settle(a_->reference_, *session, need));
  testing::PostgresServer::Get()->EndConnections();
  const base::Status settled = Settle(a_->reference_, *session, need);
  ASSERT_FALSE(settled);
  EXPECT_EQ(settled.error().code, base::ErrorCode::kUnavailable) << settled.error().message;
  need.enterprise = {made->front().id + 1};
  const base::Status unknown = Settle(a_->reference_, *a_->store_->Read(), need);
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, base::ErrorCode::kUnprocessable) << unknown.error().message;
}

TEST_F(PostgresCityTest, APlanAskedForOnOneNodeIsSolvedAndStoredByAnother) {
  for (int i = 0; i < 4; ++i) PutEnterprise(*a_, i, "企业" + std::to_string(i));
  domain::Expert expert;
  expert.name = "专家";
  expert.organisation = "某大学";
  expert.description = "铸造缺陷检测";
  expert.sectors = {"3391"};
  expert.capacity = 3;
  Put(*a_, expert);
  const domain::Actor office = domain::Operator();
  const auto work = [&](TestCity& city) -> PlanWork {
    return [&](const store::Job& job, const std::stop_token& stop,
               const base::Progress& progress) -> Result<std::int64_t> {
      PlanRequest request;
      request.name = job.title;
      request.pair_kinds = {domain::PairKind::kExpert};
      request.stop = stop;
      request.progress = progress;
      request.seal = [&](store::UnitOfWork& unit, std::int64_t plan) {
        return unit.FinishJob(job, plan);
      };
      JIEDUI_ASSIGN(const MadePlan made, MakePlan(city.workspace_, office, request));
      return made.plan.id;
    };
  };
  PlanSolves asked(*a_->store_, a_->clock_, work(*a_), false);
  const PlanSolve begun = asked.Begin({1, "甲", 0, "{}"}).value();
  PlanSolve seen;
  {
    PlanSolves solver(*b_->store_, b_->clock_, work(*b_));
    const auto until = steady_clock::now() + kLong;
    do {
      std::this_thread::sleep_for(milliseconds(5));
      seen = asked.Read(1, begun.id).value();
    } while (store::IsOpen(seen.state) && steady_clock::now() < until);
  }
  ASSERT_EQ(seen.state, PlanSolveState::kDone) << seen.error.message;
  const auto plan = a_->store_->Get(domain::PlanId{seen.plan});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->covered, 3);
}

/// On SQLite, where the writer that the plan waits for is the one that cancelling needs.
TEST_F(WorkspaceTest, ARealSolveThatIsCancelledStoresNothing) {
  const auto put = [&](domain::Record& record) {
    ASSERT_TRUE(store_->Write({}, [&](store::UnitOfWork& unit) { return unit.Insert(record); }));
  };
  domain::Enterprise enterprise;
  enterprise.name = "企业";
  const std::string code = "91990500000000100";
  enterprise.credit_code = code + domain::CreditCodeCheckDigit(code);
  enterprise.region_code = "140525";
  enterprise.sector_code = "3391";
  enterprise.programme_sector = "metallurgy";
  enterprise.innovation = domain::Innovation::kNone;
  put(enterprise);
  domain::Expert expert;
  expert.name = "专家";
  expert.organisation = "某大学";
  expert.sectors = {"3391"};
  expert.capacity = 1;
  put(expert);
  PlanSolves* cancels = nullptr;
  const PlanWork work = [&](const store::Job& job, const std::stop_token& stop,
                            const base::Progress& progress) -> Result<std::int64_t> {
    PlanRequest request;
    request.name = job.title;
    request.pair_kinds = {domain::PairKind::kExpert};
    request.stop = stop;
    request.progress = [&](std::string_view stage, std::size_t done, std::size_t total) {
      progress(stage, done, total);
      if (stage != "candidates") return;
      EXPECT_TRUE(cancels->Cancel(1, job.id).has_value());
    };
    request.seal = [&](store::UnitOfWork& unit, std::int64_t plan) {
      return unit.FinishJob(job, plan);
    };
    JIEDUI_ASSIGN(const MadePlan made, MakePlan(workspace_, domain::Operator(), request));
    return made.plan.id;
  };
  PlanSolves solves(*store_, clock_, work);
  cancels = &solves;
  const PlanSolve begun = solves.Begin({1, "甲", 0, "{}"}).value();
  while (store::IsOpen(solves.Read(1, begun.id)->state))
    std::this_thread::sleep_for(milliseconds(1));
  EXPECT_EQ(solves.Read(1, begun.id)->state, PlanSolveState::kCancelled);
  EXPECT_TRUE(AllOf<domain::Plan>().empty());
}

}  // namespace
}  // namespace jiedui::services

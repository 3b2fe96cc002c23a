// Solves that nobody waits for: rows that any node takes, one at a time each, its account's,
// cancelled at any moment and from anywhere.
#include "services/plan_solves.h"

#include <future>
#include <map>
#include <thread>

#include "support/postgres_server.h"
#include "unit/services/workspace_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using store::Engine;
using store::Job;

constexpr std::int64_t kOffice = 1;
constexpr std::int64_t kOther = 2;

/// Work that waits for the test, and until then for nothing but being stopped.
struct Gate {
  std::promise<void> begun;
  std::atomic<bool> open{false};
  std::atomic<bool> stopped{false};

  PlanWork Work(std::int64_t plan) {
    return [this, plan](const Job& /*job*/, const std::stop_token& stop,
                        const base::Progress& progress) -> Result<std::int64_t> {
      progress("expert-enterprise", 0, 1);
      progress("candidates", 3, 8);
      begun.set_value();
      while (!open) {
        stopped = stop.stop_requested();
        if (stopped) return Fail(ErrorCode::kConflict, "求解已取消");
        std::this_thread::yield();
      }
      return plan;
    };
  }
};

PlanWork Quick(std::int64_t plan) {
  return [plan](const Job& /*job*/, const std::stop_token& /*stop*/,
                const base::Progress& /*progress*/) { return Result<std::int64_t>(plan); };
}

bool IsOver(const PlanSolve& solve) { return !store::IsOpen(solve.state); }

PlanSolve WaitFor(const PlanSolves& solves, std::int64_t account, std::int64_t id) {
  while (true) {
    const PlanSolve solve = solves.Read(account, id).value();
    if (IsOver(solve)) return solve;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
}

/// Two nodes on one database, on either engine, and what is to be done for an order of a name.
class PlanSolvesTest : public ::testing::TestWithParam<Engine> {
 protected:
  PlanSolvesTest() {
    if (GetParam() == Engine::kSqlite) return;
    testing::PostgresServer* const server = testing::PostgresServer::Get();
    const auto skip = [] { GTEST_SKIP() << testing::PostgresServer::WhyNot(); };
    if (server == nullptr) skip();
    if (server != nullptr) url_ = server->NewSchema();
  }
  ~PlanSolvesTest() override {
    store_.reset();
    beside_.reset();
    if (!url_.empty()) testing::PostgresServer::Get()->Recycle(url_);
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "jiedui-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
    store_ = Open(0);
    beside_ = Open(1);
  }
  std::unique_ptr<store::Store> Open(std::uint8_t node) {
    auto opened = store::Store::Open(
        {.path = folder_ / "jiedui.db", .url = url_, .clock = &clock_, .node = node});
    EXPECT_TRUE(opened) << opened.error().message;
    if (GetParam() == Engine::kPostgres) (*opened)->ListenForCommits();
    return std::move(opened).value();
  }
  PlanWork Runner() {
    return [this](const Job& job, const std::stop_token& stop, const base::Progress& progress) {
      PlanWork work;
      {
        const std::scoped_lock lock(mutex_);
        work = works_.at(job.title);
      }
      return work(job, stop, progress);
    };
  }
  std::unique_ptr<PlanSolves> Solves(store::Store& store, bool takes = true) {
    return std::make_unique<PlanSolves>(store, clock_, Runner(), takes);
  }
  PlanSolveOrder Order(std::int64_t account, PlanWork work) {
    const std::scoped_lock lock(mutex_);
    const std::string name = "方案" + std::to_string(works_.size());
    works_[name] = std::move(work);
    return {account, name, 0, "{}"};
  }

  base::FixedClock clock_{1'600'000'000'000};
  std::filesystem::path folder_;
  std::string url_;
  std::unique_ptr<store::Store> store_;
  std::unique_ptr<store::Store> beside_;
  std::mutex mutex_;
  std::map<std::string, PlanWork> works_;  // guarded by mutex_
};

INSTANTIATE_TEST_SUITE_P(Every, PlanSolvesTest,
                         ::testing::Values(Engine::kSqlite, Engine::kPostgres),
                         [](const ::testing::TestParamInfo<Engine>& engine) {
                           return engine.param == Engine::kSqlite ? "Sqlite" : "Postgres";
                         });

TEST_P(PlanSolvesTest, TellHowFarTheyAreAndGiveThePlan) {
  const auto solves = Solves(*store_);
  Gate gate;
  const PlanSolve begun = solves->Begin(Order(kOffice, gate.Work(7))).value();
  gate.begun.get_future().wait();
  const PlanSolve running = solves->Read(kOffice, begun.id).value();
  EXPECT_EQ(running.state, PlanSolveState::kRunning);
  EXPECT_EQ(running.pair_kind, "expert-enterprise");
  EXPECT_EQ(running.parts, 1U);
  EXPECT_EQ(running.stage, "candidates");
  EXPECT_EQ(running.done, 3U);
  EXPECT_EQ(running.total, 8U);
  EXPECT_EQ(running.plan, 0);
  EXPECT_EQ(solves->Counts().running, 1U);
  gate.open = true;
  const PlanSolve done = WaitFor(*solves, kOffice, begun.id);
  EXPECT_EQ(done.state, PlanSolveState::kDone);
  EXPECT_EQ(done.plan, 7);
}

TEST_P(PlanSolvesTest, AnotherAccountsAreNotThere) {
  const auto solves = Solves(*store_);
  const PlanSolve begun = solves->Begin(Order(kOffice, Quick(7))).value();
  EXPECT_EQ(solves->Read(kOther, begun.id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(solves->Cancel(kOther, begun.id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(solves->Of(kOther).value().empty());
  EXPECT_EQ(solves->Of(kOffice).value().size(), 1U);
}

TEST_P(PlanSolvesTest, CancelEndsTheOneThatRunsAndTheOneThatWaits) {
  const auto solves = Solves(*store_);
  Gate gate;
  const PlanSolve first = solves->Begin(Order(kOffice, gate.Work(7))).value();
  gate.begun.get_future().wait();
  const PlanSolve second = solves->Begin(Order(kOffice, Quick(8))).value();
  EXPECT_EQ(second.state, PlanSolveState::kWaiting);
  EXPECT_EQ(second.ahead, 1U);
  EXPECT_EQ(solves->Cancel(kOffice, second.id).value().state, PlanSolveState::kCancelled);
  EXPECT_TRUE(solves->Cancel(kOffice, first.id).has_value());
  EXPECT_EQ(WaitFor(*solves, kOffice, first.id).state, PlanSolveState::kCancelled);
  const PlanSolve third = solves->Begin(Order(kOffice, Quick(9))).value();
  EXPECT_EQ(WaitFor(*solves, kOffice, third.id).plan, 9) << "the thread goes on";
  EXPECT_EQ(solves->Cancel(kOffice, third.id).value().state, PlanSolveState::kDone);
}

TEST_P(PlanSolvesTest, TooManyAreRefused) {
  const auto solves = Solves(*store_);
  Gate gate;
  ASSERT_TRUE(solves->Begin(Order(kOffice, gate.Work(7))));
  gate.begun.get_future().wait();
  ASSERT_TRUE(solves->Begin(Order(kOffice, Quick(8))));
  EXPECT_EQ(solves->Begin(Order(kOffice, Quick(9))).error().code, ErrorCode::kLimited);
  std::size_t open = 2;
  for (std::int64_t account = 10; open < PlanSolves::kMostOpen; ++account, ++open)
    ASSERT_TRUE(solves->Begin(Order(account, Quick(account))));
  EXPECT_EQ(solves->Begin(Order(kOther, Quick(9))).error().code, ErrorCode::kLimited);
  gate.open = true;
}

TEST_P(PlanSolvesTest, WhatFailsSaysWhyAndWhatThrowsEndsNothing) {
  const auto solves = Solves(*store_);
  const PlanWork fails = [](const Job&, const std::stop_token&,
                            const base::Progress&) -> Result<std::int64_t> {
    return Fail(ErrorCode::kUnprocessable, "范围内没有需要对接的企业", "region_code");
  };
  const PlanSolve failing = solves->Begin(Order(kOffice, fails)).value();
  const PlanSolve failed = WaitFor(*solves, kOffice, failing.id);
  EXPECT_EQ(failed.state, PlanSolveState::kFailed);
  EXPECT_EQ(failed.error.code, ErrorCode::kUnprocessable);
  EXPECT_EQ(failed.error.field, "region_code");
  const PlanWork throws = [](const Job&, const std::stop_token&,
                             const base::Progress&) -> Result<std::int64_t> {
    throw std::bad_alloc();
  };
  const PlanSolve thrown = solves->Begin(Order(kOffice, throws)).value();
  EXPECT_EQ(WaitFor(*solves, kOffice, thrown.id).error.code, ErrorCode::kInternal);
}

TEST_P(PlanSolvesTest, TheLatestAreKept) {
  const auto solves = Solves(*store_);
  std::int64_t last = 0;
  for (std::size_t i = 0; i < PlanSolves::kMostKept + 5; ++i) {
    last = solves->Begin(Order(kOffice, Quick(1))).value().id;
    WaitFor(*solves, kOffice, last);
  }
  const std::vector<PlanSolve> kept = solves->Of(kOffice).value();
  EXPECT_EQ(kept.size(), PlanSolves::kMostKept + 1);
  EXPECT_EQ(kept.front().id, last);
}

TEST_P(PlanSolvesTest, ANodeThatStopsLeavesWhatItRunsToTheNext) {
  Gate gate;
  std::int64_t id = 0;
  {
    const auto solves = Solves(*store_);
    id = solves->Begin(Order(kOffice, gate.Work(7))).value().id;
    gate.begun.get_future().wait();
  }
  EXPECT_TRUE(gate.stopped) << "it did not wait for the gate";
  const auto waits = Solves(*beside_, false);
  EXPECT_EQ(waits->Read(kOffice, id).value().state, PlanSolveState::kWaiting);
  {
    const std::scoped_lock lock(mutex_);
    works_.begin()->second = Quick(8);
  }
  const auto next = Solves(*beside_);
  EXPECT_EQ(WaitFor(*waits, kOffice, id).plan, 8);
}

TEST_P(PlanSolvesTest, AnyNodeSolvesShowsAndCancelsWhatAnotherWasAskedFor) {
  const auto asked = Solves(*store_, false);
  const auto solver = Solves(*beside_);
  const PlanSolve done = asked->Begin(Order(kOffice, Quick(7))).value();
  EXPECT_EQ(WaitFor(*asked, kOffice, done.id).plan, 7);
  Gate gate;
  const PlanSolve begun = asked->Begin(Order(kOffice, gate.Work(8))).value();
  gate.begun.get_future().wait();
  while (asked->Read(kOffice, begun.id)->stage != "candidates")
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  EXPECT_EQ(asked->Read(kOffice, begun.id)->done, 3U) << "as its node says once a second";
  EXPECT_TRUE(asked->Cancel(kOffice, begun.id)->cancelling);
  EXPECT_EQ(WaitFor(*asked, kOffice, begun.id).state, PlanSolveState::kCancelled);
  EXPECT_TRUE(gate.stopped);
}

TEST_P(PlanSolvesTest, ADeadNodesSolveIsBegunAnewAndStoredOnce) {
  const auto solver = Solves(*beside_, false);
  const auto store_plan = [](store::Store& store, const Job& job, std::int64_t plan) {
    return store.Write({}, [&](store::UnitOfWork& unit) { return unit.FinishJob(job, plan); });
  };
  const PlanWork seals = [&](const Job& job, const std::stop_token&,
                             const base::Progress&) -> Result<std::int64_t> {
    JIEDUI_CHECK(store_plan(*beside_, job, 8));
    return 8;
  };
  const PlanSolve begun = solver->Begin(Order(kOffice, seals)).value();
  // The first node takes it and is never heard of again.
  const auto taken = store_->TakeJob("plan_solve", PlanSolves::kLeaseMs).value();
  ASSERT_TRUE(taken);
  const auto next = Solves(*beside_);
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  EXPECT_EQ(solver->Read(kOffice, begun.id)->state, PlanSolveState::kRunning);
  clock_.Advance(PlanSolves::kLeaseMs);
  EXPECT_EQ(WaitFor(*solver, kOffice, begun.id).plan, 8);
  EXPECT_EQ(store_plan(*store_, *taken, 9).error().code, ErrorCode::kConflict)
      << "it was not dead after all, but has nothing to store any longer";
  EXPECT_EQ(solver->Read(kOffice, begun.id)->plan, 8);
  EXPECT_EQ(next->Counts().done, 1U);
}

}  // namespace
}  // namespace jiedui::services

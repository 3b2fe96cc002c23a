// Solves that nobody waits for: one at a time, each its account's, cancelled at any moment.
#include "services/plan_solves.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <future>

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;

constexpr std::int64_t kOffice = 1;
constexpr std::int64_t kOther = 2;

/// Work that waits for the test, and until then for nothing but being stopped.
struct Gate {
  std::promise<void> begun;
  std::atomic<bool> open{false};

  PlanWork Work(std::int64_t plan) {
    return [this, plan](const std::stop_token& stop,
                        const base::Progress& progress) -> Result<std::int64_t> {
      progress("expert-enterprise", 0, 1);
      progress("candidates", 3, 8);
      begun.set_value();
      while (!open) {
        if (stop.stop_requested()) return Fail(ErrorCode::kConflict, "求解已取消");
        std::this_thread::yield();
      }
      return plan;
    };
  }
};

PlanSolveOrder Order(std::int64_t account, PlanWork work) {
  return {account, "方案", 0, std::move(work)};
}

PlanWork Quick(std::int64_t plan) {
  return [plan](const std::stop_token& /*stop*/, const base::Progress& /*progress*/) {
    return Result<std::int64_t>(plan);
  };
}

PlanSolve WaitFor(const PlanSolves& solves, std::int64_t account, std::int64_t id) {
  while (true) {
    const PlanSolve solve = solves.Read(account, id).value();
    if (solve.state != PlanSolveState::kWaiting && solve.state != PlanSolveState::kRunning)
      return solve;
    std::this_thread::yield();
  }
}

TEST(PlanSolves, TellHowFarTheyAreAndGiveThePlan) {
  PlanSolves solves;
  Gate gate;
  const PlanSolve begun = solves.Begin(Order(kOffice, gate.Work(7))).value();
  gate.begun.get_future().wait();
  const PlanSolve running = solves.Read(kOffice, begun.id).value();
  EXPECT_EQ(running.state, PlanSolveState::kRunning);
  EXPECT_EQ(running.pair_kind, "expert-enterprise");
  EXPECT_EQ(running.parts, 1U);
  EXPECT_EQ(running.stage, "candidates");
  EXPECT_EQ(running.done, 3U);
  EXPECT_EQ(running.total, 8U);
  EXPECT_EQ(running.plan, 0);
  gate.open = true;
  const PlanSolve done = WaitFor(solves, kOffice, begun.id);
  EXPECT_EQ(done.state, PlanSolveState::kDone);
  EXPECT_EQ(done.plan, 7);
}

TEST(PlanSolves, AnotherAccountsAreNotThere) {
  PlanSolves solves;
  const PlanSolve begun = solves.Begin(Order(kOffice, Quick(7))).value();
  EXPECT_EQ(solves.Read(kOther, begun.id).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(solves.Cancel(kOther, begun.id).error().code, ErrorCode::kNotFound);
  EXPECT_TRUE(solves.Of(kOther).empty());
  EXPECT_EQ(solves.Of(kOffice).size(), 1U);
}

TEST(PlanSolves, CancelEndsTheOneThatRunsAndTheOneThatWaits) {
  PlanSolves solves;
  Gate gate;
  const PlanSolve first = solves.Begin(Order(kOffice, gate.Work(7))).value();
  gate.begun.get_future().wait();
  const PlanSolve second = solves.Begin(Order(kOffice, Quick(8))).value();
  EXPECT_EQ(second.state, PlanSolveState::kWaiting);
  EXPECT_EQ(second.ahead, 1U);
  EXPECT_EQ(solves.Cancel(kOffice, second.id).value().state, PlanSolveState::kCancelled);
  EXPECT_TRUE(solves.Cancel(kOffice, first.id).has_value());
  EXPECT_EQ(WaitFor(solves, kOffice, first.id).state, PlanSolveState::kCancelled);
  const PlanSolve third = solves.Begin(Order(kOffice, Quick(9))).value();
  EXPECT_EQ(WaitFor(solves, kOffice, third.id).plan, 9) << "the thread goes on";
  EXPECT_EQ(solves.Cancel(kOffice, third.id).value().state, PlanSolveState::kDone);
}

TEST(PlanSolves, TooManyAreRefused) {
  PlanSolves solves;
  Gate gate;
  ASSERT_TRUE(solves.Begin(Order(kOffice, gate.Work(7))));
  gate.begun.get_future().wait();
  ASSERT_TRUE(solves.Begin(Order(kOffice, Quick(8))));
  EXPECT_EQ(solves.Begin(Order(kOffice, Quick(9))).error().code, ErrorCode::kLimited);
  std::size_t open = 2;
  for (std::int64_t account = 10; open < PlanSolves::kMostOpen; ++account, ++open)
    ASSERT_TRUE(solves.Begin(Order(account, Quick(account))));
  EXPECT_EQ(solves.Begin(Order(kOther, Quick(9))).error().code, ErrorCode::kLimited);
  gate.open = true;
}

TEST(PlanSolves, WhatFailsSaysWhyAndWhatThrowsEndsNothing) {
  PlanSolves solves;
  const PlanWork fails = [](const std::stop_token&, const base::Progress&) -> Result<std::int64_t> {
    return Fail(ErrorCode::kUnprocessable, "范围内没有需要对接的企业", "region_code");
  };
  const PlanSolve failing = solves.Begin(Order(kOffice, fails)).value();
  const PlanSolve failed = WaitFor(solves, kOffice, failing.id);
  EXPECT_EQ(failed.state, PlanSolveState::kFailed);
  EXPECT_EQ(failed.error.field, "region_code");
  const PlanWork throws = [](const std::stop_token&,
                             const base::Progress&) -> Result<std::int64_t> {
    throw std::bad_alloc();
  };
  const PlanSolve thrown = solves.Begin(Order(kOffice, throws)).value();
  EXPECT_EQ(WaitFor(solves, kOffice, thrown.id).error.code, ErrorCode::kInternal);
}

TEST(PlanSolves, TheLatestAreKept) {
  PlanSolves solves;
  std::int64_t last = 0;
  for (std::size_t i = 0; i < PlanSolves::kMostKept + 20; ++i) {
    last = solves.Begin(Order(kOffice, Quick(1))).value().id;
    WaitFor(solves, kOffice, last);
  }
  const std::vector<PlanSolve> kept = solves.Of(kOffice);
  EXPECT_LE(kept.size(), PlanSolves::kMostKept + 1);
  EXPECT_EQ(kept.front().id, last);
}

TEST(PlanSolves, TheEndCancelsWhatIsOpen) {
  Gate gate;
  {
    PlanSolves solves;
    ASSERT_TRUE(solves.Begin(Order(kOffice, gate.Work(7))));
    ASSERT_TRUE(solves.Begin(Order(kOffice, Quick(8))));
    gate.begun.get_future().wait();
  }
  EXPECT_FALSE(gate.open) << "it did not wait for the gate";
}

}  // namespace
}  // namespace jiedui::services

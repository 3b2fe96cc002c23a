// Jobs that any node takes: each is one node's at a time, and comes to its end once.
#include <atomic>
#include <set>
#include <thread>

#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Enterprise;

constexpr base::TimeMs kLease = 30'000;

class Jobs : public EngineTest {
 protected:
  std::unique_ptr<Store> Node(std::uint8_t node) {
    StoreOptions options = Options();
    options.node = node;
    return Store::Open(options).value();
  }
  std::int64_t Add(const std::string& title, const std::string& kind = "solve") {
    Job job;
    job.kind = kind;
    job.account = 7;
    job.title = title;
    job.request = R"({"name":"甲"})";
    const Status added = store().Write({}, [&](UnitOfWork& unit) { return unit.AddJob(job); });
    EXPECT_TRUE(added) << added.error().message;
    return job.id;
  }
  Job Take(Store& node) {
    auto job = node.TakeJob("solve", kLease);
    EXPECT_TRUE(job) << job.error().message;
    return job->value_or(Job());
  }
  Job Seen(std::int64_t id) {
    const auto jobs = store().Read()->ListJobs("solve");
    EXPECT_TRUE(jobs) << jobs.error().message;
    for (const Job& job : *jobs) {
      if (job.id == id) return job;
    }
    return {};
  }
  /// Stores an enterprise as the job's result.
  Status Finish(Store& node, const Job& job, int number) {
    Enterprise enterprise = MakeEnterprise(number);
    return node.Write(context_, [&](UnitOfWork& unit) -> Status {
      JIEDUI_CHECK(unit.Insert(enterprise));
      return unit.FinishJob(job, enterprise.id);
    });
  }
};
JIEDUI_ON_EVERY_ENGINE(Jobs);

TEST_P(Jobs, AreTakenInTheirOrderAndTellAnybodyHowFarTheyAre) {
  const auto other = Node(1);
  const std::int64_t first = Add("甲");
  const std::int64_t second = Add("乙");
  EXPECT_FALSE(store().TakeJob("another", kLease).value());
  const Job mine = Take(store());
  EXPECT_EQ(mine.id, first);
  EXPECT_EQ(mine.request, R"({"name":"甲"})");
  const Job others = Take(*other);
  EXPECT_EQ(others.id, second);
  EXPECT_EQ(others.node, 1);
  EXPECT_FALSE(other->TakeJob("solve", kLease).value()) << "none is left";
  ASSERT_TRUE(other->KeepJob(others, kLease, R"({"done":3})").value().held);
  EXPECT_EQ(Seen(second).progress, R"({"done":3})");
  EXPECT_EQ(Seen(second).state, JobState::kRunning);

  ASSERT_TRUE(Finish(*other, others, 1));
  EXPECT_EQ(Seen(second).state, JobState::kDone);
  EXPECT_NE(Seen(second).result, 0);
  Job failed = mine;
  failed.state = JobState::kFailed;
  failed.error = {ErrorCode::kUnprocessable, "没有企业", "region_code"};
  EXPECT_EQ(store().EndJob(failed).value(), JobState::kFailed);
  EXPECT_EQ(Seen(first).error, failed.error);
}

TEST_P(Jobs, AreLeftToOthersWhenTheLeaseRanOutAndAreNeverFinishedTwice) {
  const auto other = Node(1);
  const std::int64_t id = Add("甲");
  const Job mine = Take(store());
  clock_.Advance(kLease - 1);
  EXPECT_FALSE(other->TakeJob("solve", kLease).value());
  ASSERT_TRUE(store().KeepJob(mine, kLease, "{}").value().held);
  clock_.Advance(kLease);
  const Job again = Take(*other);
  EXPECT_EQ(again.id, id);
  EXPECT_EQ(again.attempts, 2);
  EXPECT_FALSE(store().KeepJob(mine, kLease, "{}").value().held) << "the first learns of it";
  EXPECT_EQ(Finish(store(), mine, 1).error().code, ErrorCode::kConflict);
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 0) << "and stores nothing";
  ASSERT_TRUE(Finish(*other, again, 2));
  EXPECT_EQ(Finish(*other, again, 3).error().code, ErrorCode::kConflict) << "once only";
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 1);
  Job late = mine;
  late.state = JobState::kFailed;
  EXPECT_EQ(store().EndJob(late).value(), JobState::kDone) << "what is over stays";
}

TEST_P(Jobs, AreCancelledFromAnywhere) {
  const auto other = Node(1);
  const std::int64_t waiting = Add("甲");
  ASSERT_TRUE(other->CancelJob(waiting));
  EXPECT_EQ(Seen(waiting).state, JobState::kCancelled);
  const std::int64_t id = Add("乙");
  const Job mine = Take(store());
  ASSERT_TRUE(other->CancelJob(id));
  EXPECT_EQ(Seen(id).state, JobState::kRunning) << "until its holder looks";
  EXPECT_TRUE(Seen(id).cancelling);
  EXPECT_TRUE(store().KeepJob(mine, kLease, "{}").value().cancelling);
  EXPECT_EQ(Finish(store(), mine, 1).error().code, ErrorCode::kConflict);
  Job ended = mine;
  ended.state = JobState::kFailed;
  EXPECT_EQ(store().EndJob(ended).value(), JobState::kCancelled);
  // Its holder died before it looked.
  const std::int64_t third = Add("丙");
  static_cast<void>(Take(store()));
  ASSERT_TRUE(other->CancelJob(third));
  clock_.Advance(kLease);
  EXPECT_FALSE(other->TakeJob("solve", kLease).value());
  EXPECT_EQ(Seen(third).state, JobState::kCancelled);
}

TEST_P(Jobs, AreGivenBackAndGivenUp) {
  const std::int64_t id = Add("甲");
  const Job first = Take(store());
  ASSERT_TRUE(store().ReturnJob(first));
  EXPECT_EQ(Seen(id).state, JobState::kWaiting);
  for (std::int64_t i = 0; i < kMostJobAttempts; ++i) {
    EXPECT_EQ(Take(store()).id, id) << "a node that was stopped does not count";
    clock_.Advance(kLease);
  }
  EXPECT_FALSE(store().TakeJob("solve", kLease).value());
  EXPECT_EQ(Seen(id).state, JobState::kFailed);
  EXPECT_EQ(Seen(id).error.code, ErrorCode::kInternal);
  const std::int64_t forgotten = Add("乙");
  clock_.Advance(kLongestJobWaitMs);
  EXPECT_FALSE(store().TakeJob("solve", kLease).value());
  EXPECT_EQ(Seen(forgotten).error.code, ErrorCode::kUnavailable);
  const std::int64_t last = Add("丙");
  ASSERT_TRUE(store().Write({}, [](UnitOfWork& unit) { return unit.ForgetJobs("solve", 1); }));
  EXPECT_EQ(Seen(id).id, 0);
  EXPECT_EQ(Seen(forgotten).id, forgotten);
  EXPECT_EQ(Seen(last).id, last);
}

TEST_P(Jobs, ManyNodesTakeEachOnce) {
  constexpr int kNodes = 4;
  constexpr int kJobs = 40;
  for (int i = 0; i < kJobs; ++i) Add(std::to_string(i));
  std::vector<std::unique_ptr<Store>> nodes;
  for (std::uint8_t i = 0; i < kNodes; ++i) nodes.push_back(Node(i));
  std::mutex mutex;
  std::multiset<std::int64_t> taken;
  std::vector<std::thread> threads;
  for (int n = 0; n < kNodes; ++n) {
    threads.emplace_back([&, n] {
      for (int i = 0;; ++i) {
        const auto job = nodes[static_cast<std::size_t>(n)]->TakeJob("solve", kLease);
        ASSERT_TRUE(job) << job.error().message;
        if (!*job) return;
        ASSERT_TRUE(Finish(*nodes[static_cast<std::size_t>(n)], **job, 1000 * (n + 1) + i));
        const std::scoped_lock lock(mutex);
        taken.insert((*job)->id);
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(taken.size(), static_cast<std::size_t>(kJobs));
  EXPECT_EQ(std::set<std::int64_t>(taken.begin(), taken.end()).size(), taken.size());
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), kJobs);
}

}  // namespace
}  // namespace jiedui::store

// Reads that may be a little old go to a standby, as long as it keeps up.
#include <chrono>
#include <functional>
#include <thread>

#include "store/postgres_internal.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using domain::Enterprise;
using domain::Kind;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr std::int64_t kReader = 9;
constexpr std::int64_t kMostLag = 2;

class PostgresReplica : public StoreTest {
 protected:
  PostgresReplica() { UseEngine(Engine::kPostgres); }
  void SetUp() override {
    if (IsSkipped()) return;
    ASSERT_TRUE(server().AddStandby());
    StoreOptions options = Options();
    options.replica_url = server().OnStandby(url_);
    options.replica_max_lag_seconds = kMostLag;
    store_ = Store::Open(options).value();
    ASSERT_TRUE(IsUsed(true));
  }
  void TearDown() override {
    if (IsSkipped()) return;
    store_.reset();
    EXPECT_TRUE(server().RemoveStandby());
  }
  static testing::PostgresServer& server() { return *testing::PostgresServer::Get(); }

  /// Is it used, or not, before long?
  bool IsUsed(bool used) {
    const auto until = steady_clock::now() + std::chrono::seconds(30);
    while (store().Replication()->used != used) {
      if (steady_clock::now() > until) return false;
      std::this_thread::sleep_for(milliseconds(10));
    }
    return true;
  }
  /// How many enterprises a report counts, and whether it asked the replica.
  std::pair<std::int64_t, bool> Report(std::int64_t account) {
    ReplicaReads reads(account);
    const auto count = store().Count(Kind::kEnterprise);
    EXPECT_TRUE(count) << count.error().message;
    return {count.value_or(-1), reads.used()};
  }
  void InsertOne(int number) {
    Enterprise enterprise = MakeEnterprise(number);
    const base::Status written = Insert(enterprise);
    ASSERT_TRUE(written) << written.error().message;
  }
  void OnReplica(const std::string& sql) {
    const auto raw = ConnectPostgres(server().OnStandby(url_), Access::kRead, 1000);
    ASSERT_TRUE(raw) << raw.error().message;
    ASSERT_TRUE((*raw)->RunScript(sql));
  }
};

TEST_F(PostgresReplica, ReportsAreReadThereAndNothingElseIs) {
  InsertOne(1);
  const auto until = steady_clock::now() + std::chrono::seconds(30);
  while (Report(kReader).first != 1 && steady_clock::now() < until)
    std::this_thread::sleep_for(milliseconds(5));
  EXPECT_EQ(Report(kReader), std::make_pair(std::int64_t{1}, true));
  const std::uint64_t reads = store().Replication()->reads;
  EXPECT_EQ(store().Count(Kind::kEnterprise).value(), 1);
  {
    ReplicaReads outer(kReader);
    const CurrentReads inner;
    EXPECT_EQ(store().Count(Kind::kEnterprise).value(), 1);
    EXPECT_FALSE(outer.used());
  }
  EXPECT_EQ(store().Replication()->reads, reads);
  EXPECT_LT(*store().Replication()->lag_seconds, static_cast<double>(kMostLag));
}

TEST_F(PostgresReplica, WhoJustWroteSeesIt) {
  OnReplica("SELECT pg_wal_replay_pause()");
  InsertOne(1);
  EXPECT_EQ(Report(context_.actor_id), std::make_pair(std::int64_t{1}, false));
  EXPECT_GE(store().Replication()->fallbacks, 1U);
  OnReplica("SELECT pg_wal_replay_resume()");
}

TEST_F(PostgresReplica, OneThatLagsIsLeftAndTakenUpAgain) {
  OnReplica("SELECT pg_wal_replay_pause()");
  InsertOne(1);
  ASSERT_TRUE(IsUsed(false));
  const ReplicaState behind = store().Replication().value();
  EXPECT_GT(behind.lag_seconds.value(), static_cast<double>(kMostLag));
  EXPECT_NE(behind.reason, "");
  EXPECT_EQ(Report(kReader), std::make_pair(std::int64_t{1}, false)) << "from the primary";
  OnReplica("SELECT pg_wal_replay_resume()");
  ASSERT_TRUE(IsUsed(true));
  EXPECT_EQ(Report(kReader), std::make_pair(std::int64_t{1}, true));
}

TEST_F(PostgresReplica, AnIdlePrimaryMakesNobodyOld) {
  std::this_thread::sleep_for(std::chrono::seconds(kMostLag) + milliseconds(500));
  EXPECT_TRUE(store().Replication()->used);
  EXPECT_EQ(Report(kReader), std::make_pair(std::int64_t{0}, true));
}

TEST_F(PostgresReplica, OneThatIsAwayIsDoneWithout) {
  InsertOne(1);
  ASSERT_TRUE(server().RemoveStandby());
  EXPECT_EQ(Report(kReader).first, 1) << "also before anybody looked";
  ASSERT_TRUE(IsUsed(false));
  EXPECT_NE(store().Replication()->reason, "");
  EXPECT_EQ(Report(kReader), std::make_pair(std::int64_t{1}, false));
}

TEST_F(PostgresReplica, WhatFollowsNobodyIsNoReplica) {
  StoreOptions options = Options();
  options.replica_url = url_;
  const auto other = Store::Open(options).value();
  std::this_thread::sleep_for(milliseconds(300));
  EXPECT_FALSE(other->Replication()->used);
  options.replica_url = "mysql://x";
  EXPECT_EQ(Store::Open(options).error().field, "replica");
  options.url = "";
  options.replica_url = url_;
  EXPECT_EQ(Store::Open(options).error().field, "replica");
}

}  // namespace
}  // namespace jiedui::store

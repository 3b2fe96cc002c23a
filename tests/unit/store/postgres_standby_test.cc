// What is acknowledged while a synchronous standby follows is there on the standby that took over.

#include <atomic>
#include <chrono>
#include <future>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Status;
using domain::Enterprise;

class PostgresStandby : public StoreTest {
 protected:
  PostgresStandby() { UseEngine(Engine::kPostgres); }

  void SetUp() override {
    if (IsSkipped()) return;
    ASSERT_TRUE(server().AddStandby());
    StoreOptions options = Options();
    options.url = server().OnBoth(url_);
    options.busy_timeout_ms = 300'000;  // as long as a busy machine may take
    store_ = Store::Open(options).value();
  }
  static testing::PostgresServer& server() { return *testing::PostgresServer::Get(); }
};

TEST_F(PostgresStandby, NothingAcknowledgedIsLostWithThePrimary) {
  spoiled_ = true;  // its address is the dead server's afterwards
  std::atomic<bool> stop = false;
  std::mutex mutex;
  std::set<std::int64_t> acknowledged;
  std::set<std::string> refused;
  std::atomic<int> unknown = 0;
  std::vector<std::thread> writers;
  for (int t = 0; t < 4; ++t) {
    writers.emplace_back([&, t] {
      for (int i = 0; !stop; ++i) {
        Enterprise enterprise = MakeEnterprise(t * 1'000'000 + i);
        const Status written = Insert(enterprise);
        const std::scoped_lock lock(mutex);
        if (written) {
          acknowledged.insert(enterprise.id);
        } else if (written.error().field == "outcome") {
          ++unknown;
        } else {
          EXPECT_EQ(written.error().code, ErrorCode::kUnavailable) << written.error().message;
          refused.insert(enterprise.credit_code);
        }
      }
    });
  }
  const auto count = [&] {
    const std::scoped_lock lock(mutex);
    return acknowledged.size();
  };
  const auto wait_for = [&](std::size_t least) {
    while (count() < least) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  };
  wait_for(50);
  ASSERT_TRUE(server().FailOver());
  wait_for(count() + 50);
  stop = true;
  for (std::thread& writer : writers) writer.join();
  std::set<std::int64_t> found;
  ASSERT_TRUE(store().ForEach<Enterprise>({}, [&](Enterprise& enterprise) {
    found.insert(enterprise.id);
    EXPECT_FALSE(refused.contains(enterprise.credit_code)) << "said not to be written, but was";
  }));
  EXPECT_EQ(unknown, 0) << "the chain told what became of each";
  EXPECT_EQ(found, acknowledged);
  const auto verified = store().VerifyAudit();
  ASSERT_TRUE(verified) << verified.error().message;
  EXPECT_TRUE(verified->ok());
  EXPECT_EQ(verified->rows, std::ssize(found));
}

// The server commits here before it waits for the standby: who looks then sees a change that would
// be gone with this server.
TEST_F(PostgresStandby, ACommitThatWasCutOffIsToldOnlyOnceTheStandbyHasIt) {
  server().StopStandby();
  Enterprise enterprise = MakeEnterprise(1);
  std::future<Status> written = std::async(std::launch::async, [&] { return Insert(enterprise); });
  const auto waits = [&] {
    return RawNumber("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'") == 1;
  };
  while (!waits()) std::this_thread::sleep_for(std::chrono::milliseconds(5));
  server().EndConnections();
  EXPECT_EQ(written.wait_for(std::chrono::seconds(1)), std::future_status::timeout)
      << "acknowledged, though only this server has it";
  ASSERT_TRUE(server().StartStandby());
  const Status told = written.get();
  EXPECT_TRUE(told) << told.error().message;
  ASSERT_TRUE(server().RemoveStandby());
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 1);
}

}  // namespace
}  // namespace jiedui::store

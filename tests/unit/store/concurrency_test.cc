#include <atomic>
#include <thread>

#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Status;
using domain::Enterprise;
using domain::EnterpriseId;

class Concurrency : public EngineTest {
 protected:
  static void InParallel(int threads, const std::function<void(int)>& work) {
    std::vector<std::thread> running;
    for (int i = 0; i < threads; ++i) running.emplace_back(work, i);
    for (std::thread& thread : running) thread.join();
  }
};

TEST_P(Concurrency, EightWritersLoseNothing) {
  store();
  constexpr int kThreads = 8;
  constexpr int kEach = 40;
  InParallel(kThreads, [&](int thread) {
    for (int i = 0; i < kEach; ++i) {
      Enterprise enterprise = MakeEnterprise(thread * 1000 + i);
      ASSERT_TRUE(Insert(enterprise));
      ASSERT_EQ(store().Get(EnterpriseId{enterprise.id})->credit_code, enterprise.credit_code)
          << "what was acknowledged can be read";
    }
  });
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), kThreads * kEach);
  EXPECT_EQ(store().VerifyAudit()->rows, kThreads * kEach);
  EXPECT_TRUE(store().VerifyAudit()->ok());
  EXPECT_EQ(store().OutboxDepth("index").value(), kThreads * kEach);
}

TEST_P(Concurrency, CountersUnderVersionsLoseNoIncrement) {
  Enterprise counter = MakeEnterprise(1);
  ASSERT_TRUE(Insert(counter));
  std::atomic<int> retries = 0;
  InParallel(8, [&](int) {
    for (int i = 0; i < 20; ++i) {
      while (true) {
        Enterprise seen = store().Get(EnterpriseId{counter.id}).value();
        ++seen.capacity;
        const Status written = Update(seen);
        if (written) break;
        ASSERT_EQ(written.error().code, ErrorCode::kPrecondition);
        ++retries;
      }
    }
  });
  EXPECT_EQ(store().Get(EnterpriseId{counter.id})->capacity, 160);
  EXPECT_EQ(store().Get(EnterpriseId{counter.id})->version, 161);
}

TEST_P(Concurrency, OfRivalsForOneKeyOneWins) {
  store();
  std::atomic<int> won = 0;
  std::atomic<int> refused = 0;
  InParallel(8, [&](int) {
    for (int i = 0; i < 10; ++i) {
      Enterprise enterprise = MakeEnterprise(i);
      const Status written = Insert(enterprise);
      if (written) {
        ++won;
      } else {
        ASSERT_EQ(written.error().code, ErrorCode::kConflict);
        ++refused;
      }
    }
  });
  EXPECT_EQ(won, 10);
  EXPECT_EQ(refused, 70);
  EXPECT_TRUE(store().VerifyAudit()->ok());
}

TEST_P(Concurrency, ReadersSeeWholeUnitsOnly) {
  store();
  std::atomic<bool> done = false;
  std::thread writer([&] {
    for (int i = 0; i < 60; ++i) {
      std::vector<Enterprise> pair = {MakeEnterprise(2 * i), MakeEnterprise(2 * i + 1)};
      // Every third pair is given up half way.
      const Status written = store().Write(context_, [&](UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(unit.InsertAll(std::span(pair)));
        if (i % 3 == 0) return base::Fail(ErrorCode::kUnprocessable, "放弃");
        return {};
      });
      EXPECT_EQ(written.has_value(), i % 3 != 0);
    }
    done = true;
  });
  InParallel(3, [&](int) {
    while (!done) {
      const auto session = store().Read();
      ASSERT_TRUE(session);
      const std::int64_t count = session->Count(domain::Kind::kEnterprise).value();
      ASSERT_EQ(count % 2, 0);
      ASSERT_EQ(session->Revision().value(), count);
      ASSERT_EQ(session->OutboxDepth("index").value(), count);
    }
  });
  writer.join();
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 80);
}

TEST_P(Concurrency, ReadersWaitForAConnectionAndThenGiveUp) {
  StoreOptions options = Options();
  options.max_readers = 1;
  options.busy_timeout_ms = 20;
  store_ = Store::Open(options).value();
  {
    const auto held = store().Read();
    ASSERT_TRUE(held);
    EXPECT_EQ(store().Read().error().code, ErrorCode::kUnavailable);
  }
  EXPECT_TRUE(store().Read());
}

JIEDUI_ON_EVERY_ENGINE(Concurrency);

}  // namespace
}  // namespace jiedui::store

// Requests whose database breaks off again and again: what a 503 says of them is true.
#include <fmt/format.h>

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>

#include "support/postgres_server.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

constexpr int kChanges = 60;

class InterruptedTest : public ApiTest {
 protected:
  void SetUp() override {
    const char* const asked = std::getenv("JIEDUI_TEST_DATABASE");
    if (asked == nullptr || std::string_view(asked) != "postgresql")
      GTEST_SKIP() << "only on PostgreSQL";
  }

  /// The record's answer, however often its database is away.
  Reply Read(const std::string& target) {
    for (;;) {
      Reply reply = GetAs("office", target);
      if (reply.status != 503) return reply;
    }
  }
};

TEST_F(InterruptedTest, AChangeThatIsNotSaidToBeInDoubtWasNotMade) {
  const std::string target = "/api/v1/records/needs/" + std::to_string(need_);
  std::int64_t version = std::stoll(Read(target).At("version"));
  std::atomic<bool> over = false;
  std::thread breaker([&] {
    while (!over) {
      testing::PostgresServer::Get()->EndConnections();
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
  });
  int refused = 0;
  int doubted = 0;
  for (int i = 0; i < kChanges && !HasFailure(); ++i) {
    const std::string title = fmt::format("第 {} 次改动", i);
    const Reply reply =
        PatchAs("office", target, fmt::format(R"({{"title":"{}"}})", title), version);
    const bool in_doubt = reply.status == 503 && reply.At("field") == "outcome";
    refused += reply.status == 503 && !in_doubt ? 1 : 0;
    doubted += in_doubt ? 1 : 0;
    EXPECT_TRUE(reply.status == 200 || reply.status == 503) << reply.body;
    const Reply now = Read(target);
    const bool made = now.At("title") == title;
    EXPECT_TRUE(in_doubt || made == (reply.status == 200)) << reply.status << " " << reply.body;
    version = std::stoll(now.At("version"));
  }
  over = true;
  breaker.join();
  std::cout << refused << " of " << kChanges << " refused, " << doubted << " in doubt\n";
  EXPECT_GT(refused + doubted, 0) << "nothing was interrupted";
}

}  // namespace
}  // namespace jiedui::api

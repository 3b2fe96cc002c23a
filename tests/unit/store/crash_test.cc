// A process killed in the middle of writing loses nothing that it was told is written.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <thread>

#include "unit/store/support.h"

namespace jiedui::store {
namespace {

constexpr int kRounds = 4;
constexpr int kWriters = 3;
constexpr std::size_t kAcknowledgedBeforeKill = 60;

class Crash : public EngineTest {
 protected:
  /// The child's life: writes for ever, and tells the pipe the id of each acknowledged unit.
  [[noreturn]] void WriteUntilKilled(int pipe, int round) {
    auto opened = Store::Open(Options());
    if (!opened) _exit(2);
    Store& target = **opened;
    std::vector<std::thread> writers;
    for (int w = 0; w < kWriters; ++w) {
      writers.emplace_back([&, w] {
        for (int i = 0;; ++i) {
          domain::Enterprise enterprise = MakeEnterprise((round * kWriters + w) * 1'000'000 + i);
          domain::Need need;
          need.title = "需求";
          const auto work = [&](UnitOfWork& unit) -> base::Status {
            JIEDUI_CHECK(unit.Insert(enterprise));
            need.enterprise = {enterprise.id};
            return unit.Insert(need);
          };
          if (!target.Write(context_, work)) _exit(2);
          if (write(pipe, &enterprise.id, sizeof enterprise.id) != sizeof enterprise.id) _exit(2);
        }
      });
    }
    while (true) pause();
  }

  /// Starts a child, kills it when enough was acknowledged, and returns all that was.
  std::vector<std::int64_t> KillOneWriter(int round) {
    int ends[2];
    EXPECT_EQ(pipe(ends), 0);
    const pid_t child = fork();
    if (child == 0) {
      close(ends[0]);
      WriteUntilKilled(ends[1], round);
    }
    close(ends[1]);
    std::vector<std::int64_t> acknowledged;
    std::int64_t id = 0;
    while (read(ends[0], &id, sizeof id) == sizeof id) {
      acknowledged.push_back(id);
      if (acknowledged.size() == kAcknowledgedBeforeKill) kill(child, SIGKILL);
    }
    close(ends[0]);
    int status = 0;
    waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return acknowledged;
  }
};

TEST_P(Crash, AcknowledgedWritesSurviveKill) {
  std::vector<std::int64_t> acknowledged;
  for (int round = 0; round < kRounds; ++round) {
    const auto more = KillOneWriter(round);
    ASSERT_GE(more.size(), kAcknowledgedBeforeKill);
    acknowledged.insert(acknowledged.end(), more.begin(), more.end());
    Reopen();
    // What the killed one had under way in a server is over when the next unit gets its turn.
    ASSERT_TRUE(store().Write(context_, [](UnitOfWork&) { return base::Status{}; }));
    for (const std::int64_t id : acknowledged) {
      ASSERT_TRUE(store().Get(domain::EnterpriseId{id})) << "round " << round;
    }
    const std::int64_t enterprises = store().Count(domain::Kind::kEnterprise).value();
    EXPECT_EQ(store().Count(domain::Kind::kNeed).value(), enterprises) << "whole units only";
    const auto report = store().VerifyAudit();
    EXPECT_TRUE(report->ok());
    EXPECT_EQ(report->rows, 2 * enterprises);
    EXPECT_EQ(store().OutboxDepth("index").value(), 2 * enterprises);
    EXPECT_EQ(store().Read()->Revision().value(), 2 * enterprises);
    Close();
  }
  EXPECT_THAT(store().CheckIntegrity().value(), ::testing::IsEmpty());
}

JIEDUI_ON_EVERY_ENGINE(Crash);

}  // namespace
}  // namespace jiedui::store

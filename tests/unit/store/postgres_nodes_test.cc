// Several nodes on one PostgreSQL: who hears of whose commits, and what waits for nobody's turn.
#include <chrono>
#include <condition_variable>
#include <future>
#include <thread>

#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::Status;
using domain::Enterprise;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

/// As long as a busy machine may take; what is awaited comes within milliseconds otherwise.
constexpr std::chrono::seconds kLong{30};

/// Counts what it is told.
class Ear {
 public:
  Ear(Store& store, Topic topic) : watch_(store.commits(), topic, [this] { Hear(); }) {}

  [[nodiscard]] int heard() {
    const std::scoped_lock lock(mutex_);
    return heard_;
  }
  bool HearsMoreThan(int count) {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, kLong, [&] { return heard_ > count; });
  }

 private:
  void Hear() {
    {
      const std::scoped_lock lock(mutex_);
      ++heard_;
    }
    changed_.notify_all();
  }
  std::mutex mutex_;
  std::condition_variable changed_;
  int heard_ = 0;
  CommitWatch watch_;  // last: it calls the others
};

bool Eventually(const std::function<bool()>& fact) {
  const auto until = steady_clock::now() + kLong;
  while (!fact()) {
    if (steady_clock::now() > until) return false;
    std::this_thread::sleep_for(milliseconds(5));
  }
  return true;
}

class PostgresNodes : public StoreTest {
 protected:
  PostgresNodes() { UseEngine(Engine::kPostgres); }
  std::unique_ptr<Store> Node(std::uint8_t node) {
    StoreOptions options = Options();
    options.node = node;
    auto opened = Store::Open(options);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(opened).value();
  }
  void InsertOne(int number) {
    Enterprise enterprise = MakeEnterprise(number);
    const Status written = Insert(enterprise);
    ASSERT_TRUE(written) << written.error().message;
  }
};

TEST_F(PostgresNodes, OneHearsWhatAnotherCommits) {
  const auto other = Node(1);
  other->ListenForCommits();
  Ear changes(*other, Topic::kChanges);
  Ear jobs(*other, Topic::kJobs);
  ASSERT_TRUE(Eventually([&] { return other->HearsEveryCommit(); }));
  ASSERT_TRUE(Eventually([&] { return changes.heard() >= 1; })) << "what was before it listened";
  const int before = changes.heard();
  const int jobs_before = jobs.heard();
  InsertOne(1);
  EXPECT_TRUE(changes.HearsMoreThan(before));
  EXPECT_EQ(jobs.heard(), jobs_before) << "no job was begun";
  Job job;
  job.kind = "solve";
  ASSERT_TRUE(store().Write({}, [&](UnitOfWork& unit) { return unit.AddJob(job); }));
  EXPECT_TRUE(jobs.HearsMoreThan(jobs_before));
  // What changes no record is nobody's business: an index that acknowledges wakes no index.
  const int quiet = changes.heard();
  ASSERT_TRUE(store().AckOutboxThrough("index", 1));
  InsertOne(2);
  ASSERT_TRUE(changes.HearsMoreThan(quiet));
  EXPECT_EQ(changes.heard(), quiet + 1);
}

TEST_F(PostgresNodes, ALostConnectionIsMadeAnewAndWhatWasMissedIsTold) {
  const auto other = Node(1);
  other->ListenForCommits();
  Ear ear(*other, Topic::kChanges);
  ASSERT_TRUE(Eventually([&] { return other->HearsEveryCommit(); }));
  ASSERT_TRUE(Eventually([&] { return ear.heard() >= 1; }));
  for (int round = 0; round < 2; ++round) {
    const int before = ear.heard();
    testing::PostgresServer::Get()->EndConnections();
    // Told that it hears nothing, and again once it does.
    ASSERT_TRUE(ear.HearsMoreThan(before + 1));
    ASSERT_TRUE(Eventually([&] { return other->HearsEveryCommit(); }));
    const int healed = ear.heard();
    InsertOne(10 + round);
    EXPECT_TRUE(ear.HearsMoreThan(healed));
  }
}

TEST_F(PostgresNodes, WithoutListeningOnlyOnesOwnAreHeard) {
  Ear ear(store(), Topic::kChanges);
  EXPECT_FALSE(store().HearsEveryCommit());
  InsertOne(1);
  EXPECT_EQ(ear.heard(), 1) << "before the writer is told";
}

TEST_F(PostgresNodes, ALeaseIsRenewedWhileAnotherHoldsTheHead) {
  const auto other = Node(1);
  Job job;
  job.kind = "solve";
  ASSERT_TRUE(store().Write({}, [&](UnitOfWork& unit) { return unit.AddJob(job); }));
  std::promise<void> holds;
  std::promise<void> done;
  std::thread import([&] {
    const Status held = store().Write(context_, [&](UnitOfWork&) -> Status {
      holds.set_value();
      done.get_future().wait();
      return {};
    });
    EXPECT_TRUE(held);
  });
  holds.get_future().wait();
  const auto taken = other->TakeJob("solve", 30'000);
  ASSERT_TRUE(taken && *taken) << "waits for no other node's turn";
  EXPECT_TRUE(other->KeepJob(**taken, 30'000, "{}").value().held);
  EXPECT_TRUE(store().CancelJob(job.id)) << "nor does the node that holds it";
  done.set_value();
  import.join();
}

TEST_F(PostgresNodes, NodesThatOpenAnOlderDatabaseAtOnceMigrateItOnce) {
  InsertOne(1);
  Close();
  spoiled_ = true;
  ASSERT_TRUE(
      Raw()->RunScript("DROP TABLE jobs; DELETE FROM schema_migrations WHERE name = "
                       "'0020_jobs'"));
  std::vector<std::thread> nodes;
  std::atomic<int> opened = 0;
  for (std::uint8_t i = 0; i < 6; ++i) {
    nodes.emplace_back([&, i] {
      const auto node = Node(i);
      Job job;
      job.kind = "solve";
      if (node->Write({}, [&](UnitOfWork& unit) { return unit.AddJob(job); })) ++opened;
    });
  }
  for (std::thread& node : nodes) node.join();
  EXPECT_EQ(opened, 6);
  EXPECT_EQ(RawNumber("SELECT count(*) FROM schema_migrations WHERE name = '0020_jobs'"), 1);
  EXPECT_EQ(store().Read()->ListJobs("solve")->size(), 6U);
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 1);
}

}  // namespace
}  // namespace jiedui::store

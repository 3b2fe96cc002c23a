// What is PostgreSQL's own: the same schema, several nodes on one database, lost connections.
#include <atomic>
#include <set>
#include <thread>

#include "store/catalog_internal.h"
#include "store/postgres_internal.h"
#include "store/postgres_schema_internal.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Status;
using domain::Enterprise;
using domain::EnterpriseId;

class Postgres : public StoreTest {
 protected:
  Postgres() { UseEngine(Engine::kPostgres); }
  testing::PostgresServer& server() { return *testing::PostgresServer::Get(); }
  std::unique_ptr<Store> Node(std::uint8_t node) {
    StoreOptions options = Options();
    options.node = node;
    auto opened = Store::Open(options);
    EXPECT_TRUE(opened) << opened.error().message;
    return std::move(opened).value();
  }
};

/// The rows of a query as texts, cells separated by `|`, in order.
std::multiset<std::string> RowsOf(Connection& connection, const std::string& sql, int columns) {
  std::multiset<std::string> lines;
  auto rows = connection.Prepare(sql);
  EXPECT_TRUE(rows) << sql << ": " << rows.error().message;
  while (rows && rows->Step().value()) {
    std::string line;
    for (int i = 0; i < columns; ++i) line += (i == 0 ? "" : "|") + std::string(rows->Text(i));
    lines.insert(line);
  }
  return lines;
}

TEST_F(Postgres, TheSchemaIsSqlites) {
  StoreTest::store();
  const auto postgres = Raw();
  TempFolder folder;
  ASSERT_TRUE(Store::Open({.path = folder.path() / "jiedui.db", .clock = &clock_}));
  const auto sqlite = Connection::Open(folder.path() / "jiedui.db", Access::kRead, 1000).value();
  const auto tables = TablesOf(*sqlite).value();
  ASSERT_EQ(tables, TablesOf(*postgres).value());
  ASSERT_EQ(NumberedTablesOf(*sqlite).value(), NumberedTablesOf(*postgres).value());
  for (const std::string& table : tables) {
    const auto expected = ColumnsOf(*sqlite, table).value();
    const auto found = ColumnsOf(*postgres, table).value();
    ASSERT_EQ(expected.size(), found.size()) << table;
    for (std::size_t i = 0; i < expected.size(); ++i) {
      const std::string place = table + "." + expected[i].name;
      EXPECT_EQ(found[i].name, expected[i].name) << place;
      EXPECT_EQ(found[i].type, expected[i].type) << place;
      EXPECT_EQ(found[i].key_place, expected[i].key_place) << place;
      EXPECT_EQ(found[i].not_null, expected[i].not_null || expected[i].key_place > 0) << place;
    }
    EXPECT_EQ(RowsOf(*postgres,
                     "SELECT a.attname || '', CAST(CAST(c.confrelid AS regclass) AS text) FROM "
                     "pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum "
                     "= c.conkey[1] WHERE c.contype = 'f' AND c.conrelid = CAST('" +
                         table + "' AS regclass)",
                     2),
              RowsOf(*sqlite,
                     "SELECT \"from\", \"table\" FROM pragma_foreign_key_list('" + table + "')", 2))
        << table;
    EXPECT_EQ(
        RowsOf(*postgres,
               "SELECT indexname FROM pg_indexes WHERE schemaname = 'public' AND tablename = '" +
                   table +
                   "' AND indexname NOT LIKE '%_pkey' AND indexname NOT LIKE '%_key1' AND NOT "
                   "EXISTS (SELECT 1 FROM pg_constraint WHERE conname = indexname)",
               1),
        RowsOf(*sqlite, "SELECT name FROM pragma_index_list('" + table + "') WHERE origin = 'c'",
               1))
        << table;
  }
}

TEST_F(Postgres, EveryMigrationIsInTheSubset) {
  for (const char* bad : {"CREATE TABLE a (id INTEGER PRIMARY KEY);",
                          "CREATE TABLE a (id BIGINT PRIMARY KEY) STRICT;",
                          "INSERT OR IGNORE INTO kinds (code) VALUES ('x');",
                          "UPDATE needs SET text = group_concat(title);", "VACUUM;",
                          "CREATE TABLE a (b REFERENCES c) STRICT;", "DELETE FROM kinds"}) {
    EXPECT_EQ(PostgresMigration(bad).error().code, ErrorCode::kInternal) << bad;
  }
  EXPECT_EQ(PostgresMigration("CREATE TABLE a (id INTEGER PRIMARY KEY, b INTEGER NOT NULL "
                              "REFERENCES c (id), t TEXT CHECK (t <> 'it''s; -- x' AND b >= 0.5)) "
                              "STRICT;  -- done\n")
                .value(),
            "CREATE TABLE a (\n  id BIGINT PRIMARY KEY,\n  b BIGINT NOT NULL,\n  t TEXT COLLATE "
            "\"C\" CHECK ( t <> 'it''s; -- x' AND b >= 0.5 )\n);\n"
            "ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c (id) DEFERRABLE;\n");
}

TEST_F(Postgres, ATableMadeAnewKeepsWhatRefersToIt) {
  store();
  spoiled_ = true;
  const auto raw = Raw();
  const std::string count =
      "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND confrelid = 'users'::regclass";
  const std::int64_t before = raw->Number(count).value();
  ASSERT_GT(before, 1);
  const auto rebuild = PostgresMigration(
      "CREATE TABLE users_anew (id INTEGER PRIMARY KEY, login TEXT NOT NULL) STRICT; "
      "INSERT INTO users_anew SELECT id, login FROM users; DROP TABLE users; "
      "ALTER TABLE users_anew RENAME TO users;");
  ASSERT_TRUE(rebuild);
  const Status ran = raw->RunScript("BEGIN; " + *rebuild + " COMMIT;");
  ASSERT_TRUE(ran) << ran.error().message;
  EXPECT_EQ(raw->Number(count).value(), before);
}

TEST_F(Postgres, AnotherProgramsDatabaseIsRefusedAndLeftAlone) {
  url_ = server().NewDatabase();
  spoiled_ = true;
  ASSERT_TRUE(Raw()->RunScript("CREATE TABLE theirs (x integer)"));
  EXPECT_EQ(Store::Open(Options()).error().code, ErrorCode::kUnprocessable);
  EXPECT_EQ(RawNumber("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"), 1);
}

TEST_F(Postgres, NodesThatOpenANewDatabaseAtOnceAgree) {
  url_ = server().NewDatabase();
  spoiled_ = true;
  std::vector<std::thread> nodes;
  std::atomic<int> opened = 0;
  for (std::uint8_t i = 0; i < 6; ++i) {
    nodes.emplace_back([&, i] {
      const auto node = Node(i);
      Enterprise enterprise = MakeEnterprise(i);
      if (node->Write(context_, [&](UnitOfWork& u) { return u.Insert(enterprise); })) ++opened;
    });
  }
  for (std::thread& node : nodes) node.join();
  EXPECT_EQ(opened, 6);
  EXPECT_EQ(store().VerifyAudit()->rows, 6);
  EXPECT_TRUE(store().VerifyAudit()->ok());
}

TEST_F(Postgres, NodesLoseNothingToEachOther) {
  constexpr int kNodes = 3;
  constexpr int kThreads = 4;
  constexpr int kEach = 25;
  Enterprise counter = MakeEnterprise(1);
  ASSERT_TRUE(Insert(counter));
  std::vector<std::unique_ptr<Store>> nodes;
  for (std::uint8_t i = 0; i < kNodes; ++i) nodes.push_back(Node(i));
  std::vector<std::thread> writers;
  for (int t = 0; t < kNodes * kThreads; ++t) {
    writers.emplace_back([&, t] {
      Store& node = *nodes[static_cast<std::size_t>(t % kNodes)];
      for (int i = 0; i < kEach; ++i) {
        Enterprise enterprise = MakeEnterprise(1000 * (t + 1) + i);
        // A read within the unit and a write that follows from it: serial, or increments are lost.
        const Status written = node.Write(context_, [&](UnitOfWork& unit) -> Status {
          JIEDUI_CHECK(unit.Insert(enterprise));
          JIEDUI_ASSIGN(Enterprise seen, unit.Get(EnterpriseId{counter.id}));
          ++seen.capacity;
          return unit.Update(seen);
        });
        ASSERT_TRUE(written) << written.error().message;
      }
    });
  }
  std::atomic<bool> done = false;
  std::set<std::int64_t> taken;
  std::thread consumer([&] {
    while (true) {
      const bool last = done;
      const auto items = nodes[0]->TakeOutbox("index", 50).value();
      for (const OutboxItem& item : items) taken.insert(item.seq);
      ASSERT_TRUE(nodes[1]->AckOutbox("index", items));
      if (last && items.empty()) return;
    }
  });
  for (std::thread& writer : writers) writer.join();
  done = true;
  consumer.join();
  constexpr int kUnits = kNodes * kThreads * kEach;
  EXPECT_EQ(store().Get(EnterpriseId{counter.id})->capacity, kUnits);
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), kUnits + 1);
  EXPECT_EQ(std::ssize(taken), 2 * kUnits + 1);
  EXPECT_EQ(*taken.rbegin(), 2 * kUnits + 1) << "revisions have no gaps";
  const auto report = store().VerifyAudit();
  EXPECT_TRUE(report->ok());
  EXPECT_EQ(report->rows, 2 * kUnits + 1);
}

TEST_F(Postgres, EachNodesIndexIsToldOfEveryChange) {
  const auto other = Node(1);
  Enterprise early = MakeEnterprise(1);
  ASSERT_TRUE(Insert(early));
  EXPECT_TRUE(other->FollowOutbox(IndexConsumerOf(1)).value()) << "new: it has to read what was";
  EXPECT_FALSE(other->FollowOutbox(IndexConsumerOf(1)).value());
  EXPECT_FALSE(store().FollowOutbox(IndexConsumerOf(0)).value()) << "the first always does";
  Enterprise late = MakeEnterprise(2);
  ASSERT_TRUE(Insert(late));
  EXPECT_EQ(store().OutboxDepth(IndexConsumerOf(0)).value(), 2);
  EXPECT_EQ(store().OutboxDepth(IndexConsumerOf(1)).value(), 1);
  ASSERT_TRUE(other->AckOutbox(IndexConsumerOf(1), *other->TakeOutbox(IndexConsumerOf(1), 9)));
  EXPECT_EQ(store().OutboxDepth(IndexConsumerOf(0)).value(), 2) << "one's own rows only";
  Enterprise last = MakeEnterprise(3);
  ASSERT_TRUE(Insert(last));
  ASSERT_TRUE(store().UnfollowOutbox(IndexConsumerOf(1)));
  EXPECT_EQ(store().OutboxDepth(IndexConsumerOf(1)).value(), 0);
  EXPECT_EQ(store().UnfollowOutbox(IndexConsumerOf(1)).error().code, ErrorCode::kNotFound);
}

TEST_F(Postgres, ALeaseIsOneNodesUntilItEnds) {
  const auto other = Node(1);
  EXPECT_TRUE(store().HoldLease("messenger", 10'000).value());
  EXPECT_FALSE(other->HoldLease("messenger", 10'000).value());
  EXPECT_TRUE(other->HoldLease("another", 10'000).value());
  clock_.Advance(9'000);
  EXPECT_TRUE(store().HoldLease("messenger", 10'000).value()) << "kept on";
  clock_.Advance(9'999);
  EXPECT_FALSE(other->HoldLease("messenger", 10'000).value());
  clock_.Advance(1);
  EXPECT_TRUE(other->HoldLease("messenger", 10'000).value()) << "the first is gone";
  EXPECT_FALSE(store().HoldLease("messenger", 10'000).value());
  ASSERT_TRUE(other->ReturnLease("messenger"));
  EXPECT_TRUE(store().HoldLease("messenger", 10'000).value());
}

TEST_F(Postgres, IdleConnectionsThatWereEndedAreReplaced) {
  Enterprise first = MakeEnterprise(1);
  ASSERT_TRUE(Insert(first));
  { const auto a = store().Read(); }
  server().EndConnections();
  Enterprise second = MakeEnterprise(2);
  const Status written = Insert(second);
  EXPECT_TRUE(written) << written.error().message;
  const auto count = store().Count(domain::Kind::kEnterprise);
  ASSERT_TRUE(count) << count.error().message;
  EXPECT_EQ(*count, 2);
}

TEST_F(Postgres, AConnectionLostWithinAUnitLeavesNothing) {
  store();
  const Status lost = store().Write(context_, [&](UnitOfWork& unit) -> Status {
    Enterprise enterprise = MakeEnterprise(1);
    JIEDUI_CHECK(unit.Insert(enterprise));
    server().EndConnections();
    Enterprise second = MakeEnterprise(2);
    return unit.Insert(second);
  });
  ASSERT_FALSE(lost);
  EXPECT_EQ(lost.error().code, ErrorCode::kUnavailable) << lost.error().message;
  EXPECT_EQ(lost.error().field, "") << "nothing is unknown: it was not committed";
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 0);
  Enterprise next = MakeEnterprise(3);
  EXPECT_TRUE(Insert(next));
  EXPECT_TRUE(store().VerifyAudit()->ok());
}

TEST_F(Postgres, AcknowledgedWritesSurviveCrashesOfTheServer) {
  StoreOptions options = Options();
  options.busy_timeout_ms = 300'000;  // as long as a busy machine may take to recover
  store_ = Store::Open(options).value();
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
  for (int round = 0; round < 2; ++round) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    server().CrashAndRestart();
  }
  std::this_thread::sleep_for(std::chrono::milliseconds(300));
  stop = true;
  for (std::thread& writer : writers) writer.join();
  std::set<std::int64_t> found;
  ASSERT_TRUE(store().ForEach<Enterprise>({}, [&](Enterprise& enterprise) {
    found.insert(enterprise.id);
    EXPECT_FALSE(refused.contains(enterprise.credit_code)) << "said not to be written, but was";
  }));
  for (const std::int64_t id : acknowledged) EXPECT_TRUE(found.contains(id)) << "lost";
  EXPECT_GT(acknowledged.size(), 50U);
  EXPECT_EQ(unknown, 0) << "the chain told what became of each";
  EXPECT_EQ(found.size(), acknowledged.size());
  EXPECT_TRUE(store().VerifyAudit()->ok());
  EXPECT_EQ(store().VerifyAudit()->rows, std::ssize(found));
}

TEST_F(Postgres, AddressesAndServersThatCannotBeAreSaid) {
  StoreOptions options = Options();
  options.url = "mysql://127.0.0.1/x";
  EXPECT_EQ(Store::Open(options).error().field, "database");
  options.url = "postgresql://[127.0.0.1/x";
  EXPECT_EQ(Store::Open(options).error().code, ErrorCode::kInvalid);
  options.url = "postgresql://jiedui:secret@127.0.0.1:1/x";
  const auto away = Store::Open(options);
  EXPECT_EQ(away.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(away.error().message, ::testing::Not(::testing::HasSubstr("secret")));
}

}  // namespace
}  // namespace jiedui::store

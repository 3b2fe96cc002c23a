#include <sqlite3.h>

#include <fstream>
#include <thread>

#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;

class OutboxAndBackup : public EngineTest {
 protected:
  void InsertMany(int from, int count) {
    for (int i = 0; i < count; ++i) {
      domain::Enterprise enterprise = MakeEnterprise(from + i);
      ASSERT_TRUE(Insert(enterprise));
    }
  }
};

using DamagedFile = StoreTest;

TEST_P(OutboxAndBackup, ItemsStayUntilAcknowledged) {
  InsertMany(0, 5);
  const auto taken = store().TakeOutbox("index", 3);
  ASSERT_EQ(taken->size(), 3U);
  EXPECT_EQ(store().TakeOutbox("index", 3)->front().seq, taken->front().seq);
  Reopen();
  ASSERT_TRUE(store().AckOutbox("index", *taken));
  ASSERT_TRUE(store().AckOutbox("index", *taken)) << "twice does no harm";
  EXPECT_EQ(store().OutboxDepth("index").value(), 2);
  EXPECT_EQ(store().TakeOutbox("index", 3)->front().seq, 4);
  ASSERT_TRUE(store().AckOutbox("index", {}));
}

TEST_P(OutboxAndBackup, ARebuildFromASnapshotDropsWhatItHolds) {
  InsertMany(0, 3);
  {
    const auto session = store().Read();
    InsertMany(3, 2);
    ASSERT_TRUE(store().AckOutboxThrough("index", session->Revision().value()));
  }
  const auto rest = store().TakeOutbox("index", 10);
  ASSERT_EQ(rest->size(), 2U);
  EXPECT_EQ(rest->front().seq, 4);
}

TEST_P(OutboxAndBackup, UnknownConsumersAndLimitsAreRefused) {
  EXPECT_EQ(store().TakeOutbox("nobody", 1).error().code, ErrorCode::kInvalid);
  EXPECT_EQ(store().OutboxDepth("nobody").error().code, ErrorCode::kInvalid);
  EXPECT_EQ(store().TakeOutbox("index", 0).error().field, "limit");
}

TEST_P(OutboxAndBackup, AConsumerBesideWritersSeesEveryChange) {
  store();
  std::thread writer([&] { InsertMany(0, 80); });
  std::vector<std::int64_t> seen;
  while (seen.size() < 80) {
    const auto items = store().TakeOutbox("index", 7);
    ASSERT_TRUE(items);
    for (const OutboxItem& item : *items) {
      EXPECT_TRUE(store().Get(item.kind, item.id)) << "what is in the outbox can be read";
      seen.push_back(item.seq);
    }
    ASSERT_TRUE(store().AckOutbox("index", *items));
  }
  writer.join();
  for (std::size_t i = 0; i < seen.size(); ++i) {
    EXPECT_EQ(seen[i], static_cast<std::int64_t>(i + 1));
  }
  EXPECT_EQ(store().OutboxDepth("index").value(), 0);
}

TEST_P(OutboxAndBackup, ABackupIsTheDatabaseOfOneMoment) {
  InsertMany(0, 50);
  const auto copy = folder_.path() / "copies";
  std::filesystem::create_directory(copy);
  std::thread writer([&] { InsertMany(100, 40); });
  const base::Status saved = store().Backup(copy / "jiedui.db");
  writer.join();
  ASSERT_TRUE(saved) << saved.error().message;
  EXPECT_EQ(std::filesystem::status(copy / "jiedui.db").permissions(),
            std::filesystem::perms(0600));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(copy), {}), 1) << "one file alone";

  std::filesystem::copy_file(folder_.path() / "audit.key", copy / "audit.key");
  const auto restored = Store::Open({.path = copy / "jiedui.db", .clock = &clock_});
  ASSERT_TRUE(restored) << restored.error().message;
  const std::int64_t count = (*restored)->Count(domain::Kind::kEnterprise).value();
  EXPECT_GE(count, 50);
  EXPECT_LE(count, 90);
  EXPECT_EQ((*restored)->VerifyAudit()->rows, count);
  EXPECT_TRUE((*restored)->VerifyAudit()->ok());
}

TEST_P(OutboxAndBackup, ABackupOverwritesNothing) {
  InsertMany(0, 1);
  std::ofstream(folder_.path() / "there.db").close();
  EXPECT_EQ(store().Backup(folder_.path() / "there.db").error().code, ErrorCode::kConflict);
  EXPECT_EQ(store().Backup(folder_.path() / "no" / "x.db").error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 1);
}

TEST_F(DamagedFile, ABackupOfItFailsAndLeavesNoFile) {
  for (int i = 0; i < 20; ++i) {
    domain::Enterprise enterprise = MakeEnterprise(i);
    ASSERT_TRUE(Insert(enterprise));
  }
  Close();
  // An index that points at another's pages: each page reads well, but they do not agree.
  {
    const auto raw = Raw();
    sqlite3_db_config(HandleOf(*raw), SQLITE_DBCONFIG_DEFENSIVE, 0, nullptr);
    ASSERT_TRUE(raw->RunScript(
        "PRAGMA writable_schema = ON; UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM "
        "sqlite_schema WHERE name = 'experts_level') WHERE name = 'enterprises_region_code'"));
  }
  const auto to = folder_.path() / "copy.db";
  EXPECT_FALSE(store().Backup(to));
  EXPECT_FALSE(std::filesystem::exists(to));
  EXPECT_THAT(store().CheckIntegrity().value(), ::testing::Not(::testing::IsEmpty()));
}

JIEDUI_ON_EVERY_ENGINE(OutboxAndBackup);

}  // namespace
}  // namespace jiedui::store

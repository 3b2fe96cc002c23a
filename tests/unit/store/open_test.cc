#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

#include "store/migrations/migrations_internal.h"
#include "unit/store/support.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
namespace fs = std::filesystem;

class OpenOnEvery : public EngineTest {
 protected:
  base::Error Refused(const StoreOptions& options) {
    const auto opened = Store::Open(options);
    EXPECT_FALSE(opened);
    return opened ? base::Error{} : opened.error();
  }
};

class Open : public StoreTest {
 protected:
  base::Error Refused(const StoreOptions& options) {
    const auto opened = Store::Open(options);
    EXPECT_FALSE(opened);
    return opened ? base::Error{} : opened.error();
  }
  fs::path file() const { return folder_.path() / "jiedui.db"; }
  void Overwrite(std::streamoff from, std::size_t count) const {
    std::fstream out(file(), std::ios::in | std::ios::out | std::ios::binary);
    out.seekp(from);
    out << std::string(count, '\x5A');
  }
};

TEST_F(Open, MakesAPrivateDatabaseAndOpensItAgainUnchanged) {
  store();
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms(0600));
  EXPECT_EQ(RawNumber("SELECT count(*) FROM schema_migrations"), std::ssize(Migrations()));
  const std::int64_t applied = RawNumber("SELECT sum(applied_ms) FROM schema_migrations");
  domain::Enterprise enterprise = MakeEnterprise(1);
  ASSERT_TRUE(Insert(enterprise));
  clock_.Advance(1000);
  for (int i = 0; i < 3; ++i) {
    Reopen();
    EXPECT_EQ(RawNumber("SELECT sum(applied_ms) FROM schema_migrations"), applied);
    EXPECT_EQ(store().Get(domain::EnterpriseId{enterprise.id})->name, enterprise.name);
  }
  EXPECT_THAT(store().CheckIntegrity().value(), ::testing::IsEmpty());
}

TEST_P(OpenOnEvery, IdsGoOnAfterTheClockStoodStillOverARestart) {
  for (int i = 0; i < 3; ++i) {
    domain::Enterprise enterprise = MakeEnterprise(i);
    ASSERT_TRUE(Insert(enterprise));
    Reopen();
  }
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 3);
  EXPECT_TRUE(store().VerifyAudit()->ok());
}

TEST_F(Open, TakesTheRightsOfOthersAway) {
  store();
  Close();
  fs::permissions(file(), fs::perms(0644));
  store();
  EXPECT_EQ(fs::status(file()).permissions(), fs::perms(0600));
}

TEST_P(OpenOnEvery, TwoStoresOnOneFileSeeEachOthersWrites) {
  StoreOptions second_options = Options();
  second_options.node = 1;
  store();
  auto second = Store::Open(second_options);
  ASSERT_TRUE(second) << second.error().message;
  for (int i = 0; i < 6; ++i) {
    Store& writer = i % 2 == 0 ? store() : **second;
    domain::Enterprise enterprise = MakeEnterprise(i);
    ASSERT_TRUE(writer.Write(context_, [&](UnitOfWork& u) { return u.Insert(enterprise); }));
  }
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 6);
  EXPECT_EQ((*second)->Count(domain::Kind::kEnterprise).value(), 6);
  EXPECT_EQ((*second)->VerifyAudit()->rows, 6);
}

TEST_F(Open, BadOptionsAreNamed) {
  struct Case {
    std::function<void(StoreOptions&)> spoil;
    std::string field;
  };
  const std::vector<Case> cases = {
      {[](StoreOptions& o) { o.path.clear(); }, "path"},
      {[](StoreOptions& o) { o.clock = nullptr; }, "clock"},
      {[](StoreOptions& o) { o.max_readers = 0; }, "max_readers"},
      {[](StoreOptions& o) { o.busy_timeout_ms = 0; }, "busy_timeout_ms"},
      {[](StoreOptions& o) { o.max_group = 0; }, "max_group"},
      {[](StoreOptions& o) { o.max_pages = -1; }, "max_pages"},
  };
  for (const Case& c : cases) {
    StoreOptions options = Options();
    c.spoil(options);
    const base::Error error = Refused(options);
    EXPECT_EQ(error.code, ErrorCode::kInvalid);
    EXPECT_EQ(error.field, c.field);
  }
}

TEST_F(Open, AMissingFolderIsNotMade) {
  StoreOptions options = Options();
  options.path = folder_.path() / "missing" / "jiedui.db";
  EXPECT_EQ(Refused(options).code, ErrorCode::kNotFound);
  EXPECT_FALSE(fs::exists(folder_.path() / "missing"));
}

TEST_F(Open, AFileThatIsNoDatabaseIsRefusedAndLeftAlone) {
  std::ofstream(file()) << "企业名称\t统一社会信用代码\n" << std::string(5000, 'x');
  const auto size = fs::file_size(file());
  EXPECT_EQ(Refused(Options()).code, ErrorCode::kUnprocessable);
  EXPECT_EQ(fs::file_size(file()), size);
}

TEST_F(Open, AnotherProgramsDatabaseIsRefusedAndLeftAlone) {
  std::ofstream(file()).close();
  ASSERT_TRUE(Raw()->RunScript("CREATE TABLE theirs (x)"));
  EXPECT_EQ(Refused(Options()).code, ErrorCode::kUnprocessable);
  EXPECT_EQ(RawNumber("SELECT count(*) FROM sqlite_schema"), 1);
}

TEST_P(OpenOnEvery, ANewerSchemaIsRefused) {
  spoiled_ = true;
  store();
  Close();
  ASSERT_TRUE(
      Raw()->RunScript("INSERT INTO schema_migrations SELECT 99, '0099_future', hash, 0 FROM "
                       "schema_migrations WHERE version = 1"));
  const base::Error error = Refused(Options());
  EXPECT_EQ(error.code, ErrorCode::kUnprocessable);
  EXPECT_THAT(error.message, ::testing::HasSubstr("0099_future"));
}

TEST_P(OpenOnEvery, AMigrationThatWasEditedAfterwardsIsRefused) {
  spoiled_ = true;
  store();
  Close();
  ASSERT_TRUE(
      Raw()->RunScript("UPDATE schema_migrations SET hash = (SELECT hash FROM schema_migrations "
                       "WHERE version = 1) WHERE version = 2"));
  const base::Error error = Refused(Options());
  EXPECT_EQ(error.code, ErrorCode::kUnprocessable);
  EXPECT_THAT(error.message, ::testing::HasSubstr("0002_programme"));
}

TEST_F(Open, EveryPrefixOfTheMigrationsIsBroughtUpToDate) {
  const auto migrations = Migrations();
  store();
  Close();
  const std::int64_t objects = RawNumber("SELECT count(*) FROM sqlite_schema");
  // What an older program left behind: the first `ran` migrations with their hashes.
  for (std::size_t ran = 0; ran < migrations.size(); ++ran) {
    TempFolder older;
    const fs::path path = older.path() / "jiedui.db";
    std::ofstream(path).close();
    const auto raw = Connection::Open(path, Access::kWrite, 1000).value();
    std::string script =
        "ATTACH '" + file().string() +
        "' AS whole; BEGIN; PRAGMA application_id = 1245992265; "
        "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT NOT NULL, hash "
        "BLOB "
        "NOT NULL, applied_ms INTEGER NOT NULL) STRICT; INSERT INTO schema_migrations "
        "SELECT * FROM whole.schema_migrations WHERE version <= " +
        std::to_string(ran) + ";";
    for (std::size_t i = 0; i < ran; ++i) script += migrations[i].sql;
    const base::Status made = raw->RunScript(script + "COMMIT; DETACH whole;");
    ASSERT_TRUE(made) << made.error().message;
    const auto opened = Store::Open({.path = path, .clock = &clock_});
    ASSERT_TRUE(opened) << ran << ": " << opened.error().message;
    EXPECT_EQ(raw->Number("SELECT count(*) FROM sqlite_schema").value(), objects) << ran;
    // What was there before stays beside it, for the program of before; a new city has nothing to
    // keep.
    std::string number = std::to_string(ran + 1);
    number.insert(0, 4 - number.size(), '0');
    const fs::path kept = older.path() / ("before-" + number + ".db");
    ASSERT_EQ(fs::exists(kept), ran > 0) << ran;
    if (ran == 0) continue;
    EXPECT_EQ(fs::status(kept).permissions(), fs::perms::owner_read | fs::perms::owner_write);
    const auto before = Connection::Open(kept, Access::kRead, 1000).value();
    EXPECT_EQ(before->Number("SELECT count(*) FROM schema_migrations").value(),
              static_cast<std::int64_t>(ran));
    EXPECT_EQ(before->Number("PRAGMA application_id").value(), 1245992265);
  }
}

TEST_F(Open, ADamagedHeaderIsRefused) {
  store();
  Close();
  Overwrite(0, 32);
  EXPECT_EQ(Refused(Options()).code, ErrorCode::kUnprocessable);
}

TEST_F(Open, ADamagedPageIsReportedNotReturned) {
  std::vector<domain::Enterprise> many;
  for (int i = 0; i < 300; ++i) {
    many.push_back(MakeEnterprise(i));
    many.back().business_scope = std::string(900, 'x');
  }
  ASSERT_TRUE(store().Write(context_, [&](UnitOfWork& u) { return u.InsertAll(std::span(many)); }));
  Close();
  const std::int64_t root =
      RawNumber("SELECT rootpage FROM sqlite_schema WHERE name = 'enterprises'");
  Overwrite((root - 1) * 4096, 4096);
  const auto read = store().All<domain::Enterprise>();
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(store().CheckIntegrity().value(), ::testing::Not(::testing::IsEmpty()));
  EXPECT_TRUE(store().All<domain::Expert>()) << "what is whole stays readable";
}

TEST_F(Open, AFullDiskUndoesTheUnitAndNothingElse) {
  StoreOptions options = Options();
  options.max_pages = 500;
  store_ = Store::Open(options).value();
  domain::Enterprise small = MakeEnterprise(0);
  ASSERT_TRUE(Insert(small));
  std::vector<domain::Enterprise> many;
  for (int i = 1; i <= 500; ++i) {
    many.push_back(MakeEnterprise(i));
    many.back().business_scope = std::string(6000, 'x');
  }
  const auto insert_many = [&] {
    return store().Write(context_, [&](UnitOfWork& u) { return u.InsertAll(std::span(many)); });
  };
  const base::Status full = insert_many();
  ASSERT_FALSE(full);
  EXPECT_EQ(full.error().code, ErrorCode::kUnavailable) << full.error().message;
  EXPECT_THAT(full.error().message, ::testing::HasSubstr("空间已满"));
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 1);
  EXPECT_TRUE(store().VerifyAudit()->ok());
  domain::Enterprise next = MakeEnterprise(999);
  EXPECT_TRUE(Insert(next)) << "a small one still fits";
  store_.reset();
  EXPECT_TRUE(insert_many()) << "with room again, all is well";
  EXPECT_EQ(store().Count(domain::Kind::kEnterprise).value(), 502);
  EXPECT_TRUE(store().VerifyAudit()->ok());
}

TEST_F(Open, AnUnwritableFileIsSaidToBeSo) {
  store();
  Close();
  fs::permissions(file(), fs::perms(0400));
  fs::permissions(folder_.path(), fs::perms(0500));
  // Root may write everything: become nobody, who owns the files, in a process of its own.
  const bool root = geteuid() == 0;
  if (root) {
    for (const auto& entry : fs::directory_iterator(folder_.path())) {
      ASSERT_EQ(chown(entry.path().c_str(), 65534, 65534), 0);
    }
    ASSERT_EQ(chown(folder_.path().c_str(), 65534, 65534), 0);
  }
  const pid_t child = fork();
  if (child == 0) {
    if (root && setuid(65534) != 0) _exit(3);
    const auto opened = Store::Open(Options());
    _exit(!opened && opened.error().code == ErrorCode::kUnavailable ? 0 : 1);
  }
  int status = 0;
  waitpid(child, &status, 0);
  fs::permissions(folder_.path(), fs::perms(0700));
  EXPECT_TRUE(WIFEXITED(status));
  EXPECT_EQ(WEXITSTATUS(status), 0);
}

JIEDUI_ON_EVERY_ENGINE(OpenOnEvery);

}  // namespace
}  // namespace jiedui::store

#include <sodium.h>

#include <algorithm>
#include <optional>

#include "store/audit.h"
#include "store/engine_internal.h"
#include "store/files_internal.h"
#include "store/migrate_internal.h"
#include "store/migrations/migrations_internal.h"
#include "store/postgres_schema_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

AuditMac HashOf(std::string_view sql) {
  AuditMac hash{};
  crypto_generichash(hash.data(), hash.size(), reinterpret_cast<const unsigned char*>(sql.data()),
                     sql.size(), nullptr, 0);
  return hash;
}

constexpr std::string_view kTheirs = "这是别的程序的数据库，不是结对的";

/// A new schema gets what migrations stand on; one with tables in it must be ours. Several
/// processes may begin at once: the others wait for the lock, and find it begun.
Status CheckPostgresOwner(Connection& connection) {
  constexpr std::string_view kTables =
      "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()";
  JIEDUI_ASSIGN(const std::int64_t ours,
                connection.Number(std::string(kTables) + " AND tablename = 'schema_migrations'"));
  if (ours != 0) return connection.Run("LOCK TABLE schema_migrations IN EXCLUSIVE MODE");
  JIEDUI_ASSIGN(const std::int64_t tables, connection.Number(kTables));
  if (tables != 0) return Fail(ErrorCode::kUnprocessable, std::string(kTheirs));
  return connection.RunScript(
      "CREATE TABLE schema_migrations (version BIGINT PRIMARY KEY, name TEXT COLLATE \"C\" NOT "
      "NULL, hash BYTEA NOT NULL, applied_ms BIGINT NOT NULL);" +
      std::string(kPostgresPrelude));
}

/// A new file is marked as ours; any other must bear the mark.
Status CheckOwner(Connection& connection) {
  if (connection.engine() == Engine::kPostgres) return CheckPostgresOwner(connection);
  JIEDUI_ASSIGN(const std::int64_t owner, connection.Number("PRAGMA application_id"));
  if (owner == engine::kApplicationId) return {};
  JIEDUI_ASSIGN(const std::int64_t tables, connection.Number("SELECT count(*) FROM sqlite_schema"));
  if (owner != 0 || tables != 0) {
    return Fail(ErrorCode::kUnprocessable, std::string(kTheirs));
  }
  JIEDUI_CHECK(
      connection.RunScript("PRAGMA application_id = " + std::to_string(engine::kApplicationId)));
  return connection.RunScript(
      "CREATE TABLE schema_migrations ("
      "version INTEGER PRIMARY KEY, name TEXT NOT NULL, hash BLOB NOT NULL, "
      "applied_ms INTEGER NOT NULL) STRICT");
}

/// How many migrations ran; each must be the one that is in this program.
Result<std::size_t> VersionOf(Connection& connection) {
  const auto migrations = Migrations();
  JIEDUI_ASSIGN(Statement rows,
                connection.Prepare("SELECT hash, name FROM schema_migrations ORDER BY version"));
  std::size_t version = 0;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return version;
    const std::string name(rows.Text(1));
    if (version >= migrations.size()) {
      return Fail(ErrorCode::kUnprocessable,
                  "数据库由更新版本的程序写成（" + name + "），请升级程序后再打开");
    }
    const AuditMac hash = HashOf(migrations[version].sql);
    const Bytes kept = rows.Blob(0);
    if (!std::equal(kept.begin(), kept.end(), hash.begin(), hash.end())) {
      return Fail(ErrorCode::kUnprocessable, "数据库的结构 " + name + " 与本程序的不同，不能打开");
    }
    ++version;
  }
}

Status RunMigration(Connection& connection, const Migration& migration) {
  if (connection.engine() == Engine::kSqlite) return connection.RunScript(migration.sql);
  JIEDUI_ASSIGN(const std::string sql,
                PostgresMigration(migration.postgres.empty() ? migration.sql : migration.postgres));
  return connection.RunScript(sql);
}

/// The next migration, if there is one; all within the transaction begun. False: up to date.
Result<bool> Advance(Connection& connection, base::TimeMs now_ms) {
  const auto migrations = Migrations();
  JIEDUI_CHECK(CheckOwner(connection));
  JIEDUI_ASSIGN(const std::size_t version, VersionOf(connection));
  if (version == migrations.size()) return false;
  const Migration& next = migrations[version];
  JIEDUI_CHECK(RunMigration(connection, next));
  const AuditMac hash = HashOf(next.sql);
  JIEDUI_CHECK(connection.Run(
      "INSERT INTO schema_migrations (version, name, hash, applied_ms) VALUES ($1, $2, $3, $4)",
      {static_cast<std::int64_t>(version + 1), next.name, Bytes(hash), now_ms}));
  return true;
}

/// How many migrations a database has that is to be upgraded; nothing for a new one, or one that is
/// up to date.
Result<std::optional<std::size_t>> OlderVersion(Connection& connection) {
  JIEDUI_ASSIGN(
      const std::int64_t known,
      connection.Number("SELECT count(*) FROM sqlite_schema WHERE name = 'schema_migrations'"));
  if (known == 0) return std::nullopt;
  JIEDUI_ASSIGN(const std::size_t version, VersionOf(connection));
  if (version == 0 || version == Migrations().size()) return std::nullopt;
  return version;
}

Status KeepCopy(Connection& connection, const std::filesystem::path& database) {
  JIEDUI_ASSIGN(const std::optional<std::size_t> version, OlderVersion(connection));
  if (!version) return {};
  std::string number = std::to_string(*version + 1);
  number.insert(0, 4 - std::min<std::size_t>(number.size(), 4), '0');
  const std::filesystem::path copy = database.parent_path() / ("before-" + number + ".db");
  if (std::filesystem::exists(copy)) return {};  // of a try before, or of another process
  const std::filesystem::path partial = copy.string() + ".partial";
  std::error_code error;
  std::filesystem::remove(partial, error);
  JIEDUI_CHECK(MakePrivateFile(partial));
  JIEDUI_CHECK(connection.Run("VACUUM INTO $1", {partial.string()}));
  std::filesystem::rename(partial, copy, error);
  if (error)
    return Fail(ErrorCode::kUnavailable,
                "无法在升级前保存 " + copy.string() + ": " + error.message());
  return SyncFolder(database.parent_path());
}

}  // namespace

Status Migrate(Connection& connection, const std::filesystem::path& database, base::TimeMs now_ms) {
  if (connection.engine() == Engine::kSqlite) JIEDUI_CHECK(KeepCopy(connection, database));
  // Two processes that begin a new PostgreSQL schema at once: one fails and finds it begun.
  constexpr int kMostRivals = 20;
  for (int rivals = 0;;) {
    JIEDUI_CHECK(connection.Run(engine::BeginWrite(connection.engine())));
    const Result<bool> advanced = Advance(connection, now_ms);
    const Status ended =
        connection.Run(advanced.value_or(false) ? std::string_view("COMMIT") : "ROLLBACK");
    if (!advanced && advanced.error().code == ErrorCode::kConflict && ++rivals < kMostRivals) {
      continue;
    }
    if (!advanced) return Fail(advanced.error());
    JIEDUI_CHECK(ended);
    if (!*advanced) return {};
  }
}

}  // namespace jiedui::store

#include <sqlite3.h>

#include "store/catalog_internal.h"
#include "store/copy_internal.h"
#include "store/engine_internal.h"
#include "store/files_internal.h"
#include "store/migrate_internal.h"
#include "store/sqlite_internal.h"
#include "store/store.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
namespace fs = std::filesystem;

constexpr std::int32_t kBusyTimeoutMs = 10'000;

/// All pages in one step: a stepped copy starts anew at each write of others and never ends.
Status CopyPages(Connection& from, Connection& to) {
  sqlite3_backup* backup = sqlite3_backup_init(HandleOf(to), "main", HandleOf(from), "main");
  if (backup != nullptr) {
    sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);  // its error stays on the connection
  }
  const int code = sqlite3_extended_errcode(HandleOf(to));
  if (code != SQLITE_OK) return Fail(SqliteError(code, sqlite3_errmsg(HandleOf(to))));
  return {};
}

/// Whether the connection's last error speaks of the file, not of who else uses it.
bool IsDamage(Connection& connection) {
  const int code = sqlite3_errcode(HandleOf(connection)) & 0xFF;
  return code == SQLITE_CORRUPT || code == SQLITE_NOTADB || code == SQLITE_IOERR;
}

/// Adds the lines that the pragma reports, but for "ok". Damage that stops it is a finding too.
Status AddFindings(Connection& connection, std::string_view pragma, int columns,
                   std::vector<std::string>& findings) {
  Result<Statement> rows = connection.Prepare(pragma);
  while (rows) {
    const Result<bool> row = rows->Step();
    if (!row) {
      findings.push_back(row.error().message);
      return {};
    }
    if (!*row) return {};
    std::string line;
    for (int column = 0; column < columns; ++column) {
      line += (column == 0 ? "" : " ") + std::string(rows->Text(column));
    }
    if (line != "ok") findings.push_back(line);
  }
  if (IsDamage(connection)) {
    findings.push_back(rows.error().message);
    return {};
  }
  return Fail(rows.error());
}

/// Reads every table whole, which finds pages whose checksum is wrong or that do not make sense.
Result<std::vector<std::string>> UnreadableIn(Connection& connection) {
  std::vector<std::string> findings;
  JIEDUI_ASSIGN(const std::vector<std::string> tables, TablesOf(connection));
  for (const std::string& table : tables) {
    const auto rows = connection.Number("SELECT count(*) FROM " + table);
    if (rows) continue;
    findings.push_back(table + ": " + rows.error().message);
    return findings;
  }
  return findings;
}

Result<std::vector<std::string>> FindingsIn(Connection& connection) {
  if (connection.engine() == Engine::kPostgres) return UnreadableIn(connection);
  std::vector<std::string> findings;
  JIEDUI_CHECK(AddFindings(connection, "PRAGMA integrity_check", 1, findings));
  if (findings.empty()) {
    JIEDUI_CHECK(AddFindings(connection, "PRAGMA foreign_key_check", 3, findings));
  }
  return findings;
}

/// A PostgreSQL database as a SQLite file: a backup that needs no server to be looked into, and
/// that Store::CopyTo brings back.
Status CopyToFile(Connection& from, Connection& to, base::TimeMs now_ms) {
  JIEDUI_CHECK(Migrate(to, "", now_ms));
  JIEDUI_CHECK(to.Run(engine::BeginWrite(to.engine())));
  const auto copied = CopyRows(from, to, {});
  if (!copied) return Fail(copied.error());
  return to.Run("COMMIT");
}

Status CopyAndCheck(Connection& from, const fs::path& to, base::TimeMs now_ms) {
  JIEDUI_ASSIGN(const auto copy, Connection::Open(to, Access::kWrite, kBusyTimeoutMs));
  JIEDUI_CHECK(from.engine() == Engine::kSqlite ? CopyPages(from, *copy)
                                                : CopyToFile(from, *copy, now_ms));
  // The copy is one file: without a log beside it.
  JIEDUI_CHECK(copy->RunScript("PRAGMA journal_mode = DELETE"));
  JIEDUI_ASSIGN(const std::vector<std::string> findings, FindingsIn(*copy));
  if (!findings.empty()) {
    return Fail(ErrorCode::kInternal, "备份未通过检查: " + findings.front());
  }
  return {};
}

}  // namespace

Status Store::Backup(const fs::path& to) const {
  JIEDUI_ASSIGN(const ReadSession session, Read());
  const Status made = MakePrivateFile(to);
  if (!made) {
    return Fail(made.error().code, "不能建立备份文件 " + made.error().message, "to");
  }
  Status status = CopyAndCheck(*session.owned_, to, NowMs());
  if (status) status = SyncFolder(to.parent_path());
  if (status) return status;
  std::error_code ignored;
  fs::remove(to, ignored);
  fs::remove(to.string() + "-journal", ignored);
  return status;
}

Result<std::vector<std::string>> Store::CheckIntegrity() const {
  JIEDUI_ASSIGN(const ReadSession session, Read());
  return FindingsIn(*session.owned_);
}

}  // namespace jiedui::store

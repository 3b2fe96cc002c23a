#include <sodium.h>
#include <sqlite3.h>
#include <unistd.h>

#include "store/engine_internal.h"
#include "store/files_internal.h"
#include "store/migrate_internal.h"
#include "store/open_internal.h"
#include "store/postgres_internal.h"
#include "store/sqlite_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

/// The writer's cache, in KiB: an import touches every index of its table. More is filled by
/// nothing but new rows of the log, which looks like a leak, and makes no import faster.
constexpr std::int64_t kWriterCacheKib = 16 * 1024;

Status CheckRange(std::int64_t value, std::int64_t least, std::int64_t most,
                  std::string_view option) {
  if (value >= least && value <= most) return {};
  return Fail(ErrorCode::kInvalid,
              std::to_string(value) + " 应在 " + std::to_string(least) + " 到 " +
                  std::to_string(most) + " 之间",
              std::string(option));
}

/// The file, private, made where it is missing.
Status PrepareFile(const std::filesystem::path& path) {
  // SQLite would only say that it cannot open its log.
  const std::filesystem::path folder = path.has_parent_path() ? path.parent_path() : ".";
  if (std::filesystem::exists(path) && ::access(folder.c_str(), W_OK) != 0)
    return Fail(ErrorCode::kUnavailable, "数据文件夹是只读的，不能写入: " + folder.string());
  const Status made = MakePrivateFile(path);
  if (made) return made;
  if (made.error().code == ErrorCode::kConflict) return MakePrivate(path);
  if (made.error().code != ErrorCode::kNotFound) return made;
  return Fail(ErrorCode::kNotFound, "数据文件夹不存在: " + path.parent_path().string());
}

Status SwitchLogOn(Connection& connection) {
  JIEDUI_ASSIGN(Statement rows, connection.Prepare("PRAGMA journal_mode = WAL"));
  JIEDUI_ASSIGN(const bool row, rows.Step());
  if (row && rows.Text(0) == "wal") return {};
  return Fail(ErrorCode::kUnavailable, "这个文件系统不支持数据库的预写日志（WAL）");
}

Status InsertHead(Connection& connection, const AuditKey& key) {
  const AuditAnchor none;
  const AuditMac mac = key.OfHead(none);
  const AuditMac key_id = key.Id();
  return connection.Run(
      "INSERT INTO store_head (id, revision, audit_seq, audit_mac, head_mac, key_id) "
      "VALUES (1, 0, 0, $1, $2, $3)",
      {Bytes(none.mac), Bytes(mac), Bytes(key_id)});
}

Result<AuditKey> LoadOrMakeKey(const std::filesystem::path& file, bool is_new) {
  Result<AuditKey> key = AuditKey::Load(file);
  if (key || key.error().code != ErrorCode::kNotFound) return key;
  if (is_new) return AuditKey::Make(file);
  return Fail(ErrorCode::kUnprocessable,
              key.error().message + "；没有它就不能继续审计链，请从备份恢复该文件");
}

/// Within a write transaction, so that of two processes one makes the head and the other finds it.
Result<AuditKey> SettleKey(Connection& connection, const std::filesystem::path& file) {
  const std::string_view lock = engine::LockNewHead(connection.engine());
  if (!lock.empty()) JIEDUI_CHECK(connection.Run(lock));
  JIEDUI_ASSIGN(const std::optional<StoreHead> head, ReadHead(connection));
  JIEDUI_ASSIGN(AuditKey key, LoadOrMakeKey(file, !head));
  if (!head) {
    JIEDUI_CHECK(InsertHead(connection, key));
  } else if (head->key_id != key.Id()) {
    return Fail(ErrorCode::kUnprocessable, "审计密钥文件不是这个数据库的: " + file.string());
  }
  return key;
}

}  // namespace

Status CheckOptions(const StoreOptions& options) {
  if (options.path.empty()) return Fail(ErrorCode::kInvalid, "没有指定数据库文件", "path");
  if (!options.url.empty() && !IsPostgresUrl(options.url)) {
    return Fail(ErrorCode::kInvalid, "数据库地址应以 postgresql:// 开头", "database");
  }
  if (!options.replica_url.empty() &&
      (options.url.empty() || !IsPostgresUrl(options.replica_url))) {
    return Fail(ErrorCode::kInvalid,
                "只读副本的地址应以 postgresql:// 开头，并与 --database 一起使用", "replica");
  }
  JIEDUI_CHECK(CheckRange(options.replica_max_lag_seconds, 1, 3600, "replica_max_lag_seconds"));
  if (options.clock == nullptr) return Fail(ErrorCode::kInvalid, "没有指定时钟", "clock");
  JIEDUI_CHECK(CheckRange(options.max_readers, 1, 256, "max_readers"));
  JIEDUI_CHECK(CheckRange(options.busy_timeout_ms, 1, 3'600'000, "busy_timeout_ms"));
  JIEDUI_CHECK(CheckRange(options.max_group, 1, 10'000, "max_group"));
  return CheckRange(options.max_pages, 0, 4'294'967'294, "max_pages");
}

Result<std::unique_ptr<Connection>> Connect(const StoreOptions& options, Access access) {
  if (!options.url.empty()) return ConnectPostgres(options.url, access, options.busy_timeout_ms);
  JIEDUI_ASSIGN(auto connection, Connection::Open(options.path, access, options.busy_timeout_ms));
  if (access == Access::kRead) return connection;
  if (sqlite3_db_readonly(HandleOf(*connection), "main") == 1) {
    return Fail(ErrorCode::kUnavailable, "数据库文件是只读的: " + options.path.string());
  }
  JIEDUI_CHECK(SwitchLogOn(*connection));
  std::string settings = "PRAGMA cache_size = -" + std::to_string(kWriterCacheKib) + ";";
  if (options.max_pages > 0) {
    settings += "PRAGMA max_page_count = " + std::to_string(options.max_pages) + ";";
  }
  JIEDUI_CHECK(connection->RunScript(settings));
  return connection;
}

Result<std::unique_ptr<Connection>> OpenForWriting(const StoreOptions& options) {
  if (sodium_init() < 0) return Fail(ErrorCode::kInternal, "密码库初始化失败");
  if (options.url.empty()) JIEDUI_CHECK(PrepareFile(options.path));
  JIEDUI_ASSIGN(auto connection, Connect(options, Access::kWrite));
  JIEDUI_CHECK(Migrate(*connection, options.path, options.clock->NowMs()));
  return connection;
}

Result<AuditKey> OpenAuditKey(Connection& connection, const StoreOptions& options) {
  const std::filesystem::path file = options.path.parent_path() / "audit.key";
  JIEDUI_CHECK(connection.Run(engine::BeginWrite(connection.engine())));
  const Result<AuditKey> key = SettleKey(connection, file);
  const Status ended = connection.Run(key ? std::string_view("COMMIT") : "ROLLBACK");
  if (key && !ended) return Fail(ended.error());
  return key;
}

}  // namespace jiedui::store

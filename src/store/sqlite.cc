#include <sqlite3.h>

#include "store/engine_internal.h"
#include "store/sqlite_internal.h"

namespace jiedui::store {
namespace {

using base::Fail;
using base::Result;
using base::Status;

tl::unexpected<base::Error> FailureOf(sqlite3* database) {
  return Fail(SqliteError(sqlite3_extended_errcode(database), sqlite3_errmsg(database)));
}

struct Binder {
  sqlite3_stmt* statement;
  int index;
  int operator()(std::monostate /*null*/) const { return sqlite3_bind_null(statement, index); }
  int operator()(std::int64_t value) const { return sqlite3_bind_int64(statement, index, value); }
  int operator()(double value) const { return sqlite3_bind_double(statement, index, value); }
  int operator()(std::string_view value) const {
    // A null pointer would bind NULL.
    const char* data = value.data() == nullptr ? "" : value.data();
    return sqlite3_bind_text64(statement, index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8);
  }
  int operator()(Bytes value) const {
    return sqlite3_bind_blob64(statement, index, value.data(), value.size(), SQLITE_STATIC);
  }
};

class SqlitePrepared final : public Prepared {
 public:
  SqlitePrepared(std::string_view sql, sqlite3* database, sqlite3_stmt* statement)
      : Prepared(sql), database_(database), statement_(statement) {}
  ~SqlitePrepared() override { sqlite3_finalize(statement_); }
  SqlitePrepared(const SqlitePrepared&) = delete;
  SqlitePrepared& operator=(const SqlitePrepared&) = delete;

  void Bind(int index, const Param& param) override {
    const int code = std::visit(Binder{statement_, index}, param);
    if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
  }
  Result<bool> Step() override {
    if (bind_error_ != SQLITE_OK) {
      return Fail(SqliteError(bind_error_, sqlite3_errstr(bind_error_)));
    }
    const int code = sqlite3_step(statement_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return FailureOf(database_);
  }
  void Rewind() override { sqlite3_reset(statement_); }
  void Clear() override {
    sqlite3_reset(statement_);
    sqlite3_clear_bindings(statement_);
    bind_error_ = SQLITE_OK;
  }
  [[nodiscard]] ColumnType TypeOf(int column) const override {
    switch (sqlite3_column_type(statement_, column)) {
      case SQLITE_INTEGER:
        return ColumnType::kInteger;
      case SQLITE_FLOAT:
        return ColumnType::kReal;
      case SQLITE_TEXT:
        return ColumnType::kText;
      case SQLITE_BLOB:
        return ColumnType::kBlob;
      default:
        return ColumnType::kNull;
    }
  }
  [[nodiscard]] std::int64_t Int(int column) const override {
    return sqlite3_column_int64(statement_, column);
  }
  [[nodiscard]] double Real(int column) const override {
    return sqlite3_column_double(statement_, column);
  }
  [[nodiscard]] Bytes Blob(int column) const override {
    const void* data = sqlite3_column_blob(statement_, column);
    const int size = sqlite3_column_bytes(statement_, column);
    return {static_cast<const unsigned char*>(data), static_cast<std::size_t>(size)};
  }

 private:
  sqlite3* database_;
  sqlite3_stmt* statement_;
  int bind_error_ = SQLITE_OK;
};

class SqliteConnection final : public Connection {
 public:
  explicit SqliteConnection(sqlite3* database) : database_(database) {}
  ~SqliteConnection() override {
    ForgetIdle();
    sqlite3_close_v2(database_);
  }
  SqliteConnection(const SqliteConnection&) = delete;
  SqliteConnection& operator=(const SqliteConnection&) = delete;

  [[nodiscard]] Engine engine() const override { return Engine::kSqlite; }
  Status RunScript(std::string_view sql) override {
    const std::string text(sql);
    if (sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
      return FailureOf(database_);
    }
    return {};
  }
  [[nodiscard]] std::int64_t Changes() const override { return sqlite3_changes64(database_); }
  [[nodiscard]] bool InTransaction() const override {
    return sqlite3_get_autocommit(database_) == 0;
  }
  [[nodiscard]] sqlite3* handle() const { return database_; }

 protected:
  Result<std::unique_ptr<Prepared>> Make(std::string_view sql) override {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return FailureOf(database_);
    return std::make_unique<SqlitePrepared>(sql, database_, statement);
  }
  // Rows come one by one anyway.
  Result<std::unique_ptr<Prepared>> MakeScan(std::string_view sql) override { return Make(sql); }

 private:
  sqlite3* database_;
};

}  // namespace

sqlite3* HandleOf(Connection& connection) {
  return static_cast<SqliteConnection&>(connection).handle();
}

Result<std::unique_ptr<Connection>> Connection::Open(const std::filesystem::path& path,
                                                     Access access, std::int32_t busy_timeout_ms) {
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == Access::kWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
  // Closes it on failure too.
  std::unique_ptr<Connection> connection = std::make_unique<SqliteConnection>(database);
  if (code != SQLITE_OK) return Fail(SqliteError(code, sqlite3_errstr(code)));
  sqlite3_busy_timeout(database, busy_timeout_ms);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  JIEDUI_CHECK(connection->RunScript(engine::kConnectionSettings));
  return connection;
}

}  // namespace jiedui::store

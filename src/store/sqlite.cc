#include <sqlite3.h>

#include "store/engine_internal.h"
#include "store/sqlite_internal.h"

namespace jiedui::store {
namespace {

using base::Fail;
using base::Result;
using base::Status;

// More shapes of SQL than the room writes of itself only come from unusual combinations of filters:
// then start over rather than keep them all.
constexpr std::size_t kMaxIdleStatements = 256;

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

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : connection_(other.connection_),
      statement_(std::exchange(other.statement_, nullptr)),
      bind_error_(other.bind_error_) {}

Statement::~Statement() {
  if (statement_ != nullptr) connection_->Return(statement_);
}

void Statement::Bind(int index, const Param& param) {
  const int code = std::visit(Binder{statement_, index}, param);
  if (code != SQLITE_OK && bind_error_ == SQLITE_OK) bind_error_ = code;
}

void Statement::BindAll(std::initializer_list<Param> params) {
  int index = 0;
  for (const Param& param : params) Bind(++index, param);
}

Result<bool> Statement::Step() {
  if (bind_error_ != SQLITE_OK) {
    return Fail(SqliteError(bind_error_, sqlite3_errstr(bind_error_)));
  }
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return FailureOf(connection_->handle());
}

Status Statement::Run() {
  const Result<bool> row = Step();
  sqlite3_reset(statement_);
  if (!row) return Fail(row.error());
  return {};
}

bool Statement::IsNull(int column) const { return TypeOf(column) == SQLITE_NULL; }
int Statement::TypeOf(int column) const { return sqlite3_column_type(statement_, column); }
std::int64_t Statement::Int(int column) const { return sqlite3_column_int64(statement_, column); }
double Statement::Real(int column) const { return sqlite3_column_double(statement_, column); }

std::string_view Statement::Text(int column) const {
  const Bytes bytes = Blob(column);
  // char may alias any object.
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Bytes Statement::Blob(int column) const {
  const void* data = sqlite3_column_blob(statement_, column);
  const int size = sqlite3_column_bytes(statement_, column);
  return {static_cast<const unsigned char*>(data), static_cast<std::size_t>(size)};
}

Result<std::unique_ptr<Connection>> Connection::Open(const std::filesystem::path& path,
                                                     Access access, std::int32_t busy_timeout_ms) {
  const int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE |
                    (access == Access::kWrite ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY);
  sqlite3* database = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &database, flags, nullptr);
  std::unique_ptr<Connection> connection(new Connection(database));  // closes it on failure too
  if (code != SQLITE_OK) return Fail(SqliteError(code, sqlite3_errstr(code)));
  sqlite3_busy_timeout(database, busy_timeout_ms);
  sqlite3_db_config(database, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  JIEDUI_CHECK(connection->RunScript(engine::kConnectionSettings));
  return connection;
}

Connection::~Connection() {
  ForgetIdle();
  sqlite3_close_v2(database_);
}

Result<Statement> Connection::Prepare(std::string_view sql) {
  if (const auto found = idle_.find(sql); found != idle_.end()) {
    sqlite3_stmt* statement = found->second;
    idle_.erase(found);
    return Statement(this, statement);
  }
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v3(database_, sql.data(), static_cast<int>(sql.size()),
                                      SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
  if (code != SQLITE_OK) return FailureOf(database_);
  return Statement(this, statement);
}

void Connection::Return(sqlite3_stmt* statement) {
  sqlite3_reset(statement);
  sqlite3_clear_bindings(statement);
  if (idle_.size() >= kMaxIdleStatements) ForgetIdle();
  if (!idle_.emplace(sqlite3_sql(statement), statement).second) sqlite3_finalize(statement);
}

void Connection::ForgetIdle() {
  for (const auto& [sql, statement] : idle_) sqlite3_finalize(statement);
  idle_.clear();
}

Status Connection::Run(std::string_view sql, std::initializer_list<Param> params) {
  JIEDUI_ASSIGN(Statement statement, Prepare(sql));
  statement.BindAll(params);
  return statement.Run();
}

Result<std::int64_t> Connection::Number(std::string_view sql, std::initializer_list<Param> params) {
  JIEDUI_ASSIGN(Statement statement, Prepare(sql));
  statement.BindAll(params);
  JIEDUI_ASSIGN(const bool row, statement.Step());
  if (!row) return Fail(base::ErrorCode::kInternal, "查询没有结果: " + std::string(sql));
  return statement.Int(0);
}

Status Connection::RunScript(std::string_view sql) {
  const std::string text(sql);
  if (sqlite3_exec(database_, text.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return FailureOf(database_);
  }
  return {};
}

std::int64_t Connection::Changes() const { return sqlite3_changes64(database_); }

bool Connection::InTransaction() const { return sqlite3_get_autocommit(database_) == 0; }

}  // namespace jiedui::store

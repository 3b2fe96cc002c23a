#include "store/connection_internal.h"

namespace jiedui::store {
namespace {

using base::Fail;
using base::Result;
using base::Status;

// More shapes of SQL than the room writes of itself only come from unusual combinations of filters:
// then start over rather than keep them all.
constexpr std::size_t kMaxIdleStatements = 256;

}  // namespace

Status Prepared::RunLater() {
  const Result<bool> row = Step();
  Rewind();
  if (!row) return Fail(row.error());
  return {};
}

Statement::Statement(Statement&& other) noexcept = default;

Statement::~Statement() {
  if (prepared_ != nullptr) connection_->Return(std::move(prepared_));
}

void Statement::BindAll(std::initializer_list<Param> params) {
  int index = 0;
  for (const Param& param : params) Bind(++index, param);
}

Status Statement::Run() {
  const Result<bool> row = Step();
  prepared_->Rewind();
  if (!row) return Fail(row.error());
  return {};
}

std::string_view Statement::Text(int column) const {
  const Bytes bytes = Blob(column);
  // char may alias any object.
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

Result<Statement> Connection::Prepare(std::string_view sql) {
  if (const auto found = idle_.find(sql); found != idle_.end()) {
    std::unique_ptr<Prepared> prepared = std::move(found->second);
    idle_.erase(found);
    return Statement(this, std::move(prepared));
  }
  JIEDUI_ASSIGN(auto prepared, Make(sql));
  return Statement(this, std::move(prepared));
}

Result<Statement> Connection::Scan(std::string_view sql) {
  JIEDUI_ASSIGN(auto prepared, MakeScan(sql));
  return Statement(this, std::move(prepared));
}

void Connection::Return(std::unique_ptr<Prepared> prepared) {
  prepared->Clear();
  if (prepared->sql().empty()) return;  // a scan's is not used again
  if (idle_.size() >= kMaxIdleStatements) ForgetIdle();
  std::string sql = prepared->sql();
  idle_.try_emplace(std::move(sql), std::move(prepared));
}

Status Connection::Run(std::string_view sql, std::initializer_list<Param> params) {
  JIEDUI_ASSIGN(Statement statement, Prepare(sql));
  statement.BindAll(params);
  return statement.Run();
}

Status Connection::RunLater(std::string_view sql, std::initializer_list<Param> params) {
  JIEDUI_ASSIGN(Statement statement, Prepare(sql));
  statement.BindAll(params);
  return statement.RunLater();
}

Status Connection::Try(std::string_view sql, std::initializer_list<Param> params) {
  // SQLite undoes a statement that failed by itself.
  if (engine() == Engine::kSqlite) return Run(sql, params);
  JIEDUI_CHECK(RunLater("SAVEPOINT try"));
  const Status done = Run(sql, params);
  if (!done) JIEDUI_CHECK(Run("ROLLBACK TO try"));
  JIEDUI_CHECK(RunLater("RELEASE try"));
  return done;
}

Result<std::int64_t> Connection::Number(std::string_view sql, std::initializer_list<Param> params) {
  JIEDUI_ASSIGN(Statement statement, Prepare(sql));
  statement.BindAll(params);
  JIEDUI_ASSIGN(const bool row, statement.Step());
  if (!row) return Fail(base::ErrorCode::kInternal, "查询没有结果: " + std::string(sql));
  return statement.Int(0);
}

}  // namespace jiedui::store

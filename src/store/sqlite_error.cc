#include <sqlite3.h>

#include "store/sqlite_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;

/// The column in "UNIQUE constraint failed: enterprises.credit_code"; empty for an index on
/// expressions, which SQLite names instead.
std::string ColumnIn(std::string_view detail) {
  const std::size_t dot = detail.find('.', detail.find(": ") + 1);
  if (dot == std::string_view::npos) return {};
  const std::size_t end = detail.find_first_of(", ", dot);
  return std::string(detail.substr(dot + 1, end - dot - 1));
}

base::Error ConstraintError(int extended_code, std::string_view detail) {
  switch (extended_code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {ErrorCode::kConflict, "已有相同的记录", ColumnIn(detail)};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {ErrorCode::kUnprocessable, "引用的记录不存在", {}};
    case SQLITE_CONSTRAINT_NOTNULL:
      return {ErrorCode::kInvalid, "不能为空", ColumnIn(detail)};
    default:
      return {ErrorCode::kInvalid, "数据不符合约束: " + std::string(detail), {}};
  }
}

}  // namespace

base::Error SqliteError(int extended_code, std::string_view detail) {
  const std::string said = " (SQLite: " + std::string(detail) + ")";
  switch (extended_code & 0xFF) {
    case SQLITE_CONSTRAINT:
      return ConstraintError(extended_code, detail);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return {ErrorCode::kUnavailable, "数据库正被占用，请稍后再试" + said, {}};
    case SQLITE_FULL:
      return {ErrorCode::kUnavailable, "磁盘空间已满，未写入" + said, {}};
    case SQLITE_READONLY:
    case SQLITE_PERM:
      return {ErrorCode::kUnavailable, "数据库是只读的，不能写入" + said, {}};
    case SQLITE_CANTOPEN:
      return {ErrorCode::kUnavailable, "数据库文件打不开" + said, {}};
    case SQLITE_NOTADB:
      return {ErrorCode::kUnprocessable, "不是数据库文件" + said, {}};
    case SQLITE_CORRUPT:
      return {ErrorCode::kUnavailable, "数据库文件已损坏，请管理员从备份恢复" + said, {}};
    case SQLITE_IOERR:
      return {ErrorCode::kUnavailable, "磁盘读写出错，未写入" + said, {}};
    case SQLITE_TOOBIG:
      return {ErrorCode::kTooLarge, "内容过长" + said, {}};
    default:
      return {ErrorCode::kInternal, "数据库出错" + said, {}};
  }
}

}  // namespace jiedui::store

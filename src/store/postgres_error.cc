#include "store/postgres_internal.h"

namespace jiedui::store {
namespace {

using base::Error;
using base::ErrorCode;

/// The first column in "Key (credit_code, deleted)=(…) already exists.", whatever language the
/// server speaks; of an expression on a column, that column.
std::string FirstColumn(std::string_view detail) {
  const std::size_t open = detail.find('(');
  if (open == std::string_view::npos) return {};
  std::string_view rest = detail.substr(open + 1);
  const std::size_t inner = rest.find('(');
  const std::size_t end = rest.find_first_of(",)");
  if (inner < end) {
    rest.remove_prefix(inner + 1);
    return std::string(rest.substr(0, rest.find_first_of(",)")));
  }
  return std::string(rest.substr(0, end));
}

Error ConstraintError(const PostgresFailure& failure) {
  if (failure.state == "23505") {
    return {ErrorCode::kConflict, "已有相同的记录", FirstColumn(failure.detail)};
  }
  if (failure.state == "23503") return {ErrorCode::kUnprocessable, "引用的记录不存在", {}};
  if (failure.state == "23502") return {ErrorCode::kInvalid, "不能为空", failure.column};
  return {ErrorCode::kInvalid, "数据不符合约束: " + failure.message, {}};
}

/// Where the state alone says what is the matter.
struct Row {
  std::string_view prefix;  ///< of the SQLSTATE; the first that fits counts
  ErrorCode code;
  std::string_view message;
};

constexpr Row kRows[] = {
    {"40001", ErrorCode::kUnavailable, "与另一次写入冲突，请重试"},
    {"40P01", ErrorCode::kUnavailable, "与另一次写入互相等待，请重试"},
    {"55P03", ErrorCode::kUnavailable, "数据库正被占用，请稍后再试"},
    {"57014", ErrorCode::kUnavailable, "数据库操作超时，请稍后再试"},
    {"53100", ErrorCode::kUnavailable, "磁盘空间已满，未写入"},
    {"53", ErrorCode::kUnavailable, "数据库资源不足，请稍后再试"},
    {"25006", ErrorCode::kUnavailable, "数据库是只读的，不能写入"},
    {"25P03", ErrorCode::kUnavailable, "数据库操作停顿过久，已被撤销"},
    {"57P", ErrorCode::kUnavailable, "数据库正在停止或启动，请稍后再试"},
    {"08", ErrorCode::kUnavailable, "数据库连接中断"},
    {"58", ErrorCode::kUnavailable, "数据库服务器读写出错"},
    {"XX001", ErrorCode::kUnavailable, "数据库已损坏，请从备份恢复"},
    {"XX002", ErrorCode::kUnavailable, "数据库的索引已损坏，请重建索引"},
    {"42501", ErrorCode::kUnprocessable, "数据库账号没有所需的权限"},
    {"54", ErrorCode::kTooLarge, "内容过长"},
    {"22", ErrorCode::kInvalid, "数据不符合约束"},
};

}  // namespace

Error PostgresError(const PostgresFailure& failure) {
  if (failure.state.starts_with("23")) return ConstraintError(failure);
  const std::string said = " (PostgreSQL: " + failure.message + ")";
  if (failure.state.empty()) return {ErrorCode::kUnavailable, "数据库连接中断" + said, {}};
  for (const Row& row : kRows) {
    if (failure.state.starts_with(row.prefix))
      return {row.code, std::string(row.message) + said, {}};
  }
  return {ErrorCode::kInternal, "数据库出错 " + failure.state + said, {}};
}

}  // namespace jiedui::store

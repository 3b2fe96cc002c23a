#pragma once

// libpq, with owners for what it gives; for postgres*.cc, which include libpq itself.

#include <memory>
#include <string>
#include <vector>

#include "store/postgres_internal.h"

struct pg_conn;
struct pg_result;

namespace jiedui::store::postgres {

using Oid = unsigned int;

// Of pg_type: fixed since PostgreSQL 7.
inline constexpr Oid kBool = 16;
inline constexpr Oid kBytea = 17;
inline constexpr Oid kInt8 = 20;
inline constexpr Oid kInt2 = 21;
inline constexpr Oid kInt4 = 23;
inline constexpr Oid kText = 25;
inline constexpr Oid kFloat4 = 700;
inline constexpr Oid kFloat8 = 701;

struct ResultCloser {
  void operator()(pg_result* result) const;
};
using ResultPtr = std::unique_ptr<pg_result, ResultCloser>;

struct ConnectionCloser {
  void operator()(pg_conn* connection) const;
};
using ConnectionPtr = std::unique_ptr<pg_conn, ConnectionCloser>;

/// A connection with nothing set yet; errors as of ConnectPostgres.
base::Result<ConnectionPtr> Dial(const std::string& url, Access access);

/// A parameter as it goes out: binary.
struct Bound {
  Oid type = 0;  ///< 0: the server infers it
  bool null = true;
  std::string bytes;
};

/// `param` in the server's form.
Bound BoundOf(const Param& param);

/// A statement that the server has, or will have, under a name.
struct Plan {
  std::string name;
  std::string sql;
  std::vector<Oid> types;  ///< that it was prepared with
  bool prepared = false;
};

/// One execution.
struct Message {
  std::shared_ptr<Plan> plan;
  std::vector<Bound> params;
};

/// What went wrong; of the connection where there is no result.
base::Error ErrorOf(pg_conn* connection, const pg_result* result);

/// The connection: sends statements, those that waited together with the next, in one go.
class Wire {
 public:
  explicit Wire(pg_conn* connection) : connection_(connection) {}
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  [[nodiscard]] pg_conn* connection() const { return connection_; }
  [[nodiscard]] std::string NextName(char prefix) { return prefix + std::to_string(++named_); }

  /// Keeps it for the next Execute.
  void Queue(Message message) { queued_.push_back(std::move(message)); }
  /// Did a statement fail that was to be run later? Nobody knows then which change is missing: the
  /// connection is of no use any longer.
  [[nodiscard]] bool IsSpoilt() const { return spoilt_; }
  /// Is so much waiting that it should go?
  [[nodiscard]] bool IsFull() const { return queued_.size() >= 64; }
  /// Executes what waits and then this; an error of the former counts as one of the machine.
  base::Result<ResultPtr> Execute(Message message);
  /// Sends what waits.
  base::Status Flush();
  /// Executes one text without keeping it prepared.
  base::Result<ResultPtr> ExecuteOnce(const std::string& sql, const std::vector<Bound>& params);
  /// The server may forget the statement.
  void Forget(std::string name) { forgotten_.push_back(std::move(name)); }

 private:
  base::Result<ResultPtr> ExecutePipeline(std::vector<Message> messages);
  bool Send(Message& message);
  base::Result<ResultPtr> Receive(Message& message, bool sent_plan);
  void ForgetPlans();

  pg_conn* connection_;
  std::vector<Message> queued_;
  std::vector<std::string> forgotten_;
  std::uint64_t named_ = 0;
  bool spoilt_ = false;
};

/// The connection as the store uses it; closes libpq's in the end.
std::unique_ptr<Connection> Owned(pg_conn* connection);

}  // namespace jiedui::store::postgres

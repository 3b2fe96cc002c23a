#include <libpq-fe.h>

#include <array>
#include <bit>

#include "store/postgres_wire_internal.h"

namespace jiedui::store::postgres {
namespace {

using base::Error;
using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr int kBinary = 1;

/// Eight bytes, the highest first.
std::string BigEndian(std::uint64_t value) {
  std::string bytes(8, '\0');
  for (std::size_t i = 8; i > 0; --i, value >>= 8U) bytes[i - 1] = static_cast<char>(value & 0xFFU);
  return bytes;
}

struct ToBound {
  Bound operator()(std::monostate /*null*/) const { return {}; }
  Bound operator()(std::int64_t value) const {
    return {kInt8, false, BigEndian(static_cast<std::uint64_t>(value))};
  }
  Bound operator()(double value) const {
    return {kFloat8, false, BigEndian(std::bit_cast<std::uint64_t>(value))};
  }
  Bound operator()(std::string_view value) const { return {kText, false, std::string(value)}; }
  Bound operator()(Bytes value) const { return {kBytea, false, {value.begin(), value.end()}}; }
};

/// Parameters as libpq takes them: views of the bound ones.
struct Arguments {
  std::vector<const char*> values;
  std::vector<int> lengths;
  std::vector<int> formats;
  explicit Arguments(const std::vector<Bound>& params) {
    for (const Bound& param : params) {
      values.push_back(param.null ? nullptr : param.bytes.data());
      lengths.push_back(static_cast<int>(param.bytes.size()));
      formats.push_back(kBinary);
    }
  }
  [[nodiscard]] int count() const { return static_cast<int>(values.size()); }
};

bool IsGood(const PGresult* result) {
  const ExecStatusType status = PQresultStatus(result);
  return status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
}

std::string Text(const char* text) { return text == nullptr ? std::string() : std::string(text); }

std::string FirstLine(std::string text) {
  text.erase(std::min(text.find('\n'), text.size()));
  return text;
}

/// COMMIT of a transaction in which something failed undoes it and says so only in its tag.
Result<ResultPtr> Checked(const Message& message, ResultPtr result) {
  if (message.plan->sql == "COMMIT" && std::string_view(PQcmdStatus(result.get())) == "ROLLBACK") {
    return Fail(ErrorCode::kUnavailable, "数据库撤销了本次写入，请重试");
  }
  return result;
}

/// An error of a statement that was to be run later: no caller can answer for it.
Error OfMachine(Error error) {
  if (error.code != ErrorCode::kUnavailable) error.code = ErrorCode::kInternal;
  error.field.clear();
  return error;
}

}  // namespace

void ResultCloser::operator()(pg_result* result) const { PQclear(result); }
void ConnectionCloser::operator()(pg_conn* connection) const { PQfinish(connection); }

Bound BoundOf(const Param& param) { return std::visit(ToBound{}, param); }

Error ErrorOf(PGconn* connection, const PGresult* result) {
  PostgresFailure failure;
  if (result != nullptr && PQresultStatus(result) == PGRES_FATAL_ERROR) {
    const auto field = [&](int code) { return Text(PQresultErrorField(result, code)); };
    failure.state = field(PG_DIAG_SQLSTATE);
    failure.message = field(PG_DIAG_MESSAGE_PRIMARY);
    failure.detail = field(PG_DIAG_MESSAGE_DETAIL);
    failure.column = field(PG_DIAG_COLUMN_NAME);
  }
  if (failure.message.empty()) failure.message = FirstLine(Text(PQerrorMessage(connection)));
  if (failure.state.empty() && PQstatus(connection) == CONNECTION_OK) failure.state = "XX000";
  return PostgresError(failure);
}

Wire::~Wire() { PQfinish(connection_); }

bool Wire::Send(Message& message) {
  Plan& plan = *message.plan;
  const Arguments arguments(message.params);
  if (!plan.prepared) {
    plan.types.resize(message.params.size());
    for (std::size_t i = 0; i < message.params.size(); ++i) plan.types[i] = message.params[i].type;
    if (PQsendPrepare(connection_, plan.name.c_str(), plan.sql.c_str(), arguments.count(),
                      plan.types.data()) == 0) {
      return false;
    }
  }
  return PQsendQueryPrepared(connection_, plan.name.c_str(), arguments.count(),
                             arguments.values.data(), arguments.lengths.data(),
                             arguments.formats.data(), kBinary) != 0;
}

namespace {

/// The one result of a statement in a pipeline; nothing where the connection is gone.
ResultPtr NextResult(PGconn* connection) {
  ResultPtr result(PQgetResult(connection));
  if (result == nullptr) return result;
  while (ResultPtr rest{PQgetResult(connection)}) {
    if (PQstatus(connection) == CONNECTION_BAD) break;
  }
  return result;
}

}  // namespace

Result<ResultPtr> Wire::Receive(Message& message, bool sent_plan) {
  if (sent_plan) {
    const ResultPtr planned = NextResult(connection_);
    message.plan->prepared = planned != nullptr && IsGood(planned.get());
    if (!message.plan->prepared) {
      Error error = ErrorOf(connection_, planned.get());
      NextResult(connection_);  // of the execution, which did not take place
      return Fail(std::move(error));
    }
  }
  ResultPtr result = NextResult(connection_);
  if (result == nullptr || !IsGood(result.get())) return Fail(ErrorOf(connection_, result.get()));
  return Checked(message, std::move(result));
}

Result<ResultPtr> Wire::ExecutePipeline(std::vector<Message> messages) {
  if (PQenterPipelineMode(connection_) == 0) return Fail(ErrorOf(connection_, nullptr));
  std::vector<bool> plans;
  // A statement that waits twice is prepared once.
  bool sent = true;
  for (Message& message : messages) {
    plans.push_back(!message.plan->prepared);
    sent = sent && Send(message);
    message.plan->prepared = true;
  }
  sent = sent && PQpipelineSync(connection_) != 0;
  Result<ResultPtr> outcome = ResultPtr();
  for (std::size_t i = 0; sent && i < messages.size(); ++i) {
    Result<ResultPtr> one = Receive(messages[i], plans[i]);
    if (outcome) {  // what follows an error is only said to have been passed over
      const bool last = i + 1 == messages.size();
      spoilt_ = spoilt_ || (!one && !last);
      outcome = one || last ? std::move(one) : Result<ResultPtr>(Fail(OfMachine(one.error())));
    }
  }
  if (!sent) outcome = Fail(ErrorOf(connection_, nullptr));
  if (sent) NextResult(connection_);  // of the sync
  if (PQexitPipelineMode(connection_) != 0) return outcome;
  // The server says more than was asked: that it ends. What was asked may have been done by then.
  spoilt_ = true;
  if (!outcome) return outcome;
  return Fail(ErrorCode::kUnavailable,
              "数据库连接中断 (PostgreSQL: " + FirstLine(Text(PQerrorMessage(connection_))) + ")");
}

Result<ResultPtr> Wire::Execute(Message message) {
  std::vector<Message> messages = std::exchange(queued_, {});
  messages.push_back(std::move(message));
  Message& last = messages.back();
  if (messages.size() > 1 || !last.plan->prepared) return ExecutePipeline(std::move(messages));
  const Arguments arguments(last.params);
  ResultPtr result(PQexecPrepared(connection_, last.plan->name.c_str(), arguments.count(),
                                  arguments.values.data(), arguments.lengths.data(),
                                  arguments.formats.data(), kBinary));
  if (!IsGood(result.get())) return Fail(ErrorOf(connection_, result.get()));
  Result<ResultPtr> checked = Checked(last, std::move(result));
  if (!forgotten_.empty() && PQtransactionStatus(connection_) == PQTRANS_IDLE) ForgetPlans();
  return checked;
}

Status Wire::Flush() {
  if (queued_.empty()) return {};
  Message last = std::move(queued_.back());
  queued_.pop_back();
  const Result<ResultPtr> result = Execute(std::move(last));
  if (result) return {};
  spoilt_ = true;
  return Fail(OfMachine(result.error()));
}

Result<ResultPtr> Wire::ExecuteOnce(const std::string& sql, const std::vector<Bound>& params) {
  JIEDUI_CHECK(Flush());
  const Arguments arguments(params);
  std::vector<Oid> types;
  types.reserve(params.size());
  for (const Bound& param : params) types.push_back(param.type);
  ResultPtr result(PQexecParams(connection_, sql.c_str(), arguments.count(), types.data(),
                                arguments.values.data(), arguments.lengths.data(),
                                arguments.formats.data(), kBinary));
  if (!IsGood(result.get())) return Fail(ErrorOf(connection_, result.get()));
  return result;
}

void Wire::ForgetPlans() {
  for (const std::string& name : std::exchange(forgotten_, {})) {
    const ResultPtr done(PQexec(connection_, ("DEALLOCATE " + name).c_str()));
  }
}

}  // namespace jiedui::store::postgres

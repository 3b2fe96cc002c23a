#include <libpq-fe.h>

#include <bit>
#include <charconv>

#include "store/postgres_wire_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using postgres::Bound;
using postgres::Message;
using postgres::Plan;
using postgres::ResultPtr;
using postgres::Wire;

/// Rows of a scan that lie in memory together.
constexpr int kScanRows = 1000;

/// An integer, the highest byte first, of as many bytes as there are.
std::int64_t IntegerOf(Bytes bytes) {
  if (bytes.empty()) return 0;
  std::uint64_t value = (bytes.front() & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
  for (const unsigned char byte : bytes) value = (value << 8U) | byte;
  return static_cast<std::int64_t>(value);
}

/// Rows, one of them present, and how to read it.
class Rows {
 public:
  void Reset() { rows_.reset(); }
  void Put(ResultPtr rows) {
    rows_ = std::move(rows);
    row_ = -1;
  }
  bool Next() { return ++row_ < PQntuples(rows_.get()); }
  [[nodiscard]] bool HasRows() const { return rows_ != nullptr; }
  [[nodiscard]] int count() const { return PQntuples(rows_.get()); }
  [[nodiscard]] std::int64_t changes() const {
    const std::string_view text = PQcmdTuples(rows_.get());
    std::int64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }

  [[nodiscard]] ColumnType TypeOf(int column) const {
    if (PQgetisnull(rows_.get(), row_, column) != 0) return ColumnType::kNull;
    switch (PQftype(rows_.get(), column)) {
      case postgres::kBool:
      case postgres::kInt2:
      case postgres::kInt4:
      case postgres::kInt8:
        return ColumnType::kInteger;
      case postgres::kFloat4:
      case postgres::kFloat8:
        return ColumnType::kReal;
      case postgres::kBytea:
        return ColumnType::kBlob;
      default:
        return ColumnType::kText;
    }
  }
  [[nodiscard]] std::int64_t Int(int column) const {
    if (TypeOf(column) == ColumnType::kReal) return static_cast<std::int64_t>(Real(column));
    return PQftype(rows_.get(), column) == postgres::kBool && !Blob(column).empty()
               ? Blob(column).front()
               : IntegerOf(Blob(column));
  }
  [[nodiscard]] double Real(int column) const {
    if (TypeOf(column) != ColumnType::kReal) return static_cast<double>(IntegerOf(Blob(column)));
    const auto bits = static_cast<std::uint64_t>(IntegerOf(Blob(column)));
    if (PQftype(rows_.get(), column) == postgres::kFloat4) {
      return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    }
    return std::bit_cast<double>(bits);
  }
  [[nodiscard]] Bytes Blob(int column) const {
    // char may be read as unsigned char.
    const char* data = PQgetvalue(rows_.get(), row_, column);
    const int size = PQgetlength(rows_.get(), row_, column);
    return {reinterpret_cast<const unsigned char*>(data), static_cast<std::size_t>(size)};
  }

 private:
  ResultPtr rows_;
  int row_ = -1;
};

class PostgresPrepared : public Prepared {
 public:
  using Prepared::Prepared;

  void Bind(int index, const Param& param) override {
    const auto place = static_cast<std::size_t>(index);
    if (params_.size() < place) params_.resize(place);
    params_[place - 1] = postgres::BoundOf(param);
  }
  void Rewind() override { rows_.Reset(); }
  void Clear() override {
    Rewind();
    params_.clear();
  }
  [[nodiscard]] ColumnType TypeOf(int column) const override { return rows_.TypeOf(column); }
  [[nodiscard]] std::int64_t Int(int column) const override { return rows_.Int(column); }
  [[nodiscard]] double Real(int column) const override { return rows_.Real(column); }
  [[nodiscard]] Bytes Blob(int column) const override { return rows_.Blob(column); }

 protected:
  std::vector<Bound> params_;
  Rows rows_;
};

/// A statement whose rows come all at once.
class WholePrepared final : public PostgresPrepared {
 public:
  WholePrepared(std::string_view sql, Wire& wire, std::int64_t& changes)
      : PostgresPrepared(sql), wire_(wire), changes_(changes) {}
  ~WholePrepared() override {
    if (plan_ != nullptr && plan_->prepared) wire_.Forget(plan_->name);
  }
  WholePrepared(const WholePrepared&) = delete;
  WholePrepared& operator=(const WholePrepared&) = delete;

  Status RunLater() override {
    if (wire_.IsFull()) return Prepared::RunLater();
    wire_.Queue(Settled());
    return {};
  }
  Result<bool> Step() override {
    if (!rows_.HasRows()) {
      JIEDUI_ASSIGN(ResultPtr rows, wire_.Execute(Settled()));
      rows_.Put(std::move(rows));
      changes_ = rows_.changes();
    }
    return rows_.Next();
  }

 private:
  /// The statement with what is bound, ready to go. Parameters have the types of their first
  /// values: a NULL takes the one that its place had, so that one plan serves; a value of another
  /// type needs a plan of its own.
  Message Settled() {
    bool fits = plan_ != nullptr && plan_->types.size() == params_.size();
    for (std::size_t i = 0; i < params_.size(); ++i) {
      const Oid had = i < types_.size() ? types_[i] : 0;
      if (params_[i].null) params_[i].type = had;
      fits = fits && params_[i].type == had;
    }
    if (fits) return {plan_, params_};
    if (plan_ != nullptr && plan_->prepared) wire_.Forget(plan_->name);
    types_.clear();
    for (const Bound& param : params_) types_.push_back(param.type);
    plan_ = std::make_shared<Plan>(Plan{wire_.NextName('s'), sql(), types_, false});
    return {plan_, params_};
  }

  Wire& wire_;
  std::int64_t& changes_;
  std::vector<Oid> types_;
  std::shared_ptr<Plan> plan_;
};

/// A query whose rows come in parts, by a cursor.
class ScanPrepared final : public PostgresPrepared {
 public:
  ScanPrepared(std::string_view sql, Wire& wire)
      : PostgresPrepared(""), query_(sql), wire_(wire), cursor_(wire.NextName('c')) {}

  Result<bool> Step() override {
    if (!rows_.HasRows()) {
      const std::string declare = "DECLARE " + cursor_ + " NO SCROLL CURSOR FOR ";
      JIEDUI_ASSIGN(const ResultPtr declared, wire_.ExecuteOnce(declare + query_, params_));
      open_ = true;
      JIEDUI_CHECK(Fetch());
    }
    if (rows_.Next()) return true;
    if (rows_.count() < kScanRows) return false;
    JIEDUI_CHECK(Fetch());
    return rows_.Next();
  }
  void Rewind() override {
    if (std::exchange(open_, false) && PQtransactionStatus(wire_.connection()) == PQTRANS_INTRANS)
      static_cast<void>(wire_.ExecuteOnce("CLOSE " + cursor_, {}));
    PostgresPrepared::Rewind();
  }

 private:
  Status Fetch() {
    JIEDUI_ASSIGN(ResultPtr rows,
                  wire_.ExecuteOnce("FETCH " + std::to_string(kScanRows) + " FROM " + cursor_, {}));
    rows_.Put(std::move(rows));
    return {};
  }

  std::string query_;
  Wire& wire_;
  std::string cursor_;
  bool open_ = false;
};

class PostgresConnection final : public Connection {
 public:
  explicit PostgresConnection(PGconn* connection) : wire_(connection) {}
  ~PostgresConnection() override { ForgetIdle(); }
  PostgresConnection(const PostgresConnection&) = delete;
  PostgresConnection& operator=(const PostgresConnection&) = delete;

  [[nodiscard]] Engine engine() const override { return Engine::kPostgres; }
  Status Flush() override { return wire_.Flush(); }
  Status RunScript(std::string_view sql) override {
    JIEDUI_CHECK(wire_.Flush());
    const ResultPtr result(PQexec(wire_.connection(), std::string(sql).c_str()));
    const ExecStatusType status = PQresultStatus(result.get());
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_EMPTY_QUERY) {
      return {};
    }
    return Fail(postgres::ErrorOf(wire_.connection(), result.get()));
  }
  [[nodiscard]] std::int64_t Changes() const override { return changes_; }
  [[nodiscard]] bool InTransaction() const override {
    if (wire_.IsSpoilt()) return false;
    const PGTransactionStatusType status = PQtransactionStatus(wire_.connection());
    return status == PQTRANS_INTRANS || status == PQTRANS_INERROR;
  }
  [[nodiscard]] bool IsLost() const override {
    return wire_.IsSpoilt() || PQstatus(wire_.connection()) != CONNECTION_OK;
  }

 protected:
  Result<std::unique_ptr<Prepared>> Make(std::string_view sql) override {
    return std::make_unique<WholePrepared>(sql, wire_, changes_);
  }
  Result<std::unique_ptr<Prepared>> MakeScan(std::string_view sql) override {
    return std::make_unique<ScanPrepared>(sql, wire_);
  }

 private:
  Wire wire_;
  std::int64_t changes_ = 0;
};

}  // namespace

std::unique_ptr<Connection> postgres::Owned(PGconn* connection) {
  return std::make_unique<PostgresConnection>(connection);
}

}  // namespace jiedui::store

#pragma once

#include <cstdint>
#include <filesystem>
#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>

#include "base/result.h"
#include "store/engine.h"

namespace jiedui::store {

class Connection;

using Bytes = std::span<const unsigned char>;

/// What a parameter may be: NULL, integer, number, text or bytes. Texts and bytes need not be
/// copied: they must live until the statement was stepped for the last time or bound anew.
using Param = std::variant<std::monostate, std::int64_t, double, std::string_view, Bytes>;

enum class Access : std::uint8_t { kRead, kWrite };

/// What stands in a column.
enum class ColumnType : std::uint8_t { kNull, kInteger, kReal, kText, kBlob };

/// A prepared statement as one engine has it; Statement says what the calls mean.
class Prepared {
 public:
  explicit Prepared(std::string_view sql) : sql_(sql) {}
  virtual ~Prepared() = default;
  Prepared(const Prepared&) = delete;
  Prepared& operator=(const Prepared&) = delete;

  virtual void Bind(int index, const Param& param) = 0;
  [[nodiscard]] virtual base::Result<bool> Step() = 0;
  [[nodiscard]] virtual base::Status RunLater();
  /// Gives its rows up and stands ready to be bound and stepped again.
  virtual void Rewind() = 0;
  /// Rewinds and lets go of its parameters.
  virtual void Clear() = 0;
  [[nodiscard]] virtual ColumnType TypeOf(int column) const = 0;
  [[nodiscard]] virtual std::int64_t Int(int column) const = 0;
  [[nodiscard]] virtual double Real(int column) const = 0;
  [[nodiscard]] virtual Bytes Blob(int column) const = 0;

  [[nodiscard]] const std::string& sql() const { return sql_; }

 private:
  std::string sql_;
};

/// A prepared statement on loan from its connection's cache: reset and returned on destruction, so
/// that no cached statement holds a snapshot. Parameters are `$1 … $n`, in ascending order of first
/// appearance.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// index from 1. An error (too many parameters, out of memory) comes with the next Step.
  void Bind(int index, const Param& param) { prepared_->Bind(index, param); }
  void BindAll(std::initializer_list<Param> params);

  /// True: a row stands ready; false: no more rows.
  [[nodiscard]] base::Result<bool> Step() { return prepared_->Step(); }
  /// Steps a statement that gives no rows and makes it ready to be bound again.
  [[nodiscard]] base::Status Run();
  /// Run that may wait for the connection's next statement and go with it, to save the way there
  /// and back. It must not be one that can fail for its data: an error may come with a later
  /// statement.
  [[nodiscard]] base::Status RunLater() { return prepared_->RunLater(); }

  // Columns of the present row, from 0.
  [[nodiscard]] bool IsNull(int column) const { return TypeOf(column) == ColumnType::kNull; }
  [[nodiscard]] ColumnType TypeOf(int column) const { return prepared_->TypeOf(column); }
  [[nodiscard]] std::int64_t Int(int column) const { return prepared_->Int(column); }
  [[nodiscard]] double Real(int column) const { return prepared_->Real(column); }
  /// Valid until the next Step.
  [[nodiscard]] std::string_view Text(int column) const;
  [[nodiscard]] Bytes Blob(int column) const { return prepared_->Blob(column); }

 private:
  friend class Connection;
  Statement(Connection* connection, std::unique_ptr<Prepared> prepared)
      : connection_(connection), prepared_(std::move(prepared)) {}
  Connection* connection_;
  std::unique_ptr<Prepared> prepared_;
};

/// One connection to a database: used by one thread at a time. Errors of every engine have the same
/// codes. Constraints: unique → kConflict and NOT NULL → kInvalid with the column as field, foreign
/// key → kUnprocessable, CHECK and values that cannot be → kInvalid. The machine: busy, full,
/// read-only, out of reach → kUnavailable; damaged and all else → kInternal; no database of ours →
/// kUnprocessable.
class Connection {
 public:
  /// The SQLite file, which must exist. busy_timeout_ms > 0.
  static base::Result<std::unique_ptr<Connection>> Open(const std::filesystem::path& path,
                                                        Access access,
                                                        std::int32_t busy_timeout_ms);
  virtual ~Connection() = default;
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  [[nodiscard]] virtual Engine engine() const = 0;

  /// The statement from the cache, or prepared. The same SQL may be on loan several times.
  [[nodiscard]] base::Result<Statement> Prepare(std::string_view sql);
  /// The same for a query of many rows, which come as they are asked for and never lie in memory
  /// together; within a transaction.
  [[nodiscard]] base::Result<Statement> Scan(std::string_view sql);

  /// Runs one cached statement that gives no rows.
  [[nodiscard]] base::Status Run(std::string_view sql, std::initializer_list<Param> params = {});
  /// Statement::RunLater of a cached statement.
  [[nodiscard]] base::Status RunLater(std::string_view sql,
                                      std::initializer_list<Param> params = {});
  /// Has what waits for the next statement done.
  [[nodiscard]] virtual base::Status Flush() { return {}; }
  /// Run within a transaction that goes on whole where the statement fails.
  [[nodiscard]] base::Status Try(std::string_view sql, std::initializer_list<Param> params = {});
  /// The integer in the first column of the only row; kInternal where there is no row.
  [[nodiscard]] base::Result<std::int64_t> Number(std::string_view sql,
                                                  std::initializer_list<Param> params = {});
  /// Runs a text of several statements, uncached.
  [[nodiscard]] virtual base::Status RunScript(std::string_view sql) = 0;

  /// Rows that the last INSERT, UPDATE or DELETE changed.
  [[nodiscard]] virtual std::int64_t Changes() const = 0;
  /// A database may undo the transaction by itself after some errors (disk full).
  [[nodiscard]] virtual bool InTransaction() const = 0;
  /// Is it of no use any longer? Whatever was not committed is undone then.
  [[nodiscard]] virtual bool IsLost() const { return false; }

 protected:
  Connection() = default;
  [[nodiscard]] virtual base::Result<std::unique_ptr<Prepared>> Make(std::string_view sql) = 0;
  [[nodiscard]] virtual base::Result<std::unique_ptr<Prepared>> MakeScan(std::string_view sql) = 0;
  /// To be called before the connection that the statements stand on is closed.
  void ForgetIdle() { idle_.clear(); }

 private:
  friend class Statement;
  void Return(std::unique_ptr<Prepared> prepared);

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  std::unordered_map<std::string, std::unique_ptr<Prepared>, TextHash, std::equal_to<>> idle_;
};

}  // namespace jiedui::store

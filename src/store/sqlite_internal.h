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

struct sqlite3;
struct sqlite3_stmt;

namespace jiedui::store {

class Connection;

using Bytes = std::span<const unsigned char>;

/// What a parameter may be: NULL, integer, number, text or bytes. Texts and bytes are not copied:
/// they must live until the statement was stepped for the last time or bound anew.
using Param = std::variant<std::monostate, std::int64_t, double, std::string_view, Bytes>;

/// The error of SQLite's extended result code. Constraints: unique → kConflict and NOT NULL →
/// kInvalid with the column as field, foreign key → kUnprocessable, CHECK and types → kInvalid. The
/// machine: busy, full, read-only, cannot open → kUnavailable; damaged and all else → kInternal; no
/// database → kUnprocessable.
base::Error SqliteError(int extended_code, std::string_view detail);

/// A prepared statement on loan from its connection's cache: reset and returned on destruction, so
/// that no cached statement holds a snapshot. Parameters are `$1 … $n`, in ascending order of first
/// appearance.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&&) = delete;
  ~Statement();

  /// index from 1. An error (too many parameters, out of memory) comes with the next Step.
  void Bind(int index, const Param& param);
  void BindAll(std::initializer_list<Param> params);

  /// True: a row stands ready; false: no more rows.
  [[nodiscard]] base::Result<bool> Step();
  /// Steps a statement that gives no rows and makes it ready to be bound again.
  [[nodiscard]] base::Status Run();

  // Columns of the present row, from 0.
  [[nodiscard]] bool IsNull(int column) const;
  /// SQLITE_INTEGER, SQLITE_FLOAT, SQLITE_TEXT, SQLITE_BLOB or SQLITE_NULL.
  [[nodiscard]] int TypeOf(int column) const;
  [[nodiscard]] std::int64_t Int(int column) const;
  [[nodiscard]] double Real(int column) const;
  /// Valid until the next Step.
  [[nodiscard]] std::string_view Text(int column) const;
  [[nodiscard]] Bytes Blob(int column) const;

 private:
  friend class Connection;
  Statement(Connection* connection, sqlite3_stmt* statement)
      : connection_(connection), statement_(statement) {}
  Connection* connection_;
  sqlite3_stmt* statement_;
  int bind_error_ = 0;
};

enum class Access { kRead, kWrite };

/// One SQLite connection without a mutex: used by one thread at a time.
class Connection {
 public:
  /// The file must exist. busy_timeout_ms > 0.
  static base::Result<std::unique_ptr<Connection>> Open(const std::filesystem::path& path,
                                                        Access access,
                                                        std::int32_t busy_timeout_ms);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// The statement from the cache, or prepared. The same SQL may be on loan several times.
  [[nodiscard]] base::Result<Statement> Prepare(std::string_view sql);

  /// Runs one cached statement that gives no rows.
  [[nodiscard]] base::Status Run(std::string_view sql, std::initializer_list<Param> params = {});
  /// The integer in the first column of the only row; kInternal where there is no row.
  [[nodiscard]] base::Result<std::int64_t> Number(std::string_view sql,
                                                  std::initializer_list<Param> params = {});
  /// Runs a text of several statements, uncached.
  [[nodiscard]] base::Status RunScript(std::string_view sql);

  /// Rows that the last INSERT, UPDATE or DELETE changed.
  [[nodiscard]] std::int64_t Changes() const;
  /// SQLite undoes the transaction by itself after some errors (disk full).
  [[nodiscard]] bool InTransaction() const;

  [[nodiscard]] sqlite3* handle() const { return database_; }

 private:
  friend class Statement;
  explicit Connection(sqlite3* database) : database_(database) {}
  void Return(sqlite3_stmt* statement);
  void ForgetIdle();

  struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };

  sqlite3* database_;
  std::unordered_map<std::string, sqlite3_stmt*, TextHash, std::equal_to<>> idle_;
};

}  // namespace jiedui::store

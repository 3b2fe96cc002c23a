#pragma once

// What differs between the engines in the SQL that this room writes; everything else keeps to the
// subset that both read the same. Migrations are written once: postgres_schema_internal.h.

#include <string>
#include <string_view>

#include "store/commit_signal.h"
#include "store/connection_internal.h"

namespace jiedui::store::engine {

/// Begins a write transaction. SQLite takes the one writer's place at once, so that it never fails
/// half way for another process's sake; in PostgreSQL that place is the row of `store_head`, which
/// every writer locks first: each statement then sees all that was committed before.
constexpr std::string_view BeginWrite(Engine engine) {
  return engine == Engine::kSqlite ? "BEGIN IMMEDIATE" : "BEGIN ISOLATION LEVEL READ COMMITTED";
}

/// Begins a read transaction, of the moment of its first query.
constexpr std::string_view BeginRead(Engine engine) {
  return engine == Engine::kSqlite ? "BEGIN" : "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
}

/// After a SELECT of rows that the transaction is going to change.
constexpr std::string_view ForUpdate(Engine engine) {
  return engine == Engine::kSqlite ? "" : " FOR UPDATE";
}

/// The same for rows that others may be changing: theirs are passed over. In SQLite there is one
/// writer at a time.
constexpr std::string_view ForUpdateOfFree(Engine engine) {
  return engine == Engine::kSqlite ? "" : " FOR UPDATE SKIP LOCKED";
}

/// Where the nodes of a PostgreSQL database tell each other of commits.
inline constexpr std::string_view kChannel = "jiedui";

/// Tells the other nodes when the transaction commits; empty where there are none.
constexpr std::string_view Notify(Engine engine, Topic topic) {
  if (engine == Engine::kSqlite) return "";
  return topic == Topic::kJobs ? "NOTIFY jiedui, 'jobs'" : "NOTIFY jiedui, 'changes'";
}

/// Keeps other processes from making the head of a new database at the same time.
constexpr std::string_view LockNewHead(Engine engine) {
  return engine == Engine::kSqlite ? "" : "LOCK TABLE store_head IN EXCLUSIVE MODE";
}

/// SQLite's settings of each connection. FULL: an acknowledged commit survives a power cut
/// (measured; NORMAL loses some). The size limit gives a log that one large import blew up back to
/// the disk.
inline constexpr std::string_view kConnectionSettings =
    "PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; "
    "PRAGMA cell_size_check = ON; PRAGMA journal_size_limit = 67108864;";

/// SQLite's log, brought into its file.
inline constexpr std::string_view kCheckpoint = "PRAGMA wal_checkpoint(PASSIVE)";

/// "column is one of the JSON array bound as `parameter`": one statement for lists of any length.
/// `type` is the column's.
inline std::string InJsonArray(Engine engine, std::string_view column, std::string_view parameter,
                               ColumnType type) {
  const std::string in = std::string(column) + " IN (SELECT ";
  if (engine == Engine::kSqlite)
    return in + "value FROM json_each(" + std::string(parameter) + "))";
  const std::string value = type == ColumnType::kInteger ? "CAST(item AS BIGINT)"
                            : type == ColumnType::kReal  ? "CAST(item AS DOUBLE PRECISION)"
                                                         : "item COLLATE \"C\"";
  return in + value + " FROM json_array_elements_text(CAST(" + std::string(parameter) +
         " AS JSON)) AS items (item))";
}

/// Marks our files in SQLite's header: "JDUI".
inline constexpr int kApplicationId = 0x4A445549;

}  // namespace jiedui::store::engine

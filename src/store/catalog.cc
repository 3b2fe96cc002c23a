#include "store/catalog_internal.h"

namespace jiedui::store {
namespace {

using base::Result;
using base::Status;

Result<std::vector<std::string>> TextsOf(Connection& connection, std::string_view sql) {
  JIEDUI_ASSIGN(Statement rows, connection.Prepare(sql));
  std::vector<std::string> texts;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return texts;
    texts.emplace_back(rows.Text(0));
  }
}

bool IsSqlite(const Connection& connection) { return connection.engine() == Engine::kSqlite; }

constexpr std::string_view kSqliteColumns =
    "SELECT name, type, \"notnull\", pk FROM pragma_table_info($1) ORDER BY cid";

constexpr std::string_view kPostgresColumns =
    "SELECT attname, CASE atttypid WHEN 20 THEN 'INTEGER' WHEN 701 THEN 'REAL' WHEN 25 THEN 'TEXT' "
    "WHEN 17 THEN 'BLOB' ELSE format_type(atttypid, atttypmod) END, attnotnull, COALESCE((SELECT "
    "place FROM pg_index, unnest(CAST(indkey AS int2[])) WITH ORDINALITY AS part (number, place) "
    "WHERE indrelid = attrelid AND indisprimary AND number = attnum), 0) FROM pg_attribute WHERE "
    "attrelid = CAST(CAST($1 AS text) AS regclass) AND attnum > 0 AND NOT attisdropped "
    "ORDER BY attnum";

}  // namespace

Result<std::vector<std::string>> TablesOf(Connection& connection) {
  return TextsOf(connection,
                 IsSqlite(connection)
                     ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE "
                       "'sqlite%' AND name <> 'schema_migrations' ORDER BY name"
                     : "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() AND "
                       "tablename <> 'schema_migrations' ORDER BY tablename");
}

Result<std::vector<TableColumn>> ColumnsOf(Connection& connection, std::string_view table) {
  JIEDUI_ASSIGN(Statement rows,
                connection.Prepare(IsSqlite(connection) ? kSqliteColumns : kPostgresColumns));
  rows.BindAll({table});
  std::vector<TableColumn> columns;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return columns;
    columns.push_back(
        {std::string(rows.Text(0)), std::string(rows.Text(1)), rows.Int(2) != 0, rows.Int(3)});
  }
}

Result<std::vector<std::string>> NumberedTablesOf(Connection& connection) {
  return TextsOf(connection,
                 IsSqlite(connection)
                     ? "SELECT name FROM sqlite_schema WHERE type = 'table' AND sql LIKE "
                       "'%PRIMARY KEY AUTOINCREMENT%' ORDER BY name"
                     : "SELECT relname FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid "
                       "WHERE relnamespace = CAST(current_schema() AS regnamespace) AND "
                       "attidentity <> '' ORDER BY relname");
}

Result<std::int64_t> LastNumberOf(Connection& connection, std::string_view table) {
  return connection.Number(
      IsSqlite(connection)
          ? "SELECT COALESCE((SELECT seq FROM sqlite_sequence WHERE name = $1), 0)"
          : "SELECT COALESCE(pg_sequence_last_value(CAST(pg_get_serial_sequence($1, 'id') AS "
            "regclass)), 0)",
      {table});
}

Status SetLastNumber(Connection& connection, std::string_view table, std::int64_t last) {
  if (!IsSqlite(connection)) {
    const Result<std::int64_t> set = connection.Number(
        "SELECT setval(CAST(pg_get_serial_sequence($1, 'id') AS regclass), $2)", {table, last});
    return set ? Status{} : Status(base::Fail(set.error()));
  }
  JIEDUI_CHECK(connection.Run("DELETE FROM sqlite_sequence WHERE name = $1", {table}));
  return connection.Run("INSERT INTO sqlite_sequence (name, seq) VALUES ($1, $2)", {table, last});
}

}  // namespace jiedui::store

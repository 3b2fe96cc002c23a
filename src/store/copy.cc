#include <sodium.h>

#include <algorithm>
#include <bit>

#include "store/catalog_internal.h"
#include "store/copy_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

/// Rows that go in by one statement.
constexpr std::size_t kRowsPerInsert = 50;
constexpr std::int64_t kRowsPerReport = 10'000;

/// Migrations fill these; a copy puts the source's rows in their place.
bool IsOfMigrations(std::string_view table) { return table == "kinds" || table == "pair_kinds"; }

/// A value on its way: the row that it comes from moves on.
struct Cell {
  ColumnType type = ColumnType::kNull;
  std::int64_t whole = 0;
  double number = 0;
  std::string bytes;
};

Cell CellAt(const Statement& row, int column) {
  Cell cell;
  cell.type = row.TypeOf(column);
  if (cell.type == ColumnType::kInteger) cell.whole = row.Int(column);
  if (cell.type == ColumnType::kReal) cell.number = row.Real(column);
  if (cell.type == ColumnType::kText || cell.type == ColumnType::kBlob) {
    cell.bytes = row.Text(column);
  }
  return cell;
}

Param ParamOf(const Cell& cell) {
  switch (cell.type) {
    case ColumnType::kInteger:
      return cell.whole;
    case ColumnType::kReal:
      return cell.number;
    case ColumnType::kText:
      return std::string_view(cell.bytes);
    case ColumnType::kBlob:
      return Bytes(reinterpret_cast<const unsigned char*>(cell.bytes.data()), cell.bytes.size());
    default:
      return std::monostate{};
  }
}

/// Over values with their types and lengths, so that no two tables give the same bytes.
class TableHash {
 public:
  TableHash() { crypto_generichash_init(&state_, nullptr, 0, 32); }
  void Add(const Cell& cell) {
    std::string head(1, static_cast<char>(cell.type));
    const std::uint64_t word =
        cell.type == ColumnType::kInteger ? static_cast<std::uint64_t>(cell.whole)
        : cell.type == ColumnType::kReal  ? std::bit_cast<std::uint64_t>(cell.number)
                                          : cell.bytes.size();
    for (unsigned shift = 0; shift < 64; shift += 8) {
      head.push_back(static_cast<char>((word >> shift) & 0xFFU));
    }
    Put(head);
    Put(cell.bytes);
  }
  std::array<unsigned char, 32> Final() {
    std::array<unsigned char, 32> hash{};
    crypto_generichash_final(&state_, hash.data(), hash.size());
    return hash;
  }

 private:
  void Put(std::string_view bytes) {
    crypto_generichash_update(&state_, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
  }
  crypto_generichash_state state_{};
};

/// A table as both databases have it.
struct Table {
  std::string name;
  std::vector<TableColumn> columns;

  [[nodiscard]] std::string Names() const {
    std::string names;
    for (const TableColumn& column : columns) names += (names.empty() ? "" : ", ") + column.name;
    return names;
  }
  /// Everything, in the order of the key.
  [[nodiscard]] std::string Select() const {
    std::vector<TableColumn> key = columns;
    std::erase_if(key, [](const TableColumn& column) { return column.key_place == 0; });
    std::sort(key.begin(), key.end(),
              [](const auto& a, const auto& b) { return a.key_place < b.key_place; });
    std::string order;
    for (const TableColumn& column : key) order += (order.empty() ? "" : ", ") + column.name;
    return "SELECT " + Names() + " FROM " + name + " ORDER BY " + order;
  }
  [[nodiscard]] std::string Insert(std::size_t rows) const {
    std::string sql = "INSERT INTO " + name + " (" + Names() + ") VALUES ";
    std::size_t parameter = 0;
    for (std::size_t row = 0; row < rows; ++row) {
      sql += row == 0 ? "(" : ", (";
      for (std::size_t i = 0; i < columns.size(); ++i) {
        sql += (i == 0 ? "$" : ", $") + std::to_string(++parameter);
      }
      sql += ")";
    }
    return sql;
  }
};

Result<Table> TableOf(Connection& from, Connection& to, const std::string& name) {
  Table table{name, {}};
  JIEDUI_ASSIGN(table.columns, ColumnsOf(from, name));
  JIEDUI_ASSIGN(const std::vector<TableColumn> others, ColumnsOf(to, name));
  const bool same =
      std::equal(table.columns.begin(), table.columns.end(), others.begin(), others.end(),
                 [](const TableColumn& a, const TableColumn& b) {
                   return a.name == b.name && a.type == b.type && a.key_place == b.key_place;
                 });
  if (!same) return Fail(ErrorCode::kInternal, "两个数据库的表 " + name + " 结构不同");
  const bool keyed = std::any_of(table.columns.begin(), table.columns.end(),
                                 [](const TableColumn& column) { return column.key_place > 0; });
  if (!keyed) return Fail(ErrorCode::kInternal, "表 " + name + " 没有主键，不能复制");
  return table;
}

/// Reads every row of the table and hands it on, counting and hashing.
template <class F>
Result<CopiedTable> Walk(Connection& connection, const Table& table, F&& take) {
  JIEDUI_ASSIGN(Statement rows, connection.Scan(table.Select()));
  CopiedTable walked{table.name, 0, {}};
  TableHash hash;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) break;
    std::vector<Cell> cells;
    cells.reserve(table.columns.size());
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      cells.push_back(CellAt(rows, static_cast<int>(i)));
      hash.Add(cells.back());
    }
    ++walked.rows;
    JIEDUI_CHECK(take(std::move(cells)));
  }
  walked.hash = hash.Final();
  return walked;
}

/// Puts rows in, many with one statement.
class Inserter {
 public:
  Inserter(Connection& to, const Table& table) : to_(to), table_(table) {}
  Status Add(std::vector<Cell> row) {
    waiting_.push_back(std::move(row));
    return waiting_.size() < kRowsPerInsert ? Status{} : Flush();
  }
  Status Flush() {
    if (waiting_.empty()) return {};
    JIEDUI_ASSIGN(Statement insert, to_.Prepare(table_.Insert(waiting_.size())));
    int parameter = 0;
    for (const std::vector<Cell>& row : waiting_) {
      for (const Cell& cell : row) insert.Bind(++parameter, ParamOf(cell));
    }
    JIEDUI_CHECK(insert.Run());
    waiting_.clear();
    return {};
  }

 private:
  Connection& to_;
  const Table& table_;
  std::vector<std::vector<Cell>> waiting_;
};

Result<CopiedTable> CopyTable(Connection& from, Connection& to, const Table& table,
                              const base::Progress& progress) {
  if (IsOfMigrations(table.name)) JIEDUI_CHECK(to.Run("DELETE FROM " + table.name));
  JIEDUI_ASSIGN(const std::int64_t total, from.Number("SELECT count(*) FROM " + table.name));
  Inserter inserter(to, table);
  std::int64_t done = 0;
  JIEDUI_ASSIGN(const CopiedTable copied, Walk(from, table, [&](std::vector<Cell> row) {
                  if (++done % kRowsPerReport == 0) {
                    base::Report(progress, table.name, static_cast<std::size_t>(done),
                                 static_cast<std::size_t>(total));
                  }
                  return inserter.Add(std::move(row));
                }));
  JIEDUI_CHECK(inserter.Flush());
  JIEDUI_ASSIGN(const CopiedTable found,
                Walk(to, table, [](const std::vector<Cell>&) { return Status{}; }));
  if (found.rows == copied.rows && found.hash == copied.hash) return copied;
  return Fail(ErrorCode::kInternal, "表 " + table.name + " 复制后与原来的不同: 原有 " +
                                        std::to_string(copied.rows) + " 行，现有 " +
                                        std::to_string(found.rows) + " 行");
}

}  // namespace

Status RequireEmpty(Connection& connection) {
  JIEDUI_ASSIGN(const std::vector<std::string> tables, TablesOf(connection));
  for (const std::string& table : tables) {
    if (IsOfMigrations(table)) continue;
    JIEDUI_ASSIGN(const std::int64_t any,
                  connection.Number("SELECT EXISTS (SELECT 1 FROM " + table + ")"));
    if (any != 0) {
      return Fail(ErrorCode::kConflict, "目标数据库不是空的: 表 " + table + " 里已有数据", "to");
    }
  }
  return {};
}

Result<CopyReport> CopyRows(Connection& from, Connection& to, const base::Progress& progress) {
  JIEDUI_CHECK(to.Run(to.engine() == Engine::kSqlite ? "PRAGMA defer_foreign_keys = ON"
                                                     : "SET CONSTRAINTS ALL DEFERRED"));
  JIEDUI_ASSIGN(const std::vector<std::string> names, TablesOf(from));
  JIEDUI_ASSIGN(const std::vector<std::string> others, TablesOf(to));
  if (names != others) return Fail(ErrorCode::kInternal, "两个数据库的表不同");
  CopyReport report;
  for (const std::string& name : names) {
    JIEDUI_ASSIGN(const Table table, TableOf(from, to, name));
    JIEDUI_ASSIGN(CopiedTable copied, CopyTable(from, to, table, progress));
    report.rows += copied.rows;
    report.tables.push_back(std::move(copied));
  }
  JIEDUI_ASSIGN(const std::vector<std::string> numbered, NumberedTablesOf(from));
  for (const std::string& table : numbered) {
    JIEDUI_ASSIGN(const std::int64_t last, LastNumberOf(from, table));
    if (last > 0) JIEDUI_CHECK(SetLastNumber(to, table, last));
  }
  return report;
}

}  // namespace jiedui::store

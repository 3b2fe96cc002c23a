#include "store/cursor_internal.h"
#include "store/filter_sql_internal.h"
#include "store/reader.h"
#include "store/record_rows_internal.h"
#include "store/sight_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;

constexpr std::int64_t kMaxLimit = 1000;

/// The column that a list runs along; kNamed fields by their folded text.
struct Order {
  std::string column;
  bool nullable = false;
  bool descending = false;

  [[nodiscard]] bool by_id() const { return column == "id"; }
  [[nodiscard]] std::string_view after() const { return descending ? " < " : " > "; }
  [[nodiscard]] std::string_view direction() const { return descending ? " DESC" : ""; }
};

bool IsIndexed(const TypeSql& sql, const FieldDef& field) {
  const auto& key = sql.type->key;
  return field.Is(domain::kSorted) || field.Is(domain::kNamed) ||
         field.type == domain::FieldType::kReference ||
         (key.size() == 1 && field.name == key.front());
}

Result<Order> OrderOf(const TypeSql& sql, const ListQuery& query) {
  if (query.order_by == "id") return Order{"id", false, query.descending};
  JIEDUI_ASSIGN(const FieldDef* field, FindField(sql, query.order_by));
  if (!IsIndexed(sql, *field)) {
    return Fail(ErrorCode::kInvalid, "不能按 " + std::string(field->zh) + " 排序", "order_by");
  }
  const std::string column =
      field->Is(domain::kNamed) ? FoldedColumn(*field) : std::string(field->name);
  return Order{column, sql.IsNullable(*field), query.descending};
}

/// Walks the order in up to three runs, each of which is one range of the index in order: the rows
/// that share the cursor's value, those beyond it, and those whose field is empty.
class PageReader {
 public:
  PageReader(Connection& connection, const TypeSql& sql, const ListQuery& query, Order order)
      : connection_(connection), sql_(sql), query_(query), order_(std::move(order)) {}

  Result<Page> Read() {
    std::optional<Cursor> cursor;
    if (!query_.cursor.empty()) {
      JIEDUI_ASSIGN(cursor, ParseCursor(query_.cursor, Name()));
    }
    if (order_.by_id()) {
      JIEDUI_CHECK(RunById(cursor));
    } else {
      JIEDUI_CHECK(RunByColumn(cursor));
    }
    return std::move(page_);
  }

 private:
  [[nodiscard]] std::string Name() const {
    return std::string(sql_.table()) + "." + order_.column + std::string(order_.direction());
  }
  [[nodiscard]] bool IsFull() const { return !page_.next.empty(); }

  Status RunById(const std::optional<Cursor>& cursor) {
    JIEDUI_ASSIGN(Where where, Filtered());
    if (cursor) where.And("id" + std::string(order_.after()) + where.Parameter(cursor->id));
    return Run(where, "id" + std::string(order_.direction()));
  }

  Status RunByColumn(const std::optional<Cursor>& cursor) {
    const std::string by_id = "id" + std::string(order_.direction());
    const bool among_empty = cursor && std::holds_alternative<std::monostate>(cursor->value);
    if (cursor && !among_empty) {
      JIEDUI_ASSIGN(Where where, Filtered());
      where.And(order_.column + " = " + where.Parameter(cursor->value));
      where.And("id" + std::string(order_.after()) + where.Parameter(cursor->id));
      JIEDUI_CHECK(Run(where, by_id));
    }
    if (!IsFull() && !among_empty) {
      JIEDUI_ASSIGN(Where where, Filtered());
      if (order_.nullable) where.And(order_.column + " IS NOT NULL");
      if (cursor) {
        where.And(order_.column + std::string(order_.after()) + where.Parameter(cursor->value));
      }
      JIEDUI_CHECK(Run(where, order_.column + std::string(order_.direction()) + ", " + by_id));
    }
    if (IsFull() || !order_.nullable) return {};
    JIEDUI_ASSIGN(Where where, Filtered());
    where.And(order_.column + " IS NULL");
    if (among_empty) where.And("id" + std::string(order_.after()) + where.Parameter(cursor->id));
    return Run(where, by_id);
  }

  Result<Where> Filtered() const {
    Where where(connection_.engine());
    JIEDUI_CHECK(AddFilters(where, sql_, query_.filters, query_.include_deleted));
    JIEDUI_CHECK(AddSight(where, sql_));
    return where;
  }

  /// Adds rows to the page; a row over the limit only proves that there is a next page.
  Status Run(Where& where, const std::string& order_by) {
    const std::int64_t room = query_.limit - static_cast<std::int64_t>(page_.records.size());
    std::string text = sql_.select;
    text.insert(text.find(" FROM "), ", " + order_.column);
    text += where.sql() + " ORDER BY " + order_by;
    text += " LIMIT " + where.Parameter(room + 1);
    JIEDUI_ASSIGN(Statement rows, connection_.Prepare(text));
    where.BindTo(rows);
    const int order_column = kOwnColumns + static_cast<int>(sql_.columns.size());
    while (true) {
      JIEDUI_ASSIGN(const bool row, rows.Step());
      if (!row) return {};
      if (static_cast<std::int64_t>(page_.records.size()) == query_.limit) {
        page_.next = FormatCursor({Name(), last_value_, page_.records.back()->id});
        return {};
      }
      last_value_ = StoredAt(rows, order_column);
      JIEDUI_ASSIGN(auto record, ReadRecord(connection_, sql_, rows));
      page_.records.push_back(std::move(record));
    }
  }

  Connection& connection_;
  const TypeSql& sql_;
  const ListQuery& query_;
  Order order_;
  Page page_;
  Stored last_value_;
};

}  // namespace

Result<Page> Reader::List(domain::Kind kind, const ListQuery& query) const {
  if (query.limit < 1 || query.limit > kMaxLimit) {
    return Fail(ErrorCode::kInvalid, "每页条数应在 1 到 1000 之间", "limit");
  }
  const TypeSql& sql = SqlOf(kind);
  JIEDUI_ASSIGN(Order order, OrderOf(sql, query));
  return PageReader(connection(), sql, query, std::move(order)).Read();
}

}  // namespace jiedui::store

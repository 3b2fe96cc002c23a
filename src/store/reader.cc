#include "store/reader.h"

#include <algorithm>

#include "store/filter_sql_internal.h"
#include "store/record_rows_internal.h"
#include "store/sight_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Kind;
using domain::Record;

tl::unexpected<base::Error> NotFound(Kind kind, std::int64_t id) {
  return Fail(ErrorCode::kNotFound,
              "没有编号为 " + std::to_string(id) + " 的" + std::string(domain::NameOf(kind).zh));
}

bool CanGroupBy(FieldType type) {
  return type != FieldType::kTexts && type != FieldType::kJson && type != FieldType::kReferences;
}

}  // namespace

Result<std::unique_ptr<Record>> Reader::GetAny(Kind kind, std::int64_t id) const {
  JIEDUI_ASSIGN(auto record, FindById(connection(), SqlOf(kind), id));
  if (record == nullptr) return NotFound(kind, id);
  return record;
}

Result<std::unique_ptr<Record>> Reader::Get(Kind kind, std::int64_t id) const {
  JIEDUI_ASSIGN(auto record, GetAny(kind, id));
  if (record->deleted) return NotFound(kind, id);
  return record;
}

Result<std::vector<std::unique_ptr<Record>>> Reader::GetMany(
    Kind kind, std::span<const std::int64_t> ids) const {
  std::vector<std::unique_ptr<Record>> records;
  records.reserve(ids.size());
  for (const std::int64_t id : ids) {
    JIEDUI_ASSIGN(auto record, FindById(connection(), SqlOf(kind), id));
    if (record != nullptr && !record->deleted) records.push_back(std::move(record));
  }
  return records;
}

Result<std::unique_ptr<Record>> Reader::FindByKey(Kind kind,
                                                  std::span<const domain::Value> key) const {
  const TypeSql& sql = SqlOf(kind);
  if (key.size() != sql.type->key.size()) {
    return Fail(ErrorCode::kInvalid, std::string(sql.type->name().zh) + " 的主键有 " +
                                         std::to_string(sql.type->key.size()) + " 个字段");
  }
  std::vector<Stored> values;
  for (std::size_t i = 0; i < key.size(); ++i) {
    JIEDUI_ASSIGN(Stored value, Encode(*sql.type->Find(sql.type->key[i]), key[i]));
    values.push_back(std::move(value));
  }
  JIEDUI_ASSIGN(Statement rows, connection().Prepare(sql.find_by_key));
  for (std::size_t i = 0; i < values.size(); ++i) {
    rows.Bind(static_cast<int>(i + 1), ParamOf(values[i]));
  }
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return std::unique_ptr<Record>();
  if (!HasSightOf(kind)) return ReadRecord(connection(), sql, rows);
  return FindById(connection(), sql, rows.Int(0));
}

Result<std::int64_t> Reader::Count(Kind kind, const Filters& filters) const {
  const TypeSql& sql = SqlOf(kind);
  Where where(connection().engine());
  JIEDUI_CHECK(AddFilters(where, sql, filters, false));
  JIEDUI_CHECK(AddSight(where, sql));
  JIEDUI_ASSIGN(Statement rows, connection().Prepare("SELECT count(*) FROM " +
                                                     std::string(sql.table()) + where.sql()));
  where.BindTo(rows);
  JIEDUI_CHECK(rows.Step());
  return rows.Int(0);
}

Result<std::vector<ValueCount>> Reader::CountBy(Kind kind, std::string_view field_name,
                                                const Filters& filters) const {
  const TypeSql& sql = SqlOf(kind);
  JIEDUI_ASSIGN(const FieldDef* field, FindField(sql, field_name));
  if (!CanGroupBy(field->type)) {
    return Fail(ErrorCode::kInvalid, "不能按 " + std::string(field->zh) + " 分组",
                std::string(field->name));
  }
  Where where(connection().engine());
  JIEDUI_CHECK(AddFilters(where, sql, filters, false));
  JIEDUI_CHECK(AddSight(where, sql));
  const std::string column(field->name);
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT " + column + ", count(*) FROM " +
                                     std::string(sql.table()) + where.sql() + " GROUP BY " +
                                     column + " ORDER BY " + column + " NULLS LAST"));
  where.BindTo(rows);
  std::vector<ValueCount> counts;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) break;
    JIEDUI_ASSIGN(domain::Value value, Decode(*field, rows, 0));
    if (domain::IsEmpty(value)) value = std::monostate{};
    counts.push_back({std::move(value), rows.Int(1)});
  }
  // An empty text sorts first in SQL, but is the empty field.
  std::stable_partition(counts.begin(), counts.end(), [](const ValueCount& c) {
    return !std::holds_alternative<std::monostate>(c.value);
  });
  return counts;
}

Status Reader::ForEach(Kind kind, const Filters& filters, const Visit& visit) const {
  const TypeSql& sql = SqlOf(kind);
  Where where(connection().engine());
  JIEDUI_CHECK(AddFilters(where, sql, filters, false));
  JIEDUI_CHECK(AddSight(where, sql));
  JIEDUI_ASSIGN(Statement rows, connection().Scan(sql.select + where.sql() + " ORDER BY id"));
  where.BindTo(rows);
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return {};
    JIEDUI_ASSIGN(const auto record, ReadRecord(connection(), sql, rows));
    JIEDUI_CHECK(visit(*record));
  }
}

Result<std::int64_t> Reader::Revision() const {
  return connection().Number("SELECT revision FROM store_head");
}

Result<std::int64_t> Reader::Revision(std::span<const Kind> kinds) const {
  std::int64_t newest = 0;
  for (const Kind kind : kinds) {
    JIEDUI_ASSIGN(
        const std::int64_t revision,
        connection().Number("SELECT revision FROM kinds WHERE code = $1", {domain::Code(kind)}));
    newest = std::max(newest, revision);
  }
  return newest;
}

Result<std::optional<std::string>> Reader::Setting(std::string_view key) const {
  JIEDUI_ASSIGN(Statement rows, connection().Prepare("SELECT value FROM settings WHERE name = $1"));
  rows.Bind(1, key);
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return std::optional<std::string>();
  return std::optional<std::string>(std::string(rows.Text(0)));
}

}  // namespace jiedui::store

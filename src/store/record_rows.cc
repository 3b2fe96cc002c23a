#include <set>

#include "base/text.h"
#include "store/record_rows_internal.h"
#include "store/sight_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::FieldDef;
using domain::Record;
using domain::Value;

Result<std::vector<std::int64_t>> ReadLinks(Connection& connection, const LinkSql& link,
                                            std::int64_t owner) {
  JIEDUI_ASSIGN(Statement rows, connection.Prepare(link.select));
  rows.Bind(1, owner);
  std::vector<std::int64_t> ids;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return ids;
    ids.push_back(rows.Int(0));
  }
}

Status WriteLinks(Connection& connection, const LinkSql& link, const Record& record) {
  const Value value = link.field->get(record);
  JIEDUI_ASSIGN(Statement insert, connection.Prepare(link.insert));
  std::int64_t position = 0;
  for (const std::int64_t target : std::get<std::vector<std::int64_t>>(value)) {
    insert.BindAll({record.id, position++, target});
    JIEDUI_CHECK(insert.Run());
  }
  return {};
}

Result<Stored> EncodeFolded(const FieldDef& field, const Record& record) {
  return Stored(base::Normalize(std::get<std::string>(field.get(record))));
}

Status CheckOneChanged(Connection& connection) {
  if (connection.Changes() == 1) return {};
  return Fail(ErrorCode::kPrecondition, "记录已被他人修改", "version");
}

/// The first field of the record that refers to a record that does not exist, with the id.
Result<std::pair<const FieldDef*, std::int64_t>> FindDangling(Connection& connection,
                                                              const Record& record) {
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    if (!field.target) continue;
    const Value value = field.get(record);
    std::vector<std::int64_t> ids;
    if (const auto* one = std::get_if<std::int64_t>(&value)) ids.push_back(*one);
    if (const auto* many = std::get_if<std::vector<std::int64_t>>(&value)) ids = *many;
    const std::string count =
        "SELECT count(*) FROM " + std::string(SqlOf(*field.target).table()) + " WHERE id = $1";
    for (const std::int64_t id : ids) {
      JIEDUI_ASSIGN(const std::int64_t found, connection.Number(count, {id}));
      if (found == 0) return std::pair(&field, id);
    }
  }
  return std::pair<const FieldDef*, std::int64_t>(nullptr, 0);
}

base::Error DescribeConflict(const TypeSql& sql, const Record& record) {
  for (const LinkSql& link : sql.links) {
    const Value value = link.field->get(record);
    const auto& ids = std::get<std::vector<std::int64_t>>(value);
    if (std::set<std::int64_t>(ids.begin(), ids.end()).size() != ids.size()) {
      return {ErrorCode::kConflict, std::string(link.field->zh) + " 中有重复的记录",
              std::string(link.field->name)};
    }
  }
  std::string values;
  for (const std::string_view name : sql.type->key) {
    const FieldDef& field = *sql.type->Find(name);
    const std::string text = domain::FormatValue(field, field.get(record));
    values += (values.empty() ? "" : "、") + std::string(field.zh) + " “" + text + "”";
  }
  return {ErrorCode::kConflict, std::string(sql.type->name().zh) + " 已存在: " + values,
          std::string(sql.type->key.front())};
}

}  // namespace

Result<std::unique_ptr<Record>> ReadRecord(Connection& connection, const TypeSql& sql,
                                           const Statement& row) {
  std::unique_ptr<Record> record = sql.type->make();
  record->id = row.Int(0);
  record->version = row.Int(1);
  record->created_ms = row.Int(2);
  record->updated_ms = row.Int(3);
  record->deleted = row.Int(4) != 0;
  int column = kOwnColumns;
  for (const FieldDef* field : sql.columns) {
    JIEDUI_ASSIGN(const Value value, Decode(*field, row, column++));
    if (!field->set(*record, value)) {
      return Fail(ErrorCode::kInternal,
                  std::string(sql.table()) + " " + std::to_string(record->id) + ": " +
                      std::string(field->name) + " 的值无法识别",
                  std::string(field->name));
    }
  }
  for (const LinkSql& link : sql.links) {
    JIEDUI_ASSIGN(std::vector<std::int64_t> ids, ReadLinks(connection, link, record->id));
    link.field->set(*record, Value{std::move(ids)});
  }
  return record;
}

namespace {

/// FindById under a sight: its conditions are part of the query.
Result<std::unique_ptr<Record>> FindSeenById(Connection& connection, const TypeSql& sql,
                                             std::int64_t id) {
  Where where(connection.engine());
  where.And("id = " + where.Parameter(id));
  JIEDUI_CHECK(AddSight(where, sql));
  JIEDUI_ASSIGN(Statement rows, connection.Prepare(sql.select + where.sql()));
  where.BindTo(rows);
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return std::unique_ptr<Record>();
  return ReadRecord(connection, sql, rows);
}

}  // namespace

Result<std::unique_ptr<Record>> FindById(Connection& connection, const TypeSql& sql,
                                         std::int64_t id) {
  if (HasSightOf(sql.type->kind)) return FindSeenById(connection, sql, id);
  JIEDUI_ASSIGN(Statement rows, connection.Prepare(sql.find_by_id));
  rows.Bind(1, id);
  JIEDUI_ASSIGN(const bool found, rows.Step());
  if (!found) return std::unique_ptr<Record>();
  return ReadRecord(connection, sql, rows);
}

Status InsertRow(Connection& connection, const TypeSql& sql, const Record& record) {
  std::vector<Stored> values;
  values.reserve(sql.columns.size() + sql.folded.size());
  for (const FieldDef* field : sql.columns) {
    JIEDUI_ASSIGN(Stored value, Encode(*field, field->get(record)));
    values.push_back(std::move(value));
  }
  for (const FieldDef* field : sql.folded) {
    JIEDUI_ASSIGN(Stored value, EncodeFolded(*field, record));
    values.push_back(std::move(value));
  }
  JIEDUI_ASSIGN(Statement insert, connection.Prepare(sql.insert));
  insert.BindAll({record.id, record.version, record.created_ms, record.updated_ms,
                  std::int64_t{record.deleted ? 1 : 0}});
  int index = kOwnColumns;
  for (const Stored& value : values) insert.Bind(++index, ParamOf(value));
  JIEDUI_CHECK(insert.Run());
  for (const LinkSql& link : sql.links) JIEDUI_CHECK(WriteLinks(connection, link, record));
  return {};
}

Status UpdateRow(Connection& connection, const TypeSql& sql, const Record& record,
                 const std::vector<const FieldDef*>& changed) {
  std::string text = "UPDATE " + std::string(sql.table()) + " SET version = $1, updated_ms = $2";
  std::vector<Stored> values = {record.version, record.updated_ms};
  const auto set = [&](const std::string& column, Stored value) {
    values.push_back(std::move(value));
    text += ", " + column + " = " + Parameter(values.size());
  };
  for (const FieldDef* field : changed) {
    if (const LinkSql* link = sql.FindLink(*field)) {
      JIEDUI_CHECK(connection.Run(link->clear, {record.id}));
      JIEDUI_CHECK(WriteLinks(connection, *link, record));
      continue;
    }
    JIEDUI_ASSIGN(Stored value, Encode(*field, field->get(record)));
    set(std::string(field->name), std::move(value));
    if (!field->Is(domain::kNamed)) continue;
    JIEDUI_ASSIGN(Stored folded, EncodeFolded(*field, record));
    set(FoldedColumn(*field), std::move(folded));
  }
  values.emplace_back(record.id);
  text += " WHERE id = " + Parameter(values.size());
  values.emplace_back(record.version - 1);
  text += " AND version = " + Parameter(values.size());
  JIEDUI_ASSIGN(Statement update, connection.Prepare(text));
  for (std::size_t i = 0; i < values.size(); ++i) {
    update.Bind(static_cast<int>(i + 1), ParamOf(values[i]));
  }
  JIEDUI_CHECK(update.Run());
  return CheckOneChanged(connection);
}

Status MarkRow(Connection& connection, const TypeSql& sql, const Record& record) {
  JIEDUI_CHECK(
      connection.Run(sql.mark_deleted, {std::int64_t{record.deleted ? 1 : 0}, record.version,
                                        record.updated_ms, record.id, record.version - 1}));
  return CheckOneChanged(connection);
}

base::Error DescribeConstraint(Connection& connection, const TypeSql& sql, const Record& record,
                               base::Error error) {
  if (IsIdTaken(error)) return error;
  if (error.code == ErrorCode::kConflict) return DescribeConflict(sql, record);
  if (error.code != ErrorCode::kUnprocessable) return error;
  const auto dangling = FindDangling(connection, record);
  if (!dangling) return dangling.error();
  if (dangling->first == nullptr) return error;
  return {ErrorCode::kUnprocessable,
          std::string(dangling->first->zh) + ": 没有编号为 " + std::to_string(dangling->second) +
              " 的" + std::string(domain::NameOf(*dangling->first->target).zh),
          std::string(dangling->first->name)};
}

}  // namespace jiedui::store

#include <array>

#include "store/type_sql_internal.h"

namespace jiedui::store {
namespace {

using domain::FieldDef;
using domain::FieldType;

LinkSql MakeLink(const domain::RecordType& type, const FieldDef& field) {
  LinkSql link;
  link.field = &field;
  link.table = std::string(type.name().code) + "_" + std::string(field.name);
  link.select = "SELECT target_id FROM " + link.table + " WHERE owner_id = $1 ORDER BY position";
  link.insert =
      "INSERT INTO " + link.table + " (owner_id, position, target_id) VALUES ($1, $2, $3)";
  link.clear = "DELETE FROM " + link.table + " WHERE owner_id = $1";
  return link;
}

/// Empty ids in a key compare as 0: to SQL, two NULLs are never the same.
std::string KeyCondition(const TypeSql& sql) {
  std::string condition;
  std::size_t n = 0;
  for (const std::string_view name : sql.type->key) {
    const bool nullable = sql.IsNullable(*sql.type->Find(name));
    const std::string parameter = Parameter(++n);
    condition += " AND " + (nullable ? "COALESCE(" + std::string(name) + ", 0) = COALESCE(" +
                                           parameter + ", 0)"
                                     : std::string(name) + " = " + parameter);
  }
  return condition;
}

void WriteStatements(TypeSql& sql) {
  std::string names = "id, version, created_ms, updated_ms, deleted";
  for (const FieldDef* field : sql.columns) names += ", " + std::string(field->name);
  const std::string table(sql.table());
  sql.select = "SELECT " + names + " FROM " + table;
  for (const FieldDef* field : sql.folded) names += ", " + FoldedColumn(*field);
  std::string parameters = "$1";
  const std::size_t count = kOwnColumns + sql.columns.size() + sql.folded.size();
  for (std::size_t n = 2; n <= count; ++n) parameters += ", " + Parameter(n);
  sql.insert = "INSERT INTO " + table + " (" + names + ") VALUES (" + parameters + ")";
  sql.find_by_id = sql.select + " WHERE id = $1";
  sql.find_by_key = sql.select + " WHERE deleted = 0" + KeyCondition(sql);
  sql.mark_deleted =
      "UPDATE " + table +
      " SET deleted = $1, version = $2, updated_ms = $3 WHERE id = $4 AND version = $5";
}

TypeSql MakeType(const domain::RecordType& type) {
  TypeSql sql;
  sql.type = &type;
  const std::unique_ptr<domain::Record> empty = type.make();
  for (const FieldDef& field : type.fields) {
    if (field.type == FieldType::kReferences) {
      sql.links.push_back(MakeLink(type, field));
      continue;
    }
    sql.columns.push_back(&field);
    sql.nullable.push_back(std::holds_alternative<std::monostate>(field.get(*empty)) &&
                           !field.Is(domain::kRequired));
    if (field.Is(domain::kNamed)) sql.folded.push_back(&field);
  }
  WriteStatements(sql);
  return sql;
}

std::vector<TypeSql> MakeAll() {
  std::vector<TypeSql> all;
  for (const domain::RecordType& type : domain::RecordTypes()) all.push_back(MakeType(type));
  return all;
}

}  // namespace

bool TypeSql::IsNullable(const FieldDef& field) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i] == &field) return nullable[i];
  }
  return false;
}

const LinkSql* TypeSql::FindLink(const FieldDef& field) const {
  for (const LinkSql& link : links) {
    if (link.field == &field) return &link;
  }
  return nullptr;
}

const TypeSql& SqlOf(domain::Kind kind) {
  static const std::vector<TypeSql> all = MakeAll();
  return all[static_cast<std::size_t>(kind)];
}

}  // namespace jiedui::store

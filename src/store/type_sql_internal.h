#pragma once

#include <string>
#include <vector>

#include "domain/field.h"

namespace jiedui::store {

/// A field that lies in its own table: rows (owner_id, position, target_id).
struct LinkSql {
  const domain::FieldDef* field = nullptr;
  std::string table;   ///< `alliance_members`
  std::string select;  ///< target_id in order; $1 is the owner
  std::string insert;  ///< $1 owner, $2 position, $3 target
  std::string clear;   ///< $1 owner
};

/// The SQL of one record type, made from its field table.
struct TypeSql {
  const domain::RecordType* type = nullptr;
  std::vector<const domain::FieldDef*> columns;  ///< fields with a column of that name, in order
  std::vector<bool> nullable;                    ///< of each column: empty is NULL
  std::vector<const domain::FieldDef*> folded;   ///< kNamed fields, which have `<name>_folded` too
  std::vector<LinkSql> links;
  std::string select;        ///< SELECT of the record's own columns, then `columns`, FROM table
  std::string insert;        ///< $1 … in the order: own columns, `columns`, `folded`
  std::string find_by_id;    ///< `select`, any record with id $1
  std::string find_by_key;   ///< `select`, undeleted, $1 … the key's fields in order
  std::string mark_deleted;  ///< $1 deleted, $2 version, $3 updated_ms, $4 id, $5 old version

  [[nodiscard]] std::string_view table() const { return type->plural; }
  /// Is that field's column NULL where the field is empty?
  [[nodiscard]] bool IsNullable(const domain::FieldDef& field) const;
  /// The link table of that field; nullptr where it has none.
  [[nodiscard]] const LinkSql* FindLink(const domain::FieldDef& field) const;
};

/// The columns that every record has, in the order of `select` and `insert`.
inline constexpr int kOwnColumns = 5;  // id, version, created_ms, updated_ms, deleted

/// Thread-safe; made once.
const TypeSql& SqlOf(domain::Kind kind);

/// `$n`.
inline std::string Parameter(std::size_t n) { return "$" + std::to_string(n); }

/// The column that holds the field folded.
inline std::string FoldedColumn(const domain::FieldDef& field) {
  return std::string(field.name) + "_folded";
}

}  // namespace jiedui::store

#pragma once

#include <memory>

#include "store/type_sql_internal.h"
#include "store/values_internal.h"

namespace jiedui::store {

/// The record in the present row of a TypeSql::select, with its lists read from their tables.
base::Result<std::unique_ptr<domain::Record>> ReadRecord(Connection& connection, const TypeSql& sql,
                                                         const Statement& row);

/// The record with that id, deleted or not; a null pointer where there is none.
base::Result<std::unique_ptr<domain::Record>> FindById(Connection& connection, const TypeSql& sql,
                                                       std::int64_t id);

/// Inserts the row and its lists. Errors are the database's own: see DescribeConstraint.
base::Status InsertRow(Connection& connection, const TypeSql& sql, const domain::Record& record);

/// Writes version, time and those fields of the record over its row of the version before;
/// kPrecondition where there is none.
base::Status UpdateRow(Connection& connection, const TypeSql& sql, const domain::Record& record,
                       const std::vector<const domain::FieldDef*>& changed);

/// Marks the row deleted or not, by record.deleted, with the record's version and time; otherwise
/// as UpdateRow.
base::Status MarkRow(Connection& connection, const TypeSql& sql, const domain::Record& record);

/// Turns a constraint's error into one that names the field and value of the record at fault; other
/// errors pass unchanged.
base::Error DescribeConstraint(Connection& connection, const TypeSql& sql,
                               const domain::Record& record, base::Error error);

/// Was a new record refused since its id is in use? That happens where the clock stands still or
/// went back between two runs of the program; the next id will do.
inline bool IsIdTaken(const base::Error& error) {
  return error.code == base::ErrorCode::kConflict && error.field == "id";
}

}  // namespace jiedui::store

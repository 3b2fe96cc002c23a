#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::store {

/// A migration, written once in the subset of SQLite's SQL that this reads, as PostgreSQL takes it:
/// types (INTEGER → BIGINT, REAL → DOUBLE PRECISION, BLOB → BYTEA, TEXT in the order of its bytes),
/// AUTOINCREMENT → an identity, STRICT and WITHOUT ROWID left out; foreign keys are added at the
/// end, since a table may refer to one that comes later, and can be deferred; those that refer to a
/// table that is made anew are put back. Everything else must be the same in both engines:
/// kInternal names the statement or word that is not in the subset.
base::Result<std::string> PostgresMigration(std::string_view sql);

/// What migrations rely on and PostgreSQL lacks.
inline constexpr std::string_view kPostgresPrelude = R"sql(
CREATE FUNCTION json_valid(text) RETURNS boolean LANGUAGE sql IMMUTABLE STRICT
  AS 'SELECT CAST($1 AS json) IS NOT NULL';
)sql";

}  // namespace jiedui::store

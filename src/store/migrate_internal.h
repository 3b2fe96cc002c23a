#pragma once

#include <filesystem>

#include "base/clock.h"
#include "store/connection_internal.h"

namespace jiedui::store {

/// Brings the schema up to date, each migration in a transaction of its own; safe when several
/// processes do it at once. kUnprocessable where the file holds another program's tables, was
/// written by a newer program, or a migration that ran is not the one of that number now.
/// Before the first migration of a database that is not new, a copy of it is kept beside it,
/// private and as it was, as `before-NNNN.db`, NNNN the number of that migration: to go back to
/// with the program of before. Nothing is changed where the copy cannot be written.
base::Status Migrate(Connection& connection, const std::filesystem::path& database,
                     base::TimeMs now_ms);

}  // namespace jiedui::store

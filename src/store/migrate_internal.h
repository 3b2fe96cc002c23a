#pragma once

#include "base/clock.h"
#include "store/sqlite_internal.h"

namespace jiedui::store {

/// Brings the schema up to date, each migration in a transaction of its own; safe when several
/// processes do it at once. kUnprocessable where the file holds another program's tables, was
/// written by a newer program, or a migration that ran is not the one of that number now.
base::Status Migrate(Connection& connection, base::TimeMs now_ms);

}  // namespace jiedui::store

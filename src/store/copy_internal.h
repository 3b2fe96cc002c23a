#pragma once

#include "base/progress.h"
#include "store/connection_internal.h"
#include "store/copy.h"

namespace jiedui::store {

/// kConflict where the database, whose schema is up to date, holds anything of anybody's.
base::Status RequireEmpty(Connection& connection);

/// Copies every row of `from`, which holds a snapshot, to `to`, which is empty and of the same
/// schema, within its transaction; then reads `to` again and compares counts and hashes with what
/// was read. kInternal names the table that differs. The caller commits, or undoes it all.
base::Result<CopyReport> CopyRows(Connection& from, Connection& to, const base::Progress& progress);

}  // namespace jiedui::store

#pragma once

#include "store/connection_internal.h"

struct sqlite3;

namespace jiedui::store {

/// The error of SQLite's extended result code; the codes are those of Connection.
base::Error SqliteError(int extended_code, std::string_view detail);

/// SQLite's own handle of a connection to SQLite: without a mutex.
sqlite3* HandleOf(Connection& connection);

}  // namespace jiedui::store

#pragma once

#include "store/audit_chain_internal.h"
#include "store/store.h"

namespace jiedui::store {

/// The database, ready for its writer: made where missing, up to date, its log on.
base::Result<std::unique_ptr<Connection>> OpenForWriting(const StoreOptions& options);

/// Another connection to a database that is ready.
base::Result<std::unique_ptr<Connection>> Connect(const StoreOptions& options, Access access);

/// The key beside the database. A database without a head is new: it gets one, and a key if there
/// is none; any other must find the key that it was written with.
base::Result<AuditKey> OpenAuditKey(Connection& connection, const StoreOptions& options);

base::Status CheckOptions(const StoreOptions& options);

}  // namespace jiedui::store

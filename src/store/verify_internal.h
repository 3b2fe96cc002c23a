#pragma once

#include "base/progress.h"
#include "store/audit_chain_internal.h"

namespace jiedui::store {

/// Store::VerifyAudit, on a connection that holds a snapshot.
base::Result<AuditReport> VerifyChain(Connection& connection, const AuditKey& key,
                                      const AuditAnchor* anchor, const base::Progress& progress);

}  // namespace jiedui::store

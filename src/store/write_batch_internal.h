#pragma once

#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "store/audit_chain_internal.h"
#include "store/outbox.h"
#include "store/unit_of_work.h"

namespace jiedui::store {

/// How far a group of units of work got: put back as a whole where a unit is undone.
struct Progressed {
  std::int64_t revision = 0;
  AuditAnchor audit;
  std::map<domain::Kind, std::int64_t> kinds;  ///< newest revision of each kind changed
};

/// What the units of work of one transaction share. Lives on the writer's thread.
struct WriteBatch {
  Connection& connection;
  const AuditKey& key;
  const base::Clock& clock;
  base::IdMaker& ids;
  Progressed begun = {};  ///< where the transaction started
  Progressed at = {};
  /// The first error of the machine that the present unit met: it cannot be committed then, even
  /// where its work passes over the error.
  base::Status machine = {};
  /// Whether a webhook is active; unknown until it matters.
  std::optional<bool> subscribed = {};
  /// Who follows the outbox besides kOutboxConsumers; unknown until it matters.
  std::optional<std::vector<std::string>> followers = {};
  /// A job was added or ended.
  bool jobs = false;
  /// What the present unit changed so far.
  std::vector<ChangedRecord> changed = {};

  /// Reads the head; call first in the transaction.
  base::Status Begin();
  /// Writes the head where anything was added, and tells the other nodes.
  base::Status Finish();
  /// Did a record change?
  [[nodiscard]] bool Changed() const { return at.revision != begun.revision; }
  /// Adds the audit row and, for a change of a record (`kind`), the outbox rows.
  base::Status Add(const Context& context, AuditEntry entry, const domain::Kind* kind);
};

}  // namespace jiedui::store

#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/briefs.h"
#include "services/workspace.h"

namespace jiedui::services {

struct HistoryChange {
  std::string field;
  std::string before;  ///< as files show the value; masked where the actor may not see it
  std::string after;
};

struct HistoryEntry {
  store::AuditEntry entry;
  std::vector<HistoryChange> changes;
};

struct HistoryPage {
  std::vector<HistoryEntry> entries;
  std::string next_cursor;  ///< empty on the last page
};

/// What was changed of one record, newest first; a record that is off its roster keeps its history.
/// kForbidden without read_audit; kNotFound out of the actor's sight.
base::Result<HistoryPage> ReadHistory(Workspace& workspace, const domain::Actor& actor,
                                      domain::Kind kind, std::int64_t id, const std::string& cursor,
                                      std::size_t limit);

/// What to show of the audit trail. Conditions that are set must all hold.
struct AuditFilter {
  std::optional<domain::Kind> kind = std::nullopt;
  std::string action = {};
  std::optional<std::int64_t> actor_id = std::nullopt;  ///< 0 is the operator at the command line
  std::optional<base::Date> since = std::nullopt;       ///< from the beginning of this day in China
  std::optional<base::Date> until = std::nullopt;       ///< to the end of this day in China
};

/// A part of the audit trail, with the records that its entries are about.
struct AuditTrail {
  HistoryPage page;
  Briefs records;
};

/// The audit trail as far as the actor sees the records that it is about, newest first, at most
/// `limit` entries; what is about no record is for who sees the whole city. A page may hold fewer
/// and still have a next one: looking ends after some thousand entries out of sight. kForbidden
/// without read_audit; kInvalid for a bad cursor.
base::Result<AuditTrail> ReadAudit(Workspace& workspace, const domain::Actor& actor,
                                   const AuditFilter& filter, const std::string& cursor,
                                   std::size_t limit);

/// Checks the whole chain. kForbidden without read_audit.
base::Result<store::AuditReport> VerifyAudit(Workspace& workspace, const domain::Actor& actor);

/// Why a record was sent back, revoked or opened again.
struct GivenReason {
  base::TimeMs at_ms = 0;
  std::string by;      ///< the account's display name
  std::string reason;  ///< never empty
  std::string state;   ///< code of the state that it led to
};

/// The reasons given with a survey's or a sign-off's events, newest first, for whoever may read the
/// record: who mends it and who reviews it again must know what was asked for. The last 1,000
/// changes are looked at. kInvalid for other kinds, whose reasons are not for everybody; kNotFound
/// out of the actor's sight.
base::Result<std::vector<GivenReason>> ReadReasons(Workspace& workspace, const domain::Actor& actor,
                                                   domain::Kind kind, std::int64_t id);

}  // namespace jiedui::services

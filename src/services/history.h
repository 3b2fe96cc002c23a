#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
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

}  // namespace jiedui::services

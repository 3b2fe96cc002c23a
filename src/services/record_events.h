#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "domain/actor.h"
#include "domain/field.h"
#include "services/workspace.h"
#include "workflow/record_machine.h"

namespace jiedui::services {

struct RecordEventRequest {
  std::string event;  ///< code of the kind's machine
  std::string reason;
  /// Fields that come along; the event's line says which may and which must.
  std::vector<std::pair<const domain::FieldDef*, domain::Value>> fields;
};

/// Moves a record of any kind that has a machine (workflow/record_machine). kNotFound out of the
/// actor's sight, kPrecondition when `version` is not the present one, kForbidden outside the
/// actor's region or sectors, kInvalid for an unknown event, a missing reason or field, or one that
/// does not come with this event; else what the machine and the kind's own rule say. Returns the
/// record after it.
base::Result<std::unique_ptr<domain::Record>> PostRecordEvent(Workspace& workspace,
                                                              const domain::Actor& actor,
                                                              domain::Kind kind, std::int64_t id,
                                                              std::int64_t version,
                                                              const RecordEventRequest& request);

/// The same inside a unit of work that does more than this.
base::Result<std::unique_ptr<domain::Record>> PostRecordEvent(
    Workspace& workspace, store::UnitOfWork& unit, const domain::Actor& actor, domain::Kind kind,
    std::int64_t id, std::int64_t version, const RecordEventRequest& request);

/// The lines of the machine that the actor may try on the record now; empty for kinds without one.
std::vector<const workflow::RecordEvent*> AllowedRecordEvents(const domain::Actor& actor,
                                                              const domain::Record& record);

}  // namespace jiedui::services

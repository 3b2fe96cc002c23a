#pragma once

#include <string>
#include <vector>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

// Phones and whatever else is flagged kPersonal is masked for everybody but its owner. Who needs it
// says what for, and that is kept.

struct RevealedValue {
  std::string field;
  std::string value;
};

/// The record's personal fields in full, empty ones too; notes who saw them and what for in the
/// audit log before it gives them. kForbidden without the permission, kNotFound for what is out of
/// sight, kInvalid for a kind without such fields or a reason of less than two characters.
base::Result<std::vector<RevealedValue>> RevealRecord(Workspace& workspace,
                                                      const domain::Actor& actor, domain::Kind kind,
                                                      std::int64_t id, const std::string& reason);

/// Notes that personal fields of the kind go out in full: of one record, or with id 0 of a file.
/// Errors as RevealRecord.
base::Status NoteRevealed(Workspace& workspace, const domain::Actor& actor, domain::Kind kind,
                          std::int64_t id, const std::string& reason);

}  // namespace jiedui::services

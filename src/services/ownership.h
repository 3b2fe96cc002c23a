#pragma once

#include "domain/actor.h"
#include "domain/field.h"
#include "store/reader.h"

namespace jiedui::services {

// Who may write what. Sight alone never is a right to write: a county reads every work team and
// keeps its own.

/// kForbidden unless the role maintains the kind, or the record is the actor's own: the one that
/// the account stands for, or one that belongs to it (an enterprise's needs, a helper's
/// capabilities).
base::Status RequireEdit(const domain::Actor& actor, const domain::Record& record);

/// The same for taking a record out: nobody removes the record that the account stands for.
base::Status RequireRemove(const domain::Actor& actor, const domain::Record& record);

/// kForbidden, naming the field, where someone who only edits its own record changes what the
/// office answers for (region, sector, level …); kInvalid where a masked text comes back as if it
/// were the value.
base::Status CheckEditedFields(const domain::Actor& actor, const domain::Record& before,
                               const domain::Record& after);

/// Does the record lie within the regions and sectors that the actor may write? The two sides of
/// what refers to others are not looked at; RequireInScope does.
bool InWriteScope(const domain::Actor& actor, const domain::Record& record);

/// kForbidden unless the record lies within what the actor may write: its regions and sectors, for
/// a team's members those of the team, for a conflict those of a side.
base::Status RequireInScope(const store::Reader& reader, const domain::Actor& actor,
                            const domain::Record& record);

}  // namespace jiedui::services

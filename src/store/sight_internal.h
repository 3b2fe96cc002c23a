#pragma once

#include "store/filter_sql_internal.h"
#include "store/reader.h"
#include "store/sight.h"

namespace jiedui::store {

// How the room's queries obey the sight of the thread that makes them; all do nothing without one.

/// Adds the sight's conditions on that kind.
base::Status AddSight(Where& where, const TypeSql& sql);

/// Are there any?
bool HasSightOf(domain::Kind kind);

/// kForbidden unless a record in that state may be changed, or stored.
base::Status RequireWrite(const domain::Record& record, Sight::Side side);

/// What belongs to a record is for who sees that: kNotFound.
base::Status RequireSeen(const Reader& reader, domain::Kind kind, std::int64_t id);

/// kForbidden unless the audit log may be read.
base::Status RequireAuditSight();

/// kForbidden unless it is that user's.
base::Status RequireUserSight(std::int64_t user_id);

}  // namespace jiedui::store

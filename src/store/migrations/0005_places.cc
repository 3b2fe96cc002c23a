#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// A plan keeps the rule by which it presumed leaders; two plans cannot both put one pair in force;
// a helper's answer stands beside the enterprise's.
const std::string_view kPlaces = R"sql(
ALTER TABLE plans ADD COLUMN leader_share REAL NOT NULL DEFAULT 0;
ALTER TABLE plans ADD COLUMN leader_capacity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pairings ADD COLUMN helper_accepted_ms INTEGER NOT NULL DEFAULT 0;
CREATE UNIQUE INDEX pairings_in_force ON pairings (pair_kind, helper_kind, helper_id, enterprise)
    WHERE deleted = 0 AND state IN ('published', 'accepted');
)sql";

}  // namespace jiedui::store

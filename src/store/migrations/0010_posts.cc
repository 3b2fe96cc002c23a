#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Posts are held over time, by an account that has their authority meanwhile. The defaults are for
// the rows that are there; the program always writes every column.
const std::string_view kPosts = R"sql(
ALTER TABLE posts ADD COLUMN acting INTEGER NOT NULL DEFAULT 0 CHECK (acting IN (0, 1));
ALTER TABLE posts ADD COLUMN duties TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN account INTEGER NOT NULL DEFAULT 0;
ALTER TABLE posts ADD COLUMN authority TEXT NOT NULL DEFAULT 'none'
  CHECK (authority IN ('none', 'city_office', 'department', 'support_department', 'county'));
ALTER TABLE posts ADD COLUMN region_code TEXT NOT NULL DEFAULT '';
ALTER TABLE posts ADD COLUMN department_code TEXT NOT NULL DEFAULT '';
CREATE INDEX posts_account ON posts (account) WHERE deleted = 0;
)sql";

}  // namespace jiedui::store

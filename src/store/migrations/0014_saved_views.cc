#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// How a person likes to look at a roster; when a helper put itself forward.
const std::string_view kSavedViews = R"sql(
ALTER TABLE pairings ADD COLUMN offered_ms INTEGER NOT NULL DEFAULT 0;

CREATE TABLE saved_views (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER NOT NULL REFERENCES users (id),
  roster TEXT NOT NULL CHECK (roster <> ''),
  name TEXT NOT NULL CHECK (name <> ''),
  query TEXT NOT NULL,
  columns TEXT NOT NULL CHECK (json_valid(columns)),
  version INTEGER NOT NULL CHECK (version >= 1),
  updated_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX saved_views_name ON saved_views (user_id, roster, name);
)sql";

}  // namespace jiedui::store

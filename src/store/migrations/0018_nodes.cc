#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Several nodes on one database: who follows the outbox with an index of its own besides the first,
// and who does what only one may do at a time.
const std::string_view kNodes = R"sql(
CREATE TABLE outbox_followers (
  consumer TEXT PRIMARY KEY CHECK (consumer <> ''),
  since_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE leases (
  name TEXT PRIMARY KEY CHECK (name <> ''),
  holder TEXT NOT NULL CHECK (holder <> ''),
  until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace jiedui::store

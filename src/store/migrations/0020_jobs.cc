#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Long work that any node takes: who asked for what, who runs it and until when, how far it is and
// what came of it.
const std::string_view kJobQueue = R"sql(
CREATE TABLE jobs (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL CHECK (kind <> ''),
  account INTEGER NOT NULL,
  title TEXT NOT NULL,
  subject INTEGER NOT NULL,
  request TEXT NOT NULL CHECK (json_valid(request)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled')),
  cancelling INTEGER NOT NULL CHECK (cancelling IN (0, 1)),
  holder TEXT NOT NULL,
  node INTEGER NOT NULL,
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  asked_ms INTEGER NOT NULL,
  until_ms INTEGER NOT NULL,
  ended_ms INTEGER NOT NULL,
  progress TEXT NOT NULL CHECK (json_valid(progress)),
  result INTEGER NOT NULL,
  error_code TEXT NOT NULL,
  error_message TEXT NOT NULL,
  error_field TEXT NOT NULL
) STRICT;
CREATE INDEX jobs_open ON jobs (kind, state);
)sql";

}  // namespace jiedui::store

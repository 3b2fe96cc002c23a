#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Login by other services: who an account is there, the key that begun logins are sealed with, and
// which of them have ended.
const std::string_view kExternalLogin = R"sql(
ALTER TABLE users ADD COLUMN external_id TEXT NOT NULL DEFAULT '';
CREATE UNIQUE INDEX users_external_id ON users (external_id) WHERE deleted = 0 AND external_id <> '';

CREATE TABLE external_login_key (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  secret TEXT NOT NULL CHECK (secret <> '')
) STRICT;

CREATE TABLE external_logins_ended (
  state TEXT PRIMARY KEY CHECK (state <> ''),
  expires_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX external_logins_ended_expiry ON external_logins_ended (expires_ms);
)sql";

}  // namespace jiedui::store

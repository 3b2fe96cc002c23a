#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// The audit chain, the outbox, logins and settings.
const std::string_view kLog = R"sql(
-- The state of the whole, one row: the newest revision and the head of the audit chain.
CREATE TABLE store_head (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  revision INTEGER NOT NULL,
  audit_seq INTEGER NOT NULL,
  audit_mac BLOB NOT NULL CHECK (length(audit_mac) = 32),
  head_mac BLOB NOT NULL CHECK (length(head_mac) = 32),
  key_id BLOB NOT NULL CHECK (length(key_id) = 32)
) STRICT;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at_ms INTEGER NOT NULL,
  actor_id INTEGER NOT NULL,
  actor_name TEXT NOT NULL,
  request_id TEXT NOT NULL,
  remote_address TEXT NOT NULL,
  reason TEXT NOT NULL,
  action TEXT NOT NULL,
  kind TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  changes TEXT NOT NULL CHECK (json_valid(changes)),
  mac BLOB NOT NULL CHECK (length(mac) = 32)
) STRICT;
CREATE INDEX audit_record ON audit (record_id, kind);
CREATE INDEX audit_actor ON audit (actor_id);
CREATE INDEX audit_at ON audit (at_ms);

-- One row per change and consumer, deleted when the consumer has taken it in.
CREATE TABLE outbox (
  consumer TEXT NOT NULL,
  seq INTEGER NOT NULL,
  kind TEXT NOT NULL REFERENCES kinds (code),
  record_id INTEGER NOT NULL,
  PRIMARY KEY (consumer, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE logins (
  id INTEGER PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  user_id INTEGER NOT NULL REFERENCES users (id),
  created_ms INTEGER NOT NULL,
  last_seen_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  idle_ms INTEGER NOT NULL CHECK (idle_ms > 0),
  remote_address TEXT NOT NULL,
  user_agent TEXT NOT NULL
) STRICT;
CREATE INDEX logins_user ON logins (user_id);

CREATE TABLE settings (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace jiedui::store

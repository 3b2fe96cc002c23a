#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Signing in: failures are counted by account and by where they come from, tokens of sessions
// change during their life, passwords are not used again, second factors, tokens of other programs.
// The defaults are for the rows that are there; the program always writes every column.
const std::string_view kSignIn = R"sql(
ALTER TABLE users DROP COLUMN failed_logins;
ALTER TABLE users DROP COLUMN locked_until_ms;
ALTER TABLE users ADD COLUMN must_change_password INTEGER NOT NULL DEFAULT 0
  CHECK (must_change_password IN (0, 1));
ALTER TABLE users ADD COLUMN password_set_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN two_factor INTEGER NOT NULL DEFAULT 0 CHECK (two_factor IN (0, 1));

-- The token before the present one serves a while longer; NULL where there was none.
ALTER TABLE logins ADD COLUMN previous_hash BLOB CHECK (length(previous_hash) = 32);
ALTER TABLE logins ADD COLUMN rotated_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE logins ADD COLUMN confirmed_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX logins_previous ON logins (previous_hash);

-- Of one source, or of all together (the empty one). The login is kept as a keyed hash: people type
-- their password into the wrong box.
CREATE TABLE login_failures (
  account BLOB NOT NULL CHECK (length(account) = 32),
  source TEXT NOT NULL,
  failures INTEGER NOT NULL CHECK (failures >= 0),
  first_ms INTEGER NOT NULL,
  last_ms INTEGER NOT NULL,
  blocked_until_ms INTEGER NOT NULL,
  PRIMARY KEY (account, source)
) STRICT, WITHOUT ROWID;
CREATE INDEX login_failures_last ON login_failures (last_ms);

CREATE TABLE past_passwords (
  id INTEGER PRIMARY KEY,
  user_id INTEGER NOT NULL REFERENCES users (id),
  password_hash TEXT NOT NULL CHECK (password_hash <> '')
) STRICT;
CREATE INDEX past_passwords_user ON past_passwords (user_id);

CREATE TABLE second_factors (
  user_id INTEGER PRIMARY KEY REFERENCES users (id),
  sealed_secret BLOB NOT NULL,
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  last_step INTEGER NOT NULL,
  begun_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
  user_id INTEGER NOT NULL REFERENCES users (id),
  code_hash BLOB NOT NULL CHECK (length(code_hash) = 32),
  PRIMARY KEY (user_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE api_tokens (
  id INTEGER PRIMARY KEY,
  token_hash BLOB NOT NULL UNIQUE CHECK (length(token_hash) = 32),
  user_id INTEGER NOT NULL REFERENCES users (id),
  name TEXT NOT NULL CHECK (name <> ''),
  permissions TEXT NOT NULL CHECK (permissions <> ''),
  created_ms INTEGER NOT NULL,
  expires_ms INTEGER NOT NULL,
  last_used_ms INTEGER NOT NULL,
  last_address TEXT NOT NULL
) STRICT;
CREATE INDEX api_tokens_user ON api_tokens (user_id);
)sql";

}  // namespace jiedui::store

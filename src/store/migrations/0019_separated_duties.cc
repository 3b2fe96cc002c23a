#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Separated duties: the three administrators' roles, what an account was last confirmed to be
// allowed, and sessions that another service vouches for. The columns of a role are made anew, as
// the check of one that is there cannot be changed. The defaults are for the rows that are there;
// the program always writes every column.
const std::string_view kSeparatedDuties = R"sql(
ALTER TABLE users ADD COLUMN role_of_0019 TEXT NOT NULL DEFAULT 'auditor'
  CHECK (role_of_0019 IN ('city_office', 'department', 'support_department', 'county',
    'enterprise', 'expert', 'alliance', 'platform', 'auditor', 'system_admin', 'security_admin',
    'audit_admin'));
UPDATE users SET role_of_0019 = role;
DROP INDEX users_role;
ALTER TABLE users DROP COLUMN role;
ALTER TABLE users RENAME COLUMN role_of_0019 TO role;
CREATE INDEX users_role ON users (role) WHERE deleted = 0;

ALTER TABLE reminders ADD COLUMN role_of_0019 TEXT NOT NULL DEFAULT 'auditor'
  CHECK (role_of_0019 IN ('city_office', 'department', 'support_department', 'county',
    'enterprise', 'expert', 'alliance', 'platform', 'auditor', 'system_admin', 'security_admin',
    'audit_admin'));
UPDATE reminders SET role_of_0019 = to_role;
DROP INDEX reminders_key;
ALTER TABLE reminders DROP COLUMN to_role;
ALTER TABLE reminders RENAME COLUMN role_of_0019 TO to_role;
CREATE UNIQUE INDEX reminders_key
  ON reminders (ledger_item, clock, stage, due_on, to_role, to_code) WHERE deleted = 0;

ALTER TABLE users ADD COLUMN password_given_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN confirmed_grant TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN refused_grant TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN grant_reason TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN grant_decided_ms INTEGER NOT NULL DEFAULT 0;

ALTER TABLE logins ADD COLUMN vouched INTEGER NOT NULL DEFAULT 0 CHECK (vouched IN (0, 1));
)sql";

}  // namespace jiedui::store

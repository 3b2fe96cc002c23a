#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Plans with their pairings, and accounts.
const std::string_view kPairings = R"sql(
CREATE TABLE plans (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  pair_kinds TEXT NOT NULL CHECK (json_valid(pair_kinds)),
  region_code TEXT NOT NULL,
  department_code TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'superseded')),
  objectives TEXT NOT NULL CHECK (json_valid(objectives)),
  solve_status TEXT NOT NULL,
  receivers INTEGER NOT NULL,
  covered INTEGER NOT NULL,
  total_score REAL NOT NULL,
  upper_bound REAL NOT NULL,
  seconds REAL NOT NULL,
  made_by INTEGER NOT NULL,
  published_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX plans_key ON plans (name) WHERE deleted = 0;
CREATE INDEX plans_name_folded ON plans (name_folded) WHERE deleted = 0;
CREATE INDEX plans_region_code ON plans (region_code) WHERE deleted = 0;
CREATE INDEX plans_department_code ON plans (department_code) WHERE deleted = 0;
CREATE INDEX plans_state ON plans (state) WHERE deleted = 0;

CREATE TABLE pairings (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  plan INTEGER NOT NULL REFERENCES plans (id),
  pair_kind TEXT NOT NULL REFERENCES pair_kinds (code),
  helper_kind TEXT NOT NULL REFERENCES kinds (code),
  helper_id INTEGER NOT NULL,
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  score REAL NOT NULL,
  explanation TEXT NOT NULL CHECK (explanation = '' OR json_valid(explanation)),
  state TEXT NOT NULL
    CHECK (state IN ('suggested', 'approved', 'rejected', 'published', 'accepted', 'declined')),
  pinned INTEGER NOT NULL CHECK (pinned IN (0, 1)),
  reason TEXT NOT NULL,
  decided_by INTEGER NOT NULL,
  decided_ms INTEGER NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX pairings_key ON pairings (plan, pair_kind, helper_kind, helper_id, enterprise)
    WHERE deleted = 0;
CREATE INDEX pairings_plan ON pairings (plan) WHERE deleted = 0;
CREATE INDEX pairings_enterprise ON pairings (enterprise) WHERE deleted = 0;
CREATE INDEX pairings_score ON pairings (score) WHERE deleted = 0;
CREATE INDEX pairings_state ON pairings (state) WHERE deleted = 0;
CREATE INDEX pairings_region_code ON pairings (region_code) WHERE deleted = 0;
CREATE INDEX pairings_programme_sector ON pairings (programme_sector) WHERE deleted = 0;
CREATE INDEX pairings_helper ON pairings (helper_kind, helper_id) WHERE deleted = 0;
CREATE INDEX pairings_plan_score ON pairings (plan, score) WHERE deleted = 0;

CREATE TABLE uncovered (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  plan INTEGER NOT NULL REFERENCES plans (id),
  pair_kind TEXT NOT NULL REFERENCES pair_kinds (code),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  reason TEXT NOT NULL,
  blocked_by TEXT NOT NULL CHECK (json_valid(blocked_by)),
  smallest_change TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX uncovered_key ON uncovered (plan, pair_kind, enterprise) WHERE deleted = 0;
CREATE INDEX uncovered_plan ON uncovered (plan) WHERE deleted = 0;
CREATE INDEX uncovered_enterprise ON uncovered (enterprise) WHERE deleted = 0;
CREATE INDEX uncovered_region_code ON uncovered (region_code) WHERE deleted = 0;
CREATE INDEX uncovered_programme_sector ON uncovered (programme_sector) WHERE deleted = 0;

CREATE TABLE users (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  login TEXT NOT NULL CHECK (login <> ''),
  login_folded TEXT NOT NULL,
  display_name TEXT NOT NULL,
  display_name_folded TEXT NOT NULL,
  role TEXT NOT NULL
    CHECK (role IN ('city_office', 'department', 'support_department', 'county', 'enterprise',
      'expert', 'alliance', 'platform', 'auditor')),
  region_code TEXT NOT NULL,
  department_code TEXT NOT NULL,
  own_kind TEXT NOT NULL REFERENCES kinds (code),
  own_id INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  failed_logins INTEGER NOT NULL,
  locked_until_ms INTEGER NOT NULL,
  disabled INTEGER NOT NULL CHECK (disabled IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX users_key ON users (login) WHERE deleted = 0;
CREATE INDEX users_login_folded ON users (login_folded) WHERE deleted = 0;
CREATE INDEX users_display_name_folded ON users (display_name_folded) WHERE deleted = 0;
CREATE INDEX users_role ON users (role) WHERE deleted = 0;
CREATE INDEX users_region_code ON users (region_code) WHERE deleted = 0;
)sql";

}  // namespace jiedui::store

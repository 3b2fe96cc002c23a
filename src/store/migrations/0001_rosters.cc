#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Who takes part. The kinds are rows, not CHECKs, so that a later kind is an INSERT. Indexes hold
// the undeleted rows only, which is what lists and counts ask for: counts then need no table.
const std::string_view kRosters = R"sql(
CREATE TABLE kinds (
  code TEXT PRIMARY KEY,
  revision INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO kinds (code) VALUES
  ('enterprise'), ('expert'), ('team'), ('alliance'), ('platform'), ('work_team'),
  ('city_group'), ('group_member'), ('need'), ('capability'), ('policy'), ('survey'),
  ('ledger_item'), ('post'), ('conflict'), ('sector_proposal'), ('plan'), ('pairing'),
  ('uncovered'), ('user');

CREATE TABLE pair_kinds (
  code TEXT PRIMARY KEY
) STRICT, WITHOUT ROWID;
INSERT INTO pair_kinds (code) VALUES
  ('enterprise-enterprise'), ('expert-enterprise'), ('team-enterprise'),
  ('alliance-enterprise'), ('platform-enterprise'), ('work_team-enterprise'),
  ('policy-enterprise');

CREATE TABLE enterprises (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  credit_code TEXT NOT NULL CHECK (credit_code <> ''),
  region_code TEXT NOT NULL,
  sector_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL,
  sector_confidence REAL NOT NULL,
  sector_source TEXT NOT NULL
    CHECK (sector_source IN ('none', 'proposed', 'imported', 'confirmed')),
  registered_on TEXT CHECK (length(registered_on) = 10),
  enterprise_type TEXT NOT NULL,
  registered_capital_wan REAL,
  capital_currency TEXT NOT NULL,
  business_scope TEXT NOT NULL,
  products TEXT NOT NULL,
  above_scale INTEGER NOT NULL CHECK (above_scale IN (0, 1)),
  innovation TEXT NOT NULL
    CHECK (innovation IN ('unknown', 'none', 'other_activity', 'rd_activity', 'rd_institution')),
  revenue_wan REAL,
  employees INTEGER,
  rd_staff INTEGER,
  rd_spending_wan REAL,
  ownership_group TEXT NOT NULL,
  capacity INTEGER NOT NULL,
  contact_name TEXT NOT NULL,
  contact_phone TEXT NOT NULL,
  address TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX enterprises_key ON enterprises (credit_code) WHERE deleted = 0;
CREATE INDEX enterprises_name_folded ON enterprises (name_folded) WHERE deleted = 0;
CREATE INDEX enterprises_region_code ON enterprises (region_code) WHERE deleted = 0;
CREATE INDEX enterprises_sector_code ON enterprises (sector_code) WHERE deleted = 0;
CREATE INDEX enterprises_programme_sector ON enterprises (programme_sector) WHERE deleted = 0;
CREATE INDEX enterprises_registered_on ON enterprises (registered_on) WHERE deleted = 0;
CREATE INDEX enterprises_innovation ON enterprises (innovation) WHERE deleted = 0;
CREATE INDEX enterprises_revenue_wan ON enterprises (revenue_wan) WHERE deleted = 0;
CREATE INDEX enterprises_ownership_group ON enterprises (ownership_group) WHERE deleted = 0;

CREATE TABLE experts (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  organisation TEXT NOT NULL,
  organisation_folded TEXT NOT NULL,
  region_code TEXT NOT NULL,
  sectors TEXT NOT NULL CHECK (json_valid(sectors)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  description TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('none', 'enterprise', 'city', 'province', 'nation')),
  capacity INTEGER NOT NULL,
  title TEXT NOT NULL,
  talent_pool INTEGER NOT NULL CHECK (talent_pool IN (0, 1)),
  phone TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX experts_key ON experts (name, organisation) WHERE deleted = 0;
CREATE INDEX experts_name_folded ON experts (name_folded) WHERE deleted = 0;
CREATE INDEX experts_organisation_folded ON experts (organisation_folded) WHERE deleted = 0;
CREATE INDEX experts_region_code ON experts (region_code) WHERE deleted = 0;
CREATE INDEX experts_level ON experts (level) WHERE deleted = 0;

CREATE TABLE teams (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  organisation TEXT NOT NULL,
  organisation_folded TEXT NOT NULL,
  region_code TEXT NOT NULL,
  sectors TEXT NOT NULL CHECK (json_valid(sectors)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  description TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('none', 'enterprise', 'city', 'province', 'nation')),
  capacity INTEGER NOT NULL,
  leader INTEGER REFERENCES experts (id)
) STRICT;
CREATE UNIQUE INDEX teams_key ON teams (name) WHERE deleted = 0;
CREATE INDEX teams_name_folded ON teams (name_folded) WHERE deleted = 0;
CREATE INDEX teams_organisation_folded ON teams (organisation_folded) WHERE deleted = 0;
CREATE INDEX teams_region_code ON teams (region_code) WHERE deleted = 0;
CREATE INDEX teams_level ON teams (level) WHERE deleted = 0;
CREATE INDEX teams_leader ON teams (leader) WHERE deleted = 0;
CREATE TABLE team_members (
  owner_id INTEGER NOT NULL REFERENCES teams (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  target_id INTEGER NOT NULL REFERENCES experts (id),
  PRIMARY KEY (owner_id, position),
  UNIQUE (owner_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX team_members_target ON team_members (target_id);

CREATE TABLE alliances (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  organisation TEXT NOT NULL,
  organisation_folded TEXT NOT NULL,
  region_code TEXT NOT NULL,
  sectors TEXT NOT NULL CHECK (json_valid(sectors)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  description TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('none', 'enterprise', 'city', 'province', 'nation')),
  capacity INTEGER NOT NULL,
  leading_enterprise INTEGER REFERENCES enterprises (id)
) STRICT;
CREATE UNIQUE INDEX alliances_key ON alliances (name) WHERE deleted = 0;
CREATE INDEX alliances_name_folded ON alliances (name_folded) WHERE deleted = 0;
CREATE INDEX alliances_organisation_folded ON alliances (organisation_folded) WHERE deleted = 0;
CREATE INDEX alliances_region_code ON alliances (region_code) WHERE deleted = 0;
CREATE INDEX alliances_level ON alliances (level) WHERE deleted = 0;
CREATE INDEX alliances_leading_enterprise ON alliances (leading_enterprise) WHERE deleted = 0;
CREATE TABLE alliance_members (
  owner_id INTEGER NOT NULL REFERENCES alliances (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  target_id INTEGER NOT NULL REFERENCES enterprises (id),
  PRIMARY KEY (owner_id, position),
  UNIQUE (owner_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alliance_members_target ON alliance_members (target_id);
CREATE TABLE alliance_committee (
  owner_id INTEGER NOT NULL REFERENCES alliances (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  target_id INTEGER NOT NULL REFERENCES experts (id),
  PRIMARY KEY (owner_id, position),
  UNIQUE (owner_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX alliance_committee_target ON alliance_committee (target_id);

CREATE TABLE platforms (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  organisation TEXT NOT NULL,
  organisation_folded TEXT NOT NULL,
  region_code TEXT NOT NULL,
  sectors TEXT NOT NULL CHECK (json_valid(sectors)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  description TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('none', 'enterprise', 'city', 'province', 'nation')),
  capacity INTEGER NOT NULL,
  host_enterprise INTEGER REFERENCES enterprises (id)
) STRICT;
CREATE UNIQUE INDEX platforms_key ON platforms (name) WHERE deleted = 0;
CREATE INDEX platforms_name_folded ON platforms (name_folded) WHERE deleted = 0;
CREATE INDEX platforms_organisation_folded ON platforms (organisation_folded) WHERE deleted = 0;
CREATE INDEX platforms_region_code ON platforms (region_code) WHERE deleted = 0;
CREATE INDEX platforms_level ON platforms (level) WHERE deleted = 0;
CREATE INDEX platforms_host_enterprise ON platforms (host_enterprise) WHERE deleted = 0;

CREATE TABLE work_teams (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  organisation TEXT NOT NULL,
  organisation_folded TEXT NOT NULL,
  region_code TEXT NOT NULL,
  sectors TEXT NOT NULL CHECK (json_valid(sectors)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  description TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('none', 'enterprise', 'city', 'province', 'nation')),
  capacity INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX work_teams_key ON work_teams (name) WHERE deleted = 0;
CREATE INDEX work_teams_name_folded ON work_teams (name_folded) WHERE deleted = 0;
CREATE INDEX work_teams_organisation_folded ON work_teams (organisation_folded) WHERE deleted = 0;
CREATE INDEX work_teams_region_code ON work_teams (region_code) WHERE deleted = 0;
CREATE INDEX work_teams_level ON work_teams (level) WHERE deleted = 0;

CREATE TABLE city_groups (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  lead_department TEXT NOT NULL CHECK (lead_department <> ''),
  regions TEXT NOT NULL CHECK (json_valid(regions))
) STRICT;
CREATE UNIQUE INDEX city_groups_key ON city_groups (name) WHERE deleted = 0;
CREATE INDEX city_groups_name_folded ON city_groups (name_folded) WHERE deleted = 0;

CREATE TABLE group_members (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  work_team INTEGER REFERENCES work_teams (id),
  city_group INTEGER REFERENCES city_groups (id),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  organisation TEXT NOT NULL,
  rank TEXT NOT NULL CHECK (rank IN ('none', 'section', 'division')),
  professional INTEGER NOT NULL CHECK (professional IN (0, 1)),
  phone TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX group_members_key
  ON group_members (COALESCE(work_team, 0), COALESCE(city_group, 0), name)
    WHERE deleted = 0;
CREATE INDEX group_members_work_team ON group_members (work_team) WHERE deleted = 0;
CREATE INDEX group_members_city_group ON group_members (city_group) WHERE deleted = 0;
CREATE INDEX group_members_name_folded ON group_members (name_folded) WHERE deleted = 0;

CREATE TABLE capabilities (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  owner_kind TEXT NOT NULL REFERENCES kinds (code),
  owner_id INTEGER NOT NULL,
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  text TEXT NOT NULL,
  sectors TEXT NOT NULL CHECK (json_valid(sectors))
) STRICT;
CREATE UNIQUE INDEX capabilities_key ON capabilities (owner_kind, owner_id, title)
    WHERE deleted = 0;
CREATE INDEX capabilities_title_folded ON capabilities (title_folded) WHERE deleted = 0;

CREATE TABLE conflicts (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  a_kind TEXT NOT NULL REFERENCES kinds (code),
  a_id INTEGER NOT NULL,
  b_kind TEXT NOT NULL REFERENCES kinds (code),
  b_id INTEGER NOT NULL,
  conflict TEXT NOT NULL CHECK (conflict IN ('competitor', 'same_group', 'kinship', 'declared')),
  note TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX conflicts_key ON conflicts (a_kind, a_id, b_kind, b_id, conflict)
    WHERE deleted = 0;
CREATE INDEX conflicts_b ON conflicts (b_kind, b_id) WHERE deleted = 0;
)sql";

}  // namespace jiedui::store

#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// What the programme knows of the enterprises.
const std::string_view kProgramme = R"sql(
CREATE TABLE needs (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  text TEXT NOT NULL,
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  state TEXT NOT NULL CHECK (state IN ('open', 'matched', 'solved', 'dropped')),
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX needs_key ON needs (enterprise, title) WHERE deleted = 0;
CREATE INDEX needs_enterprise ON needs (enterprise) WHERE deleted = 0;
CREATE INDEX needs_title_folded ON needs (title_folded) WHERE deleted = 0;
CREATE INDEX needs_state ON needs (state) WHERE deleted = 0;
CREATE INDEX needs_region_code ON needs (region_code) WHERE deleted = 0;
CREATE INDEX needs_programme_sector ON needs (programme_sector) WHERE deleted = 0;

CREATE TABLE policies (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  document_no TEXT NOT NULL,
  level TEXT NOT NULL CHECK (level IN ('nation', 'province', 'city', 'county')),
  issuer TEXT NOT NULL,
  issued_on TEXT CHECK (length(issued_on) = 10),
  text TEXT NOT NULL,
  sectors TEXT NOT NULL CHECK (json_valid(sectors)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  needs_rd INTEGER NOT NULL CHECK (needs_rd IN (0, 1)),
  min_revenue_wan REAL
) STRICT;
CREATE UNIQUE INDEX policies_key ON policies (name) WHERE deleted = 0;
CREATE INDEX policies_name_folded ON policies (name_folded) WHERE deleted = 0;
CREATE INDEX policies_issued_on ON policies (issued_on) WHERE deleted = 0;

CREATE TABLE surveys (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  period TEXT NOT NULL CHECK (period <> ''),
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'confirmed')),
  institution_name TEXT NOT NULL,
  institution_approved_by TEXT NOT NULL,
  institution_field TEXT NOT NULL,
  institution_count INTEGER NOT NULL,
  institution_staff INTEGER NOT NULL,
  institution_spending_wan REAL NOT NULL,
  institution_equipment_wan REAL NOT NULL,
  project_name TEXT NOT NULL,
  project_source TEXT NOT NULL,
  project_staff INTEGER NOT NULL,
  project_spending_wan REAL NOT NULL,
  project_assets_wan REAL NOT NULL,
  activities TEXT NOT NULL CHECK (json_valid(activities)),
  activity_text TEXT NOT NULL,
  return_reason TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX surveys_key ON surveys (enterprise, period) WHERE deleted = 0;
CREATE INDEX surveys_enterprise ON surveys (enterprise) WHERE deleted = 0;
CREATE INDEX surveys_period ON surveys (period) WHERE deleted = 0;
CREATE INDEX surveys_state ON surveys (state) WHERE deleted = 0;
CREATE INDEX surveys_region_code ON surveys (region_code) WHERE deleted = 0;
CREATE INDEX surveys_programme_sector ON surveys (programme_sector) WHERE deleted = 0;

CREATE TABLE ledger (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  number TEXT NOT NULL CHECK (number <> ''),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  problem TEXT NOT NULL CHECK (problem <> ''),
  problem_folded TEXT NOT NULL,
  owner TEXT NOT NULL CHECK (owner IN ('enterprise', 'government')),
  department_code TEXT NOT NULL,
  found_on TEXT CHECK (length(found_on) = 10),
  due_on TEXT CHECK (length(due_on) = 10),
  state TEXT NOT NULL CHECK (state IN ('open', 'in_progress', 'settled')),
  outcome TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX ledger_key ON ledger (number) WHERE deleted = 0;
CREATE INDEX ledger_enterprise ON ledger (enterprise) WHERE deleted = 0;
CREATE INDEX ledger_problem_folded ON ledger (problem_folded) WHERE deleted = 0;
CREATE INDEX ledger_due_on ON ledger (due_on) WHERE deleted = 0;
CREATE INDEX ledger_state ON ledger (state) WHERE deleted = 0;
CREATE INDEX ledger_region_code ON ledger (region_code) WHERE deleted = 0;
CREATE INDEX ledger_programme_sector ON ledger (programme_sector) WHERE deleted = 0;

CREATE TABLE posts (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  group_name TEXT NOT NULL CHECK (group_name <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  organisation TEXT NOT NULL CHECK (organisation <> ''),
  organisation_folded TEXT NOT NULL,
  holder TEXT NOT NULL CHECK (holder <> ''),
  holder_folded TEXT NOT NULL,
  held_from TEXT CHECK (length(held_from) = 10),
  held_until TEXT CHECK (length(held_until) = 10),
  rank INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX posts_key ON posts (group_name, organisation, holder) WHERE deleted = 0;
CREATE INDEX posts_organisation_folded ON posts (organisation_folded) WHERE deleted = 0;
CREATE INDEX posts_holder_folded ON posts (holder_folded) WHERE deleted = 0;
CREATE INDEX posts_rank ON posts (rank) WHERE deleted = 0;

CREATE TABLE sector_proposals (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  sector_code TEXT NOT NULL,
  programme_sector_proposed TEXT NOT NULL,
  confidence REAL NOT NULL,
  evidence TEXT NOT NULL CHECK (json_valid(evidence)),
  state TEXT NOT NULL CHECK (state IN ('open', 'settled')),
  region_code TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sector_proposals_key ON sector_proposals (enterprise) WHERE deleted = 0;
CREATE INDEX sector_proposals_enterprise ON sector_proposals (enterprise) WHERE deleted = 0;
CREATE INDEX sector_proposals_confidence ON sector_proposals (confidence) WHERE deleted = 0;
CREATE INDEX sector_proposals_state ON sector_proposals (state) WHERE deleted = 0;
CREATE INDEX sector_proposals_region_code ON sector_proposals (region_code) WHERE deleted = 0;
)sql";

}  // namespace jiedui::store

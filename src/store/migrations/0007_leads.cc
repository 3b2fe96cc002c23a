#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Shared equipment, guidance, technologies, projects, pilots, funds, listings.
const std::string_view kLeads = R"sql(
CREATE TABLE equipment (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  owner_kind TEXT NOT NULL REFERENCES kinds (code),
  owner_id INTEGER NOT NULL,
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  model TEXT NOT NULL,
  place TEXT NOT NULL,
  description TEXT NOT NULL,
  terms TEXT NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  region_code TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX equipment_key ON equipment (owner_kind, owner_id, name) WHERE deleted = 0;
CREATE INDEX equipment_name_folded ON equipment (name_folded) WHERE deleted = 0;
CREATE INDEX equipment_region_code ON equipment (region_code) WHERE deleted = 0;

CREATE TABLE bookings (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  equipment INTEGER NOT NULL REFERENCES equipment (id),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  starts_ms INTEGER NOT NULL,
  ends_ms INTEGER NOT NULL,
  purpose TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('requested', 'confirmed', 'refused', 'cancelled', 'done')),
  reason TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX bookings_key ON bookings (equipment, enterprise, starts_ms) WHERE deleted = 0;
CREATE INDEX bookings_equipment ON bookings (equipment) WHERE deleted = 0;
CREATE INDEX bookings_enterprise ON bookings (enterprise) WHERE deleted = 0;
CREATE INDEX bookings_starts_ms ON bookings (starts_ms) WHERE deleted = 0;
CREATE INDEX bookings_state ON bookings (state) WHERE deleted = 0;
CREATE INDEX bookings_region_code ON bookings (region_code) WHERE deleted = 0;
CREATE INDEX bookings_programme_sector ON bookings (programme_sector) WHERE deleted = 0;

CREATE TABLE guidance (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  helper_kind TEXT NOT NULL REFERENCES kinds (code),
  helper_id INTEGER NOT NULL,
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  pairing INTEGER REFERENCES pairings (id),
  guided_on TEXT NOT NULL CHECK (length(guided_on) = 10),
  hours REAL NOT NULL,
  subject TEXT NOT NULL CHECK (subject <> ''),
  subject_folded TEXT NOT NULL,
  content TEXT NOT NULL,
  outcome TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX guidance_key
  ON guidance (helper_kind, helper_id, enterprise, guided_on, subject) WHERE deleted = 0;
CREATE INDEX guidance_enterprise ON guidance (enterprise) WHERE deleted = 0;
CREATE INDEX guidance_pairing ON guidance (pairing) WHERE deleted = 0;
CREATE INDEX guidance_guided_on ON guidance (guided_on) WHERE deleted = 0;
CREATE INDEX guidance_subject_folded ON guidance (subject_folded) WHERE deleted = 0;
CREATE INDEX guidance_region_code ON guidance (region_code) WHERE deleted = 0;
CREATE INDEX guidance_programme_sector ON guidance (programme_sector) WHERE deleted = 0;

CREATE TABLE technologies (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  description TEXT NOT NULL,
  scope TEXT NOT NULL CHECK (scope IN ('common', 'key')),
  sectors TEXT NOT NULL CHECK (json_valid(sectors)),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  workers TEXT NOT NULL,
  directory TEXT NOT NULL
    CHECK (directory IN ('none', 'provincial', 'green_energy', 'advanced_manufacturing',
      'digital')),
  year INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'nominated', 'recommended', 'listed', 'refused')),
  reason TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX technologies_key ON technologies (title) WHERE deleted = 0;
CREATE INDEX technologies_title_folded ON technologies (title_folded) WHERE deleted = 0;
CREATE INDEX technologies_year ON technologies (year) WHERE deleted = 0;
CREATE INDEX technologies_state ON technologies (state) WHERE deleted = 0;
CREATE TABLE technology_needs (
  owner_id INTEGER NOT NULL REFERENCES technologies (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  target_id INTEGER NOT NULL REFERENCES needs (id),
  PRIMARY KEY (owner_id, position),
  UNIQUE (owner_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX technology_needs_target ON technology_needs (target_id);

CREATE TABLE projects (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  chain TEXT NOT NULL CHECK (chain IN ('build', 'extend', 'fill', 'strengthen', 'upgrade')),
  description TEXT NOT NULL,
  year INTEGER NOT NULL,
  total_wan REAL NOT NULL,
  funded_wan REAL NOT NULL,
  starts_on TEXT CHECK (length(starts_on) = 10),
  ends_on TEXT CHECK (length(ends_on) = 10),
  milestones TEXT NOT NULL CHECK (json_valid(milestones)),
  progress TEXT NOT NULL,
  result TEXT NOT NULL,
  state TEXT NOT NULL
    CHECK (state IN ('pool', 'nominated', 'approved', 'running', 'finished', 'stopped')),
  reason TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX projects_key ON projects (enterprise, title) WHERE deleted = 0;
CREATE INDEX projects_enterprise ON projects (enterprise) WHERE deleted = 0;
CREATE INDEX projects_title_folded ON projects (title_folded) WHERE deleted = 0;
CREATE INDEX projects_year ON projects (year) WHERE deleted = 0;
CREATE INDEX projects_ends_on ON projects (ends_on) WHERE deleted = 0;
CREATE INDEX projects_state ON projects (state) WHERE deleted = 0;
CREATE INDEX projects_region_code ON projects (region_code) WHERE deleted = 0;
CREATE INDEX projects_programme_sector ON projects (programme_sector) WHERE deleted = 0;

CREATE TABLE pilots (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  pilot_kind TEXT NOT NULL
    CHECK (pilot_kind IN ('innovation', 'smart', 'centre', 'big_data', 'other')),
  level TEXT NOT NULL CHECK (level IN ('nation', 'province', 'city', 'county')),
  year INTEGER NOT NULL,
  experience TEXT NOT NULL,
  shared INTEGER NOT NULL CHECK (shared IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('proposed', 'nominated', 'recognised', 'refused')),
  reason TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX pilots_key ON pilots (enterprise, title) WHERE deleted = 0;
CREATE INDEX pilots_enterprise ON pilots (enterprise) WHERE deleted = 0;
CREATE INDEX pilots_title_folded ON pilots (title_folded) WHERE deleted = 0;
CREATE INDEX pilots_year ON pilots (year) WHERE deleted = 0;
CREATE INDEX pilots_state ON pilots (state) WHERE deleted = 0;
CREATE INDEX pilots_region_code ON pilots (region_code) WHERE deleted = 0;
CREATE INDEX pilots_programme_sector ON pilots (programme_sector) WHERE deleted = 0;

CREATE TABLE funds (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  issuer TEXT NOT NULL,
  activities TEXT NOT NULL CHECK (json_valid(activities)),
  text TEXT NOT NULL,
  most_wan REAL,
  opens_on TEXT CHECK (length(opens_on) = 10),
  closes_on TEXT CHECK (length(closes_on) = 10)
) STRICT;
CREATE UNIQUE INDEX funds_key ON funds (name) WHERE deleted = 0;
CREATE INDEX funds_name_folded ON funds (name_folded) WHERE deleted = 0;
CREATE INDEX funds_closes_on ON funds (closes_on) WHERE deleted = 0;

CREATE TABLE fund_applications (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  source_kind TEXT NOT NULL REFERENCES kinds (code),
  source_id INTEGER NOT NULL,
  asked_wan REAL NOT NULL,
  granted_wan REAL NOT NULL,
  applied_on TEXT CHECK (length(applied_on) = 10),
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'approved', 'refused', 'paid')),
  reason TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX fund_applications_key
  ON fund_applications (enterprise, source_kind, source_id) WHERE deleted = 0;
CREATE INDEX fund_applications_enterprise ON fund_applications (enterprise) WHERE deleted = 0;
CREATE INDEX fund_applications_applied_on ON fund_applications (applied_on) WHERE deleted = 0;
CREATE INDEX fund_applications_state ON fund_applications (state) WHERE deleted = 0;
CREATE INDEX fund_applications_region_code ON fund_applications (region_code) WHERE deleted = 0;
CREATE INDEX fund_applications_programme_sector
  ON fund_applications (programme_sector) WHERE deleted = 0;

CREATE TABLE listings (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  board TEXT NOT NULL CHECK (board IN ('star', 'neeq', 'innovation')),
  grounds TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('candidate', 'recommended', 'filed', 'listed', 'dropped')),
  reason TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX listings_key ON listings (enterprise, board) WHERE deleted = 0;
CREATE INDEX listings_enterprise ON listings (enterprise) WHERE deleted = 0;
CREATE INDEX listings_state ON listings (state) WHERE deleted = 0;
CREATE INDEX listings_region_code ON listings (region_code) WHERE deleted = 0;
CREATE INDEX listings_programme_sector ON listings (programme_sector) WHERE deleted = 0;
)sql";

}  // namespace jiedui::store

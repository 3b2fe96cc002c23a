#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Needs know the visit that they came out of and the pairing that answers them. The ledger gets its
// states, clocks, referrals and what it is linked to: SQLite cannot widen a CHECK, so the table is
// made anew and filled. Problems that were in progress count as arranged; nothing is known of when.
const std::string_view kLedger = R"sql(
ALTER TABLE needs ADD COLUMN visit INTEGER REFERENCES visits (id);
ALTER TABLE needs ADD COLUMN pairing INTEGER REFERENCES pairings (id);
CREATE INDEX needs_visit ON needs (visit) WHERE deleted = 0;
CREATE INDEX needs_pairing ON needs (pairing) WHERE deleted = 0;

CREATE TABLE ledger_of_0009 (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  number TEXT NOT NULL CHECK (number <> ''),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  problem TEXT NOT NULL CHECK (problem <> ''),
  problem_folded TEXT NOT NULL,
  topic TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL CHECK (owner IN ('enterprise', 'government')),
  level TEXT NOT NULL DEFAULT 'county' CHECK (level IN ('nation', 'province', 'city', 'county')),
  department_code TEXT NOT NULL,
  handler TEXT NOT NULL DEFAULT '',
  route_reason TEXT NOT NULL DEFAULT '',
  visit INTEGER REFERENCES visits (id),
  need INTEGER REFERENCES needs (id),
  hotline_no TEXT NOT NULL DEFAULT '',
  found_on TEXT CHECK (length(found_on) = 10),
  clock_from TEXT CHECK (length(clock_from) = 10),
  arrange_due TEXT CHECK (length(arrange_due) = 10),
  report_due TEXT CHECK (length(report_due) = 10),
  due_on TEXT CHECK (length(due_on) = 10),
  next_due TEXT CHECK (length(next_due) = 10),
  state TEXT NOT NULL
    CHECK (state IN ('open', 'arranged', 'in_progress', 'referred', 'settled', 'confirmed')),
  reason TEXT NOT NULL DEFAULT '',
  referred_to TEXT NOT NULL DEFAULT '',
  referred_level TEXT NOT NULL DEFAULT 'city'
    CHECK (referred_level IN ('nation', 'province', 'city', 'county')),
  escalated TEXT NOT NULL DEFAULT 'none' CHECK (escalated IN ('none', 'department', 'office')),
  complex INTEGER NOT NULL DEFAULT 0 CHECK (complex IN (0, 1)),
  plan TEXT NOT NULL DEFAULT '',
  progress TEXT NOT NULL DEFAULT '',
  outcome TEXT NOT NULL,
  satisfaction TEXT NOT NULL DEFAULT 'unsaid'
    CHECK (satisfaction IN ('unsaid', 'satisfied', 'fair', 'dissatisfied')),
  reopened INTEGER NOT NULL DEFAULT 0,
  arranged_ms INTEGER NOT NULL DEFAULT 0,
  reported_ms INTEGER NOT NULL DEFAULT 0,
  referred_ms INTEGER NOT NULL DEFAULT 0,
  settled_ms INTEGER NOT NULL DEFAULT 0,
  confirmed_ms INTEGER NOT NULL DEFAULT 0,
  steps TEXT NOT NULL DEFAULT '[]' CHECK (json_valid(steps)),
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
INSERT INTO ledger_of_0009 (id, version, created_ms, updated_ms, deleted, number, enterprise,
    problem, problem_folded, owner, level, department_code, found_on, clock_from, due_on, next_due,
    state, outcome, region_code, programme_sector)
  SELECT id, version, created_ms, updated_ms, deleted, number, enterprise,
    problem, problem_folded, owner, CASE owner WHEN 'government' THEN 'city' ELSE 'county' END,
    department_code, found_on, found_on, due_on,
    CASE state WHEN 'settled' THEN NULL ELSE due_on END,
    state, outcome, region_code, programme_sector
  FROM ledger;
DROP TABLE ledger;
ALTER TABLE ledger_of_0009 RENAME TO ledger;
CREATE UNIQUE INDEX ledger_key ON ledger (number) WHERE deleted = 0;
CREATE UNIQUE INDEX ledger_hotline ON ledger (hotline_no) WHERE deleted = 0 AND hotline_no <> '';
CREATE INDEX ledger_enterprise ON ledger (enterprise) WHERE deleted = 0;
CREATE INDEX ledger_problem_folded ON ledger (problem_folded) WHERE deleted = 0;
CREATE INDEX ledger_topic ON ledger (topic) WHERE deleted = 0;
CREATE INDEX ledger_department_code ON ledger (department_code) WHERE deleted = 0;
CREATE INDEX ledger_visit ON ledger (visit) WHERE deleted = 0;
CREATE INDEX ledger_need ON ledger (need) WHERE deleted = 0;
CREATE INDEX ledger_hotline_no ON ledger (hotline_no) WHERE deleted = 0;
CREATE INDEX ledger_due_on ON ledger (due_on) WHERE deleted = 0;
CREATE INDEX ledger_next_due ON ledger (next_due) WHERE deleted = 0;
CREATE INDEX ledger_state ON ledger (state) WHERE deleted = 0;
CREATE INDEX ledger_referred_to ON ledger (referred_to) WHERE deleted = 0;
CREATE INDEX ledger_region_code ON ledger (region_code) WHERE deleted = 0;
CREATE INDEX ledger_programme_sector ON ledger (programme_sector) WHERE deleted = 0;
CREATE TABLE ledger_item_evidence (
  owner_id INTEGER NOT NULL REFERENCES ledger (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  target_id INTEGER NOT NULL REFERENCES evidence_files (id),
  PRIMARY KEY (owner_id, position),
  UNIQUE (owner_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX ledger_item_evidence_target ON ledger_item_evidence (target_id);
)sql";

}  // namespace jiedui::store

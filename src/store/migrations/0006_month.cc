#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// The month's work: visits, evidence, sign-off, campaigns, reports, plans.
const std::string_view kMonth = R"sql(
INSERT INTO kinds (code) VALUES
  ('evidence_file'), ('sign_off'), ('spot_check'), ('visit'), ('campaign'), ('target'),
  ('monthly_report'), ('circular'), ('work_plan'), ('plan_task'), ('equipment'), ('booking'),
  ('guidance'), ('technology'), ('project'), ('pilot'), ('fund'), ('fund_application'),
  ('listing');

CREATE TABLE evidence_files (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  category TEXT NOT NULL
    CHECK (category IN ('institution_approval', 'institution_setup', 'project_approval',
      'spending_proof', 'cooperation', 'achievement', 'equipment', 'photo', 'other')),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  file_name TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes INTEGER NOT NULL,
  digest TEXT NOT NULL,
  reused INTEGER NOT NULL CHECK (reused IN (0, 1)),
  uploaded_by INTEGER NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX evidence_files_key ON evidence_files (enterprise, title) WHERE deleted = 0;
CREATE INDEX evidence_files_enterprise ON evidence_files (enterprise) WHERE deleted = 0;
CREATE INDEX evidence_files_category ON evidence_files (category) WHERE deleted = 0;
CREATE INDEX evidence_files_title_folded ON evidence_files (title_folded) WHERE deleted = 0;
CREATE INDEX evidence_files_digest ON evidence_files (digest) WHERE deleted = 0;
CREATE INDEX evidence_files_region_code ON evidence_files (region_code) WHERE deleted = 0;
CREATE INDEX evidence_files_programme_sector
  ON evidence_files (programme_sector) WHERE deleted = 0;

CREATE TABLE sign_offs (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  campaign INTEGER NOT NULL REFERENCES campaigns (id),
  basis TEXT NOT NULL CHECK (basis IN ('institution', 'rd_activity', 'other_activity')),
  state TEXT NOT NULL
    CHECK (state IN ('draft', 'submitted', 'returned', 'confirmed', 'signed_off', 'revoked')),
  survey INTEGER REFERENCES surveys (id),
  note TEXT NOT NULL,
  submitted_by INTEGER NOT NULL,
  submitted_ms INTEGER NOT NULL,
  confirmed_by INTEGER NOT NULL,
  confirmed_ms INTEGER NOT NULL,
  signed_by INTEGER NOT NULL,
  signed_ms INTEGER NOT NULL,
  reason TEXT NOT NULL,
  snapshot TEXT NOT NULL CHECK (snapshot = '' OR json_valid(snapshot)),
  snapshot_digest TEXT NOT NULL,
  voided INTEGER NOT NULL CHECK (voided IN (0, 1)),
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX sign_offs_key ON sign_offs (enterprise, campaign) WHERE deleted = 0;
CREATE INDEX sign_offs_enterprise ON sign_offs (enterprise) WHERE deleted = 0;
CREATE INDEX sign_offs_campaign ON sign_offs (campaign) WHERE deleted = 0;
CREATE INDEX sign_offs_basis ON sign_offs (basis) WHERE deleted = 0;
CREATE INDEX sign_offs_state ON sign_offs (state) WHERE deleted = 0;
CREATE INDEX sign_offs_survey ON sign_offs (survey) WHERE deleted = 0;
CREATE INDEX sign_offs_signed_ms ON sign_offs (signed_ms) WHERE deleted = 0;
CREATE INDEX sign_offs_region_code ON sign_offs (region_code) WHERE deleted = 0;
CREATE INDEX sign_offs_programme_sector ON sign_offs (programme_sector) WHERE deleted = 0;
CREATE TABLE sign_off_evidence (
  owner_id INTEGER NOT NULL REFERENCES sign_offs (id),
  position INTEGER NOT NULL CHECK (position >= 0),
  target_id INTEGER NOT NULL REFERENCES evidence_files (id),
  PRIMARY KEY (owner_id, position),
  UNIQUE (owner_id, target_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_off_evidence_target ON sign_off_evidence (target_id);

CREATE TABLE spot_checks (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  number TEXT NOT NULL CHECK (number <> ''),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  sign_off INTEGER NOT NULL REFERENCES sign_offs (id),
  campaign INTEGER NOT NULL REFERENCES campaigns (id),
  seed TEXT NOT NULL,
  population INTEGER NOT NULL,
  population_digest TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('open', 'passed', 'failed')),
  finding TEXT NOT NULL,
  checked_by INTEGER NOT NULL,
  checked_ms INTEGER NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX spot_checks_key ON spot_checks (number) WHERE deleted = 0;
CREATE INDEX spot_checks_enterprise ON spot_checks (enterprise) WHERE deleted = 0;
CREATE INDEX spot_checks_sign_off ON spot_checks (sign_off) WHERE deleted = 0;
CREATE INDEX spot_checks_campaign ON spot_checks (campaign) WHERE deleted = 0;
CREATE INDEX spot_checks_state ON spot_checks (state) WHERE deleted = 0;
CREATE INDEX spot_checks_region_code ON spot_checks (region_code) WHERE deleted = 0;
CREATE INDEX spot_checks_programme_sector ON spot_checks (programme_sector) WHERE deleted = 0;

CREATE TABLE visits (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  visited_on TEXT NOT NULL CHECK (length(visited_on) = 10),
  way TEXT NOT NULL CHECK (way IN ('symposium', 'questionnaire', 'on_site', 'hotline')),
  subject TEXT NOT NULL CHECK (subject <> ''),
  subject_folded TEXT NOT NULL,
  work_team INTEGER REFERENCES work_teams (id),
  pairing INTEGER REFERENCES pairings (id),
  visitors TEXT NOT NULL,
  findings TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX visits_key ON visits (enterprise, visited_on, subject) WHERE deleted = 0;
CREATE INDEX visits_enterprise ON visits (enterprise) WHERE deleted = 0;
CREATE INDEX visits_visited_on ON visits (visited_on) WHERE deleted = 0;
CREATE INDEX visits_subject_folded ON visits (subject_folded) WHERE deleted = 0;
CREATE INDEX visits_work_team ON visits (work_team) WHERE deleted = 0;
CREATE INDEX visits_pairing ON visits (pairing) WHERE deleted = 0;
CREATE INDEX visits_region_code ON visits (region_code) WHERE deleted = 0;
CREATE INDEX visits_programme_sector ON visits (programme_sector) WHERE deleted = 0;

CREATE TABLE campaigns (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  year INTEGER NOT NULL,
  document_no TEXT NOT NULL,
  starts_on TEXT NOT NULL CHECK (length(starts_on) = 10),
  prepare_until TEXT CHECK (length(prepare_until) = 10),
  serve_until TEXT CHECK (length(serve_until) = 10),
  ends_on TEXT NOT NULL CHECK (length(ends_on) = 10),
  state TEXT NOT NULL CHECK (state IN ('planned', 'running', 'closed'))
) STRICT;
CREATE UNIQUE INDEX campaigns_key ON campaigns (name) WHERE deleted = 0;
CREATE INDEX campaigns_name_folded ON campaigns (name_folded) WHERE deleted = 0;
CREATE INDEX campaigns_year ON campaigns (year) WHERE deleted = 0;
CREATE INDEX campaigns_state ON campaigns (state) WHERE deleted = 0;

CREATE TABLE targets (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  campaign INTEGER NOT NULL REFERENCES campaigns (id),
  indicator TEXT NOT NULL
    CHECK (indicator IN ('alliances', 'institution_share', 'activity_share', 'rd_intensity',
      'rd_growth', 'coverage', 'signed_off_share')),
  unit TEXT NOT NULL CHECK (unit <> ''),
  value REAL NOT NULL,
  year_before REAL,
  weight REAL NOT NULL
) STRICT;
CREATE UNIQUE INDEX targets_key ON targets (campaign, indicator, unit) WHERE deleted = 0;
CREATE INDEX targets_campaign ON targets (campaign) WHERE deleted = 0;
CREATE INDEX targets_unit ON targets (unit) WHERE deleted = 0;

CREATE TABLE monthly_reports (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  campaign INTEGER NOT NULL REFERENCES campaigns (id),
  month TEXT NOT NULL CHECK (month <> ''),
  unit TEXT NOT NULL CHECK (unit <> ''),
  state TEXT NOT NULL CHECK (state IN ('draft', 'submitted', 'returned', 'frozen')),
  highlights TEXT NOT NULL,
  problems TEXT NOT NULL,
  next_steps TEXT NOT NULL,
  figures TEXT NOT NULL CHECK (figures = '' OR json_valid(figures)),
  figures_digest TEXT NOT NULL,
  submitted_by INTEGER NOT NULL,
  submitted_ms INTEGER NOT NULL,
  late INTEGER NOT NULL CHECK (late IN (0, 1)),
  reason TEXT NOT NULL,
  region_code TEXT NOT NULL,
  department_code TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX monthly_reports_key
  ON monthly_reports (campaign, month, unit) WHERE deleted = 0;
CREATE INDEX monthly_reports_campaign ON monthly_reports (campaign) WHERE deleted = 0;
CREATE INDEX monthly_reports_month ON monthly_reports (month) WHERE deleted = 0;
CREATE INDEX monthly_reports_unit ON monthly_reports (unit) WHERE deleted = 0;
CREATE INDEX monthly_reports_state ON monthly_reports (state) WHERE deleted = 0;
CREATE INDEX monthly_reports_submitted_ms ON monthly_reports (submitted_ms) WHERE deleted = 0;
CREATE INDEX monthly_reports_region_code ON monthly_reports (region_code) WHERE deleted = 0;
CREATE INDEX monthly_reports_department_code
  ON monthly_reports (department_code) WHERE deleted = 0;

CREATE TABLE circulars (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  campaign INTEGER NOT NULL REFERENCES campaigns (id),
  month TEXT NOT NULL CHECK (month <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  remarks TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published')),
  ranking TEXT NOT NULL CHECK (ranking = '' OR json_valid(ranking)),
  ranking_digest TEXT NOT NULL,
  published_ms INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX circulars_key ON circulars (campaign, month) WHERE deleted = 0;
CREATE INDEX circulars_campaign ON circulars (campaign) WHERE deleted = 0;
CREATE INDEX circulars_month ON circulars (month) WHERE deleted = 0;
CREATE INDEX circulars_title_folded ON circulars (title_folded) WHERE deleted = 0;
CREATE INDEX circulars_state ON circulars (state) WHERE deleted = 0;

CREATE TABLE work_plans (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  campaign INTEGER NOT NULL REFERENCES campaigns (id),
  unit TEXT NOT NULL CHECK (unit <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  organisation TEXT NOT NULL,
  safeguards TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('draft', 'published', 'closed')),
  published_ms INTEGER NOT NULL,
  region_code TEXT NOT NULL,
  department_code TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX work_plans_key ON work_plans (campaign, unit) WHERE deleted = 0;
CREATE INDEX work_plans_campaign ON work_plans (campaign) WHERE deleted = 0;
CREATE INDEX work_plans_unit ON work_plans (unit) WHERE deleted = 0;
CREATE INDEX work_plans_title_folded ON work_plans (title_folded) WHERE deleted = 0;
CREATE INDEX work_plans_state ON work_plans (state) WHERE deleted = 0;
CREATE INDEX work_plans_region_code ON work_plans (region_code) WHERE deleted = 0;
CREATE INDEX work_plans_department_code ON work_plans (department_code) WHERE deleted = 0;

CREATE TABLE plan_tasks (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  work_plan INTEGER NOT NULL REFERENCES work_plans (id),
  code TEXT NOT NULL CHECK (code <> ''),
  title TEXT NOT NULL CHECK (title <> ''),
  title_folded TEXT NOT NULL,
  owner TEXT NOT NULL,
  due_on TEXT CHECK (length(due_on) = 10),
  state TEXT NOT NULL CHECK (state IN ('open', 'in_progress', 'done', 'cancelled')),
  progress TEXT NOT NULL,
  region_code TEXT NOT NULL,
  department_code TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX plan_tasks_key ON plan_tasks (work_plan, code) WHERE deleted = 0;
CREATE INDEX plan_tasks_work_plan ON plan_tasks (work_plan) WHERE deleted = 0;
CREATE INDEX plan_tasks_code ON plan_tasks (code) WHERE deleted = 0;
CREATE INDEX plan_tasks_title_folded ON plan_tasks (title_folded) WHERE deleted = 0;
CREATE INDEX plan_tasks_due_on ON plan_tasks (due_on) WHERE deleted = 0;
CREATE INDEX plan_tasks_state ON plan_tasks (state) WHERE deleted = 0;
CREATE INDEX plan_tasks_region_code ON plan_tasks (region_code) WHERE deleted = 0;
CREATE INDEX plan_tasks_department_code ON plan_tasks (department_code) WHERE deleted = 0;
)sql";

}  // namespace jiedui::store

#include "store/migrations/migrations_internal.h"

namespace jiedui::store {

// Subscriptions, what is on its way to them, and where in the audit a change in the outbox is told;
// reminders that were sent.
const std::string_view kWebhooks = R"sql(
INSERT INTO kinds (code) VALUES ('webhook'), ('reminder');
ALTER TABLE outbox ADD COLUMN audit_seq INTEGER NOT NULL DEFAULT 0;

CREATE TABLE webhooks (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  name TEXT NOT NULL CHECK (name <> ''),
  name_folded TEXT NOT NULL,
  url TEXT NOT NULL CHECK (url <> ''),
  kinds TEXT NOT NULL CHECK (json_valid(kinds)),
  events TEXT NOT NULL CHECK (json_valid(events)),
  secret TEXT NOT NULL CHECK (secret <> ''),
  active INTEGER NOT NULL CHECK (active IN (0, 1)),
  owner INTEGER NOT NULL
) STRICT;
CREATE UNIQUE INDEX webhooks_key ON webhooks (name) WHERE deleted = 0;
CREATE INDEX webhooks_name_folded ON webhooks (name_folded) WHERE deleted = 0;
CREATE INDEX webhooks_active ON webhooks (active) WHERE deleted = 0;

CREATE TABLE reminders (
  id INTEGER PRIMARY KEY,
  version INTEGER NOT NULL CHECK (version >= 1),
  created_ms INTEGER NOT NULL,
  updated_ms INTEGER NOT NULL,
  deleted INTEGER NOT NULL CHECK (deleted IN (0, 1)),
  ledger_item INTEGER NOT NULL REFERENCES ledger (id),
  clock TEXT NOT NULL CHECK (clock IN ('arrange', 'answer', 'report', 'settle')),
  stage TEXT NOT NULL CHECK (stage IN ('soon', 'today', 'overdue', 'department', 'office')),
  due_on TEXT NOT NULL CHECK (length(due_on) = 10),
  to_role TEXT NOT NULL CHECK (to_role IN ('city_office', 'department', 'support_department',
    'county', 'enterprise', 'expert', 'alliance', 'platform', 'auditor')),
  to_code TEXT NOT NULL,
  to_name TEXT NOT NULL CHECK (to_name <> ''),
  sent_on TEXT NOT NULL CHECK (length(sent_on) = 10),
  sent_ms INTEGER NOT NULL,
  channels TEXT NOT NULL CHECK (json_valid(channels)),
  enterprise INTEGER NOT NULL REFERENCES enterprises (id),
  department_code TEXT NOT NULL,
  region_code TEXT NOT NULL,
  programme_sector TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX reminders_key
  ON reminders (ledger_item, clock, stage, due_on, to_role, to_code) WHERE deleted = 0;
CREATE INDEX reminders_ledger_item ON reminders (ledger_item) WHERE deleted = 0;
CREATE INDEX reminders_stage ON reminders (stage) WHERE deleted = 0;
CREATE INDEX reminders_due_on ON reminders (due_on) WHERE deleted = 0;
CREATE INDEX reminders_to_code ON reminders (to_code) WHERE deleted = 0;
CREATE INDEX reminders_sent_on ON reminders (sent_on) WHERE deleted = 0;
CREATE INDEX reminders_enterprise ON reminders (enterprise) WHERE deleted = 0;
CREATE INDEX reminders_department_code ON reminders (department_code) WHERE deleted = 0;
CREATE INDEX reminders_region_code ON reminders (region_code) WHERE deleted = 0;
CREATE INDEX reminders_programme_sector ON reminders (programme_sector) WHERE deleted = 0;

-- Ids are never given twice: receivers tell a repetition by them.
CREATE TABLE webhook_deliveries (
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  webhook INTEGER NOT NULL REFERENCES webhooks (id),
  event TEXT NOT NULL,
  kind TEXT NOT NULL,
  record_id INTEGER NOT NULL,
  version INTEGER NOT NULL,
  first_revision INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  missed INTEGER NOT NULL,
  at_ms INTEGER NOT NULL,
  detail TEXT NOT NULL CHECK (json_valid(detail)),
  state TEXT NOT NULL CHECK (state IN ('pending', 'delivered', 'dead')),
  attempts INTEGER NOT NULL CHECK (attempts >= 0),
  next_ms INTEGER NOT NULL,
  give_up_ms INTEGER NOT NULL,
  tried_ms INTEGER NOT NULL,
  status INTEGER NOT NULL,
  error TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX webhook_deliveries_change ON webhook_deliveries (webhook, revision)
  WHERE revision > 0;
CREATE INDEX webhook_deliveries_due ON webhook_deliveries (webhook, next_ms)
  WHERE state = 'pending';
CREATE INDEX webhook_deliveries_record ON webhook_deliveries (webhook, kind, record_id)
  WHERE state = 'pending';
CREATE INDEX webhook_deliveries_give_up ON webhook_deliveries (give_up_ms)
  WHERE state = 'pending';
CREATE INDEX webhook_deliveries_state ON webhook_deliveries (webhook, state);
CREATE INDEX webhook_deliveries_over ON webhook_deliveries (state, tried_ms);
)sql";

}  // namespace jiedui::store

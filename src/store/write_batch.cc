#include "store/engine_internal.h"
#include "store/unit_of_work.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {

namespace {

using base::Status;

/// Is anybody outside told of changes? Asked once a transaction, and again after a subscription
/// changed.
base::Result<bool> IsSubscribed(WriteBatch& batch) {
  if (!batch.subscribed) {
    JIEDUI_ASSIGN(const std::int64_t there,
                  batch.connection.Number("SELECT EXISTS (SELECT 1 FROM webhooks WHERE deleted = 0 "
                                          "AND active = 1)"));
    batch.subscribed = there != 0;
  }
  return *batch.subscribed;
}

/// Asked once a transaction.
Status FindFollowers(WriteBatch& batch) {
  if (batch.followers) return {};
  JIEDUI_ASSIGN(Statement rows, batch.connection.Prepare(
                                    "SELECT consumer FROM outbox_followers ORDER BY consumer"));
  batch.followers.emplace();
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return {};
    batch.followers->emplace_back(rows.Text(0));
  }
}

Status AddOutboxRow(WriteBatch& batch, std::string_view consumer, domain::Kind kind,
                    const AuditEntry& entry) {
  return batch.connection.RunLater(
      "INSERT INTO outbox (consumer, seq, kind, record_id, audit_seq) VALUES ($1, $2, $3, $4, $5)",
      {consumer, batch.at.revision, domain::Code(kind), entry.record_id, entry.seq});
}

Status AddToOutbox(WriteBatch& batch, domain::Kind kind, const AuditEntry& entry) {
  if (kind == domain::Kind::kWebhook) batch.subscribed.reset();
  ++batch.at.revision;
  batch.at.kinds[kind] = batch.at.revision;
  for (const std::string_view consumer : kOutboxConsumers) {
    if (consumer == kWebhookConsumer) {
      JIEDUI_ASSIGN(const bool subscribed, IsSubscribed(batch));
      if (!subscribed) continue;
    }
    JIEDUI_CHECK(AddOutboxRow(batch, consumer, kind, entry));
  }
  JIEDUI_CHECK(FindFollowers(batch));
  for (const std::string& consumer : *batch.followers) {
    JIEDUI_CHECK(AddOutboxRow(batch, consumer, kind, entry));
  }
  return {};
}

}  // namespace

Status WriteBatch::Begin() {
  JIEDUI_ASSIGN(const std::optional<StoreHead> head, LockHead(connection));
  if (!head) return base::Fail(base::ErrorCode::kInternal, "数据库没有审计链的首部");
  begun = {head->revision, head->audit, {}};
  at = begun;
  return {};
}

Status WriteBatch::Finish() {
  for (const Topic topic : {Topic::kChanges, Topic::kJobs}) {
    const std::string_view notify = engine::Notify(connection.engine(), topic);
    const bool told = topic == Topic::kJobs ? jobs : Changed();
    if (told && !notify.empty()) JIEDUI_CHECK(connection.RunLater(notify));
  }
  if (at.audit.seq == begun.audit.seq) return {};
  const AuditMac mac = key.OfHead(at.audit);
  JIEDUI_CHECK(connection.RunLater(
      "UPDATE store_head SET revision = $1, audit_seq = $2, audit_mac = $3, head_mac = $4",
      {at.revision, at.audit.seq, Bytes(at.audit.mac), Bytes(mac)}));
  for (const auto& [kind, revision] : at.kinds) {
    JIEDUI_CHECK(connection.RunLater("UPDATE kinds SET revision = $1 WHERE code = $2",
                                     {revision, domain::Code(kind)}));
  }
  return {};
}

Status WriteBatch::Add(const Context& context, AuditEntry entry, const domain::Kind* kind) {
  entry.seq = at.audit.seq + 1;
  entry.actor_id = context.actor_id;
  entry.actor_name = context.actor_name;
  entry.request_id = context.request_id;
  entry.remote_address = context.remote_address;
  entry.reason = context.reason;
  JIEDUI_CHECK(AppendAudit(connection, key, at.audit, entry));
  if (kind == nullptr) return {};
  return AddToOutbox(*this, *kind, entry);
}

}  // namespace jiedui::store

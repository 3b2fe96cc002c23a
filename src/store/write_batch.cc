#include "store/unit_of_work.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {

namespace {

using base::Status;

Status AddToOutbox(WriteBatch& batch, domain::Kind kind, std::int64_t record_id) {
  ++batch.at.revision;
  batch.at.kinds[kind] = batch.at.revision;
  for (const std::string_view consumer : kOutboxConsumers) {
    JIEDUI_CHECK(batch.connection.Run(
        "INSERT INTO outbox (consumer, seq, kind, record_id) VALUES ($1, $2, $3, $4)",
        {consumer, batch.at.revision, domain::Code(kind), record_id}));
  }
  return {};
}

}  // namespace

Status WriteBatch::Begin() {
  JIEDUI_ASSIGN(const std::optional<StoreHead> head, ReadHead(connection));
  if (!head) return base::Fail(base::ErrorCode::kInternal, "数据库没有审计链的首部");
  begun = {head->revision, head->audit, {}};
  at = begun;
  return {};
}

Status WriteBatch::Finish() {
  if (at.audit.seq == begun.audit.seq) return {};
  const AuditMac mac = key.OfHead(at.audit);
  JIEDUI_CHECK(connection.Run(
      "UPDATE store_head SET revision = $1, audit_seq = $2, audit_mac = $3, head_mac = $4",
      {at.revision, at.audit.seq, Bytes(at.audit.mac), Bytes(mac)}));
  for (const auto& [kind, revision] : at.kinds) {
    JIEDUI_CHECK(connection.Run("UPDATE kinds SET revision = $1 WHERE code = $2",
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
  return AddToOutbox(*this, *kind, entry.record_id);
}

}  // namespace jiedui::store

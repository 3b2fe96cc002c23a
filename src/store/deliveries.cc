#include <limits>

#include "store/connection_internal.h"
#include "store/delivery.h"
#include "store/reader.h"
#include "store/sight_internal.h"
#include "store/unit_of_work.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Code;

constexpr std::string_view kSelect =
    "SELECT id, webhook, event, kind, record_id, version, first_revision, revision, missed, at_ms, "
    "detail, state, attempts, next_ms, give_up_ms, tried_ms, status, error FROM webhook_deliveries";

Delivery DeliveryAt(const Statement& row) {
  Delivery one;
  int column = 0;
  one.id = row.Int(column++);
  one.webhook = row.Int(column++);
  one.event = row.Text(column++);
  one.kind = row.Text(column++);
  one.record_id = row.Int(column++);
  one.version = row.Int(column++);
  one.first_revision = row.Int(column++);
  one.revision = row.Int(column++);
  one.missed = row.Int(column++);
  one.at_ms = row.Int(column++);
  one.detail = row.Text(column++);
  one.state = domain::FromCode<DeliveryState>(row.Text(column++)).value_or(DeliveryState::kPending);
  one.attempts = row.Int(column++);
  one.next_ms = row.Int(column++);
  one.give_up_ms = row.Int(column++);
  one.tried_ms = row.Int(column++);
  one.status = row.Int(column++);
  one.error = row.Text(column);
  return one;
}

Result<std::vector<Delivery>> AllOf(Statement rows) {
  std::vector<Delivery> found;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return found;
    found.push_back(DeliveryAt(rows));
  }
}

}  // namespace

Result<std::vector<Delivery>> Reader::DueDeliveries(std::int64_t webhook, base::TimeMs now_ms,
                                                    std::int64_t limit) const {
  JIEDUI_ASSIGN(
      Statement rows,
      connection().Prepare(
          std::string(kSelect) +
          " AS one WHERE webhook = $1 AND state = 'pending' AND next_ms <= $2 AND "
          "(give_up_ms = 0 OR give_up_ms > $2) AND NOT EXISTS (SELECT 1 FROM webhook_deliveries AS "
          "other WHERE other.webhook = $1 "
          "AND other.kind = one.kind AND other.record_id = one.record_id AND "
          "other.state = 'pending' AND other.id < one.id) ORDER BY next_ms, id LIMIT $3"));
  rows.BindAll({webhook, now_ms, limit});
  return AllOf(std::move(rows));
}

Result<std::vector<Delivery>> Reader::ListDeliveries(const DeliveryQuery& query) const {
  JIEDUI_CHECK(RequireSeen(*this, domain::Kind::kWebhook, query.webhook));
  if (query.limit < 1 || query.limit > 1000)
    return Fail(ErrorCode::kInvalid, "每页条数应在 1 到 1000 之间", "limit");
  const std::int64_t before =
      query.before_id > 0 ? query.before_id : std::numeric_limits<std::int64_t>::max();
  if (!query.state) {
    JIEDUI_ASSIGN(Statement rows, connection().Prepare(
                                      std::string(kSelect) +
                                      " WHERE webhook = $1 AND id < $2 ORDER BY id DESC LIMIT $3"));
    rows.BindAll({query.webhook, before, query.limit});
    return AllOf(std::move(rows));
  }
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare(std::string(kSelect) +
                                     " WHERE webhook = $1 AND id < $2 AND state = $3 ORDER BY id "
                                     "DESC LIMIT $4"));
  rows.BindAll({query.webhook, before, Code(*query.state), query.limit});
  return AllOf(std::move(rows));
}

Result<Delivery> Reader::GetDelivery(std::int64_t id) const {
  JIEDUI_ASSIGN(Statement rows, connection().Prepare(std::string(kSelect) + " WHERE id = $1"));
  rows.BindAll({id});
  JIEDUI_ASSIGN(const bool row, rows.Step());
  if (!row) return Fail(ErrorCode::kNotFound, "没有推送 " + std::to_string(id), "delivery");
  Delivery delivery = DeliveryAt(rows);
  JIEDUI_CHECK(RequireSeen(*this, domain::Kind::kWebhook, delivery.webhook));
  return delivery;
}

Result<DeliveryCounts> Reader::CountDeliveries(std::int64_t webhook) const {
  JIEDUI_CHECK(RequireSeen(*this, domain::Kind::kWebhook, webhook));
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT state, count(*) FROM webhook_deliveries WHERE webhook "
                                     "= $1 GROUP BY state"));
  rows.BindAll({webhook});
  DeliveryCounts counts;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return counts;
    const auto state = domain::FromCode<DeliveryState>(rows.Text(0));
    (state == DeliveryState::kDead        ? counts.dead
     : state == DeliveryState::kDelivered ? counts.delivered
                                          : counts.pending) = rows.Int(1);
  }
}

Result<bool> Reader::HasOverdueDeliveries(base::TimeMs now_ms) const {
  JIEDUI_ASSIGN(const std::int64_t there,
                connection().Number("SELECT EXISTS (SELECT 1 FROM webhook_deliveries WHERE state = "
                                    "'pending' AND give_up_ms > 0 AND give_up_ms <= $1)",
                                    {now_ms}));
  return there != 0;
}

Status UnitOfWork::QueueDelivery(Delivery& delivery) {
  JIEDUI_CHECK(RequireSeen(*this, domain::Kind::kWebhook, delivery.webhook));
  JIEDUI_ASSIGN(
      Statement insert,
      connection().Prepare(
          "INSERT INTO webhook_deliveries (webhook, event, kind, record_id, version, "
          "first_revision, revision, missed, at_ms, detail, state, attempts, next_ms, give_up_ms, "
          "tried_ms, status, error) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, "
          "$13, "
          "$14, $15, $16, $17) ON CONFLICT (webhook, revision) WHERE revision > 0 DO NOTHING "
          "RETURNING id"));
  insert.BindAll({delivery.webhook, delivery.event, delivery.kind, delivery.record_id,
                  delivery.version, delivery.first_revision, delivery.revision, delivery.missed,
                  delivery.at_ms, delivery.detail, Code(delivery.state), delivery.attempts,
                  delivery.next_ms, delivery.give_up_ms, delivery.tried_ms, delivery.status,
                  delivery.error});
  JIEDUI_ASSIGN(const bool inserted, insert.Step());
  if (inserted) delivery.id = insert.Int(0);
  return {};
}

Status UnitOfWork::WidenGap(const Delivery& gap) {
  // One that was tried may have arrived: under its id nothing else is sent.
  JIEDUI_CHECK(connection().Run(
      "UPDATE webhook_deliveries SET revision = $1, missed = missed + $2, at_ms = $3 WHERE id = "
      "(SELECT max(id) FROM webhook_deliveries WHERE webhook = $4 AND event = $5 AND state = "
      "'pending' AND attempts = 0 AND tried_ms = 0 AND revision < $1)",
      {gap.revision, gap.missed, gap.at_ms, gap.webhook, gap.event}));
  if (connection().Changes() > 0) return {};
  Delivery begun = gap;
  return QueueDelivery(begun);
}

Status UnitOfWork::NoteAttempt(const Delivery& delivery) {
  return connection().Run(
      "UPDATE webhook_deliveries SET state = $1, attempts = $2, next_ms = $3, give_up_ms = $4, "
      "tried_ms = $5, status = $6, error = $7 WHERE id = $8 AND state = 'pending'",
      {Code(delivery.state), delivery.attempts, delivery.next_ms, delivery.give_up_ms,
       delivery.tried_ms, delivery.status, delivery.error, delivery.id});
}

Result<std::int64_t> UnitOfWork::RequeueDeliveries(std::int64_t webhook, std::int64_t id) {
  JIEDUI_CHECK(RequireSeen(*this, domain::Kind::kWebhook, webhook));
  constexpr std::string_view kFresh =
      "UPDATE webhook_deliveries SET state = 'pending', attempts = 0, next_ms = 0, give_up_ms = 0 "
      "WHERE webhook = $1 AND ";
  if (id != 0) {
    JIEDUI_CHECK(
        connection().Run(std::string(kFresh) + "id = $2 AND state <> 'pending'", {webhook, id}));
  } else {
    JIEDUI_CHECK(connection().Run(std::string(kFresh) + "state = 'dead'", {webhook}));
  }
  return connection().Changes();
}

Status UnitOfWork::BuryDeliveries(base::TimeMs now_ms) {
  return connection().Run(
      "UPDATE webhook_deliveries SET state = 'dead', tried_ms = CASE WHEN tried_ms > $1 THEN "
      "tried_ms ELSE $1 END WHERE state = 'pending' AND give_up_ms > 0 AND give_up_ms <= $1",
      {now_ms});
}

Result<std::int64_t> UnitOfWork::PurgeDeliveries(const DeliveryPurge& purge) {
  JIEDUI_CHECK(connection().Run(
      "DELETE FROM webhook_deliveries WHERE (state = 'delivered' AND tried_ms < $1) OR (state = "
      "'dead' AND tried_ms < $2)",
      {purge.delivered_before_ms, purge.dead_before_ms}));
  std::int64_t purged = connection().Changes();
  JIEDUI_CHECK(connection().Run(
      "DELETE FROM webhook_deliveries WHERE id IN (SELECT id FROM (SELECT id, row_number() OVER "
      "(PARTITION BY webhook, state ORDER BY id DESC) AS place FROM webhook_deliveries WHERE state "
      "<> 'pending') AS over WHERE place > $1)",
      {purge.most_kept}));
  purged += connection().Changes();
  JIEDUI_CHECK(connection().Run(
      "DELETE FROM webhook_deliveries WHERE webhook IN (SELECT id FROM webhooks WHERE deleted = "
      "1)"));
  return purged + connection().Changes();
}

}  // namespace jiedui::store

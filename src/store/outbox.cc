#include "store/connection_internal.h"
#include "store/reader.h"
#include "store/unit_of_work.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

Status CheckConsumer(std::string_view consumer) {
  if (IsConsumerOfAll(consumer) || consumer.starts_with("index-")) return {};
  return Fail(ErrorCode::kInvalid, "没有名为 “" + std::string(consumer) + "” 的变更接收方",
              "consumer");
}

}  // namespace

Result<std::vector<OutboxItem>> Reader::TakeOutbox(std::string_view consumer,
                                                   std::int64_t limit) const {
  JIEDUI_CHECK(CheckConsumer(consumer));
  if (limit < 1) return Fail(ErrorCode::kInvalid, "条数应大于 0", "limit");
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT seq, kind, record_id, audit_seq FROM outbox WHERE "
                                     "consumer = $1 ORDER BY seq LIMIT $2"));
  rows.BindAll({consumer, limit});
  std::vector<OutboxItem> items;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return items;
    const std::optional<domain::Kind> kind = domain::FromCode<domain::Kind>(rows.Text(1));
    if (!kind) return Fail(ErrorCode::kInternal, "变更记录的类别无法识别");
    items.push_back({rows.Int(0), *kind, rows.Int(2), rows.Int(3)});
  }
}

Result<std::int64_t> Reader::OutboxDepth(std::string_view consumer) const {
  JIEDUI_CHECK(CheckConsumer(consumer));
  return connection().Number("SELECT count(*) FROM outbox WHERE consumer = $1", {consumer});
}

Status UnitOfWork::AckOutbox(std::string_view consumer, std::span<const OutboxItem> items) {
  JIEDUI_ASSIGN(Statement remove,
                connection().Prepare("DELETE FROM outbox WHERE consumer = $1 AND seq = $2"));
  for (const OutboxItem& item : items) {
    remove.BindAll({consumer, item.seq});
    JIEDUI_CHECK(remove.Run());
  }
  return {};
}

}  // namespace jiedui::store

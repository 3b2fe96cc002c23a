#include "store/audit_chain_internal.h"
#include "store/cursor_internal.h"
#include "store/filter_sql_internal.h"
#include "store/reader.h"
#include "store/sight_internal.h"
#include "store/verify_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr std::int64_t kMaxLimit = 1000;
constexpr std::string_view kOrder = "audit";
constexpr std::int64_t kRowsPerReport = 10'000;

Where ConditionsOf(Engine engine, const AuditQuery& query) {
  Where where(engine);
  if (!query.kind.empty()) where.And("kind = " + where.Parameter(query.kind));
  if (query.record_id != 0) where.And("record_id = " + where.Parameter(query.record_id));
  if (!query.action.empty()) where.And("action = " + where.Parameter(query.action));
  if (query.before_seq != 0) where.And("seq < " + where.Parameter(query.before_seq));
  if (query.actor_id) where.And("actor_id = " + where.Parameter(*query.actor_id));
  if (query.from_ms) where.And("at_ms >= " + where.Parameter(*query.from_ms));
  if (query.until_ms) where.And("at_ms < " + where.Parameter(*query.until_ms));
  return where;
}

/// Walks the rows in order and compares each with what the chain says it must be.
class ChainWalk {
 public:
  ChainWalk(const AuditKey& key, const AuditAnchor* anchor) : key_(key), anchor_(anchor) {}

  /// False when the row is wrong: the report says how.
  Result<bool> Take(const Statement& row) {
    const AuditEntry entry = AuditEntryAt(row);
    const std::int64_t expected = report_.head.seq + 1;
    if (entry.seq > expected) return Found(AuditProblem::kMissing, expected);
    JIEDUI_ASSIGN(const AuditMac mac, MacAt(row, kAuditMacColumn));
    if (entry.seq < expected || mac != key_.OfEntry(report_.head.mac, entry)) {
      return Found(AuditProblem::kChanged, entry.seq);
    }
    report_.head = {entry.seq, mac};
    ++report_.rows;
    if (anchor_ != nullptr && anchor_->seq == entry.seq) anchored_ = anchor_->mac == mac;
    return true;
  }

  /// After the last right row: is it where the chain ended?
  AuditReport Finish(const StoreHead& head) {
    const bool other_end =
        head.audit.seq < report_.head.seq ||
        (head.audit.seq == report_.head.seq && head.audit.mac != report_.head.mac);
    if (other_end || key_.OfHead(head.audit) != head.mac) {
      Found(AuditProblem::kHeadForged, 0);
    } else if (head.audit.seq > report_.head.seq) {
      Found(AuditProblem::kMissing, report_.head.seq + 1);
    } else if (anchor_ != nullptr && anchor_->seq != 0 && !anchored_) {
      Found(AuditProblem::kUnanchored, anchor_->seq);
    }
    return report_;
  }

  [[nodiscard]] const AuditReport& report() const { return report_; }

 private:
  bool Found(AuditProblem problem, std::int64_t seq) {
    report_.problem = problem;
    report_.first_bad_seq = seq;
    return false;
  }

  const AuditKey& key_;
  const AuditAnchor* anchor_;
  bool anchored_ = false;
  AuditReport report_;
};

}  // namespace

Result<AuditPage> Reader::ListAudit(const AuditQuery& query) const {
  JIEDUI_CHECK(RequireAuditSight());
  if (query.limit < 1 || query.limit > kMaxLimit) {
    return Fail(ErrorCode::kInvalid, "每页条数应在 1 到 1000 之间", "limit");
  }
  Where where = ConditionsOf(connection().engine(), query);
  if (!query.cursor.empty()) {
    JIEDUI_ASSIGN(const Cursor cursor, ParseCursor(query.cursor, kOrder));
    where.And("seq < " + where.Parameter(cursor.id));
  }
  const std::string limit = where.Parameter(query.limit + 1);
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT " + std::string(kAuditColumns) + " FROM audit" +
                                     where.sql() + " ORDER BY seq DESC LIMIT " + limit));
  where.BindTo(rows);
  AuditPage page;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return page;
    if (static_cast<std::int64_t>(page.entries.size()) == query.limit) {
      page.next = FormatCursor({std::string(kOrder), {}, page.entries.back().seq});
      return page;
    }
    page.entries.push_back(AuditEntryAt(rows));
  }
}

Result<AuditEntry> Reader::AuditAt(std::int64_t seq) const {
  JIEDUI_CHECK(RequireAuditSight());
  JIEDUI_ASSIGN(Statement rows, connection().Prepare("SELECT " + std::string(kAuditColumns) +
                                                     " FROM audit WHERE seq = $1"));
  rows.BindAll({seq});
  JIEDUI_ASSIGN(const bool row, rows.Step());
  if (!row) return Fail(ErrorCode::kNotFound, "没有审计记录 " + std::to_string(seq));
  return AuditEntryAt(rows);
}

Result<std::int64_t> Reader::AuditSeq() const {
  return connection().Number("SELECT audit_seq FROM store_head");
}

Result<std::optional<std::vector<RecordChange>>> Reader::ChangesSince(domain::Kind kind,
                                                                      std::int64_t audit_seq,
                                                                      std::int64_t most) const {
  JIEDUI_CHECK(RequireAuditSight());
  JIEDUI_ASSIGN(const std::int64_t newest, AuditSeq());
  if (newest - audit_seq > most) return std::nullopt;
  JIEDUI_ASSIGN(Statement rows,
                connection().Prepare("SELECT record_id, action, changes FROM audit WHERE seq > $1 "
                                     "AND kind = $2 ORDER BY seq"));
  rows.BindAll({audit_seq, domain::Code(kind)});
  std::vector<RecordChange> changes;
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return changes;
    changes.push_back({rows.Int(0), std::string(rows.Text(1)), std::string(rows.Text(2))});
  }
}

Result<AuditReport> VerifyChain(Connection& connection, const AuditKey& key,
                                const AuditAnchor* anchor, const base::Progress& progress) {
  JIEDUI_ASSIGN(const std::optional<StoreHead> head, ReadHead(connection));
  if (!head) return Fail(ErrorCode::kInternal, "数据库没有审计链的首部");
  JIEDUI_ASSIGN(Statement rows, connection.Scan("SELECT " + std::string(kAuditColumns) +
                                                ", mac FROM audit ORDER BY seq"));
  ChainWalk walk(key, anchor);
  const auto total = static_cast<std::size_t>(std::max<std::int64_t>(head->audit.seq, 1));
  while (true) {
    JIEDUI_ASSIGN(const bool row, rows.Step());
    if (!row) return walk.Finish(*head);
    JIEDUI_ASSIGN(const bool right, walk.Take(rows));
    if (!right) return walk.report();
    if (walk.report().rows % kRowsPerReport == 0) {
      base::Report(progress, "audit", std::min(static_cast<std::size_t>(walk.report().rows), total),
                   total);
    }
  }
}

}  // namespace jiedui::store

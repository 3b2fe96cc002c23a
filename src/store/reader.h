#pragma once

#include <cstdint>
#include <functional>
#include <initializer_list>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "domain/field.h"
#include "store/audit.h"
#include "store/delivery.h"
#include "store/job.h"
#include "store/login_session.h"
#include "store/outbox.h"
#include "store/query.h"
#include "store/saved_view.h"

namespace jiedui::store {

class Connection;

/// Reads of one database connection: a ReadSession's snapshot, or a UnitOfWork with its own changes
/// so far. Not thread-safe. Every call may also fail with kUnavailable (database locked for too
/// long, disk trouble) or kInternal (file damaged).
class Reader {
 public:
  /// kNotFound where there is none or it is deleted.
  [[nodiscard]] base::Result<std::unique_ptr<domain::Record>> Get(domain::Kind kind,
                                                                  std::int64_t id) const;
  /// The same, deleted ones too.
  [[nodiscard]] base::Result<std::unique_ptr<domain::Record>> GetAny(domain::Kind kind,
                                                                     std::int64_t id) const;
  template <class T>
  [[nodiscard]] base::Result<T> Get(base::Id<T> id) const {
    JIEDUI_ASSIGN(const auto record, Get(T::kKind, id.value));
    return std::move(static_cast<T&>(*record));
  }

  /// The records of these ids in their order; what is missing or deleted is left out.
  [[nodiscard]] base::Result<std::vector<std::unique_ptr<domain::Record>>> GetMany(
      domain::Kind kind, std::span<const std::int64_t> ids) const;

  /// The undeleted record with those values in the fields of the type's key, in their order; a
  /// null pointer where there is none. kInvalid where the values do not fit the key.
  [[nodiscard]] base::Result<std::unique_ptr<domain::Record>> FindByKey(
      domain::Kind kind, std::span<const domain::Value> key) const;
  template <class T>
  [[nodiscard]] base::Result<std::optional<T>> FindByKey(
      std::initializer_list<domain::Value> key) const {
    JIEDUI_ASSIGN(const auto record, FindByKey(T::kKind, {key.begin(), key.size()}));
    return record ? std::optional<T>(std::move(static_cast<T&>(*record))) : std::nullopt;
  }

  /// One page; kInvalid names the filter, order, cursor or limit that cannot be. A page by id or an
  /// indexed order costs O(limit + log n) where the filters leave most rows; a filter that few rows
  /// pass may scan.
  [[nodiscard]] base::Result<Page> List(domain::Kind kind, const ListQuery& query) const;
  template <class T>
  [[nodiscard]] base::Result<PageOf<T>> List(const ListQuery& query = {}) const {
    JIEDUI_ASSIGN(Page page, List(T::kKind, query));
    PageOf<T> typed{{}, std::move(page.next)};
    typed.records.reserve(page.records.size());
    for (const auto& record : page.records)
      typed.records.push_back(std::move(static_cast<T&>(*record)));
    return typed;
  }

  /// How many undeleted records pass the filters.
  [[nodiscard]] base::Result<std::int64_t> Count(domain::Kind kind,
                                                 const Filters& filters = {}) const;

  /// The same for each value of a field that occurs, in the order of the values, the empty one
  /// last. kInvalid for fields that hold lists, JSON or secrets.
  [[nodiscard]] base::Result<std::vector<ValueCount>> CountBy(domain::Kind kind,
                                                              std::string_view field,
                                                              const Filters& filters = {}) const;

  /// Calls `visit` with every undeleted record that passes the filters, by id, one in memory at a
  /// time; stops at its first error and returns it. `visit` may read through the same Reader.
  using Visit = std::function<base::Status(domain::Record&)>;
  [[nodiscard]] base::Status ForEach(domain::Kind kind, const Filters& filters,
                                     const Visit& visit) const;
  /// `visit` takes a T& (it may move from it) and returns Status or void.
  template <class T, class F>
  [[nodiscard]] base::Status ForEach(const Filters& filters, F&& visit) const {
    return ForEach(T::kKind, filters, [&](domain::Record& record) -> base::Status {
      if constexpr (std::is_void_v<std::invoke_result_t<F&, T&>>) {
        visit(static_cast<T&>(record));
        return {};
      } else {
        return visit(static_cast<T&>(record));
      }
    });
  }
  /// Every record that passes, by id.
  template <class T>
  [[nodiscard]] base::Result<std::vector<T>> All(const Filters& filters = {}) const {
    std::vector<T> records;
    JIEDUI_CHECK(ForEach<T>(filters, [&](T& record) { records.push_back(std::move(record)); }));
    return records;
  }

  /// The number of changes of records made so far; grows by one with each.
  [[nodiscard]] base::Result<std::int64_t> Revision() const;
  /// The revision of the last change of a record of these kinds; 0 where there was none. What is
  /// derived from some kinds is stale when this has grown.
  [[nodiscard]] base::Result<std::int64_t> Revision(std::span<const domain::Kind> kinds) const;

  /// Nothing where the key was never set.
  [[nodiscard]] base::Result<std::optional<std::string>> Setting(std::string_view key) const;

  /// The audit log, newest first. kInvalid for a bad cursor or limit.
  [[nodiscard]] base::Result<AuditPage> ListAudit(const AuditQuery& query) const;

  /// Number of the audit log's newest row; 0 where there is none.
  [[nodiscard]] base::Result<std::int64_t> AuditSeq() const;
  /// What changed of the records of that kind after that row of the audit log, oldest first;
  /// nothing where the log has grown by more than `most` rows since, of whatever kind.
  [[nodiscard]] base::Result<std::optional<std::vector<RecordChange>>> ChangesSince(
      domain::Kind kind, std::int64_t audit_seq, std::int64_t most) const;

  /// The oldest items waiting for the consumer, by seq; limit > 0.
  [[nodiscard]] base::Result<std::vector<OutboxItem>> TakeOutbox(std::string_view consumer,
                                                                 std::int64_t limit) const;
  /// How many items wait for the consumer.
  [[nodiscard]] base::Result<std::int64_t> OutboxDepth(std::string_view consumer) const;

  /// The webhook's pending deliveries that may go out now and are not overdue, at most `limit`,
  /// those that wait longest first: of each record only the oldest, so that they come in order.
  [[nodiscard]] base::Result<std::vector<Delivery>> DueDeliveries(std::int64_t webhook,
                                                                  base::TimeMs now_ms,
                                                                  std::int64_t limit) const;
  /// A webhook's deliveries, newest first; kInvalid for a limit out of range.
  [[nodiscard]] base::Result<std::vector<Delivery>> ListDeliveries(
      const DeliveryQuery& query) const;
  /// kNotFound where there is none.
  [[nodiscard]] base::Result<Delivery> GetDelivery(std::int64_t id) const;
  [[nodiscard]] base::Result<DeliveryCounts> CountDeliveries(std::int64_t webhook) const;
  /// Is there one pending that should be given up by that moment?
  [[nodiscard]] base::Result<bool> HasOverdueDeliveries(base::TimeMs now_ms) const;

  /// The audit row of that number; kNotFound where there is none.
  [[nodiscard]] base::Result<AuditEntry> AuditAt(std::int64_t seq) const;

  /// The session of that token, or of the one before it, at that moment; kUnauthenticated where
  /// there is none, it was revoked or is over.
  [[nodiscard]] base::Result<LoginSession> FindLogin(std::string_view token,
                                                     base::TimeMs now_ms) const;
  /// The sessions of the user that are not over at that moment, newest first.
  [[nodiscard]] base::Result<std::vector<LoginSession>> ListLogins(domain::UserId user,
                                                                   base::TimeMs now_ms) const;

  /// The user's views of that roster (empty: of all), oldest first.
  [[nodiscard]] base::Result<std::vector<SavedView>> ListViews(domain::UserId user,
                                                               std::string_view roster) const;
  /// kNotFound where the user has none of that id.
  [[nodiscard]] base::Result<SavedView> GetView(domain::UserId user, std::int64_t id) const;

  /// The jobs of that kind, open and ended, oldest first.
  [[nodiscard]] base::Result<std::vector<Job>> ListJobs(std::string_view kind) const;
  /// Is one there that somebody may take at that moment (Store::TakeJob)?
  [[nodiscard]] base::Result<bool> HasFreeJob(std::string_view kind, base::TimeMs now_ms) const;

 protected:
  explicit Reader(Connection* connection) : connection_(connection) {}
  [[nodiscard]] Connection& connection() const { return *connection_; }

 private:
  friend class Credentials;
  Connection* connection_;
};

}  // namespace jiedui::store

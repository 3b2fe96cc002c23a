#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/progress.h"
#include "base/result.h"
#include "store/commit_signal.h"
#include "store/copy.h"
#include "store/engine.h"
#include "store/job.h"
#include "store/reader.h"
#include "store/replica.h"
#include "store/unit_of_work.h"

namespace jiedui::store {

class ReaderPool;

struct StoreOptions {
  /// The SQLite file; made, readable by its owner only, where it is missing. Its folder must exist.
  /// The key of the audit chain lies beside it as `audit.key`.
  std::filesystem::path path;
  /// `postgresql://…`, as libpq reads it: that database instead of the file, of which only the
  /// folder counts then, for the key. Every node needs the same key.
  std::string url = {};
  /// `postgresql://…` of a standby that follows `url` by streaming, for reads that may be a little
  /// old (store/replica.h); empty: none.
  std::string replica_url = {};
  /// How old what the replica shows may be; beyond, such reads go to the primary. 1 … 3,600.
  std::int64_t replica_max_lag_seconds = 10;
  const base::Clock* clock = nullptr;  ///< required; outlives the store
  /// Distinguishes ids made by processes that write one database at the same time.
  std::uint8_t node = 0;
  /// Connections for readers: as many reads run at once, others wait. 1 … 256.
  std::int32_t max_readers = 16;
  /// How long a read waits for a connection, and a write for another process's. > 0.
  std::int32_t busy_timeout_ms = 10'000;
  /// Units of work committed together at most: more gives throughput, fewer a shorter wait. 1 …
  /// 10,000.
  std::int32_t max_group = 256;
  /// Called at the end of every unit of work that changed records, within it; null: nobody.
  UnitWatch watch = {};
  /// Largest size of the database in pages of 4 KiB, for quotas and tests; 0 is SQLite's own limit.
  std::int64_t max_pages = 0;
};

/// One consistent view of the database: what is committed later stays unseen. Keep it short: while
/// it lives, the write-ahead log cannot be shortened. Movable; used by one thread at a time.
class ReadSession : public Reader {
 public:
  ReadSession(ReadSession&& other) noexcept;
  ReadSession& operator=(ReadSession&&) = delete;
  ~ReadSession();

 private:
  friend class Store;
  ReadSession(ReaderPool& pool, std::unique_ptr<Connection> connection);
  ReaderPool* pool_;
  std::unique_ptr<Connection> owned_;
};

/// The database: the only truth. SQLite with a write-ahead log, or PostgreSQL; one writer thread
/// commits the units of work of all callers in groups, each undone on its own where it fails;
/// readers never wait for it. A Write that returned success survives a crash of the process and a
/// power cut. Several processes may open one database: their groups take turns, so that units of
/// work are serial, whoever runs them. Thread-safe.
class Store {
 public:
  /// Opens, makes or upgrades the database. kInvalid for bad options; kNotFound where the folder
  /// is missing; kUnprocessable where the file is no database of ours, of a newer program or its
  /// audit key is missing or another; kUnavailable where it cannot be written or is damaged.
  static base::Result<std::unique_ptr<Store>> Open(const StoreOptions& options);

  [[nodiscard]] Engine engine() const;

  /// Finishes the writes that wait.
  ~Store();
  Store(const Store&) = delete;
  Store& operator=(const Store&) = delete;

  /// A snapshot for several reads; of the replica under ReplicaReads, where that keeps up.
  /// kUnavailable when no connection came free in time: a thread should hold one session at a time.
  [[nodiscard]] base::Result<ReadSession> Read() const;

  /// Runs `work` as one unit on the writer's thread and waits until it is on disk. Returns its
  /// error, with every change of it undone; or kUnavailable (disk full, database locked or out of
  /// reach), with nothing written; only where PostgreSQL was lost during the commit and stayed out
  /// of reach is the outcome unknown, and the error says so (field `outcome`). An exception of
  /// `work` undoes the unit too and is thrown here. `work` must not call Write (kInternal) and
  /// should do its slow thinking before: all writers wait for it.
  using Work = std::function<base::Status(UnitOfWork&)>;
  [[nodiscard]] base::Status Write(const Context& context, const Work& work);

  // Reads of one call each, on a session of their own; contracts as in Reader.
  [[nodiscard]] base::Result<std::unique_ptr<domain::Record>> Get(domain::Kind kind,
                                                                  std::int64_t id) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.Get(kind, id);
  }
  template <class T>
  [[nodiscard]] base::Result<T> Get(base::Id<T> id) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.Get(id);
  }
  [[nodiscard]] base::Result<std::unique_ptr<domain::Record>> FindByKey(
      domain::Kind kind, std::span<const domain::Value> key) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.FindByKey(kind, key);
  }
  template <class T>
  [[nodiscard]] base::Result<std::optional<T>> FindByKey(
      std::initializer_list<domain::Value> key) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.FindByKey<T>(key);
  }
  [[nodiscard]] base::Result<Page> List(domain::Kind kind, const ListQuery& query) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.List(kind, query);
  }
  template <class T>
  [[nodiscard]] base::Result<PageOf<T>> List(const ListQuery& query = {}) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.List<T>(query);
  }
  template <class T>
  [[nodiscard]] base::Result<std::vector<T>> All(const Filters& filters = {}) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.All<T>(filters);
  }
  template <class T, class F>
  [[nodiscard]] base::Status ForEach(const Filters& filters, F&& visit) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.ForEach<T>(filters, std::forward<F>(visit));
  }
  [[nodiscard]] base::Result<std::int64_t> Count(domain::Kind kind,
                                                 const Filters& filters = {}) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.Count(kind, filters);
  }
  [[nodiscard]] base::Result<std::vector<ValueCount>> CountBy(domain::Kind kind,
                                                              std::string_view field,
                                                              const Filters& filters = {}) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.CountBy(kind, field, filters);
  }
  [[nodiscard]] base::Result<std::int64_t> Revision(std::span<const domain::Kind> kinds) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.Revision(kinds);
  }
  [[nodiscard]] base::Result<std::optional<std::string>> Setting(std::string_view key) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.Setting(key);
  }
  [[nodiscard]] base::Result<AuditPage> ListAudit(const AuditQuery& query) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.ListAudit(query);
  }
  [[nodiscard]] base::Result<LoginSession> FindLogin(std::string_view token) const;

  /// Notes that the session was seen now. Writes at most once a minute per session, so it is cheap
  /// enough for every request. Nothing happens where the session is over.
  [[nodiscard]] base::Status TouchLogin(const LoginSession& session);
  /// Deletes the sessions that are over, and what is kept of failed logins too long; returns how
  /// many.
  [[nodiscard]] base::Result<std::int64_t> PurgeLogins();

  /// 32 secret bytes for that purpose, the same whenever and wherever this database is opened with
  /// its audit key. Tell nothing of the audit key or of another purpose's bytes.
  [[nodiscard]] std::array<unsigned char, 32> SecretFor(std::string_view purpose) const;

  /// What changed and is not yet acknowledged by the consumer, one of kOutboxConsumers.
  [[nodiscard]] base::Result<std::vector<OutboxItem>> TakeOutbox(std::string_view consumer,
                                                                 std::int64_t limit) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.TakeOutbox(consumer, limit);
  }
  [[nodiscard]] base::Result<std::int64_t> OutboxDepth(std::string_view consumer) const {
    JIEDUI_ASSIGN(const ReadSession session, Read());
    return session.OutboxDepth(consumer);
  }
  /// Deletes these items: the consumer has them safe.
  [[nodiscard]] base::Status AckOutbox(std::string_view consumer,
                                       std::span<const OutboxItem> items);
  /// Deletes all items up to that revision: the consumer was rebuilt from a session of it.
  [[nodiscard]] base::Status AckOutboxThrough(std::string_view consumer, std::int64_t revision);

  /// From now on every change waits for this consumer too (IndexConsumerOf). True where it did not
  /// follow before: what was changed earlier it has to read by itself.
  [[nodiscard]] base::Result<bool> FollowOutbox(std::string_view consumer);
  /// The node is gone for good: nothing waits for it any longer. kNotFound where it did not follow.
  [[nodiscard]] base::Status UnfollowOutbox(std::string_view consumer);

  /// Takes or keeps what only one process may do at a time, for so long from now; false while
  /// another has it. A process that ends without returning it keeps it until then. The clocks of
  /// the nodes may differ by much less than that.
  [[nodiscard]] base::Result<bool> HoldLease(std::string_view name, base::TimeMs length_ms);
  [[nodiscard]] base::Status ReturnLease(std::string_view name);

  /// Who wants to hear of commits, whoever makes them: this process's always, those of the other
  /// nodes from ListenForCommits on.
  [[nodiscard]] CommitSignal& commits() const;
  /// Hears of every node's commits from now on, where the engine tells: on a thread and a
  /// connection of its own, which is made anew whenever it is lost. Call once.
  void ListenForCommits();
  /// Is every commit of every process heard of at present? Otherwise, and now and then even so,
  /// whoever must know looks for itself.
  [[nodiscard]] bool HearsEveryCommit() const;

  /// How the replica is; nothing where there is none.
  [[nodiscard]] std::optional<ReplicaState> Replication() const;

  /// Takes the oldest job of that kind that waits, or whose holder's lease ran out; none where
  /// there is none. It is this process's for so long from now. No two processes get the same; those
  /// that cannot be run any longer (kMostJobAttempts, kLongestJobWaitMs, asked to end) are ended.
  [[nodiscard]] base::Result<std::optional<Job>> TakeJob(std::string_view kind,
                                                         base::TimeMs lease_ms);
  /// Holds it for so long from now and says how far it is (JSON).
  [[nodiscard]] base::Result<JobLease> KeepJob(const Job& job, base::TimeMs lease_ms,
                                               std::string_view progress);
  /// Ends it as `job` says, done with its result or failed with its error, where it is still this
  /// process's; one that failed after it was asked to end is cancelled. What it is now.
  [[nodiscard]] base::Result<JobState> EndJob(const Job& job);
  /// Gives it back for others to take.
  [[nodiscard]] base::Status ReturnJob(const Job& job);
  /// Ends one that waits, asks one that runs to end; nothing happens to one that is over.
  [[nodiscard]] base::Status CancelJob(std::int64_t id);

  /// Walks the whole chain (about a million rows a second) and names the first row that is wrong.
  /// With an anchor, the chain must hold it.
  [[nodiscard]] base::Result<AuditReport> VerifyAudit(const AuditAnchor* anchor = nullptr,
                                                      const base::Progress& progress = {}) const;
  /// The present head, to be kept outside; seq 0 where nothing was audited yet.
  [[nodiscard]] base::Result<AuditAnchor> AuditHead() const;

  /// Copies the database, as of one moment and while others read and write, to a new SQLite file
  /// (0600), and checks the copy. kConflict where the file exists; kUnavailable where it cannot be
  /// written; a file that failed is removed. The audit key is not in it: keep `audit.key`
  /// elsewhere.
  [[nodiscard]] base::Status Backup(const std::filesystem::path& to) const;

  /// Copies everything, as of one moment, into another database: records with their ids and
  /// versions, audit chain, logins, what waits in outbox and deliveries. Its key file must be this
  /// one's. All of it or nothing; counts and hashes of every table are compared before it is
  /// committed. Whatever is written meanwhile is not in it: stop the service before. kConflict
  /// where the other database is not empty; kUnprocessable where its key is missing or another.
  [[nodiscard]] base::Result<CopyReport> CopyTo(const StoreOptions& to,
                                                const base::Progress& progress = {}) const;

  /// What SQLite finds wrong with the file and its foreign keys, or tables that PostgreSQL cannot
  /// read; empty where all is well. Reads everything: seconds per GiB.
  [[nodiscard]] base::Result<std::vector<std::string>> CheckIntegrity() const;

 private:
  struct Impl;
  [[nodiscard]] base::TimeMs NowMs() const;
  [[nodiscard]] std::int64_t Node() const;
  /// A short write of what is no record, which waits for no other node's turn where the engine lets
  /// it; `tell`: of jobs, for others to look at.
  [[nodiscard]] base::Status WriteAside(bool tell,
                                        const std::function<base::Status(Connection&)>& work);
  [[nodiscard]] base::Status OnAside(const std::function<base::Status(Connection&)>& work);
  /// Names this process among those that hold leases.
  [[nodiscard]] std::string_view Holder() const;
  explicit Store(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::store

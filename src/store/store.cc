#include "store/store.h"

#include <sodium.h>

#include <algorithm>
#include <array>

#include "store/aside_internal.h"
#include "store/copy_internal.h"
#include "store/engine_internal.h"
#include "store/open_internal.h"
#include "store/postgres_listener_internal.h"
#include "store/reader_pool_internal.h"
#include "store/replica_internal.h"
#include "store/thread_commits.h"
#include "store/verify_internal.h"
#include "store/writer_internal.h"

namespace jiedui::store {

using base::Fail;
using base::Result;
using base::Status;

namespace {

// How stale `last_seen_ms` may be: a write for every request would be a disk flush for each.
constexpr base::TimeMs kTouchEveryMs = 60'000;
constexpr base::TimeMs kFailuresKeptMs = 48LL * 3'600'000;
constexpr std::int64_t kMostFailureRows = 200'000;

thread_local std::uint64_t commits_of_thread = 0;

std::string RandomName() {
  std::array<unsigned char, 12> bytes{};
  randombytes_buf(bytes.data(), bytes.size());
  std::string text(2 * bytes.size() + 1, '\0');
  sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
  text.pop_back();  // the terminating NUL
  return text;
}

}  // namespace

struct Store::Impl {
  Impl(StoreOptions given, AuditKey audit_key, std::unique_ptr<Connection> connection)
      : options(std::move(given)),
        key(audit_key),
        writer(std::move(connection), options, key, commits),
        readers(options),
        aside(options) {
    if (!options.replica_url.empty()) replica = std::make_unique<Replica>(options);
  }

  StoreOptions options;
  AuditKey key;
  std::string holder = RandomName();
  CommitSignal commits;
  Writer writer;  // closed last: only a writer can bring the log into the file and remove it
  ReaderPool readers;
  std::unique_ptr<Replica> replica;  // null: none
  Aside aside;
  std::unique_ptr<PostgresListener> listener;  // null: not asked to listen, or nothing to hear
};

ReadSession::ReadSession(ReaderPool& pool, std::unique_ptr<Connection> connection)
    : Reader(connection.get()), pool_(&pool), owned_(std::move(connection)) {}

ReadSession::ReadSession(ReadSession&& other) noexcept = default;

ReadSession::~ReadSession() {
  if (owned_ != nullptr) pool_->Return(std::move(owned_));
}

Store::Store(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
Store::~Store() = default;

Result<std::unique_ptr<Store>> Store::Open(const StoreOptions& options) {
  JIEDUI_CHECK(CheckOptions(options));
  JIEDUI_ASSIGN(auto connection, OpenForWriting(options));
  JIEDUI_ASSIGN(const AuditKey key, OpenAuditKey(*connection, options));
  return std::unique_ptr<Store>(
      new Store(std::make_unique<Impl>(options, key, std::move(connection))));
}

Result<ReadSession> Store::Read() const {
  ReplicaReads* const reads = impl_->replica == nullptr ? nullptr : ReplicaReads::Current();
  if (reads != nullptr) {
    if (auto connection = impl_->replica->Take(*reads))
      return ReadSession(impl_->replica->pool(), std::move(connection));
  }
  JIEDUI_ASSIGN(auto connection, impl_->readers.Take());
  return ReadSession(impl_->readers, std::move(connection));
}

Engine Store::engine() const {
  return impl_->options.url.empty() ? Engine::kSqlite : Engine::kPostgres;
}

std::uint64_t CommitsOfThread() { return commits_of_thread; }

Status Store::Write(const Context& context, const Work& work) {
  const Status done = impl_->writer.Submit(context, work);
  if (done) ++commits_of_thread;
  // Also where the outcome is unknown.
  if (impl_->replica != nullptr && context.actor_id != 0)
    impl_->replica->NoteWrite(context.actor_id);
  return done;
}

Result<LoginSession> Store::FindLogin(std::string_view token) const {
  JIEDUI_ASSIGN(const ReadSession session, Read());
  return session.FindLogin(token, impl_->options.clock->NowMs());
}

Status Store::TouchLogin(const LoginSession& session) {
  const base::TimeMs now_ms = impl_->options.clock->NowMs();
  // An idle time near the interval needs the finer one.
  if (now_ms - session.last_seen_ms < std::min(kTouchEveryMs, session.idle_ms / 4)) return {};
  return Write({}, [&](UnitOfWork& unit) {
    return unit.connection().Run(
        "UPDATE logins SET last_seen_ms = $1 WHERE id = $2 AND last_seen_ms < $1 "
        "AND last_seen_ms + idle_ms > $1",
        {now_ms, session.id});
  });
}

Result<std::int64_t> Store::PurgeLogins() {
  const base::TimeMs now_ms = impl_->options.clock->NowMs();
  std::int64_t purged = 0;
  const Status done = Write({}, [&](UnitOfWork& unit) -> Status {
    JIEDUI_CHECK(unit.connection().Run(
        "DELETE FROM logins WHERE expires_ms <= $1 OR last_seen_ms + idle_ms <= $1", {now_ms}));
    purged = unit.connection().Changes();
    JIEDUI_CHECK(unit.connection().Run("DELETE FROM login_failures WHERE last_ms < $1",
                                       {now_ms - kFailuresKeptMs}));
    purged += unit.connection().Changes();
    // Whoever tries names without end must not fill the disk: the oldest go first.
    JIEDUI_CHECK(unit.connection().Run(
        "DELETE FROM login_failures WHERE last_ms < (SELECT min(last_ms) FROM (SELECT last_ms FROM "
        "login_failures ORDER BY last_ms DESC LIMIT $1) AS newest)",
        {kMostFailureRows}));
    purged += unit.connection().Changes();
    return {};
  });
  if (!done) return Fail(done.error());
  return purged;
}

std::array<unsigned char, 32> Store::SecretFor(std::string_view purpose) const {
  return impl_->key.Derive(purpose);
}

Status Store::AckOutbox(std::string_view consumer, std::span<const OutboxItem> items) {
  if (items.empty()) return {};
  return Write({}, [&](UnitOfWork& unit) { return unit.AckOutbox(consumer, items); });
}

Status Store::AckOutboxThrough(std::string_view consumer, std::int64_t revision) {
  return Write({}, [&](UnitOfWork& unit) {
    return unit.connection().Run("DELETE FROM outbox WHERE consumer = $1 AND seq <= $2",
                                 {consumer, revision});
  });
}

Result<AuditReport> Store::VerifyAudit(const AuditAnchor* anchor,
                                       const base::Progress& progress) const {
  JIEDUI_ASSIGN(const ReadSession session, Read());
  return VerifyChain(*session.owned_, impl_->key, anchor, progress);
}

std::string_view Store::Holder() const { return impl_->holder; }

std::optional<ReplicaState> Store::Replication() const {
  if (impl_->replica == nullptr) return std::nullopt;
  return impl_->replica->State();
}

std::int64_t Store::Node() const { return impl_->options.node; }

CommitSignal& Store::commits() const { return impl_->commits; }

void Store::ListenForCommits() {
  if (engine() == Engine::kSqlite) return;
  impl_->listener = std::make_unique<PostgresListener>(impl_->options.url, impl_->commits);
}

bool Store::HearsEveryCommit() const {
  return impl_->listener != nullptr && impl_->listener->listening();
}

Status Store::OnAside(const std::function<Status(Connection&)>& work) {
  return impl_->aside.Write(work);
}

base::TimeMs Store::NowMs() const { return impl_->options.clock->NowMs(); }

Result<CopyReport> Store::CopyTo(const StoreOptions& to, const base::Progress& progress) const {
  JIEDUI_CHECK(CheckOptions(to));
  JIEDUI_ASSIGN(const AuditKey key, AuditKey::Load(to.path.parent_path() / "audit.key"));
  if (key.Id() != impl_->key.Id()) {
    return Fail(base::ErrorCode::kUnprocessable, "目标目录里的审计密钥不是这个数据库的");
  }
  JIEDUI_ASSIGN(const ReadSession session, Read());
  JIEDUI_ASSIGN(const auto target, OpenForWriting(to));
  JIEDUI_CHECK(target->Run(engine::BeginWrite(target->engine())));
  const std::string_view lock = engine::LockNewHead(target->engine());
  Status done = lock.empty() ? Status{} : target->Run(lock);
  if (done) done = RequireEmpty(*target);
  Result<CopyReport> report =
      done ? CopyRows(*session.owned_, *target, progress) : Result<CopyReport>(Fail(done.error()));
  const Status ended = target->Run(report ? std::string_view("COMMIT") : "ROLLBACK");
  if (report && !ended) return Fail(ended.error());
  return report;
}

Result<AuditAnchor> Store::AuditHead() const {
  JIEDUI_ASSIGN(const ReadSession session, Read());
  JIEDUI_ASSIGN(const std::optional<StoreHead> head, ReadHead(*session.owned_));
  if (!head) return Fail(base::ErrorCode::kInternal, "数据库没有审计链的首部");
  return head->audit;
}

}  // namespace jiedui::store

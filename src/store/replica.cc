#include <algorithm>
#include <utility>

#include "base/log.h"
#include "store/open_internal.h"
#include "store/replica_internal.h"

namespace jiedui::store {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

thread_local ReplicaReads* current = nullptr;

constexpr milliseconds kLongestRest{1000};
constexpr std::size_t kMostPositions = 4096;
constexpr std::string_view kBehind = "落后超过上限";
constexpr std::string_view kSystem = "SELECT system_identifier FROM pg_control_system()";

StoreOptions OptionsOf(const StoreOptions& primary) {
  StoreOptions options = primary;
  options.url = primary.replica_url;
  return options;
}

}  // namespace

ReplicaReads::ReplicaReads(std::int64_t account)
    : account_(account), before_(std::exchange(current, this)) {}
ReplicaReads::~ReplicaReads() { current = before_; }
ReplicaReads* ReplicaReads::Current() { return current; }

CurrentReads::CurrentReads() : before_(std::exchange(current, nullptr)) {}
CurrentReads::~CurrentReads() { current = before_; }

Replica::Replica(const StoreOptions& primary)
    : primary_(primary),
      options_(OptionsOf(primary)),
      most_lag_(1000 * primary.replica_max_lag_seconds),
      pool_(options_),
      thread_([this] { Watch(); }) {}

Replica::~Replica() {
  {
    const std::scoped_lock lock(mutex_);
    ending_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void Replica::Watch() {
  const milliseconds rest = std::min(kLongestRest, most_lag_ / 4);
  bool used = false;
  std::unique_lock lock(mutex_);
  while (!ending_) {
    lock.unlock();
    const Status looked = Look();
    lock.lock();
    reason_ = looked ? std::string() : looked.error().message;
    const bool keeps_up = KeepsUpLocked();
    if (std::exchange(used, keeps_up) != keeps_up) {
      base::Log(used ? base::LogLevel::kInfo : base::LogLevel::kWarning,
                used ? "reports are read from the replica" : "reports are read from the primary",
                {{"reason", reason_.empty() && !used ? std::string(kBehind) : reason_}});
    }
    wake_.wait_for(lock, rest, [this] { return ending_; });
  }
}

Status Replica::Look() {
  // Where the primary is away, what the replica shows only grows old.
  if (!LookAtPrimary()) to_primary_.reset();
  const Result<std::int64_t> replayed = LookAtReplica();
  if (!replayed) {
    to_replica_.reset();
    return Fail(replayed.error());
  }
  std::optional<Moment> at;
  while (!positions_.empty() && positions_.front().place <= *replayed) {
    at = positions_.front().at;
    positions_.pop_front();
  }
  const std::scoped_lock lock(mutex_);
  if (at) current_at_ = at;
  return {};
}

Status Replica::LookAtPrimary() {
  if (to_primary_ == nullptr) {
    JIEDUI_ASSIGN(to_primary_, Connect(primary_, Access::kWrite));
    JIEDUI_ASSIGN(system_, to_primary_->Number(kSystem));
  }
  const Moment before = steady_clock::now();
  JIEDUI_ASSIGN(const std::int64_t place,
                to_primary_->Number("SELECT CAST(pg_current_wal_flush_lsn() - CAST('0/0' AS "
                                    "pg_lsn) AS BIGINT)"));
  // After a failover the log may go on from an earlier place: what was noted counts no longer.
  if (!positions_.empty() && place < positions_.back().place) positions_.clear();
  positions_.push_back({before, place});
  if (positions_.size() > kMostPositions) positions_.pop_front();
  return {};
}

Result<std::int64_t> Replica::LookAtReplica() {
  if (to_replica_ == nullptr) {
    JIEDUI_ASSIGN(auto connection, Connect(options_, Access::kRead));
    JIEDUI_ASSIGN(const std::int64_t system, connection->Number(kSystem));
    if (system_ == 0) return Fail(ErrorCode::kUnavailable, "主库连不上，无法核对只读副本");
    if (system != system_) {
      return Fail(ErrorCode::kUnprocessable, "只读副本不是这个数据库的副本");
    }
    to_replica_ = std::move(connection);
  }
  JIEDUI_ASSIGN(const std::int64_t follows,
                to_replica_->Number("SELECT CAST(pg_is_in_recovery() AS INTEGER)"));
  if (follows == 0) {
    return Fail(ErrorCode::kUnprocessable, "只读副本已升为主库，不再跟随");
  }
  return to_replica_->Number(
      "SELECT CAST(coalesce(pg_last_wal_replay_lsn(), CAST('0/0' AS pg_lsn)) - CAST('0/0' AS "
      "pg_lsn) AS BIGINT)");
}

std::optional<double> Replica::LagLocked() const {
  if (!current_at_) return std::nullopt;
  return std::chrono::duration<double>(steady_clock::now() - *current_at_).count();
}

bool Replica::KeepsUpLocked() const {
  return reason_.empty() && current_at_ && steady_clock::now() - *current_at_ <= most_lag_;
}

void Replica::NoteWrite(std::int64_t account) {
  const Moment now = steady_clock::now();
  const std::scoped_lock lock(mutex_);
  writers_[account] = now;
  std::erase_if(writers_, [&](const auto& one) { return now - one.second > most_lag_; });
}

bool Replica::Fits(std::int64_t account) const {
  const std::scoped_lock lock(mutex_);
  const auto wrote = writers_.find(account);
  const bool lately = wrote != writers_.end() && steady_clock::now() - wrote->second <= most_lag_;
  return KeepsUpLocked() && !lately;
}

std::unique_ptr<Connection> Replica::Take(ReplicaReads& reads) {
  if (Fits(reads.account())) {
    auto connection = pool_.Take();
    if (connection) {
      ++reads_;
      reads.Use();
      return *std::move(connection);
    }
    const std::scoped_lock lock(mutex_);
    reason_ = connection.error().message;
  }
  ++fallbacks_;
  return nullptr;
}

ReplicaState Replica::State() const {
  ReplicaState state;
  state.reads = reads_;
  state.fallbacks = fallbacks_;
  const std::scoped_lock lock(mutex_);
  state.used = KeepsUpLocked();
  state.lag_seconds = LagLocked();
  state.reason = reason_;
  if (!state.used && state.reason.empty()) state.reason = kBehind;
  return state;
}

}  // namespace jiedui::store

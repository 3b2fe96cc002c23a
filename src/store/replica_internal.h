#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

#include "store/connection_internal.h"
#include "store/reader_pool_internal.h"
#include "store/replica.h"
#include "store/store.h"

namespace jiedui::store {

/// The read-only standby of a PostgreSQL database, watched on a thread of its own. How old what it
/// shows is, is measured without anybody's clock but this machine's: the primary's position in its
/// log is noted with the time before it was asked for, and the standby has everything up to the
/// newest of these that it has replayed. So a standby of an idle primary is current, one that is
/// cut off grows old, and so does one whose primary nobody can ask.
class Replica {
 public:
  /// `primary` names both addresses and outlives it.
  explicit Replica(const StoreOptions& primary);
  ~Replica();
  Replica(const Replica&) = delete;
  Replica& operator=(const Replica&) = delete;

  /// A session there, for a read under that guard; null where it has to go to the primary.
  std::unique_ptr<Connection> Take(ReplicaReads& reads);
  ReaderPool& pool() { return pool_; }

  /// That account wrote by this process.
  void NoteWrite(std::int64_t account);

  [[nodiscard]] ReplicaState State() const;

 private:
  using Moment = std::chrono::steady_clock::time_point;
  struct Position {
    Moment at;
    std::int64_t place = 0;  ///< in the primary's log, in bytes
  };

  void Watch();
  /// One look at both servers.
  base::Status Look();
  base::Status LookAtPrimary();
  base::Result<std::int64_t> LookAtReplica();
  [[nodiscard]] std::optional<double> LagLocked() const;
  [[nodiscard]] bool KeepsUpLocked() const;
  /// Does it keep up, and shows that account everything that it wrote?
  [[nodiscard]] bool Fits(std::int64_t account) const;

  const StoreOptions& primary_;
  const StoreOptions options_;  ///< of the replica
  const std::chrono::milliseconds most_lag_;
  ReaderPool pool_;

  // The watching thread's only.
  std::unique_ptr<Connection> to_primary_;
  std::unique_ptr<Connection> to_replica_;
  std::deque<Position> positions_;  // ascending in both
  std::int64_t system_ = 0;         // the primary's cluster; 0: not known yet

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable wake_;
  bool ending_ = false;
  std::string reason_ = "尚未连上";   // why it is not used; empty: it answers
  std::optional<Moment> current_at_;  // it has everything that was committed before
  std::map<std::int64_t, Moment> writers_;

  std::atomic<std::uint64_t> reads_ = 0;
  std::atomic<std::uint64_t> fallbacks_ = 0;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace jiedui::store

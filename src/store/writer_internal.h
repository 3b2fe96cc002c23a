#pragma once

#include <condition_variable>
#include <deque>
#include <future>
#include <mutex>
#include <thread>
#include <vector>

#include "store/commit_signal.h"
#include "store/sight.h"
#include "store/store.h"
#include "store/write_batch_internal.h"

namespace jiedui::store {

/// The one thread that writes. It takes the units of work that wait, runs each within a savepoint
/// of one transaction, commits, and only then tells the callers: one wait for the disk serves them
/// all.
class Writer {
 public:
  /// `options`, `key` and `signal`, which is told of what is committed, outlive the writer.
  Writer(std::unique_ptr<Connection> connection, const StoreOptions& options, const AuditKey& key,
         CommitSignal& signal);
  /// Finishes what waits.
  ~Writer();
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  /// Store::Write.
  base::Status Submit(const Context& context, const Store::Work& work);

 private:
  /// One caller's unit of work; the caller keeps context and work alive until it is told.
  struct Job {
    const Context* context;
    const Store::Work* work;
    const Sight* sight;  ///< of the thread that asks
    std::promise<base::Status> told = {};
  };
  struct Outcome {
    base::Status status = {};
    std::exception_ptr thrown = nullptr;
    [[nodiscard]] bool ok() const { return status && thrown == nullptr; }
  };

  void Serve();
  std::vector<Job> NextGroup();
  /// Runs the jobs of the group from `first` in one transaction; returns how many it dealt with.
  std::size_t RunGroup(std::span<Job> jobs);
  Outcome RunUnit(WriteBatch& batch, const Job& job);
  /// Begins the transaction, on a new connection where the old one was lost: nothing ran yet.
  base::Status Begin(std::optional<WriteBatch>& batch);
  base::Status Commit(WriteBatch& batch);
  /// What became of a commit whose answer was lost: the audit chain tells.
  base::Status OutcomeOf(const WriteBatch& batch);
  /// A new connection instead of one that was lost, waiting for its server a while.
  base::Status Reconnect();

  std::unique_ptr<Connection> connection_;  // null between two
  const StoreOptions& options_;
  const AuditKey& key_;
  CommitSignal& signal_;
  base::IdMaker ids_;
  bool logged_since_checkpoint_ = false;  // the writer's thread only

  std::mutex mutex_;  // guards what follows
  std::condition_variable arrived_;
  std::deque<Job> waiting_;
  bool stopping_ = false;

  std::thread thread_;  // last: it uses all of the above
};

}  // namespace jiedui::store

#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace jiedui::edge {

/// A fixed number of threads and a bounded queue. Thread-safe.
class WorkerPool {
 public:
  /// A job must not throw.
  using Job = std::function<void()>;

  /// `queue_bound`: jobs that may wait beside those that run.
  WorkerPool(std::size_t threads, std::size_t queue_bound);
  ~WorkerPool();
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;

  /// False where the queue is full or the pool has stopped: the job was not and will not be run.
  bool TrySubmit(Job job);

  /// For the next step of something already admitted; not bounded. Dropped once stopped.
  void SubmitContinuation(Job job);

  /// Drops waiting jobs, waits for running ones, joins. Idempotent; not from within a job.
  void Stop();

  [[nodiscard]] std::size_t waiting() const;

 private:
  void Run();

  const std::size_t queue_bound_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace jiedui::edge

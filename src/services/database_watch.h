#pragma once

#include <chrono>
#include <mutex>
#include <optional>
#include <string>

#include "base/result.h"
#include "services/recurring.h"
#include "store/store.h"

namespace jiedui::services {

/// What /readyz says of the database besides that it can be read: whether a change would be on disk
/// now, and whether the file is whole. Thread-safe.
class DatabaseWatch {
 public:
  /// The store outlives it.
  explicit DatabaseWatch(store::Store& store) : store_(store) {}
  DatabaseWatch(const DatabaseWatch&) = delete;
  DatabaseWatch& operator=(const DatabaseWatch&) = delete;

  /// Writes and takes back something that nobody sees, at most once a second. kUnavailable with the
  /// reason where the disk is full, read-only or failing: it is asked anew, so that the state ends
  /// with its cause.
  base::Result<std::string> Writes();

  /// Looks the whole file over on a thread of its own, now and then every so often; seconds per
  /// GiB, during which the log cannot be shortened. Call once.
  void CheckEvery(std::chrono::hours rest);

  /// What the last look-over found. kUnavailable with the first damage; before the first one ended
  /// it is being checked, which is no fault.
  [[nodiscard]] base::Result<std::string> Integrity() const;

 private:
  base::Result<std::string> Probe();
  void Check();

  store::Store& store_;
  std::mutex probe_mutex_;  // held through the probe: who asks meanwhile waits for its outcome
  std::chrono::steady_clock::time_point probed_;     // guarded by probe_mutex_
  std::optional<base::Result<std::string>> writes_;  // guarded by probe_mutex_
  mutable std::mutex mutex_;
  base::Result<std::string> integrity_ = std::string("not checked");  // guarded by mutex_
  std::unique_ptr<Recurring> checking_;                               // last: it uses the above
};

}  // namespace jiedui::services

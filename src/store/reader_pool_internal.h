#pragma once

#include <condition_variable>
#include <mutex>
#include <vector>

#include "store/connection_internal.h"
#include "store/store.h"

namespace jiedui::store {

/// Connections for readers, made when first needed. Thread-safe.
class ReaderPool {
 public:
  /// `options` outlives the pool.
  explicit ReaderPool(const StoreOptions& options) : options_(options) {}

  /// A connection in a read transaction of the present moment; kUnavailable when none came free
  /// within the busy timeout.
  base::Result<std::unique_ptr<Connection>> Take();
  /// Ends the transaction and keeps the connection for the next reader.
  void Return(std::unique_ptr<Connection> connection);

 private:
  base::Result<std::unique_ptr<Connection>> TakeOrOpen();
  void Forget();

  const StoreOptions& options_;
  std::mutex mutex_;  // guards what follows
  std::condition_variable freed_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::int32_t open_ = 0;
};

}  // namespace jiedui::store

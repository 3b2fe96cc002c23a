#pragma once

#include <functional>
#include <memory>
#include <mutex>

#include "store/connection_internal.h"
#include "store/store.h"

namespace jiedui::store {

/// Short writes of what is no record beside the writer's: in PostgreSQL on a connection of their
/// own, which waits for no other node's turn, so that a lease is renewed however long an import
/// holds the head. Thread-safe; one after the other.
class Aside {
 public:
  using Work = std::function<base::Status(Connection&)>;

  /// `options` outlives it.
  explicit Aside(const StoreOptions& options) : options_(options) {}
  Aside(const Aside&) = delete;
  Aside& operator=(const Aside&) = delete;

  /// Runs `work` in a transaction; once more on a new connection where the old one turns out to be
  /// lost, so it must do no harm twice.
  base::Status Write(const Work& work);

 private:
  base::Status Try(const Work& work);

  const StoreOptions& options_;
  std::mutex mutex_;
  std::unique_ptr<Connection> connection_;  // guarded by mutex_
};

}  // namespace jiedui::store

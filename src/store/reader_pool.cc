#include "store/engine_internal.h"
#include "store/open_internal.h"
#include "store/reader_pool_internal.h"

namespace jiedui::store {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

namespace {

/// Begins the transaction and reads once, which is what fixes the moment.
Status BeginRead(Connection& connection) {
  JIEDUI_CHECK(connection.RunLater(engine::BeginRead(connection.engine())));
  const Result<std::int64_t> revision = connection.Number("SELECT revision FROM store_head");
  if (!revision) return Fail(revision.error());
  return {};
}

}  // namespace

Result<std::unique_ptr<Connection>> ReaderPool::Take() {
  // Connections that lay idle may have been lost with their server: then one after the other is
  // given up until one is new.
  for (std::int32_t tries = 0;; ++tries) {
    JIEDUI_ASSIGN(auto connection, TakeOrOpen());
    const Status begun = BeginRead(*connection);
    if (begun) return connection;
    const bool again = connection->IsLost() && tries < options_.max_readers;
    connection.reset();
    Forget();
    if (!again) return Fail(begun.error());
  }
}

Result<std::unique_ptr<Connection>> ReaderPool::TakeOrOpen() {
  {
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return !idle_.empty() || open_ < options_.max_readers; };
    if (!freed_.wait_for(lock, std::chrono::milliseconds(options_.busy_timeout_ms), ready)) {
      return Fail(ErrorCode::kUnavailable, "读取数据库的连接都在使用中，请稍后再试");
    }
    if (!idle_.empty()) {
      std::unique_ptr<Connection> connection = std::move(idle_.back());
      idle_.pop_back();
      return connection;
    }
    ++open_;
  }
  auto connection = Connect(options_, Access::kRead);
  if (!connection) Forget();
  return connection;
}

void ReaderPool::Return(std::unique_ptr<Connection> connection) {
  if (!connection->Run("COMMIT")) {
    connection.reset();
    Forget();
    return;
  }
  {
    const std::scoped_lock lock(mutex_);
    idle_.push_back(std::move(connection));
  }
  freed_.notify_one();
}

void ReaderPool::Forget() {
  {
    const std::scoped_lock lock(mutex_);
    --open_;
  }
  freed_.notify_one();
}

}  // namespace jiedui::store

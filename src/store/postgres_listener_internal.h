#pragma once

#include <atomic>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <thread>

#include "store/commit_signal.h"

namespace jiedui::store {

/// Hears of the commits of every node by PostgreSQL's LISTEN, on a thread and a connection of its
/// own, which it makes anew, with growing waits, whenever it is lost. What was missed meanwhile it
/// tells as one commit of every topic.
class PostgresListener {
 public:
  /// `signal` outlives it.
  PostgresListener(std::string url, CommitSignal& signal);
  ~PostgresListener();
  PostgresListener(const PostgresListener&) = delete;
  PostgresListener& operator=(const PostgresListener&) = delete;

  /// Is the connection there, as far as this machine knows?
  [[nodiscard]] bool listening() const { return listening_; }

 private:
  void Serve();
  /// Listens until the connection is lost or the end; false where it never began.
  bool Listen();
  /// Waits so long, or until the end; true at the end.
  [[nodiscard]] bool Rest(int milliseconds) const;

  const std::string url_;
  CommitSignal& signal_;
  const int wake_;  ///< an eventfd, readable at the end
  std::atomic<bool> listening_ = false;
  std::thread thread_;  // last: it uses all of the above
};

}  // namespace jiedui::store

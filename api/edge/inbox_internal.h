#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "api/edge/reply_internal.h"
#include "api/edge/unique_fd_internal.h"

namespace jiedui::edge {

class Connection;

/// What a producer gave.
struct Piece {
  enum class Kind { kMore, kLast, kFailed };
  Kind kind = Kind::kMore;
  std::string bytes;
};

/// Something a worker has made for a connection. Addressed to the connection itself, not to a
/// descriptor number: it cannot reach another client, however numbers are reused.
struct Delivery {
  std::shared_ptr<Connection> to;
  std::variant<Reply, Piece> what;
};

/// How workers hand results to one IO thread. Thread-safe.
class Inbox {
 public:
  Inbox();

  /// Becomes readable when there is something to take.
  [[nodiscard]] int bell() const { return bell_.get(); }

  void Put(Delivery delivery);
  std::vector<Delivery> TakeAll();

 private:
  UniqueFd bell_;
  std::mutex mutex_;
  std::vector<Delivery> deliveries_;
};

}  // namespace jiedui::edge

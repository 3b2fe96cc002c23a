#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>

#include "api/edge/request_id.h"
#include "api/edge/server.h"
#include "api/edge/worker_pool.h"

namespace jiedui::edge {

using SteadyTime = std::chrono::steady_clock::time_point;

/// What all connections of a server share. Outlives its pool's threads and every IO thread.
struct Core {
  Core(ServerOptions server_options, Handler request_handler, const base::Clock& server_clock)
      : options(std::move(server_options)),
        handler(std::move(request_handler)),
        clock(server_clock) {}

  const ServerOptions options;
  const Handler handler;
  const base::Clock& clock;
  RequestIds ids;
  std::atomic<std::size_t> in_flight{0};
  std::atomic<bool> draining{false};
  std::atomic<std::size_t> connections{0};
  std::atomic<std::size_t> lingering{0};  // of these, answered and shut on our side
  std::atomic<std::size_t> buffered_body_bytes{0};
  std::atomic<std::uint64_t> accepted{0};
  std::atomic<std::uint64_t> answered{0};
  std::atomic<std::uint64_t> refused{0};
  std::unique_ptr<WorkerPool> pool;  // set before the first connection
};

/// One request from being read to being answered, or being given up. Shared by the connection and
/// the worker; counts as in flight, and its body against the budget, until both are done with it.
class Exchange {
 public:
  /// Takes over `charged_bytes` of the body budget.
  Exchange(std::shared_ptr<Core> core, Request request, std::size_t charged_bytes);
  ~Exchange();
  Exchange(const Exchange&) = delete;
  Exchange& operator=(const Exchange&) = delete;

  [[nodiscard]] const Request& request() const { return request_; }
  [[nodiscard]] SteadyTime start() const { return start_; }

 private:
  const std::shared_ptr<Core> core_;
  const Request request_;
  const std::size_t charged_bytes_;
  const SteadyTime start_;
};

}  // namespace jiedui::edge

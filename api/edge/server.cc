#include "api/edge/server.h"

#include <arpa/inet.h>
#include <pistache/listener.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <array>
#include <csignal>
#include <exception>
#include <thread>
#include <utility>

#include "api/edge/accept_replacement.h"
#include "api/edge/socket_transport_internal.h"

namespace jiedui::edge {
namespace {

using base::ErrorCode;
using base::Fail;
using std::chrono::milliseconds;

// Beside clients: files, the database, the index.
constexpr rlim_t kOwnDescriptors = 256;

base::Status CheckRange(std::uint64_t value, std::uint64_t least, std::uint64_t most,
                        const char* field) {
  if (value >= least && value <= most) return {};
  return Fail(ErrorCode::kInvalid,
              "须在 " + std::to_string(least) + " 到 " + std::to_string(most) + " 之间，现为 " +
                  std::to_string(value),
              field);
}

base::Status CheckRange(milliseconds value, milliseconds least, const char* field) {
  constexpr milliseconds kMost = std::chrono::hours(1);
  if (value >= least && value <= kMost) return {};
  return Fail(ErrorCode::kInvalid,
              "须在 " + std::to_string(least.count()) + " 到 " + std::to_string(kMost.count()) +
                  " 毫秒之间，现为 " + std::to_string(value.count()),
              field);
}

bool IsNumericAddress(const std::string& address) {
  in6_addr parsed{};
  return inet_pton(AF_INET, address.c_str(), &parsed) == 1 ||
         inet_pton(AF_INET6, address.c_str(), &parsed) == 1;
}

/// Raises the soft limit of descriptors as far as the hard one allows.
base::Status EnsureDescriptors(std::size_t connections) {
  rlimit limit{};
  getrlimit(RLIMIT_NOFILE, &limit);
  const rlim_t needed = connections + kOwnDescriptors;
  if (limit.rlim_cur >= needed) return {};
  rlimit raised = limit;
  raised.rlim_cur = needed;
  if (needed <= limit.rlim_max && setrlimit(RLIMIT_NOFILE, &raised) == 0) return {};
  return Fail(ErrorCode::kInvalid,
              "需要 " + std::to_string(needed) + " 个文件描述符，系统上限为 " +
                  std::to_string(limit.rlim_max),
              "max_connections");
}

}  // namespace

base::Status ServerOptions::Validate() const {
  if (!IsNumericAddress(address)) {
    return Fail(ErrorCode::kInvalid, "须为数字形式的 IP 地址，现为 " + address, "address");
  }
  struct Number {
    std::uint64_t value, least, most;
    const char* field;
  };
  constexpr std::uint64_t kGigabyte = 1U << 30U;
  const std::array<Number, 11> numbers = {{
      {io_threads, 1, 64, "io_threads"},
      {workers, 1, 256, "workers"},
      {queue_bound, 1, 65'536, "queue_bound"},
      {limits.request_line_bytes, 64, 8 * 1024, "limits.request_line_bytes"},
      {limits.header_bytes, 64, 1024 * 1024, "limits.header_bytes"},
      {limits.header_count, 1, 1000, "limits.header_count"},
      {limits.body_bytes, 0, kGigabyte, "limits.body_bytes"},
      {buffered_body_bytes, limits.body_bytes, 64 * kGigabyte, "buffered_body_bytes"},
      {max_connections, 1, 1'000'000, "max_connections"},
      {min_body_bytes_per_second, 1, kGigabyte, "min_body_bytes_per_second"},
      {port, 0, 65'535, "port"},
  }};
  for (const Number& number : numbers) {
    JIEDUI_CHECK(CheckRange(number.value, number.least, number.most, number.field));
  }
  constexpr milliseconds kLeast{10};
  JIEDUI_CHECK(CheckRange(header_timeout, kLeast, "header_timeout"));
  JIEDUI_CHECK(CheckRange(body_timeout, kLeast, "body_timeout"));
  JIEDUI_CHECK(CheckRange(keep_alive_timeout, kLeast, "keep_alive_timeout"));
  JIEDUI_CHECK(CheckRange(write_timeout, kLeast, "write_timeout"));
  JIEDUI_CHECK(CheckRange(linger_timeout, kLeast, "linger_timeout"));
  return CheckRange(drain_deadline, milliseconds(0), "drain_deadline");
}

struct Server::Impl {
  std::shared_ptr<Core> core;
  std::unique_ptr<Pistache::Tcp::Listener> listener;
  std::uint16_t port = 0;
  int socket = -1;  // the listener's
  std::shared_ptr<Door> door;

  base::Status Listen();
  void CloseDoor();
  [[nodiscard]] bool Quiet() const;
};

base::Status Server::Impl::Listen() {
  const ServerOptions& options = core->options;
  const bool inherits = options.inherited_socket >= 0;
  using Pistache::Tcp::Options;
  // A colon only occurs in IPv6, which Pistache wants in brackets.
  const bool bracket = options.address.find(':') != std::string::npos;
  // An inherited socket takes the place of one on any port of this machine.
  const std::string host = inherits  ? "127.0.0.1"
                           : bracket ? "[" + options.address + "]"
                                     : options.address;
  try {
    listener = std::make_unique<Pistache::Tcp::Listener>();
    listener->setTransportFactory(
        [core = core] { return std::make_shared<SocketTransport>(core); });
    // Accepted sockets inherit NoDelay, without which streamed pieces stall for 40 ms.
    listener->init(
        options.io_threads,
        Pistache::Flags<Options>(Options::ReuseAddr | Options::NoDelay | Options::CloseOnExec),
        "jiedui-io");
    {
      Listening listening(options.inherited_socket);
      listener->bind(
          Pistache::Address(host, Pistache::Port(inherits ? std::uint16_t{0} : options.port)));
      socket = listening.socket();
      door = listening.door();
    }
    if (!door) return Fail(ErrorCode::kInternal, "listen of the edge is not in force");
    port = listener->getPort();
    listener->runThreaded();
  } catch (const std::exception& error) {
    listener.reset();
    return Fail(ErrorCode::kUnavailable,
                "无法监听 " + host + ":" + std::to_string(options.port) + "：" + error.what());
  }
  return {};
}

/// Nobody is accepted from here on. A socket that is ours alone refuses them, so that a proxy goes
/// to another node at once.
void Server::Impl::CloseDoor() {
  door->closed = true;
  if (core->options.inherited_socket < 0) shutdown(socket, SHUT_RDWR);
}

/// Everybody who came through the door is answered.
bool Server::Impl::Quiet() const {
  if (door->passing > 0 || core->accepted < door->passed) return false;
  return core->connections <= core->lingering && core->in_flight == 0;
}

Server::Server(ServerOptions options, Handler handler, const base::Clock& clock)
    : impl_(std::make_unique<Impl>()) {
  impl_->core = std::make_shared<Core>(std::move(options), std::move(handler), clock);
}

Server::~Server() { Stop(); }

base::Status Server::Start() {
  Core& core = *impl_->core;
  JIEDUI_CHECK(core.options.Validate());
  if (core.pool) return Fail(ErrorCode::kInternal, "server was started before");
  if (!AcceptReplacementInForce()) {
    return Fail(ErrorCode::kInternal, "accept4 of the edge is not in force in this executable");
  }
  JIEDUI_CHECK(EnsureDescriptors(core.options.max_connections));
  std::signal(SIGPIPE, SIG_IGN);
  core.pool = std::make_unique<WorkerPool>(core.options.workers, core.options.queue_bound);
  base::Status listening = impl_->Listen();
  if (!listening) core.pool.reset();
  return listening;
}

std::uint16_t Server::port() const { return impl_->port; }

bool Server::draining() const { return impl_->core->draining; }

bool Server::Drain() {
  Core& core = *impl_->core;
  if (!core.draining.exchange(true)) impl_->CloseDoor();
  const SteadyTime deadline = std::chrono::steady_clock::now() + core.options.drain_deadline;
  while (!impl_->Quiet()) {
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(milliseconds(2));
  }
  return true;
}

void Server::Stop() {
  if (!impl_->listener) return;
  Drain();
  impl_->core->pool->Stop();
  impl_->door->released = true;
  impl_->listener->shutdown();
  impl_->listener.reset();
  ForgetDoor(impl_->socket, impl_->door);
}

ServerStats Server::stats() const {
  const Core& core = *impl_->core;
  return {.connections = core.connections,
          .in_flight = core.in_flight,
          .waiting = core.pool ? core.pool->waiting() : 0,
          .accepted = core.accepted,
          .answered = core.answered,
          .refused = core.refused,
          .buffered_body_bytes = core.buffered_body_bytes};
}

}  // namespace jiedui::edge

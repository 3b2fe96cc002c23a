#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "api/edge/message.h"
#include "api/edge/request_parser.h"
#include "base/clock.h"
#include "base/result.h"

namespace jiedui::edge {

/// One finished exchange, refused ones included.
struct AccessRecord {
  std::string request_id;
  std::string peer;
  std::string method;  ///< empty where the request line was not understood
  std::string target;
  int status = 0;                ///< 0 where the client left before a reply was made
  std::uint64_t bytes_sent = 0;  ///< head included
  std::int64_t duration_us = 0;  ///< from the whole request to the last byte handed to the kernel
  bool complete = false;         ///< false: the client left, or the reply was cut
};

struct ServerOptions {
  std::string address = "127.0.0.1";  ///< numeric IPv4 or IPv6
  std::uint16_t port = 8080;          ///< 0: a free one; Server::port() tells
  /// A listening TCP socket that another program made and keeps, as systemd does; its own from
  /// Start() on, in place of address and port. -1: none. Who connects between a stop and the next
  /// start waits with the kernel.
  int inherited_socket = -1;
  std::size_t io_threads = 2;  ///< 1 … 64; these only parse and copy, 2 serve 40,000 requests/s
  std::size_t workers = 4;     ///< 1 … 256; handlers run here, mostly waiting for the database
  std::size_t queue_bound = 256;  ///< 1 … 65,536 requests waiting for a worker; beyond: 503

  FramingLimits limits;
  /// Request bodies of all connections together; beyond: 503. Keeps many large uploads from eating
  /// the machine.
  std::size_t buffered_body_bytes = 256 * 1024 * 1024;
  /// 1 … 1,000,000; beyond: 503, then closed at once. Each costs a descriptor: raise RLIMIT_NOFILE.
  std::size_t max_connections = 4096;

  // 10 ms … 1 h each; checked every 100 ms or so.
  std::chrono::milliseconds header_timeout{15'000};      ///< first byte (or connect) to end of head
  std::chrono::milliseconds body_timeout{30'000};        ///< for the body, beside the rate below
  std::chrono::milliseconds keep_alive_timeout{75'000};  ///< idle between requests
  std::chrono::milliseconds write_timeout{60'000};  ///< a reply of which the client takes nothing
  std::chrono::milliseconds linger_timeout{2'000};  ///< waiting for the client to close after us
  /// 1 … ; each second's worth of body adds a second to body_timeout, so that a large upload over a
  /// slow line may take its time while one byte a minute may not.
  std::size_t min_body_bytes_per_second = 4096;

  std::chrono::milliseconds drain_deadline{20'000};  ///< 0 … 1 h, for in-flight requests at Drain()

  /// Called on an IO thread for every exchange: must be quick. Null: none.
  std::function<void(const AccessRecord&)> access_log;

  /// kInvalid names the first field out of range.
  [[nodiscard]] base::Status Validate() const;
};

/// Answers one request. Runs on a worker thread, several at once, never on an IO thread; may block.
/// A throw becomes 500 for the client (its text only goes to the log, with the request's id).
using Handler = std::function<Response(const Request&)>;

struct ServerStats {
  std::size_t connections = 0;
  std::size_t in_flight = 0;  ///< requests read but not wholly answered
  std::size_t waiting = 0;    ///< of these, waiting for a worker
  std::uint64_t accepted = 0;
  std::uint64_t answered = 0;
  std::uint64_t refused = 0;  ///< by the edge itself: malformed, too large, too slow, overloaded
  std::size_t buffered_body_bytes = 0;
};

/// The HTTP edge: sockets in, checked requests to the handler, replies out. One request at a time
/// per connection: pipelined ones wait in order. HEAD is answered without the body, 100-continue,
/// chunked bodies, HTTP/1.0 and keep-alive are handled here; the edge's own refusals are
/// problem+json.
///
/// Built on Pistache's Listener, Reactor and Transport; what of that library must not face clients
/// is replaced (see socket_transport_internal.h, accept_replacement.h).
///
/// All functions are thread-safe; Start, Drain and Stop are for one owner.
class Server {
 public:
  /// `clock` must outlive the server.
  Server(ServerOptions options, Handler handler, const base::Clock& clock);
  ~Server();  ///< Stop()
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  /// Binds and serves; SIGPIPE is ignored from now on. Once only. kInvalid: an option out of range,
  /// or more connections than descriptors; kUnavailable: the address cannot be bound; kInternal:
  /// the accept replacement is not in force in this executable.
  base::Status Start();

  /// The bound port; 0 before Start().
  [[nodiscard]] std::uint16_t port() const;

  /// True from Drain() on: for /readyz.
  [[nodiscard]] bool draining() const;

  /// Accepts nobody any more (a socket of its own refuses, an inherited one keeps them waiting),
  /// closes idle connections, answers what comes on the others with Connection: close, and waits
  /// until all are answered or the deadline has passed. A connection that has not sent anything yet
  /// has a second for it. True where all were answered.
  bool Drain();

  /// Drain(), then waits for handlers that still run, and closes everything. Idempotent.
  void Stop();

  [[nodiscard]] ServerStats stats() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::edge

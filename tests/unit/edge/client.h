#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "api/edge/server.h"

namespace jiedui::edge {

/// A reply as a client sees it; status 0 where none came whole.
struct Seen {
  int status = 0;
  std::map<std::string, std::string> headers;  // names lowered; values of one name by lines
  std::string body;
  std::string head;
};

/// A blocking client on a raw socket, so that tests can misbehave. Every call gives up after 10 s.
class Client {
 public:
  explicit Client(std::uint16_t port, int receive_buffer_bytes = 0);
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // NOLINTNEXTLINE(modernize-use-nodiscard): tests that misbehave do not care.
  bool Send(std::string_view bytes) const;
  /// The next reply; `head_only` for one to HEAD. 100-continue counts as a reply.
  Seen Read(bool head_only = false);
  /// Send and Read.
  Seen Ask(std::string_view bytes);
  /// What comes next, framing included; empty at the end.
  std::string Some();
  /// Everything until the server closes; "<reset>" added where it did so with RST.
  std::string ReadToEnd();
  /// Whether the server closes without sending anything more.
  bool ClosedByServer() { return ReadToEnd().empty(); }
  /// Closes with RST, as a client that vanishes.
  void Vanish();
  void FinishSending() const;
  [[nodiscard]] std::uint16_t local_port() const;

 private:
  bool Fill();
  std::string TakeLine();
  std::string Take(std::size_t size);
  std::string TakeChunked();

  int socket_ = -1;
  std::string buffer_;
};

/// A GET request for that path, one whose connection is kept.
std::string Get(std::string_view path, std::string_view more_headers = {});
std::string Post(std::string_view path, std::string_view body);

/// Waits, at most 10 s, until it is so.
template <class Condition>
bool Eventually(Condition condition) {
  for (int i = 0; i < 1000; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return false;
}

/// A started server of that handler on a free port.
std::unique_ptr<Server> Serve(Handler handler, ServerOptions options = {});

}  // namespace jiedui::edge

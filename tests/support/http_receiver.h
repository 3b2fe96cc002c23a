#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace jiedui::testing {

/// One request as the receiver got it.
struct Received {
  std::string target;                          // as the request line has it
  std::map<std::string, std::string> headers;  // names lowered
  std::string body;
};

/// A real HTTP server on 127.0.0.1 and a port of its own, one thread a connection: what a webhook
/// posts to. `answer` says the status of each request; 0 is no answer at all, for as long as the
/// receiver lives.
class HttpReceiver {
 public:
  using Answer = std::function<int(const Received&)>;

  explicit HttpReceiver(
      Answer answer = [](const Received&) { return 204; }, std::string body = {})
      : answer_(std::move(answer)), body_(std::move(body)) {
    socket_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address);
    socklen_t size = sizeof address;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
    ::listen(socket_, 64);
    acceptor_ = std::thread([this] { Accept(); });
  }
  ~HttpReceiver() {
    ending_ = true;
    acceptor_.join();
    for (std::thread& connection : connections_) connection.join();
    ::close(socket_);
  }
  HttpReceiver(const HttpReceiver&) = delete;
  HttpReceiver& operator=(const HttpReceiver&) = delete;

  [[nodiscard]] std::string url() const {
    return "http://127.0.0.1:" + std::to_string(port_) + "/hook";
  }
  [[nodiscard]] std::vector<Received> received() const {
    const std::scoped_lock lock(mutex_);
    return received_;
  }
  /// Waits, at most 20 s, until that many requests came.
  bool WaitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    return came_.wait_for(lock, std::chrono::seconds(20),
                          [&] { return received_.size() >= count; });
  }

 private:
  /// Is there something to read within a moment? False when the receiver ends.
  bool Readable(int socket) const {
    while (!ending_) {
      pollfd wanted{socket, POLLIN, 0};
      if (::poll(&wanted, 1, 20) > 0) return true;
    }
    return false;
  }
  void Accept() {
    while (Readable(socket_)) {
      const int connection = ::accept4(socket_, nullptr, nullptr, SOCK_CLOEXEC);
      if (connection >= 0) connections_.emplace_back([this, connection] { Serve(connection); });
    }
  }
  void Serve(int connection) {
    std::string bytes;
    while (Fill(connection, bytes)) {
      const std::size_t head = bytes.find("\r\n\r\n");
      if (head == std::string::npos) continue;
      Received request = Parse(bytes.substr(0, head));
      const std::size_t length = std::stoul("0" + request.headers["content-length"]);
      if (bytes.size() < head + 4 + length) continue;
      request.body = bytes.substr(head + 4, length);
      bytes.erase(0, head + 4 + length);
      if (!Reply(connection, request)) break;
    }
    ::close(connection);
  }
  bool Fill(int connection, std::string& bytes) const {
    if (!Readable(connection)) return false;
    char buffer[4096];
    const ssize_t got = ::recv(connection, buffer, sizeof buffer, 0);
    if (got > 0) bytes.append(buffer, static_cast<std::size_t>(got));
    return got > 0;
  }
  static Received Parse(const std::string& head) {
    Received request;
    std::size_t at = head.find("\r\n");
    const std::size_t blank = head.find(' ');
    request.target = head.substr(blank + 1, head.find(' ', blank + 1) - blank - 1);
    while (at != std::string::npos) {
      const std::size_t begin = at + 2;
      at = head.find("\r\n", begin);
      std::string line = head.substr(begin, at == std::string::npos ? at : at - begin);
      const std::size_t colon = line.find(':');
      std::string name = line.substr(0, colon);
      for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
      request.headers[name] = line.substr(std::min(colon + 2, line.size()));
    }
    return request;
  }
  bool Reply(int connection, const Received& request) {
    const int status = answer_(request);
    {
      const std::scoped_lock lock(mutex_);
      received_.push_back(request);
    }
    came_.notify_all();
    if (status == 0) {
      while (!ending_) std::this_thread::sleep_for(std::chrono::milliseconds(5));
      return false;
    }
    const std::string location = status / 100 == 3 ? "Location: " + url() + "\r\n" : "";
    const std::string reply = "HTTP/1.1 " + std::to_string(status) + " X\r\n" + location +
                              "Content-Length: " + std::to_string(body_.size()) + "\r\n\r\n" +
                              body_;
    return ::send(connection, reply.data(), reply.size(), MSG_NOSIGNAL) > 0;
  }

  Answer answer_;
  std::string body_;  // of every reply
  int socket_ = -1;
  std::uint16_t port_ = 0;
  std::atomic<bool> ending_ = false;
  mutable std::mutex mutex_;
  std::condition_variable came_;
  std::vector<Received> received_;        // guarded by mutex_
  std::vector<std::thread> connections_;  // the acceptor's until it ends
  std::thread acceptor_;
};

}  // namespace jiedui::testing

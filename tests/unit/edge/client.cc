#include "unit/edge/client.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <utility>

#include "base/clock.h"
#include "base/text.h"

namespace jiedui::edge {

Client::Client(std::uint16_t port, int receive_buffer_bytes)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const timeval patience{.tv_sec = 10, .tv_usec = 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  const int one = 1;
  setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
  if (receive_buffer_bytes > 0) {
    setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
  }
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
}

Client::~Client() {
  if (socket_ >= 0) close(socket_);
}

bool Client::Send(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Client::Fill() {
  std::array<char, 64 * 1024> block;
  const ssize_t size = recv(socket_, block.data(), block.size(), 0);
  if (size <= 0) return false;
  buffer_.append(block.data(), static_cast<std::size_t>(size));
  return true;
}

std::string Client::TakeLine() {
  std::size_t end = 0;
  while ((end = buffer_.find("\r\n")) == std::string::npos) {
    if (!Fill()) return {};
  }
  std::string line = buffer_.substr(0, end);
  buffer_.erase(0, end + 2);
  return line;
}

std::string Client::Take(std::size_t size) {
  while (buffer_.size() < size) {
    if (!Fill()) return {};
  }
  std::string bytes = buffer_.substr(0, size);
  buffer_.erase(0, size);
  return bytes;
}

std::string Client::TakeChunked() {
  std::string body;
  while (true) {
    const std::string line = TakeLine();
    if (line.empty()) return body + "<cut>";
    const std::size_t size = std::stoul(line, nullptr, 16);
    body += Take(size);
    TakeLine();
    if (size == 0) return body;
  }
}

Seen Client::Read(bool head_only) {
  Seen seen;
  const std::string first = TakeLine();
  if (!first.starts_with("HTTP/1.1 ")) return seen;
  seen.head = first + "\r\n";
  for (std::string line = TakeLine(); !line.empty(); line = TakeLine()) {
    seen.head += line + "\r\n";
    const std::size_t colon = line.find(':');
    std::string& value = seen.headers[base::LowerAscii(line.substr(0, colon))];
    value += (value.empty() ? "" : "\n") + line.substr(colon + 2);
  }
  seen.status = std::stoi(first.substr(9, 3));
  const bool empty = head_only || seen.status < 200 || seen.status == 204 || seen.status == 304;
  if (empty) return seen;
  if (seen.headers.count("content-length") > 0) {
    seen.body = Take(std::stoul(seen.headers["content-length"]));
  } else if (seen.headers.count("transfer-encoding") > 0) {
    seen.body = TakeChunked();
  } else {
    seen.body = ReadToEnd();
  }
  return seen;
}

Seen Client::Ask(std::string_view bytes) {
  if (!Send(bytes)) return {};
  return Read();
}

std::string Client::Some() {
  if (buffer_.empty()) Fill();
  return std::exchange(buffer_, {});
}

std::string Client::ReadToEnd() {
  errno = 0;
  while (Fill()) {
  }
  if (errno == ECONNRESET) buffer_ += "<reset>";
  if (errno == EAGAIN) buffer_ += "<timeout>";
  return std::exchange(buffer_, {});
}

void Client::Vanish() {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
  close(std::exchange(socket_, -1));
}

void Client::FinishSending() const { shutdown(socket_, SHUT_WR); }

std::uint16_t Client::local_port() const {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

std::string Get(std::string_view path, std::string_view more_headers) {
  std::string request = "GET ";
  return request.append(path)
      .append(" HTTP/1.1\r\nHost: t\r\n")
      .append(more_headers)
      .append("\r\n");
}

std::string Post(std::string_view path, std::string_view body) {
  std::string request = "POST ";
  request.append(path).append(" HTTP/1.1\r\nHost: t\r\nContent-Length: ");
  return request.append(std::to_string(body.size())).append("\r\n\r\n").append(body);
}

std::unique_ptr<Server> Serve(Handler handler, ServerOptions options) {
  static const base::SystemClock clock;
  options.port = 0;
  auto server = std::make_unique<Server>(std::move(options), std::move(handler), clock);
  const base::Status started = server->Start();
  EXPECT_TRUE(started) << started.error().message;
  return server;
}

}  // namespace jiedui::edge

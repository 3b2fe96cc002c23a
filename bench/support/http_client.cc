#include "bench/support/http_client.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <bit>

#include "base/json_reader.h"
#include "base/text.h"
#include "bench/support/program.h"

namespace jiedui::bench {
namespace {

constexpr std::size_t kReadBytes = 64UL << 10U;
constexpr std::string_view kHeadEnd = "\r\n\r\n";

/// The value of the header that is written exactly so; empty where it is missing.
std::string_view HeaderOf(std::string_view head, std::string_view name) {
  const std::size_t at = head.find(fmt::format("\r\n{}: ", name));
  if (at == std::string_view::npos) return {};
  const std::size_t from = at + name.size() + 4;
  return head.substr(from, head.find("\r\n", from) - from);
}

base::Error Broken(std::string what) {
  return {base::ErrorCode::kUnavailable, std::move(what), {}};
}

}  // namespace

HttpClient::HttpClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
  sockaddr_in address = {};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const auto plain = std::bit_cast<sockaddr>(address);
  if (socket_ < 0 || ::connect(socket_, &plain, sizeof plain) != 0)
    Die(fmt::format("nobody listens on port {}", port));
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
}

HttpClient::~HttpClient() { ::close(socket_); }

base::Result<HttpReply> HttpClient::Get(const std::string& target) {
  return Exchange(fmt::format("GET {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}\r\n", target, cookie_));
}

base::Result<HttpReply> HttpClient::Post(const std::string& target, std::string_view json) {
  return Exchange(
      fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}Content-Type: application/json\r\n"
                  "Content-Length: {}\r\n\r\n{}",
                  target, cookie_, json.size(), json));
}

base::Result<HttpReply> HttpClient::PostTo(const std::string& target, std::string_view json,
                                           std::int64_t version) {
  return Exchange(
      fmt::format("POST {} HTTP/1.1\r\nHost: 127.0.0.1\r\n{}Content-Type: application/json\r\n"
                  "If-Match: \"v{}\"\r\nContent-Length: {}\r\n\r\n{}",
                  target, cookie_, version, json.size(), json));
}

void HttpClient::LogIn(std::string_view login, std::string_view password) {
  const HttpReply reply = OrDie(
      Post("/api/v1/session", fmt::format(R"({{"login":"{}","password":"{}"}})", login, password)));
  const std::string_view set = HeaderOf(reply.head, "Set-Cookie");
  if (reply.status != 200 || set.empty())
    Die(fmt::format("the login is refused: {} {}", reply.status, reply.body));
  const auto me = base::JsonDocument::Parse(reply.body);
  const auto token = me ? me->root().Find("csrf_token") : std::nullopt;
  if (!token) Die("the login gives no csrf_token");
  cookie_ = fmt::format("Cookie: {}\r\nX-CSRF-Token: {}\r\n", set.substr(0, set.find(';')),
                        token->AsString().value_or(""));
}

base::Result<HttpReply> HttpClient::Exchange(const std::string& request) {
  for (std::string_view rest = request; !rest.empty();) {
    const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent <= 0) return tl::unexpected(Broken("cannot send"));
    rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  buffer_.clear();
  HttpReply reply;
  std::size_t whole = std::string::npos;  // bytes of the whole reply, once known
  std::array<char, kReadBytes> bytes;     // NOLINT(cppcoreguidelines-pro-type-member-init)
  while (buffer_.size() < whole) {
    const ssize_t read = ::recv(socket_, bytes.data(), bytes.size(), 0);
    if (read <= 0) return tl::unexpected(Broken("the connection ended within a reply"));
    buffer_.append(bytes.data(), static_cast<std::size_t>(read));
    const std::size_t end = whole == std::string::npos ? buffer_.find(kHeadEnd) : 0;
    if (whole != std::string::npos || end == std::string::npos) continue;
    reply.head = buffer_.substr(0, end + 2);
    const auto status = base::ParseInteger(reply.head.substr(9, 3));
    const auto length = base::ParseInteger(HeaderOf(reply.head, "Content-Length"));
    if (!status || !length) return tl::unexpected(Broken("no status or no length: " + reply.head));
    reply.status = static_cast<int>(*status);
    whole = end + kHeadEnd.size() + static_cast<std::size_t>(*length);
  }
  reply.body = buffer_.substr(reply.head.size() + 2);
  return reply;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char byte : text) {
    if (kPlain.find(byte) != std::string_view::npos) {
      encoded += byte;
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(byte));
    }
  }
  return encoded;
}

}  // namespace jiedui::bench

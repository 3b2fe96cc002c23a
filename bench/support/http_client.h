#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::bench {

struct HttpReply {
  int status = 0;
  std::string head;
  std::string body;
};

/// A keep-alive HTTP/1.1 client on one blocking socket to 127.0.0.1: little more than the system
/// calls, so that what is measured is the server. Understands replies with Content-Length only.
/// For one thread.
class HttpClient {
 public:
  /// Dies where nobody listens.
  explicit HttpClient(std::uint16_t port);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  /// kUnavailable where the connection breaks or the reply is not understood.
  base::Result<HttpReply> Get(const std::string& target);
  base::Result<HttpReply> Post(const std::string& target, std::string_view json);
  /// Post that changes the given version of something (If-Match).
  base::Result<HttpReply> PostTo(const std::string& target, std::string_view json,
                                 std::int64_t version);

  /// Logs in and sends the session's cookie from now on; dies where it is refused.
  void LogIn(std::string_view login, std::string_view password);

 private:
  base::Result<HttpReply> Exchange(const std::string& request);

  int socket_ = -1;
  std::string cookie_;
  std::string buffer_;
};

/// Bytes as they may stand in a query: letters, digits and `-._~` as they are, the rest as %XX.
std::string PercentEncode(std::string_view text);

}  // namespace jiedui::bench

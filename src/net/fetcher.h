#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::net {

/// kInvalid, saying why, unless that is an absolute https address (http too where that is allowed)
/// with a host, without user, password, fragment, blanks and control characters, of at most 2,000
/// bytes. Where the host lies is not asked: these are addresses of the operator's own
/// configuration.
base::Status CheckEndpoint(std::string_view url, bool allow_http);

/// One request to a service that the operator named: a directory of identities, not what a user
/// typed in. It may be an internal address; for anything else there is net/poster.
struct FetchRequest {
  std::string url;
  std::vector<std::string> headers = {};           ///< `Name: value`
  std::optional<std::string> body = std::nullopt;  ///< POST with it, GET without
  bool allow_http = false;
  std::int64_t connect_timeout_ms = 3'000;  ///< 1 … 60,000: name, connection and TLS
  std::int64_t timeout_ms = 5'000;          ///< 1 … 60,000: the whole of the request
  std::size_t most_bytes = 256 * 1024;      ///< of the answer's body; beyond: kUnavailable
};

struct Fetched {
  std::int64_t status = 0;  ///< of HTTP
  std::string body;
};

/// Asks and waits. Follows neither redirects nor proxies nor cookies; certificates are checked
/// against the system's authorities; nothing is kept between calls. kInvalid as CheckEndpoint;
/// kUnavailable, with the host and why, where no whole answer came. Thread-safe.
base::Result<Fetched> Fetch(const FetchRequest& request);

/// `name=value&…` as forms and queries write it.
std::string FormEncode(const std::vector<std::pair<std::string, std::string>>& fields);

/// One value of the same: unreserved characters as they are, every other byte as %XX (RFC 3986).
std::string PercentEncode(std::string_view text);

}  // namespace jiedui::net

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::net {

/// Where requests may go.
enum class Reach : std::uint8_t {
  kPublic,    ///< https, to public addresses only (net/address)
  kAnywhere,  ///< http too, and this machine and private networks: for tests and intranets
};

/// kInvalid, field `url`, saying why, unless that is an absolute http(s) address with a host,
/// without user and password, blanks and control characters, at most 2,000 bytes, and one that the
/// reach allows as far as its text tells: a name is resolved only when something is sent.
base::Status CheckUrl(std::string_view url, Reach reach);

struct PosterOptions {
  std::int64_t connect_timeout_ms = 5'000;  ///< 1 … 60,000: name, connection and TLS
  std::int64_t timeout_ms = 10'000;         ///< 1 … 300,000: the whole of one request
  std::size_t most_running = 64;            ///< 1 … 1,000: each holds a socket

  /// kInvalid, naming the option that is out of range.
  [[nodiscard]] base::Status Validate() const;
};

struct PostRequest {
  std::string url;
  std::vector<std::string> headers;  ///< `Name: value`
  std::string body;
  Reach reach = Reach::kPublic;
};

/// How a request ended.
struct PostOutcome {
  std::uint64_t token = 0;
  std::int64_t status = 0;  ///< of HTTP; 0: no answer came
  std::string error;        ///< Chinese; why none came
};

/// Sends POST requests, many at once from one thread, and follows neither redirects nor proxies nor
/// cookies; certificates are checked against the system's authorities. The reach is checked against
/// the address that a connection is really made to, so that no name can lead elsewhere. What the
/// other side answers besides its status is not kept. Used by one thread, but for Wake.
class Poster {
 public:
  /// kInvalid for bad options, kUnavailable where the machine has no more to give.
  static base::Result<std::unique_ptr<Poster>> Make(const PosterOptions& options);
  /// Breaks off what runs.
  ~Poster();
  Poster(const Poster&) = delete;
  Poster& operator=(const Poster&) = delete;

  /// Begins a request; Wait tells its end under that token. kInvalid for a URL that CheckUrl
  /// refuses, kUnavailable where most_running run already.
  base::Status Start(std::uint64_t token, const PostRequest& request);

  /// Goes on with what runs until something ended, Wake was called or the time is over; the ended
  /// ones in any order. Without anything running it waits for Wake or the time.
  std::vector<PostOutcome> Wait(std::int64_t most_ms);

  /// Lets Wait return at once, also the next one. Any thread.
  void Wake();

  [[nodiscard]] std::size_t running() const;

 private:
  struct Impl;
  explicit Poster(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace jiedui::net

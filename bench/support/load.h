#pragma once

#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

#include "bench/support/request_mix.h"

namespace jiedui::bench {

/// Who sends a mix, and to whom.
struct LoadOptions {
  std::uint16_t port = 0;
  pid_t server = 0;  ///< its process, whose CPU time is read
  std::string login;
  std::string password;
  std::size_t clients = 8;  ///< each sends its next request once it has the reply to the last
  std::size_t warm_up = 0;  ///< requests of the mix sent before without being counted
};

/// One answered request.
struct Sample {
  std::size_t sort = 0;
  double milliseconds = 0;
  bool error = false;     ///< not 200, no body, or the connection broke
  bool no_items = false;  ///< answered, but with an empty list
};

struct LoadResult {
  std::vector<Sample> samples;  ///< one for each request of the mix
  double seconds = 0;
  double server_cpu_seconds = 0;
  double client_cpu_seconds = 0;
  std::string first_error;  ///< target and reply; empty where there was none
};

/// Sends the whole mix once, its requests dealt to the clients as they become free. Starts threads
/// and joins them.
LoadResult SendMix(const RequestMix& mix, const LoadOptions& options);

}  // namespace jiedui::bench

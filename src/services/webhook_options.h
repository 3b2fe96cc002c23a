#pragma once

#include <cstdint>

#include "base/result.h"

namespace jiedui::services {

constexpr std::int64_t kMostWebhooks = 50;  ///< subscriptions of a city

/// How webhooks are sent. All times in milliseconds.
struct WebhookOptions {
  std::int64_t timeout_ms = 10'000;  ///< 1 … 300,000: an answer later than that is none
  /// 1 … 86,400,000: before the second attempt; each wait after it is twice as long …
  std::int64_t first_wait_ms = 10'000;
  std::int64_t most_wait_ms = 3'600'000;     ///< … up to this, at least first_wait_ms
  std::int64_t give_up_ms = 3 * 86'400'000;  ///< > 0: a long weekend without the receiver
  std::int64_t at_once = 4;                  ///< 1 … 16: requests to one webhook at a time
  std::int64_t most_pending = 10'000;        ///< > 0: of one webhook; what comes on top is a gap
  std::int64_t batch = 200;                  ///< 1 … 1,000: changes taken from the outbox at once
  std::int64_t keep_delivered_ms = std::int64_t{7} * 86'400'000;
  std::int64_t keep_dead_ms = std::int64_t{30} * 86'400'000;
  std::int64_t most_kept = 10'000;  ///< > 0: of those that are over, of each webhook and state
  std::int64_t grace_ms = 3'000;    ///< ≥ 0: how long a stop waits for answers
  std::uint64_t seed = 1;           ///< of the jitter

  /// kInvalid, naming the option that is out of range.
  [[nodiscard]] base::Status Validate() const;
};

/// How long to wait after that many attempts (≥ 1) failed: between half of the present step and all
/// of it, by `share` in [0, 1), so that receivers that failed together are not asked together.
std::int64_t BackoffMs(std::int64_t attempts, double share, const WebhookOptions& options);

}  // namespace jiedui::services

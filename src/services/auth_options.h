#pragma once

#include <cstdint>

#include "base/clock.h"
#include "base/result.h"

namespace jiedui::services {

/// So many at once, and so many a second later on.
struct RateLimit {
  double burst = 0;       ///< 1 … 1,000,000; with per_second 0: no limit
  double per_second = 0;  ///< 0 (no limit) … 1,000,000
};

/// How people and programs sign in, and how often they may ask.
struct AuthOptions {
  /// 3 … 100. Failures in a row from one source that lock the account for that source: five is what
  /// 等保 asks for and what a person needs to find a typing error.
  std::int64_t most_failures = 5;
  /// 1 min … 24 h.
  base::TimeMs lock_ms = 30LL * 60 * 1000;
  /// 10 … 10,000. Failures from unfamiliar sources within `brake_window_ms` after which all of them
  /// get one try per `brake_ms`: bounds guessing from many addresses to 20 + 288 a day.
  std::int64_t braked_failures = 20;
  base::TimeMs brake_window_ms = 24LL * 3600 * 1000;  ///< 1 h … 7 days
  base::TimeMs brake_ms = 5LL * 60 * 1000;            ///< 1 s … 1 h
  /// 0 … 366. A browser that the owner signed in with stays familiar for so long: what strangers do
  /// to the account does not touch it. 0: none is ever familiar.
  std::int64_t familiar_days = 90;

  base::TimeMs idle_ms = 30LL * 60 * 1000;        ///< 1 min … 24 h; a session ends unseen
  base::TimeMs lifetime_ms = 12LL * 3600 * 1000;  ///< 1 min … 7 days; and then in any case
  base::TimeMs rotate_ms = 15LL * 60 * 1000;      ///< 1 min … lifetime; a stolen token's use
  /// 1 s … 10 min. The token before serves so long after the new one was used: for requests that
  /// were on their way.
  base::TimeMs grace_ms = 60LL * 1000;

  std::int64_t past_passwords = 5;     ///< 0 … 24; not to be used again
  std::int64_t password_max_days = 0;  ///< 0 (never) … 3,650; then it must be changed

  /// Failed logins of one address: an office behind one address comes in the morning, so tries that
  /// succeed are given back.
  RateLimit failures_per_address = {60, 0.5};
  /// Requests of one account, whatever its sessions and tokens: ten times what a hurried person at
  /// the workbench needs.
  RateLimit requests_per_account = {2'000, 200};
  /// Requests of one address: several hundred people may share it.
  RateLimit requests_per_address = {10'000, 2'000};
  /// 1,000 … 10,000,000 accounts or addresses remembered by each limit, 100 bytes each; the longest
  /// unseen are forgotten first.
  std::size_t most_buckets = 50'000;

  /// kInvalid names the first field out of range.
  [[nodiscard]] base::Status Validate() const;
};

}  // namespace jiedui::services

#pragma once

#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"
#include "services/auth_options.h"

namespace jiedui::services {

/// Token buckets, one for each key: full at first, refilled evenly. Remembers a bounded number of
/// keys: one that is forgotten starts full again, so memory bounds the harm, not the service.
/// O(1) each; thread-safe.
class RateLimiter {
 public:
  RateLimiter(RateLimit limit, std::size_t most_keys) : limit_(limit), most_keys_(most_keys) {}

  /// Takes one; 0 where there was one, else how long until there is, 1 ms at least. `now_ms` should
  /// never go back; where it does, nothing is refilled.
  base::TimeMs Take(std::string_view key, base::TimeMs now_ms);
  /// How long until Take would succeed; takes nothing.
  [[nodiscard]] base::TimeMs WaitFor(std::string_view key, base::TimeMs now_ms) const;
  /// Puts one back that turned out not to count.
  void GiveBack(std::string_view key);

  [[nodiscard]] std::size_t size() const;

 private:
  struct Bucket {
    std::string key;
    double tokens = 0;
    base::TimeMs filled_ms = 0;
  };
  [[nodiscard]] double TokensAt(const Bucket& bucket, base::TimeMs now_ms) const;
  [[nodiscard]] base::TimeMs WaitOf(double tokens) const;

  const RateLimit limit_;
  const std::size_t most_keys_;
  mutable std::mutex mutex_;
  std::list<Bucket> buckets_;  // the latest used first
  std::unordered_map<std::string_view, std::list<Bucket>::iterator> by_key_;
};

}  // namespace jiedui::services

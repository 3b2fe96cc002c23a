#include "services/rate_limiter.h"

#include <algorithm>
#include <cmath>

namespace jiedui::services {

double RateLimiter::TokensAt(const Bucket& bucket, base::TimeMs now_ms) const {
  const auto passed_ms = static_cast<double>(std::max<base::TimeMs>(now_ms - bucket.filled_ms, 0));
  return std::min(limit_.burst, bucket.tokens + passed_ms / 1000 * limit_.per_second);
}

base::TimeMs RateLimiter::WaitOf(double tokens) const {
  if (tokens >= 1) return 0;
  const double wait_ms = std::ceil((1 - tokens) / limit_.per_second * 1000);
  return std::max<base::TimeMs>(static_cast<base::TimeMs>(wait_ms), 1);
}

base::TimeMs RateLimiter::Take(std::string_view key, base::TimeMs now_ms) {
  if (limit_.per_second == 0) return 0;
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found == by_key_.end()) {
    if (buckets_.size() >= most_keys_) {
      by_key_.erase(buckets_.back().key);
      buckets_.pop_back();
    }
    buckets_.push_front({std::string(key), limit_.burst - 1, now_ms});
    by_key_.emplace(buckets_.front().key, buckets_.begin());
    return 0;
  }
  Bucket& bucket = *found->second;
  buckets_.splice(buckets_.begin(), buckets_, found->second);
  bucket.tokens = TokensAt(bucket, now_ms);
  bucket.filled_ms = std::max(bucket.filled_ms, now_ms);
  const base::TimeMs wait_ms = WaitOf(bucket.tokens);
  if (wait_ms == 0) bucket.tokens -= 1;
  return wait_ms;
}

base::TimeMs RateLimiter::WaitFor(std::string_view key, base::TimeMs now_ms) const {
  if (limit_.per_second == 0) return 0;
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(key);
  return found == by_key_.end() ? 0 : WaitOf(TokensAt(*found->second, now_ms));
}

void RateLimiter::GiveBack(std::string_view key) {
  const std::scoped_lock lock(mutex_);
  const auto found = by_key_.find(key);
  if (found != by_key_.end())
    found->second->tokens = std::min(limit_.burst, found->second->tokens + 1);
}

std::size_t RateLimiter::size() const {
  const std::scoped_lock lock(mutex_);
  return buckets_.size();
}

}  // namespace jiedui::services

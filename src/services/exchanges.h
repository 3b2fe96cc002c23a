#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

namespace jiedui::services {

/// How many logins may wait for another service at once: each holds a worker meanwhile, and the
/// other service may be slow. Thread-safe; outlives its permits.
class Exchanges {
 public:
  explicit Exchanges(std::int64_t most) : left_(most) {}

  struct Back {
    void operator()(std::atomic<std::int64_t>* left) const { ++*left; }
  };
  using Permit = std::unique_ptr<std::atomic<std::int64_t>, Back>;

  /// Nothing where that many are at it; else one of them until the permit is gone.
  std::optional<Permit> TryBegin() {
    if (--left_ >= 0) return Permit(&left_);
    ++left_;
    return std::nullopt;
  }

 private:
  std::atomic<std::int64_t> left_;
};

}  // namespace jiedui::services

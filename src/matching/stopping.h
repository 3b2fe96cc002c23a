#pragma once

#include <chrono>
#include <optional>
#include <stop_token>

namespace jiedui::matching {

/// Whether a run has to end: its caller asked for it, or its time is up. Costs a clock reading a
/// call, so ask every few hundred steps.
class Stopping {
 public:
  /// limit_seconds: 0 for no limit.
  Stopping(std::stop_token stop, double limit_seconds) : stop_(std::move(stop)) {
    if (limit_seconds > 0) {
      deadline_ = std::chrono::steady_clock::now() + std::chrono::duration<double>(limit_seconds);
    }
  }
  [[nodiscard]] bool Asked() const {
    return stop_.stop_requested() || (deadline_ && std::chrono::steady_clock::now() >= *deadline_);
  }

 private:
  using Moment = std::chrono::time_point<std::chrono::steady_clock, std::chrono::duration<double>>;
  std::stop_token stop_;
  std::optional<Moment> deadline_;
};

}  // namespace jiedui::matching

#pragma once

#include <cstdint>
#include <limits>

#include "matching/stopping.h"

namespace jiedui::matching {

/// Thrown out of a flow engine that was asked to stop; never leaves the room.
struct Stopped {};

/// Lets the costs of this thread ask whether to stop, while it lives.
class StopScope {
 public:
  explicit StopScope(const Stopping& stopping) { current_ = &stopping; }
  ~StopScope() { current_ = nullptr; }
  StopScope(const StopScope&) = delete;
  StopScope& operator=(const StopScope&) = delete;

  static void Poll() {
    if (current_ == nullptr || ++steps_ % kStepsPerPoll != 0) return;
    if (current_->Asked()) throw Stopped{};
  }

 private:
  static constexpr std::uint32_t kStepsPerPoll = 4096;  // well under a millisecond of pivots
  static thread_local const Stopping* current_;
  static thread_local std::uint32_t steps_;
};

/// An int64 that LEMON's network simplex computes costs and potentials with. LEMON's loop cannot be
/// interrupted from outside, but it adds to potentials with += at every pivot: there we poll. All
/// else compiles to the plain integer.
class PolledCost {
 public:
  PolledCost() = default;
  PolledCost(std::int64_t value) : value_(value) {}  // NOLINT(google-explicit-constructor)

  [[nodiscard]] std::int64_t value() const { return value_; }

  PolledCost& operator+=(PolledCost b) {
    StopScope::Poll();
    value_ += b.value_;
    return *this;
  }
  PolledCost& operator-=(PolledCost b) {
    value_ -= b.value_;
    return *this;
  }
  PolledCost operator-() const { return -value_; }
  friend PolledCost operator+(PolledCost a, PolledCost b) { return a.value_ + b.value_; }
  friend PolledCost operator-(PolledCost a, PolledCost b) { return a.value_ - b.value_; }
  friend PolledCost operator*(PolledCost a, PolledCost b) { return a.value_ * b.value_; }
  friend PolledCost operator/(PolledCost a, PolledCost b) { return a.value_ / b.value_; }
  friend bool operator<(PolledCost a, PolledCost b) { return a.value_ < b.value_; }
  friend bool operator>(PolledCost a, PolledCost b) { return a.value_ > b.value_; }
  friend bool operator>=(PolledCost a, PolledCost b) { return a.value_ >= b.value_; }

 private:
  std::int64_t value_ = 0;
};

}  // namespace jiedui::matching

template <>
class std::numeric_limits<jiedui::matching::PolledCost> : public std::numeric_limits<std::int64_t> {
};

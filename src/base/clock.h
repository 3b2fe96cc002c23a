#pragma once

#include <atomic>
#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::base {

/// Milliseconds since 1970-01-01T00:00:00Z; how every moment is stored.
using TimeMs = std::int64_t;

/// Where time comes from. Thread-safe.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual TimeMs NowMs() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] TimeMs NowMs() const override;
};

/// Stands still until told; for tests, the demonstration city and scenarios.
class FixedClock final : public Clock {
 public:
  explicit FixedClock(TimeMs now_ms) : now_ms_(now_ms) {}
  [[nodiscard]] TimeMs NowMs() const override { return now_ms_; }
  void Set(TimeMs now_ms) { now_ms_ = now_ms; }
  void Advance(TimeMs by_ms) { now_ms_ += by_ms; }

 private:
  std::atomic<TimeMs> now_ms_;
};

/// A calendar day (proleptic Gregorian), 0001-01-01 … 9999-12-31.
struct Date {
  std::int32_t year = 1970;
  std::uint8_t month = 1;
  std::uint8_t day = 1;
  auto operator<=>(const Date&) const = default;
};

/// Reads `2020-06-12`, `2020/6/12`, `2020.6.12`, `2020年6月12日` and `20200612`. kInvalid names the
/// text otherwise.
Result<Date> ParseDate(std::string_view text);

/// `2020-06-12`.
std::string FormatDate(const Date& date);

/// The moment as `2020-06-12T08:00:00.000Z`.
std::string FormatUtc(TimeMs time_ms);

/// Reads what FormatUtc writes; kInvalid otherwise.
Result<TimeMs> ParseUtc(std::string_view text);

/// The calendar day in China (UTC+8, no daylight saving since 1991) at that moment.
Date DateInChina(TimeMs time_ms);

/// Midnight in China at the start of that day.
TimeMs StartOfDayInChina(const Date& date);

}  // namespace jiedui::base

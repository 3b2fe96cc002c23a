#include "services/auth_options.h"

namespace jiedui::services {
namespace {

constexpr base::TimeMs kSecondMs = 1000;
constexpr base::TimeMs kMinuteMs = 60 * kSecondMs;
constexpr base::TimeMs kHourMs = 60 * kMinuteMs;
constexpr base::TimeMs kDayMs = 24 * kHourMs;

template <class T>
base::Status Within(T value, T least, T most, const char* field) {
  if (value >= least && value <= most) return {};
  return base::Fail(base::ErrorCode::kInvalid, std::string(field) + " 超出范围", field);
}

base::Status CheckRate(const RateLimit& limit, const char* field) {
  JIEDUI_CHECK(Within(limit.per_second, 0.0, 1e6, field));
  if (limit.per_second == 0) return {};
  return Within(limit.burst, 1.0, 1e6, field);
}

}  // namespace

base::Status AuthOptions::Validate() const {
  JIEDUI_CHECK(Within<std::int64_t>(most_failures, 3, 100, "most_failures"));
  JIEDUI_CHECK(Within(lock_ms, kMinuteMs, kDayMs, "lock_ms"));
  JIEDUI_CHECK(Within<std::int64_t>(braked_failures, 10, 10'000, "braked_failures"));
  JIEDUI_CHECK(Within(brake_window_ms, kHourMs, 7 * kDayMs, "brake_window_ms"));
  JIEDUI_CHECK(Within(brake_ms, kSecondMs, kHourMs, "brake_ms"));
  JIEDUI_CHECK(Within<std::int64_t>(familiar_days, 0, 366, "familiar_days"));
  JIEDUI_CHECK(Within(idle_ms, kMinuteMs, kDayMs, "idle_ms"));
  JIEDUI_CHECK(Within(lifetime_ms, kMinuteMs, 7 * kDayMs, "lifetime_ms"));
  JIEDUI_CHECK(Within(rotate_ms, kMinuteMs, lifetime_ms, "rotate_ms"));
  JIEDUI_CHECK(Within(grace_ms, kSecondMs, 10 * kMinuteMs, "grace_ms"));
  JIEDUI_CHECK(Within<std::int64_t>(past_passwords, 0, 24, "past_passwords"));
  JIEDUI_CHECK(Within<std::int64_t>(password_max_days, 0, 3650, "password_max_days"));
  JIEDUI_CHECK(CheckRate(failures_per_address, "failures_per_address"));
  JIEDUI_CHECK(CheckRate(requests_per_account, "requests_per_account"));
  JIEDUI_CHECK(CheckRate(requests_per_address, "requests_per_address"));
  return Within<std::size_t>(most_buckets, 1'000, 10'000'000, "most_buckets");
}

}  // namespace jiedui::services

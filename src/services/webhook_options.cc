#include "services/webhook_options.h"

#include <algorithm>
#include <string>

namespace jiedui::services {

base::Status WebhookOptions::Validate() const {
  struct Range {
    const char* name;
    std::int64_t value;
    std::int64_t least;
    std::int64_t most;
  };
  constexpr std::int64_t kDay = 86'400'000;
  const Range ranges[] = {
      {"timeout_ms", timeout_ms, 1, 300'000},
      {"first_wait_ms", first_wait_ms, 1, kDay},
      {"most_wait_ms", most_wait_ms, first_wait_ms, 30 * kDay},
      {"give_up_ms", give_up_ms, 1, 365 * kDay},
      {"at_once", at_once, 1, 16},
      {"most_pending", most_pending, 1, 1'000'000},
      {"batch", batch, 1, 1000},
      {"keep_delivered_ms", keep_delivered_ms, 0, 3650 * kDay},
      {"keep_dead_ms", keep_dead_ms, 0, 3650 * kDay},
      {"most_kept", most_kept, 1, 1'000'000},
      {"grace_ms", grace_ms, 0, 60'000},
  };
  for (const Range& range : ranges) {
    if (range.value >= range.least && range.value <= range.most) continue;
    return base::Fail(base::ErrorCode::kInvalid,
                      std::string("推送设置 ") + range.name + " 应为 " +
                          std::to_string(range.least) + " 到 " + std::to_string(range.most),
                      range.name);
  }
  return {};
}

std::int64_t BackoffMs(std::int64_t attempts, double share, const WebhookOptions& options) {
  std::int64_t step = options.first_wait_ms;
  for (std::int64_t n = 1; n < attempts && step < options.most_wait_ms; ++n) step *= 2;
  step = std::min(step, options.most_wait_ms);
  const std::int64_t half = step / 2;
  return half + static_cast<std::int64_t>(share * static_cast<double>(step - half));
}

}  // namespace jiedui::services

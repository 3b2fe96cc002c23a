#include "base/id.h"

#include <algorithm>
#include <charconv>

namespace jiedui::base {
namespace {
constexpr TimeMs kEpochMs = 1'577'836'800'000;  // 2020-01-01T00:00:00Z
constexpr int kCounterBits = 13;
constexpr int kNodeBits = 8;
}  // namespace

std::int64_t IdMaker::Next() {
  const TimeMs elapsed_ms = std::max<TimeMs>(clock_.NowMs() - kEpochMs, 1);
  std::int64_t previous = last_.load();
  std::int64_t next = 0;
  do {
    next = std::max(previous + 1, elapsed_ms << kCounterBits);
  } while (!last_.compare_exchange_weak(previous, next));
  const std::int64_t counter = next & ((1LL << kCounterBits) - 1);
  return ((next >> kCounterBits) << (kCounterBits + kNodeBits)) |
         (std::int64_t{node_} << kCounterBits) | counter;
}

Result<std::int64_t> ParseId(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value <= 0) {
    return Fail(ErrorCode::kInvalid, "不是编号: “" + std::string(text.substr(0, 64)) + "”");
  }
  return value;
}

}  // namespace jiedui::base

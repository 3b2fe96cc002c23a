#pragma once

#include <atomic>
#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace jiedui::base {

/// The number of one record of type T; 0 is nobody. Written as a decimal string in JSON, since
/// JavaScript numbers end at 2^53.
template <class T>
struct Id {
  std::int64_t value = 0;
  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

/// Makes ids that grow with time: 42 bits of milliseconds since 2020, 8 bits of node, 13 bits of
/// counter. Thread-safe; never gives one id twice within a process, even when the clock stands
/// still or goes back; two processes on one database must have different nodes.
class IdMaker {
 public:
  /// node: 0 … 255.
  IdMaker(const Clock& clock, std::uint8_t node) : clock_(clock), node_(node) {}
  std::int64_t Next();

 private:
  const Clock& clock_;
  std::uint8_t node_;
  std::atomic<std::int64_t> last_{0};  // milliseconds << 13 | counter
};

/// A positive decimal id; kInvalid otherwise.
Result<std::int64_t> ParseId(std::string_view text);

}  // namespace jiedui::base

template <class T>
struct std::hash<jiedui::base::Id<T>> {
  std::size_t operator()(jiedui::base::Id<T> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};

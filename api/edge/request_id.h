#pragma once

#include <atomic>
#include <cstdint>
#include <string>
#include <string_view>

namespace jiedui::edge {

/// Makes request ids: 32 hex digits, 64 random bits of this process and 64 bits that never repeat
/// within it. Not secret. Thread-safe.
class RequestIds {
 public:
  RequestIds();
  std::string Next();

 private:
  std::uint64_t process_;
  std::atomic<std::uint64_t> counter_;
};

/// Whether an id that a client sent may be taken over into logs and replies: 8 … 64 letters,
/// digits,
/// `-`, `_` and `.`.
bool IsSaneRequestId(std::string_view id);

}  // namespace jiedui::edge

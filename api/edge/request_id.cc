#include "api/edge/request_id.h"

#include <algorithm>
#include <random>

namespace jiedui::edge {
namespace {

std::uint64_t RandomBits(std::random_device& device) {
  return (static_cast<std::uint64_t>(device()) << 32) | device();
}

/// A bijection that spreads a counter over all bits (splitmix64's finaliser, Steele et al. 2014).
std::uint64_t Spread(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
  return x ^ (x >> 31);
}

void AppendHex(std::uint64_t value, std::string& text) {
  for (int shift = 60; shift >= 0; shift -= 4) text += "0123456789abcdef"[(value >> shift) & 15U];
}

}  // namespace

RequestIds::RequestIds() {
  std::random_device device;
  process_ = RandomBits(device);
  counter_ = RandomBits(device);
}

std::string RequestIds::Next() {
  std::string id;
  id.reserve(32);
  AppendHex(process_, id);
  AppendHex(Spread(counter_.fetch_add(1, std::memory_order_relaxed)), id);
  return id;
}

bool IsSaneRequestId(std::string_view id) {
  return id.size() >= 8 && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                  c == '-' || c == '_' || c == '.';
         });
}

}  // namespace jiedui::edge

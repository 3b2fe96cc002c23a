#include "net/network.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

namespace jiedui::net {
namespace {

using Bytes = std::array<std::uint8_t, 16>;

constexpr unsigned kMappedBits = 96;
constexpr unsigned kAllBits = 128;
constexpr std::size_t kSiteBytes = 8;

/// The address as 16 bytes, IPv4 as ::ffff:a.b.c.d.
std::optional<Bytes> BytesOf(std::string_view address) {
  const std::string text(address);
  Bytes bytes{};
  if (::inet_pton(AF_INET6, text.c_str(), bytes.data()) == 1) return bytes;
  std::array<std::uint8_t, 4> four{};
  if (::inet_pton(AF_INET, text.c_str(), four.data()) != 1) return std::nullopt;
  bytes[10] = bytes[11] = 0xFF;
  std::copy(four.begin(), four.end(), bytes.begin() + 12);
  return bytes;
}

bool IsMapped(const Bytes& bytes) {
  const bool zeros = std::all_of(bytes.begin(), bytes.begin() + 10, [](auto b) { return b == 0; });
  return zeros && bytes[10] == 0xFF && bytes[11] == 0xFF;
}

std::string TextOf(const Bytes& bytes) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  if (IsMapped(bytes)) {
    ::inet_ntop(AF_INET, bytes.data() + 12, text.data(), text.size());
  } else {
    ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
  }
  return text.data();
}

}  // namespace

std::optional<Network> Network::Parse(std::string_view text) {
  const std::size_t slash = text.find('/');
  const std::string_view address = text.substr(0, slash);
  const std::optional<Bytes> bytes = BytesOf(address);
  if (!bytes) return std::nullopt;
  Network network;
  network.bytes_ = *bytes;
  network.bits_ = kAllBits;
  if (slash == std::string_view::npos) return network;
  const unsigned before = address.find(':') == std::string_view::npos ? kMappedBits : 0;
  const std::string_view digits = text.substr(slash + 1);
  unsigned bits = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), bits);
  const bool whole = error == std::errc() && end == digits.data() + digits.size();
  if (!whole || bits > kAllBits - before) return std::nullopt;
  network.bits_ = before + bits;
  return network;
}

bool Network::Contains(std::string_view address) const {
  const std::optional<Bytes> bytes = BytesOf(address);
  if (!bytes) return false;
  for (unsigned bit = 0; bit < bits_; bit += 8) {
    const unsigned rest = std::min(bits_ - bit, 8U);
    const auto differ = static_cast<unsigned>((*bytes)[bit / 8] ^ bytes_[bit / 8]);
    if (differ >> (8U - rest) != 0) return false;
  }
  return true;
}

std::optional<std::string> CanonicalAddress(std::string_view address) {
  const std::optional<Bytes> bytes = BytesOf(address);
  if (!bytes) return std::nullopt;
  return TextOf(*bytes);
}

std::string SourceOf(std::string_view address) {
  std::optional<Bytes> bytes = BytesOf(address);
  if (!bytes) return std::string(address);
  if (IsMapped(*bytes)) return TextOf(*bytes);
  std::fill(bytes->begin() + kSiteBytes, bytes->end(), std::uint8_t{0});
  return TextOf(*bytes) + "/64";
}

}  // namespace jiedui::net

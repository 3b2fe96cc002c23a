#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <string>

namespace jiedui::net {
namespace {

struct Block4 {
  std::uint32_t base;
  unsigned bits;
};

constexpr std::uint32_t Ip(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
  return a << 24U | b << 16U | c << 8U;
}

constexpr std::array<Block4, 15> kSpecial4 = {{
    {Ip(0, 0, 0), 8},        // this network
    {Ip(10, 0, 0), 8},       // private
    {Ip(100, 64, 0), 10},    // carriers' shared space
    {Ip(127, 0, 0), 8},      // loopback
    {Ip(169, 254, 0), 16},   // link-local, clouds' metadata
    {Ip(172, 16, 0), 12},    // private
    {Ip(192, 0, 0), 24},     // protocol assignments
    {Ip(192, 0, 2), 24},     // documentation
    {Ip(192, 88, 99), 24},   // 6to4 relays
    {Ip(192, 168, 0), 16},   // private
    {Ip(198, 18, 0), 15},    // benchmarks
    {Ip(198, 51, 100), 24},  // documentation
    {Ip(203, 0, 113), 24},   // documentation
    {Ip(224, 0, 0), 4},      // multicast
    {Ip(240, 0, 0), 4},      // reserved, broadcast
}};

bool IsPublic4(std::uint32_t address) {
  return std::none_of(kSpecial4.begin(), kSpecial4.end(), [&](const Block4& block) {
    return (address ^ block.base) >> (32U - block.bits) == 0;
  });
}

struct Block6 {
  std::array<std::uint8_t, 6> base;
  unsigned bits;
};

/// Within the global unicast space 2000::/3, outside which nothing is public.
constexpr std::array<Block6, 5> kSpecial6 = {{
    {{0x20, 0x01, 0x00, 0x00, 0, 0}, 23},     // protocol assignments, Teredo
    {{0x20, 0x01, 0x0d, 0xb8, 0, 0}, 32},     // documentation
    {{0x20, 0x02, 0x00, 0x00, 0, 0}, 16},     // 6to4: any IPv4 address
    {{0x26, 0x20, 0x00, 0x4f, 0x80, 0}, 48},  // AS112 answers for private names
    {{0x3f, 0xff, 0x00, 0x00, 0, 0}, 20},     // documentation
}};

bool StartsAs(const std::uint8_t* bytes, const Block6& block) {
  for (unsigned bit = 0; bit < block.bits; ++bit) {
    const auto mask = static_cast<std::uint8_t>(0x80U >> (bit % 8));
    if (((bytes[bit / 8] ^ block.base.at(bit / 8)) & mask) != 0) return false;
  }
  return true;
}

bool IsPublic6(const std::uint8_t* bytes) {
  constexpr std::array<std::uint8_t, 12> kMapped = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  if (std::equal(kMapped.begin(), kMapped.end(), bytes)) {
    std::uint32_t inside = 0;
    std::memcpy(&inside, bytes + kMapped.size(), sizeof inside);
    return IsPublic4(ntohl(inside));
  }
  if (bytes[0] >> 5U != 1) return false;
  return std::none_of(kSpecial6.begin(), kSpecial6.end(),
                      [&](const Block6& block) { return StartsAs(bytes, block); });
}

}  // namespace

bool IsPublic(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in v4{};
    std::memcpy(&v4, &address, sizeof v4);
    return IsPublic4(ntohl(v4.sin_addr.s_addr));
  }
  if (address.sa_family != AF_INET6) return false;
  sockaddr_in6 v6{};
  std::memcpy(&v6, &address, sizeof v6);
  return IsPublic6(v6.sin6_addr.s6_addr);
}

bool IsPublicText(std::string_view address) {
  const std::string text(address);
  std::uint32_t v4 = 0;
  if (::inet_pton(AF_INET, text.c_str(), &v4) == 1) return IsPublic4(ntohl(v4));
  std::array<std::uint8_t, 16> v6{};
  return ::inet_pton(AF_INET6, text.c_str(), v6.data()) == 1 && IsPublic6(v6.data());
}

}  // namespace jiedui::net

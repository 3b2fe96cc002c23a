#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace jiedui::net {

/// A block of addresses, IPv4 or IPv6.
class Network {
 public:
  /// `10.0.0.0/8`, `2001:db8::/32`, or one address; nothing for any other text.
  static std::optional<Network> Parse(std::string_view text);

  /// Is that address (as text; IPv4 written as IPv6 counts as IPv4) in the block? False where it is
  /// none.
  [[nodiscard]] bool Contains(std::string_view address) const;

 private:
  std::array<std::uint8_t, 16> bytes_{};
  unsigned bits_ = 0;  // of the 128; an IPv4 block lies in ::ffff:0:0/96
};

/// The address in its usual form (`2001:DB8:0::1` → `2001:db8::1`, `::ffff:10.0.0.1` → `10.0.0.1`);
/// nothing where it is none.
std::optional<std::string> CanonicalAddress(std::string_view address);

/// What limits count by: an IPv4 address itself, an IPv6 address's /64, since whoever has one
/// address of that has all. Text that is no address comes back as it is.
std::string SourceOf(std::string_view address);

}  // namespace jiedui::net

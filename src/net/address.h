#pragma once

#include <string_view>

struct sockaddr;

namespace jiedui::net {

/// Is that an address of the open internet: neither this machine, nor a private, link-local,
/// carrier's, documentation, multicast or reserved one (IANA's registries of special-purpose
/// addresses), IPv4 written as IPv6 and tunnels into IPv4 included? False for other families.
bool IsPublic(const sockaddr& address);

/// The same of an address as text; false where it is none.
bool IsPublicText(std::string_view address);

}  // namespace jiedui::net

#include "api/client.h"

#include <algorithm>
#include <vector>

#include "base/text.h"

namespace jiedui::api {
namespace {

bool IsTrusted(std::string_view address, std::span<const net::Network> proxies) {
  return std::any_of(proxies.begin(), proxies.end(),
                     [&](const net::Network& network) { return network.Contains(address); });
}

/// The addresses of every X-Forwarded-For, in order.
std::vector<std::string_view> ForwardedFor(const edge::Request& request) {
  std::vector<std::string_view> addresses;
  for (const std::string_view header : request.headers.All("X-Forwarded-For")) {
    for (const std::string_view part : base::Split(header, ','))
      addresses.push_back(base::Trim(part));
  }
  return addresses;
}

std::string FullName(std::string_view name, bool secure) {
  return (secure ? "__Host-" : "") + std::string(name);
}

}  // namespace

Client ClientOf(const edge::Request& request, std::span<const net::Network> trusted_proxies) {
  Client client{request.peer, false};
  if (!IsTrusted(request.peer, trusted_proxies)) return client;
  client.secure =
      edge::EqualsIgnoreCase(request.headers.Get("X-Forwarded-Proto").value_or(""), "https");
  const std::vector<std::string_view> addresses = ForwardedFor(request);
  for (auto address = addresses.rbegin(); address != addresses.rend(); ++address) {
    const auto canonical = net::CanonicalAddress(*address);
    if (!canonical) break;  // whoever wrote this is not to be believed further
    client.address = *canonical;
    if (!IsTrusted(*canonical, trusted_proxies)) break;
  }
  return client;
}

std::string CookieValue(const edge::Request& request, std::string_view name, bool secure) {
  const std::string wanted = FullName(name, secure);
  for (const std::string_view header : request.headers.All("Cookie")) {
    for (const std::string_view part : base::Split(header, ';')) {
      const std::string_view pair = base::Trim(part);
      const std::size_t equals = pair.find('=');
      if (equals != std::string_view::npos && pair.substr(0, equals) == wanted)
        return std::string(pair.substr(equals + 1));
    }
  }
  return {};
}

std::string SetCookie(std::string_view name, std::string_view value, bool secure,
                      std::int64_t seconds) {
  std::string cookie =
      FullName(name, secure) + "=" + std::string(value) + "; Path=/; HttpOnly; SameSite=Strict";
  if (value.empty()) {
    cookie += "; Max-Age=0";
  } else if (seconds > 0) {
    cookie += "; Max-Age=" + std::to_string(seconds);
  }
  if (secure) cookie += "; Secure";
  return cookie;
}

}  // namespace jiedui::api

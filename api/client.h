#pragma once

#include <span>
#include <string>
#include <string_view>

#include "api/edge/message.h"
#include "net/network.h"

namespace jiedui::api {

/// Who is at the other end.
struct Client {
  std::string address;  ///< numeric
  bool secure = false;  ///< over TLS, as far as is known
};

/// The client of the request: the socket's other end; where that is a trusted proxy, the last
/// address of X-Forwarded-For that is none, and X-Forwarded-Proto says whether it came over TLS.
/// What others write into these headers is never looked at.
Client ClientOf(const edge::Request& request, std::span<const net::Network> trusted_proxies);

// Cookies. Over TLS they bear `__Host-`: no neighbour under the same domain and nobody in the clear
// can set one of ours.

/// The value of our cookie of that name; empty where there is none.
std::string CookieValue(const edge::Request& request, std::string_view name, bool secure);

/// `Set-Cookie`: HttpOnly, SameSite=Strict; cleared where the value is empty, else kept for so
/// long, or with 0 until the browser closes.
std::string SetCookie(std::string_view name, std::string_view value, bool secure,
                      std::int64_t seconds = 0);

constexpr std::string_view kSessionCookie = "jiedui_session";
/// What makes a browser familiar to the accounts that signed in with it.
constexpr std::string_view kBrowserCookie = "jiedui_browser";

}  // namespace jiedui::api

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace jiedui::services {

/// A login that a browser began and another service is to end: what only that browser and we know
/// of it. The browser keeps it sealed, so that nobody who never comes back costs memory or a write.
struct BegunLogin {
  std::string provider;  ///< `oidc` or `cas`
  std::string state;     ///< 32 random bytes, base64url; ends at most one login
  std::string nonce;     ///< the same
  std::string verifier;  ///< the same; of PKCE (RFC 7636)
  std::string next;      ///< where to go afterwards; by CheckLocalPath
  base::TimeMs expires_ms = 0;
};

/// One that begins now.
BegunLogin BeginLogin(std::string provider, std::string next, base::TimeMs expires_ms);

/// Enciphered and authenticated (XChaCha20-Poly1305) under the city's key of 32 bytes; base64url.
std::string Seal(const BegunLogin& login, std::string_view key);

/// What Seal wrote under that key; nothing for anything else, however little of it was changed.
/// Says nothing of the expiry.
std::optional<BegunLogin> Unseal(std::string_view sealed, std::string_view key);

/// kInvalid, field `next`, unless that is a path of this service's pages as browsers write it:
/// begins with one `/`, printable ASCII without `\`, at most 1,000 bytes, not below `/api`.
base::Status CheckLocalPath(std::string_view path);

}  // namespace jiedui::services

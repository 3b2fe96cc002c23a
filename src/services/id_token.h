#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace jiedui::services {

/// What an ID token must say.
struct IdTokenRules {
  std::string issuer;
  std::string client_id;
  std::string nonce;          ///< of this login; never empty
  std::string subject_claim;  ///< which claim is the person
  base::TimeMs now_ms = 0;
  base::TimeMs skew_ms = 0;  ///< by how much the provider's clock may differ
};

/// Whom the provider vouches for.
struct Identity {
  std::string subject;  ///< 1 … 200 bytes, no control characters
  std::string name;     ///< for people; empty where it was not said
};

/// Holds the payload of an ID token, whose signature was checked, against the rules of OpenID
/// Connect Core section 3.1.3.7: issuer, audience, authorized party, expiry, time of issue (no
/// older than ten minutes: it was made for this login) and nonce. kUnauthenticated says which of
/// them it breaks.
base::Result<Identity> ReadIdToken(std::string_view payload, const IdTokenRules& rules);

/// Is that text fit to tell people apart? 1 … 200 bytes of UTF-8, without control characters and
/// blanks at its ends.
bool IsSubject(std::string_view text);

}  // namespace jiedui::services

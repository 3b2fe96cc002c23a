#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "domain/user.h"

namespace jiedui::store {

/// A login to be opened.
struct NewLogin {
  domain::UserId user = {};
  base::TimeMs lifetime_ms = 12LL * 3600 * 1000;  ///< ends then at the latest; > 0
  base::TimeMs idle_ms = 2LL * 3600 * 1000;       ///< ends when unseen that long; > 0
  std::string remote_address = {};
  std::string user_agent = {};  ///< cut to 512 bytes
  bool vouched = false;         ///< another service said who it is
};

/// A user who is logged in. The token itself is not kept: only its BLAKE2b-256.
struct LoginSession {
  std::int64_t id = 0;  ///< names the session in lists; gives no access
  domain::UserId user;
  base::TimeMs created_ms = 0;
  base::TimeMs last_seen_ms = 0;
  base::TimeMs expires_ms = 0;  ///< at the latest
  base::TimeMs idle_ms = 0;
  base::TimeMs rotated_ms = 0;    ///< when its present token was made
  base::TimeMs confirmed_ms = 0;  ///< when that was first used; 0: not yet
  bool by_previous = false;       ///< found by the token before the present one
  std::string remote_address;
  std::string user_agent;
  bool vouched = false;  ///< another service said who it is, and asked for what it asks for
};

}  // namespace jiedui::store

#pragma once

#include <string>
#include <string_view>

#include "store/audit.h"

namespace jiedui::store {

/// 32 random bytes as base64url.
std::string NewToken();

/// What is kept of a token. A plain fast hash is enough: the token is 256 random bits.
AuditMac HashOfToken(std::string_view token);

}  // namespace jiedui::store

#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace jiedui::services {

/// What hashing costs. The interactive setting takes about 50 ms and 64 MiB; tests take the least
/// there is.
enum class PasswordCost { kInteractive, kLeast };

/// Argon2id hash with its parameters and salt, as libsodium writes it. kUnavailable when memory is
/// short.
base::Result<std::string> HashPassword(std::string_view password,
                                       PasswordCost cost = PasswordCost::kInteractive);

/// Does the password fit the hash? Takes as long as hashing; constant time in the comparison. False
/// for an empty or broken hash.
bool VerifyPassword(std::string_view hash, std::string_view password);

/// Does the same work as VerifyPassword for nobody, so that an unknown login takes as long as a
/// wrong password.
void WasteVerifyTime(std::string_view password);

/// At least 10 characters of at least two kinds, not the login itself. kInvalid, field `password`,
/// says what lacks.
base::Status CheckPasswordRules(std::string_view login, std::string_view password);

/// 32 random bytes as 64 hex digits.
std::string RandomToken();

}  // namespace jiedui::services

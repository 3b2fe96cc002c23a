#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace jiedui::services {

// Time-based one-time passwords (RFC 6238) as every authenticator knows them: HMAC-SHA-1, 30 s, six
// digits.

/// The step of 30 s that the moment is in.
std::int64_t TotpStep(base::TimeMs now_ms);

/// The six digits of that step (RFC 4226 section 5.3).
std::string TotpCode(std::string_view secret, std::int64_t step);

/// The step whose code this is: the moment's, the one before or the one after (clocks differ,
/// people type slowly); nothing for any other text. In constant time for each step.
std::optional<std::int64_t> MatchTotp(std::string_view secret, std::string_view code,
                                      base::TimeMs now_ms);

/// 20 random bytes, the length of the hash (RFC 4226 section 4).
std::string NewTotpSecret();

/// RFC 4648 base32 without padding, as people type it into an authenticator.
std::string Base32(std::string_view bytes);

/// `otpauth://totp/…`, for the QR code.
std::string TotpUri(std::string_view secret, std::string_view issuer, std::string_view account);

}  // namespace jiedui::services

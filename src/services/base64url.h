#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace jiedui::services {

/// base64url without padding (RFC 4648 section 5).
std::string Base64Url(std::string_view bytes);
/// Nothing where the text is none: padding, blanks, other characters, bits left over.
std::optional<std::string> FromBase64Url(std::string_view text);

/// base64 with padding (section 4).
std::string Base64(std::string_view bytes);

/// So many random bytes.
std::string RandomBytes(std::size_t count);

/// SHA-256 of the bytes: 32 bytes.
std::string Sha256(std::string_view bytes);

/// Equality in a time that does not tell where they differ.
bool SameSecret(std::string_view a, std::string_view b);

}  // namespace jiedui::services

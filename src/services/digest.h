#pragma once

#include <string>
#include <string_view>

namespace jiedui::services {

/// BLAKE2b-256 (RFC 7693) of the bytes, as 64 lower-case hexadecimal digits.
std::string DigestOf(std::string_view bytes);

}  // namespace jiedui::services

#pragma once

#include <span>
#include <string>
#include <string_view>

namespace jiedui::services {

/// BLAKE2b-256 of the bytes (RFC 7693, no key), as 64 lower-case hexadecimal digits: what evidence
/// is kept by and what says that a confirmed snapshot is the one that was confirmed.
std::string DigestOf(std::string_view bytes);

/// Whether it has the form of DigestOf's result: nothing else becomes part of a path.
bool IsDigest(std::string_view text);

/// Lower-case hexadecimal digits, two a byte.
std::string HexOf(std::span<const unsigned char> bytes);

/// Random bytes for a seed, as 32 hexadecimal digits.
std::string RandomSeed();

/// 32 random bytes for a secret, as 64 hexadecimal digits.
std::string RandomSecret();

}  // namespace jiedui::services

#include "services/totp.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <sodium.h>

#include <array>
#include <cstdlib>

namespace jiedui::services {
namespace {

constexpr base::TimeMs kStepMs = 30'000;
constexpr std::size_t kDigits = 6;
constexpr std::uint32_t kModulus = 1'000'000;
constexpr std::size_t kSecretBytes = 20;
constexpr std::size_t kHashBytes = 20;

using Hash = std::array<unsigned char, kHashBytes>;

Hash HmacSha1(std::string_view key, const std::array<unsigned char, 8>& message) {
  Hash hash{};
  unsigned int size = 0;
  const unsigned char* const made = HMAC(EVP_sha1(), key.data(), static_cast<int>(key.size()),
                                         message.data(), message.size(), hash.data(), &size);
  // Only where the library lacks SHA-1 altogether: nothing could be trusted then.
  if (made == nullptr || size != hash.size()) std::abort();
  return hash;
}

std::string PercentEncode(std::string_view text) {
  constexpr std::string_view kHex = "0123456789ABCDEF";
  constexpr std::string_view kPlain =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";
  std::string encoded;
  for (const char c : text) {
    if (kPlain.find(c) != std::string_view::npos) {
      encoded += c;
      continue;
    }
    const auto byte = static_cast<unsigned char>(c);
    encoded += '%';
    encoded += kHex[byte >> 4U];
    encoded += kHex[byte & 0x0FU];
  }
  return encoded;
}

}  // namespace

std::int64_t TotpStep(base::TimeMs now_ms) { return now_ms / kStepMs; }

std::string TotpCode(std::string_view secret, std::int64_t step) {
  std::array<unsigned char, 8> message{};
  auto rest = static_cast<std::uint64_t>(step);
  for (auto byte = message.rbegin(); byte != message.rend(); ++byte) {
    *byte = static_cast<unsigned char>(rest & 0xFFU);
    rest >>= 8U;
  }
  const Hash hash = HmacSha1(secret, message);
  const std::size_t offset = hash.back() & 0x0FU;
  const std::uint32_t number = (hash[offset] & 0x7FU) << 24U |
                               static_cast<std::uint32_t>(hash[offset + 1]) << 16U |
                               static_cast<std::uint32_t>(hash[offset + 2]) << 8U |
                               static_cast<std::uint32_t>(hash[offset + 3]);
  const std::string digits = std::to_string(number % kModulus);
  return std::string(kDigits - digits.size(), '0') + digits;
}

std::optional<std::int64_t> MatchTotp(std::string_view secret, std::string_view code,
                                      base::TimeMs now_ms) {
  if (code.size() != kDigits) return std::nullopt;
  const std::int64_t now = TotpStep(now_ms);
  for (const std::int64_t step : {now, now - 1, now + 1}) {
    const std::string right = TotpCode(secret, step);
    if (sodium_memcmp(right.data(), code.data(), kDigits) == 0) return step;
  }
  return std::nullopt;
}

std::string NewTotpSecret() {
  std::string secret(kSecretBytes, '\0');
  randombytes_buf(secret.data(), secret.size());
  return secret;
}

std::string Base32(std::string_view bytes) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
  std::string text;
  std::uint32_t bits = 0;
  unsigned held = 0;
  for (const char c : bytes) {
    bits = bits << 8U | static_cast<unsigned char>(c);
    held += 8;
    while (held >= 5) {
      held -= 5;
      text += kAlphabet[bits >> held & 0x1FU];
    }
  }
  if (held > 0) text += kAlphabet[bits << (5 - held) & 0x1FU];
  return text;
}

std::string TotpUri(std::string_view secret, std::string_view issuer, std::string_view account) {
  return "otpauth://totp/" + PercentEncode(issuer) + ":" + PercentEncode(account) +
         "?secret=" + Base32(secret) + "&issuer=" + PercentEncode(issuer);
}

}  // namespace jiedui::services

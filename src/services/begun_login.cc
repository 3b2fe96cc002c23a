#include "services/begun_login.h"

#include <sodium.h>

#include <algorithm>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "services/base64url.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;

constexpr std::size_t kRandomBytes = 32;
constexpr std::size_t kLongestPath = 1000;
constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
/// Says what is sealed: the same key used for something else opens nothing here.
constexpr std::string_view kPurpose = "jiedui begun login 1";

const unsigned char* BytesOf(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* BytesOf(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

std::string TextOf(const base::JsonDocument& json, std::string_view name) {
  const auto member = json.root().Find(name);
  return std::string(member ? member->AsString().value_or("") : std::string_view{});
}

}  // namespace

BegunLogin BeginLogin(std::string provider, std::string next, base::TimeMs expires_ms) {
  return {std::move(provider),
          Base64Url(RandomBytes(kRandomBytes)),
          Base64Url(RandomBytes(kRandomBytes)),
          Base64Url(RandomBytes(kRandomBytes)),
          std::move(next),
          expires_ms};
}

std::string Seal(const BegunLogin& login, std::string_view key) {
  base::JsonWriter json;
  json.StartObject().Member("provider", login.provider).Member("state", login.state);
  json.Member("nonce", login.nonce).Member("verifier", login.verifier);
  json.Member("next", login.next).Member("expires_ms", login.expires_ms).EndObject();
  const std::string plain(json.Text());
  const std::string nonce = RandomBytes(kNonceBytes);
  std::string cipher(plain.size() + kTagBytes, '\0');
  unsigned long long length = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(BytesOf(cipher), &length, BytesOf(plain), plain.size(),
                                             BytesOf(kPurpose), kPurpose.size(), nullptr,
                                             BytesOf(nonce), BytesOf(key));
  return Base64Url(nonce + cipher);
}

std::optional<BegunLogin> Unseal(std::string_view sealed, std::string_view key) {
  const std::optional<std::string> bytes = FromBase64Url(sealed);
  if (!bytes || bytes->size() < kNonceBytes + kTagBytes) return std::nullopt;
  const std::string nonce = bytes->substr(0, kNonceBytes);
  const std::string cipher = bytes->substr(kNonceBytes);
  std::string plain(cipher.size() - kTagBytes, '\0');
  unsigned long long length = 0;
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(BytesOf(plain), &length, nullptr, BytesOf(cipher),
                                                 cipher.size(), BytesOf(kPurpose), kPurpose.size(),
                                                 BytesOf(nonce), BytesOf(key)) != 0)
    return std::nullopt;
  const auto json = base::JsonDocument::Parse(plain);
  if (!json) return std::nullopt;
  const auto expires = json->root().Find("expires_ms");
  return BegunLogin{TextOf(*json, "provider"), TextOf(*json, "state"),
                    TextOf(*json, "nonce"),    TextOf(*json, "verifier"),
                    TextOf(*json, "next"),     expires ? expires->AsInt().value_or(0) : 0};
}

Status CheckLocalPath(std::string_view path) {
  const bool printable = std::all_of(path.begin(), path.end(),
                                     [](char c) { return c > ' ' && c < '\x7f' && c != '\\'; });
  const bool api = path == "/api" || path.starts_with("/api/") || path.starts_with("/api?");
  if (path.starts_with('/') && !path.starts_with("//") && printable && !api &&
      path.size() <= kLongestPath)
    return {};
  return Fail(ErrorCode::kInvalid, "登录后要去的地址应为本系统的页面，以一个 / 开头", "next");
}

}  // namespace jiedui::services

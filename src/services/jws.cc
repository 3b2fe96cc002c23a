#include "services/jws.h"

#include <cjose/cjose.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/text.h"
#include "services/base64url.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::JsonDocument;
using base::JsonValue;
using base::Result;

constexpr std::size_t kLongestToken = 64 * 1024;
constexpr std::size_t kLeastRsaBytes = 2048 / 8;
constexpr std::size_t kMostRsaBytes = 8192 / 8;
constexpr std::size_t kMostExponentBytes = 8;
constexpr std::size_t kP256Bytes = 32;

struct KeyDeleter {
  void operator()(cjose_jwk_t* key) const { cjose_jwk_release(key); }
};
struct JwsDeleter {
  void operator()(cjose_jws_t* jws) const { cjose_jws_release(jws); }
};

/// A key that may sign, of the one algorithm that it is for.
struct Key {
  std::string kid;
  std::string_view algorithm;
  std::unique_ptr<cjose_jwk_t, KeyDeleter> key;
};

std::string MemberOf(JsonValue object, std::string_view name) {
  const std::optional<JsonValue> member = object.Find(name);
  return std::string(member ? member->AsString().value_or("") : std::string_view{});
}

/// Does `use`, `key_ops` and `alg`, where they are there, let the key check signatures of that
/// algorithm?
bool MayVerify(JsonValue json, std::string_view algorithm) {
  if (json.Find("use") && MemberOf(json, "use") != "sig") return false;
  if (json.Find("alg") && MemberOf(json, "alg") != algorithm) return false;
  const std::optional<JsonValue> operations = json.Find("key_ops");
  if (!operations) return true;
  const std::vector<JsonValue> items = operations->Items();
  return std::any_of(items.begin(), items.end(),
                     [](JsonValue one) { return one.AsString() == "verify"; });
}

bool IsRsaModulus(const std::string& text) {
  const std::optional<std::string> bytes = FromBase64Url(text);
  return bytes && bytes->size() >= kLeastRsaBytes && bytes->size() <= kMostRsaBytes &&
         bytes->front() != '\0' && static_cast<unsigned char>(bytes->front()) >= 0x80;
}

/// So many bytes in base64url, 1 … `most`. libcjose asserts that texts are base64: nothing else may
/// reach it.
bool IsNumber(const std::string& text, std::size_t most) {
  const std::optional<std::string> bytes = FromBase64Url(text);
  return bytes && !bytes->empty() && bytes->size() <= most;
}

/// The public members alone, so that nothing else of what was published is taken in.
std::optional<std::pair<std::string_view, std::string>> PublicPart(JsonValue json) {
  const std::string type = MemberOf(json, "kty");
  base::JsonWriter text;
  text.StartObject().Member("kty", type);
  if (type == "RSA" && IsRsaModulus(MemberOf(json, "n")) &&
      IsNumber(MemberOf(json, "e"), kMostExponentBytes)) {
    text.Member("n", MemberOf(json, "n")).Member("e", MemberOf(json, "e")).EndObject();
    return std::pair(kRs256, text.Text());
  }
  if (type == "EC" && MemberOf(json, "crv") == "P-256" &&
      IsNumber(MemberOf(json, "x"), kP256Bytes) && IsNumber(MemberOf(json, "y"), kP256Bytes)) {
    text.Member("crv", "P-256").Member("x", MemberOf(json, "x")).Member("y", MemberOf(json, "y"));
    text.EndObject();
    return std::pair(kEs256, text.Text());
  }
  return std::nullopt;
}

std::optional<Key> KeyOf(JsonValue json) {
  const auto part = PublicPart(json);
  if (!part || !MayVerify(json, part->first)) return std::nullopt;
  cjose_err error{};
  Key key{MemberOf(json, "kid"), part->first, nullptr};
  key.key.reset(cjose_jwk_import(part->second.data(), part->second.size(), &error));
  return key.key == nullptr ? std::nullopt : std::optional(std::move(key));
}

tl::unexpected<base::Error> Untrusted(std::string why) {
  return Fail(ErrorCode::kUnauthenticated, "令牌" + std::move(why));
}

struct Header {
  std::string algorithm;
  std::string kid;
};

Result<Header> ReadHeader(std::string_view token) {
  const std::vector<std::string_view> parts = base::Split(token, '.');
  if (token.size() > kLongestToken || parts.size() != 3) return Untrusted("不是三段的 JWS");
  for (const std::string_view part : parts)
    if (!FromBase64Url(part)) return Untrusted("不是三段的 base64url");
  const std::optional<std::string> text = FromBase64Url(parts[0]);
  const Result<JsonDocument> json =
      text ? JsonDocument::Parse(*text) : Fail(ErrorCode::kInvalid, "");
  if (!json || !json->root().IsObject()) return Untrusted("的头部不是 JSON 对象");
  if (json->root().Find("crit")) return Untrusted("带有不认识的必需扩展（crit）");
  return Header{MemberOf(json->root(), "alg"), MemberOf(json->root(), "kid")};
}

}  // namespace

struct KeySet::Impl {
  std::vector<Key> keys;

  /// The key of that id; without one the only key for the algorithm.
  [[nodiscard]] const Key* Find(const Header& header) const {
    const Key* found = nullptr;
    for (const Key& key : keys) {
      if (key.algorithm != header.algorithm) continue;
      if (!header.kid.empty() && key.kid != header.kid) continue;
      if (found != nullptr) return nullptr;  // which of them is not said
      found = &key;
    }
    return found;
  }
};

KeySet::KeySet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
KeySet::~KeySet() = default;
KeySet::KeySet(KeySet&&) noexcept = default;
KeySet& KeySet::operator=(KeySet&&) noexcept = default;

std::size_t KeySet::size() const { return impl_->keys.size(); }

Result<KeySet> KeySet::Parse(std::string_view json) {
  JIEDUI_ASSIGN(const JsonDocument document, JsonDocument::Parse(json));
  const std::optional<JsonValue> keys = document.root().Find("keys");
  if (!keys || !keys->IsArray()) return Fail(ErrorCode::kInvalid, "不是 JWK 集合: 没有 keys 数组");
  auto impl = std::make_unique<Impl>();
  for (const JsonValue one : keys->Items()) {
    if (std::optional<Key> key = KeyOf(one)) impl->keys.push_back(*std::move(key));
  }
  return KeySet(std::move(impl));
}

Result<std::string> VerifiedPayload(std::string_view token, const KeySet& keys,
                                    std::span<const std::string> algorithms) {
  JIEDUI_ASSIGN(const Header header, ReadHeader(token));
  const bool known = header.algorithm == kRs256 || header.algorithm == kEs256;
  if (!known ||
      std::find(algorithms.begin(), algorithms.end(), header.algorithm) == algorithms.end()) {
    return Untrusted("的签名算法 “" + header.algorithm.substr(0, 64) + "” 不被接受");
  }
  const Key* const key = keys.impl_->Find(header);
  if (key == nullptr) {
    return Fail(ErrorCode::kNotFound,
                "令牌的密钥 “" + header.kid.substr(0, 64) + "” 不在身份源公布的密钥中");
  }
  cjose_err error{};
  const std::unique_ptr<cjose_jws_t, JwsDeleter> jws(
      cjose_jws_import(token.data(), token.size(), &error));
  if (jws == nullptr) return Untrusted("不是 JWS");
  if (!cjose_jws_verify(jws.get(), key->key.get(), &error)) return Untrusted("的签名不正确");
  std::uint8_t* bytes = nullptr;
  std::size_t size = 0;
  if (!cjose_jws_get_plaintext(jws.get(), &bytes, &size, &error)) return Untrusted("没有内容");
  return std::string(reinterpret_cast<const char*>(bytes), size);
}

}  // namespace jiedui::services

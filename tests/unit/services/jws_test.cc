#include "services/jws.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base64url.h"
#include "support/signer.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;
using testing::Signer;

const std::vector<std::string> kBoth = {"RS256", "ES256"};

const Signer& Rsa() {
  static const Signer signer(Signer::Type::kRsa, "rsa-1");
  return signer;
}
const Signer& Ec() {
  static const Signer signer(Signer::Type::kP256, "ec-1");
  return signer;
}

KeySet Keys(const std::string& list) { return KeySet::Parse(R"({"keys":[)" + list + "]}").value(); }

ErrorCode CodeOf(const std::string& token, const KeySet& keys) {
  const auto payload = VerifiedPayload(token, keys, kBoth);
  return payload ? ErrorCode::kInternal : payload.error().code;
}

/// The token with one part exchanged.
std::string With(const std::string& token, int part, const std::string& text) {
  const std::size_t first = token.find('.');
  const std::size_t second = token.find('.', first + 1);
  if (part == 0) return text + token.substr(first);
  if (part == 1) return token.substr(0, first + 1) + text + token.substr(second);
  return token.substr(0, second + 1) + text;
}

TEST(Jws, TakesWhatAKeyOfTheSetSigned) {
  const KeySet keys = Keys(Rsa().Jwk() + "," + Ec().Jwk(R"(,"use":"sig","alg":"ES256")"));
  ASSERT_EQ(keys.size(), 2U);
  for (const Signer* const one : {&Rsa(), &Ec()}) {
    const auto payload = VerifiedPayload(one->Sign(R"({"a":1})"), keys, kBoth);
    ASSERT_TRUE(payload) << payload.error().message;
    EXPECT_EQ(*payload, R"({"a":1})");
  }
}

TEST(Jws, RefusesWhatWasTamperedWith) {
  const KeySet keys = Keys(Rsa().Jwk() + "," + Ec().Jwk());
  for (const Signer* const one : {&Rsa(), &Ec()}) {
    const std::string token = one->Sign(R"({"sub":"a"})");
    EXPECT_EQ(CodeOf(With(token, 1, Base64Url(R"({"sub":"b"})")), keys),
              ErrorCode::kUnauthenticated);
    const std::string signature = token.substr(token.rfind('.') + 1);
    std::string bytes = *FromBase64Url(signature);
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    EXPECT_EQ(CodeOf(With(token, 2, Base64Url(bytes)), keys), ErrorCode::kUnauthenticated);
    EXPECT_EQ(CodeOf(With(token, 2, ""), keys), ErrorCode::kUnauthenticated);
    EXPECT_EQ(CodeOf(With(token, 2, Base64Url(bytes.substr(1))), keys),
              ErrorCode::kUnauthenticated);
    EXPECT_EQ(CodeOf(token + ".x", keys), ErrorCode::kUnauthenticated);
    EXPECT_EQ(CodeOf(token.substr(0, token.rfind('.')), keys), ErrorCode::kUnauthenticated);
  }
}

/// libcjose ends the program where a text is not base64.
TEST(Jws, PartsThatAreNotBase64UrlAreRefused) {
  const KeySet keys = Keys(Rsa().Jwk() + "," + Ec().Jwk());
  const std::string token = Rsa().Sign(R"({"sub":"a"})");
  for (std::size_t at = 0; at < token.size(); at += 7) {
    for (const char* const other : {"=", "+", " ", "\x01", "\xA7"}) {
      std::string wrong = token;
      EXPECT_EQ(CodeOf(wrong.replace(at, 1, other), keys), ErrorCode::kUnauthenticated) << wrong;
    }
  }
  for (const char* const key :
       {R"({"kty":"EC","crv":"P-256","x":"A=AA","y":"AAAA"})",
        R"({"kty":"EC","crv":"P-256","x":"AAAA","y":""})", R"({"kty":"EC","crv":"P-256","x":7})"})
    EXPECT_EQ(Keys(key).size(), 0U) << key;
}

TEST(Jws, RefusesAnotherKeyUnderTheSameName) {
  const Signer other(Signer::Type::kRsa, "rsa-1");
  EXPECT_EQ(CodeOf(other.Sign("{}"), Keys(Rsa().Jwk())), ErrorCode::kUnauthenticated);
}

TEST(Jws, RefusesNoneAndSharedSecrets) {
  const KeySet keys = Keys(Rsa().Jwk() + "," + Ec().Jwk());
  const std::string claims = Base64Url(R"({"sub":"a"})");
  for (const char* const algorithm : {"none", "None", "", "HS256", "RS512", "PS256", "ES384"}) {
    const std::string header =
        Base64Url(R"({"alg":")" + std::string(algorithm) + R"(","kid":"rsa-1"})");
    EXPECT_EQ(CodeOf(header + "." + claims + ".", keys), ErrorCode::kUnauthenticated) << algorithm;
    EXPECT_EQ(CodeOf(header + "." + claims + ".AAAA", keys), ErrorCode::kUnauthenticated);
  }
  // The public key as the shared secret of an HMAC: what `alg` must not be believed for.
  for (const std::string& secret : {Rsa().Jwk(), std::string("rsa-1")}) {
    cjose_err error{};
    const std::unique_ptr<cjose_jwk_t, bool (*)(cjose_jwk_t*)> shared(
        cjose_jwk_create_oct_spec(reinterpret_cast<const std::uint8_t*>(secret.data()),
                                  secret.size(), &error),
        cjose_jwk_release);
    const std::string token = Signer::SignAs(shared.get(), "HS256", "rsa-1", R"({"sub":"a"})");
    const auto payload = VerifiedPayload(token, keys, kBoth);
    ASSERT_FALSE(payload);
    EXPECT_EQ(payload.error().code, ErrorCode::kUnauthenticated);
    EXPECT_THAT(payload.error().message, HasSubstr("HS256"));
  }
}

TEST(Jws, RefusesAnAlgorithmThatTheOperatorDoesNotLetThrough) {
  const std::vector<std::string> only = {"ES256"};
  const KeySet keys = Keys(Rsa().Jwk());
  const auto payload = VerifiedPayload(Rsa().Sign("{}"), keys, only);
  ASSERT_FALSE(payload);
  EXPECT_EQ(payload.error().code, ErrorCode::kUnauthenticated);
}

TEST(Jws, AnUnknownKeyIsSaidToBeOne) {
  const Signer newer(Signer::Type::kP256, "ec-2");
  EXPECT_EQ(CodeOf(newer.Sign("{}"), Keys(Ec().Jwk())), ErrorCode::kNotFound);
  // The kid of a key of the other algorithm is no key for this one.
  EXPECT_EQ(CodeOf(Signer(Signer::Type::kP256, "rsa-1").Sign("{}"), Keys(Rsa().Jwk())),
            ErrorCode::kNotFound);
}

TEST(Jws, WithoutAKidTheOnlyKeyForTheAlgorithmCounts) {
  const Signer nameless(Signer::Type::kP256, "");
  EXPECT_TRUE(
      VerifiedPayload(nameless.Sign("{}"), Keys(nameless.Jwk() + "," + Rsa().Jwk()), kBoth));
  EXPECT_EQ(CodeOf(nameless.Sign("{}"), Keys(nameless.Jwk() + "," + Ec().Jwk())),
            ErrorCode::kNotFound);
}

TEST(Jws, RefusesExtensionsThatMustBeUnderstood) {
  const std::string header =
      Base64Url(R"({"alg":"RS256","kid":"rsa-1","crit":["b64"],"b64":false})");
  EXPECT_EQ(CodeOf(With(Rsa().Sign("{}"), 0, header), Keys(Rsa().Jwk())),
            ErrorCode::kUnauthenticated);
  const std::string twice = Base64Url(R"({"alg":"none","alg":"RS256","kid":"rsa-1"})");
  EXPECT_EQ(CodeOf(With(Rsa().Sign("{}"), 0, twice), Keys(Rsa().Jwk())),
            ErrorCode::kUnauthenticated);
}

TEST(KeySet, PassesOverWhatMustNotSign) {
  const Signer weak(Signer::Type::kRsaShort, "weak");
  EXPECT_EQ(Keys(weak.Jwk()).size(), 0U);
  EXPECT_EQ(Keys(Rsa().Jwk(R"(,"use":"enc")")).size(), 0U);
  EXPECT_EQ(Keys(Rsa().Jwk(R"(,"alg":"RSA-OAEP")")).size(), 0U);
  EXPECT_EQ(Keys(Rsa().Jwk(R"(,"key_ops":["encrypt"])")).size(), 0U);
  EXPECT_EQ(Keys(Rsa().Jwk(R"(,"key_ops":["verify"])")).size(), 1U);
  EXPECT_EQ(Keys(R"({"kty":"oct","kid":"s","k":"c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0"})").size(),
            0U);
  EXPECT_EQ(Keys(R"({"kty":"EC","crv":"P-256","x":"AA","y":"AA","kid":"e"})").size(), 0U);
  EXPECT_EQ(Keys("7").size(), 0U);
  EXPECT_FALSE(KeySet::Parse(R"({"keys":{}})"));
  EXPECT_FALSE(KeySet::Parse("[]"));
  EXPECT_FALSE(KeySet::Parse(""));
}

TEST(Base64Url, IsStrict) {
  EXPECT_EQ(Base64Url("\xfb\xff"), "-_8");
  EXPECT_EQ(FromBase64Url("-_8"), "\xfb\xff");
  for (const char* const text : {"-_8=", "+/8", "-_ 8", "A", "-_9", "-\xA7\xAE\xBB",
                                 "\x80\xFF"
                                 "AA"})
    EXPECT_EQ(FromBase64Url(text), std::nullopt) << text;
}

}  // namespace
}  // namespace jiedui::services

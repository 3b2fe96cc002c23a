#include "services/begun_login.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/base64url.h"
#include "services/exchanges.h"

namespace jiedui::services {
namespace {

const std::string kKey(32, 'k');

TEST(BegunLogin, ComesBackAsItWasSealed) {
  const BegunLogin login = BeginLogin("oidc", "/plans/7?a=%E4%B8%AD", 1'600'000'000'000);
  const auto back = Unseal(Seal(login, kKey), kKey);
  ASSERT_TRUE(back);
  EXPECT_EQ(back->provider, "oidc");
  EXPECT_EQ(back->state, login.state);
  EXPECT_EQ(back->nonce, login.nonce);
  EXPECT_EQ(back->verifier, login.verifier);
  EXPECT_EQ(back->next, "/plans/7?a=%E4%B8%AD");
  EXPECT_EQ(back->expires_ms, 1'600'000'000'000);
}

TEST(BegunLogin, NoTwoAreAlike) {
  const BegunLogin a = BeginLogin("oidc", "/", 1);
  const BegunLogin b = BeginLogin("oidc", "/", 1);
  EXPECT_EQ(a.state.size(), 43U);
  EXPECT_EQ(a.verifier.size(), 43U) << "the least that PKCE allows";
  EXPECT_NE(a.state, b.state);
  EXPECT_NE(a.nonce, b.nonce);
  EXPECT_NE(a.verifier, b.verifier);
  EXPECT_NE(Seal(a, kKey), Seal(a, kKey));
}

TEST(BegunLogin, NothingElseOpens) {
  const std::string sealed = Seal(BeginLogin("oidc", "/", 1), kKey);
  EXPECT_FALSE(Unseal(sealed, std::string(32, 'x')));
  EXPECT_FALSE(Unseal("", kKey));
  EXPECT_FALSE(Unseal("AAAA", kKey));
  EXPECT_FALSE(Unseal(sealed + "=", kKey));
  const std::string bytes = *FromBase64Url(sealed);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(Unseal(Base64Url(changed), kKey)) << i;
  }
  EXPECT_FALSE(Unseal(Base64Url(bytes.substr(0, bytes.size() - 1)), kKey));
}

TEST(LocalPath, IsOneOfOurPages) {
  for (const char* const path : {"/", "/plans", "/plans/7?tab=a&b=%20", "/login"})
    EXPECT_TRUE(CheckLocalPath(path)) << path;
  for (const std::string& path :
       {std::string(""), std::string("plans"), std::string("//evil.example"),
        std::string("/\\evil.example"), std::string("https://evil.example/"),
        std::string("/a\r\nSet-Cookie: x=1"), std::string("/a b"), std::string("/中文"),
        std::string("/\tx"), std::string("\\\\evil"), std::string("/api/v1/session"),
        std::string("/api"), "/" + std::string(1000, 'a')}) {
    const auto status = CheckLocalPath(path);
    ASSERT_FALSE(status) << path;
    EXPECT_EQ(status.error().field, "next");
  }
}

TEST(Exchanges, AreSoManyAtOnce) {
  Exchanges exchanges(2);
  auto first = exchanges.TryBegin();
  const auto second = exchanges.TryBegin();
  EXPECT_TRUE(first && second);
  EXPECT_FALSE(exchanges.TryBegin());
  EXPECT_FALSE(exchanges.TryBegin());
  first.reset();
  EXPECT_TRUE(exchanges.TryBegin());
}

}  // namespace
}  // namespace jiedui::services

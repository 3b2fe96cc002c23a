// What signing in is made of: limits, common passwords, one-time passwords, options.
#include <gtest/gtest.h>

#include "services/auth_options.h"
#include "services/common_passwords.h"
#include "services/rate_limiter.h"
#include "services/totp.h"
#include "support/reference_data.h"

namespace jiedui::services {
namespace {

TEST(RateLimiter, GivesABurstAndThenItsRate) {
  RateLimiter limiter({3, 2}, 10);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.Take("a", 1'000), 0);
  EXPECT_EQ(limiter.Take("a", 1'000), 500);
  EXPECT_EQ(limiter.WaitFor("a", 1'200), 300);
  EXPECT_EQ(limiter.Take("b", 1'000), 0) << "another's bucket";
  EXPECT_EQ(limiter.Take("a", 1'500), 0);
  EXPECT_EQ(limiter.Take("a", 1'499), 500) << "a clock that goes back refills nothing";
  limiter.GiveBack("a");
  EXPECT_EQ(limiter.Take("a", 1'500), 0);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(limiter.Take("a", 100'000), 0) << "no more than the burst";
  EXPECT_GT(limiter.Take("a", 100'000), 0);
}

TEST(RateLimiter, RemembersABoundedNumberAndForgetsTheLongestUnseen) {
  RateLimiter limiter({1, 0.001}, 3);
  for (const char* key : {"a", "b", "c"}) EXPECT_EQ(limiter.Take(key, 0), 0);
  EXPECT_GT(limiter.Take("a", 1), 0);
  EXPECT_EQ(limiter.Take("d", 1), 0);
  EXPECT_EQ(limiter.size(), 3U);
  EXPECT_GT(limiter.Take("a", 2), 0) << "seen lately";
  EXPECT_EQ(limiter.Take("b", 2), 0) << "forgotten";
  RateLimiter none({1, 0}, 3);
  for (int i = 0; i < 100; ++i) EXPECT_EQ(none.Take("a", 0), 0);
  EXPECT_EQ(none.size(), 0U);
}

TEST(CommonPasswords, AreFoundInTheirUsualClothes) {
  const auto common = CommonPasswords::Parse("# a remark\n\nPassword\nwoaini\n1qaz2wsx3edc\n");
  EXPECT_EQ(common.size(), 3U);
  for (const char* bad : {"password", "PASSWORD", "Password2020!", "2020password", "!!woaini!!1314",
                          "passwordpassword", "1qaz2wsx3edc", "1QAZ2WSX3EDC"})
    EXPECT_TRUE(common.Contains(bad)) << bad;
  for (const char* good : {"", "1234567890", "pass-word-2020", "my password", "woaini-shanxi-7"})
    EXPECT_FALSE(common.Contains(good)) << good;
  EXPECT_FALSE(CommonPasswords().Contains("password"));
}

TEST(CommonPasswords, TheListThatShipsHasChinasAndSparesTheDemonstrations) {
  const auto common = CommonPasswords::Parse(testing::ReadFile(
      std::filesystem::path(JIEDUI_SOURCE_DIR) / "data" / "words" / "common_passwords.txt"));
  EXPECT_GT(common.size(), 5'000U);
  for (const char* bad : {"woaini1314", "admin@123456", "Jincheng@2020", "1qaz@WSX", "5201314a",
                          "huawei@2020", "Qwertyuiop123", "P@ssw0rd123456"})
    EXPECT_TRUE(common.Contains(bad)) << bad;
  EXPECT_FALSE(common.Contains("jiedui-demo-2020"));
}

// RFC 6238, appendix B: eight digits there, of which authenticators show the last six.
TEST(Totp, IsThatOfTheStandard) {
  const std::string secret = "12345678901234567890";
  struct Case {
    base::TimeMs at_ms;
    const char* code;
  };
  for (const Case& one : {Case{59'000, "287082"}, Case{1'111'111'109'000, "081804"},
                          Case{1'111'111'111'000, "050471"}, Case{1'234'567'890'000, "005924"},
                          Case{2'000'000'000'000, "279037"}, Case{20'000'000'000'000, "353130"}}) {
    EXPECT_EQ(TotpCode(secret, TotpStep(one.at_ms)), one.code);
    EXPECT_EQ(MatchTotp(secret, one.code, one.at_ms), TotpStep(one.at_ms));
    EXPECT_EQ(MatchTotp(secret, one.code, one.at_ms + 30'000), TotpStep(one.at_ms));
    EXPECT_EQ(MatchTotp(secret, one.code, one.at_ms - 30'000), TotpStep(one.at_ms));
    EXPECT_EQ(MatchTotp(secret, one.code, one.at_ms + 60'000), std::nullopt);
    if (one.at_ms > 60'000) {
      EXPECT_EQ(MatchTotp(secret, one.code, one.at_ms - 60'000), std::nullopt);
    }
  }
  for (const char* none : {"", "28708", "2870820", "28708x"})
    EXPECT_EQ(MatchTotp(secret, none, 59'000), std::nullopt) << none;
}

// RFC 4648, section 10.
TEST(Totp, Base32IsThatOfTheStandard) {
  EXPECT_EQ(Base32(""), "");
  EXPECT_EQ(Base32("f"), "MY");
  EXPECT_EQ(Base32("fo"), "MZXQ");
  EXPECT_EQ(Base32("foo"), "MZXW6");
  EXPECT_EQ(Base32("foob"), "MZXW6YQ");
  EXPECT_EQ(Base32("fooba"), "MZXW6YTB");
  EXPECT_EQ(Base32("foobar"), "MZXW6YTBOI");
  EXPECT_EQ(NewTotpSecret().size(), 20U);
  EXPECT_NE(NewTotpSecret(), NewTotpSecret());
  EXPECT_EQ(TotpUri("foobar", "结对", "a b"),
            "otpauth://totp/%E7%BB%93%E5%AF%B9:a%20b?secret=MZXW6YTBOI&issuer=%E7%BB%93%E5%AF%B9");
}

TEST(AuthOptions, AreCheckedEachInItsRange) {
  EXPECT_TRUE(AuthOptions{}.Validate());
  const auto field_of = [](void (*change)(AuthOptions&)) {
    AuthOptions options;
    change(options);
    const auto status = options.Validate();
    return status ? std::string() : status.error().field;
  };
  EXPECT_EQ(field_of([](AuthOptions& o) { o.most_failures = 2; }), "most_failures");
  EXPECT_EQ(field_of([](AuthOptions& o) { o.lock_ms = 0; }), "lock_ms");
  EXPECT_EQ(field_of([](AuthOptions& o) { o.rotate_ms = o.lifetime_ms + 1; }), "rotate_ms");
  EXPECT_EQ(field_of([](AuthOptions& o) { o.password_max_days = -1; }), "password_max_days");
  EXPECT_EQ(field_of([](AuthOptions& o) {
              o.requests_per_account = {0.5, 1};
            }),
            "requests_per_account");
  EXPECT_EQ(field_of([](AuthOptions& o) { o.requests_per_account = {0, 0}; }), "");
  EXPECT_EQ(field_of([](AuthOptions& o) { o.most_buckets = 1; }), "most_buckets");
}

}  // namespace
}  // namespace jiedui::services

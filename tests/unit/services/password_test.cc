#include "services/password.h"

#include <gtest/gtest.h>

namespace jiedui::services {
namespace {

TEST(Password, HashFitsOnlyItsPassword) {
  const std::string hash = HashPassword("晋城Jiedui2020", PasswordCost::kLeast).value();
  EXPECT_TRUE(hash.starts_with("$argon2id$"));
  EXPECT_TRUE(VerifyPassword(hash, "晋城Jiedui2020"));
  EXPECT_FALSE(VerifyPassword(hash, "晋城jiedui2020"));
  EXPECT_NE(hash, HashPassword("晋城Jiedui2020", PasswordCost::kLeast).value());
  for (const std::string& broken : {std::string(), std::string("x"), std::string(500, 'x')}) {
    EXPECT_FALSE(VerifyPassword(broken, "晋城Jiedui2020"));
  }
}

TEST(Password, RulesSayWhatLacks) {
  EXPECT_TRUE(CheckPasswordRules("zhang", "abcdefgh12"));
  for (const char* bad : {"", "a1", "1234567890123", "abcdefghijkl"}) {
    const auto status = CheckPasswordRules("zhang", bad);
    ASSERT_FALSE(status) << bad;
    EXPECT_EQ(status.error().field, "password");
  }
  EXPECT_FALSE(CheckPasswordRules("zhang12345", "zhang12345"));
}

TEST(Password, TokensAreLongAndDiffer) {
  EXPECT_EQ(RandomToken().size(), 64U);
  EXPECT_NE(RandomToken(), RandomToken());
}

}  // namespace
}  // namespace jiedui::services

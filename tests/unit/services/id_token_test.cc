#include "services/id_token.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jiedui::services {
namespace {

using base::ErrorCode;
using ::testing::HasSubstr;

constexpr base::TimeMs kNow = 1'600'000'000'000;
constexpr const char* kGood =
    R"({"iss":"https://sso.example","aud":"jiedui","sub":"248","name":"李工","nonce":"n1",)"
    R"("exp":1600000300,"iat":1600000000})";

IdTokenRules Rules() {
  IdTokenRules rules;
  rules.issuer = "https://sso.example";
  rules.client_id = "jiedui";
  rules.nonce = "n1";
  rules.subject_claim = "sub";
  rules.now_ms = kNow;
  rules.skew_ms = 60'000;
  return rules;
}

/// The good token with one text exchanged for another.
std::string With(const std::string& from, const std::string& to) {
  std::string text = kGood;
  const std::size_t at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

TEST(IdToken, SaysWhoItIs) {
  const auto identity = ReadIdToken(kGood, Rules());
  ASSERT_TRUE(identity) << identity.error().message;
  EXPECT_EQ(identity->subject, "248");
  EXPECT_EQ(identity->name, "李工");
}

TEST(IdToken, AcceptsWhatTheStandardAccepts) {
  for (const std::string& text : {
           With(R"("aud":"jiedui")", R"("aud":["jiedui"])"),
           With(R"("aud":"jiedui")", R"("aud":["other","jiedui"],"azp":"jiedui")"),
           With(R"("aud":"jiedui")", R"("aud":"jiedui","azp":"jiedui")"),
           With("1600000300", "1599999941"),  // within the skew
           With(R"("iat":1600000000)", R"("iat":1600000060)"),
           With("1600000300", "1600000300.5"),
           With(R"("iat")", R"("nbf":1600000060,"iat")"),
       }) {
    const auto identity = ReadIdToken(text, Rules());
    EXPECT_TRUE(identity) << text << " " << identity.error().message;
  }
}

TEST(IdToken, RefusesEachClaimThatIsWrong) {
  struct Case {
    std::string payload;
    const char* why;
  };
  const std::vector<Case> cases = {
      {With("https://sso.example", "https://sso.example/"), "iss"},
      {With(R"("iss":"https://sso.example",)", ""), "iss"},
      {With(R"("aud":"jiedui")", R"("aud":"other")"), "aud"},
      {With(R"("aud":"jiedui",)", ""), "aud"},
      {With(R"("aud":"jiedui")", R"("aud":["other","third"])"), "aud"},
      {With(R"("aud":"jiedui")", R"("aud":[])"), "aud"},
      {With(R"("aud":"jiedui")", R"("aud":["jiedui","other"])"), "azp"},
      {With(R"("aud":"jiedui")", R"("aud":["jiedui","other"],"azp":"other")"), "azp"},
      {With(R"("aud":"jiedui")", R"("aud":"jiedui","azp":7)"), "azp"},
      {With("1600000300", "1599999940"), "exp"},
      {With(R"("exp":1600000300,)", ""), "exp"},
      {With("1600000300", R"("1600000300")"), "exp"},
      {With("1600000300", "1e300"), "exp"},
      {With(R"(,"iat":1600000000)", ""), "iat"},
      {With(R"("iat":1600000000)", R"("iat":1600000061)"), "iat"},
      {With(R"("iat":1600000000)", R"("iat":1599999339)"), "iat"},
      {With(R"("iat")", R"("nbf":1600000061,"iat")"), "nbf"},
      {With(R"("iat")", R"("nbf":"soon","iat")"), "nbf"},
      {With(R"("n1")", R"("n2")"), "nonce"},
      {With(R"("nonce":"n1",)", ""), "nonce"},
      {With(R"("sub":"248",)", ""), "sub"},
      {With(R"("248")", "248"), "sub"},
      {With(R"("248")", R"("")"), "sub"},
      {With(R"("248")", R"(" 248")"), "sub"},
      {With(R"("248")", R"("2\u000048")"), "sub"},
      {With(R"("248")", '"' + std::string(201, 'x') + '"'), "sub"},
      {With(R"("iss")", R"("iss":"https://sso.example","iss")"), "JSON"},
      {"[]", "JSON"},
      {"", "JSON"},
  };
  for (const Case& one : cases) {
    const auto identity = ReadIdToken(one.payload, Rules());
    ASSERT_FALSE(identity) << one.payload;
    EXPECT_EQ(identity.error().code, ErrorCode::kUnauthenticated);
    EXPECT_THAT(identity.error().message, HasSubstr(one.why)) << one.payload;
  }
}

TEST(IdToken, AnEmptyNonceIsNone) {
  IdTokenRules rules = Rules();
  rules.nonce.clear();
  EXPECT_FALSE(ReadIdToken(With(R"("n1")", R"("")"), rules));
}

TEST(IdToken, AnotherClaimMayBeThePerson) {
  IdTokenRules rules = Rules();
  rules.subject_claim = "employee";
  EXPECT_FALSE(ReadIdToken(kGood, rules));
  const auto identity = ReadIdToken(With(R"("nonce")", R"("employee":"E-7","nonce")"), rules);
  ASSERT_TRUE(identity);
  EXPECT_EQ(identity->subject, "E-7");
}

}  // namespace
}  // namespace jiedui::services

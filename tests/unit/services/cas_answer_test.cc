#include "services/cas_answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jiedui::services {
namespace {

using base::ErrorCode;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string Answer(const std::string& inside) {
  return R"(<cas:serviceResponse xmlns:cas="http://www.yale.edu/tp/cas">)" + inside +
         "</cas:serviceResponse>";
}

std::string Success(const std::string& inside) {
  return Answer("<cas:authenticationSuccess>" + inside + "</cas:authenticationSuccess>");
}

TEST(CasAnswer, SaysWhoItIsAndWhatElse) {
  const auto answer = ReadCasAnswer(
      Success("\n  <cas:user>zhangsan</cas:user>\n<cas:attributes><cas:mail>a@x</cas:mail>"
              "<cas:group>一</cas:group><cas:group>二</cas:group></cas:attributes>"
              "<cas:proxyGrantingTicket>PGTIOU-1</cas:proxyGrantingTicket>"));
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->user, "zhangsan");
  EXPECT_THAT(answer->attributes.at("mail"), ElementsAre("a@x"));
  EXPECT_THAT(answer->attributes.at("group"), ElementsAre("一", "二"));
}

TEST(CasAnswer, ARefusalIsOneWithItsCode) {
  const auto answer = ReadCasAnswer(Answer(
      R"(<cas:authenticationFailure code="INVALID_TICKET">Ticket ST-1 not recognized</cas:authenticationFailure>)"));
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kUnauthenticated);
  EXPECT_THAT(answer.error().message, HasSubstr("INVALID_TICKET"));
}

TEST(CasAnswer, RefusesEverythingElse) {
  const std::string user = "<cas:user>a</cas:user>";
  const std::vector<std::string> wrong = {
      "",
      "yes\na\n",
      Success(""),
      Success(user + "<cas:user>b</cas:user>"),
      Success(user) + "<more/>",
      Success(user).substr(0, 120),
      Answer("<cas:authenticationSuccess>" + user + "</cas:authenticationSuccess>" +
             "<cas:authenticationSuccess/>"),
      Answer("<cas:authenticationSuccess>" + user + "</cas:authenticationSuccess>" +
             R"(<cas:authenticationFailure code="X"/>)"),
      Answer("<cas:authenticationFailure/>"),
      Answer(user),
      Success("<cas:attributes>" + user + "</cas:attributes>"),
      // Another namespace, or none, is another language.
      R"(<serviceResponse><authenticationSuccess><user>a</user></authenticationSuccess></serviceResponse>)",
      R"(<c:serviceResponse xmlns:c="http://elsewhere"><c:authenticationSuccess><c:user>a</c:user></c:authenticationSuccess></c:serviceResponse>)",
      Success(user + "<cas:proxies><cas:proxy>https://p</cas:proxy></cas:proxies>"),
      Success("<cas:user>" + std::string(5000, 'a') + "</cas:user>"),
      Success(
          "<cas:attributes><a><b><c><d><e><f><g>x</g></f></e></d></c></b></a></cas:attributes>" +
          user),
  };
  for (const std::string& xml : wrong) {
    const auto answer = ReadCasAnswer(xml);
    ASSERT_FALSE(answer) << xml;
    EXPECT_EQ(answer.error().code, ErrorCode::kUnauthenticated) << xml;
  }
}

TEST(CasAnswer, RefusesADocumentTypeBeforeItsEntities) {
  const std::string body = Success("<cas:user>&a;</cas:user>");
  for (const std::string& type :
       {std::string(R"(<!DOCTYPE x [<!ENTITY a "admin">]>)"),
        std::string(R"(<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>)"),
        std::string(R"(<!DOCTYPE x SYSTEM "http://127.0.0.1:1/x.dtd">)"),
        std::string(R"(<!DOCTYPE x [<!ENTITY b "bbbbbbbb"><!ENTITY a "&b;&b;&b;&b;">]>)")}) {
    EXPECT_FALSE(ReadCasAnswer(type + body)) << type;
    EXPECT_FALSE(ReadCasAnswer(type + Success("<cas:user>a</cas:user>"))) << type;
  }
  EXPECT_TRUE(ReadCasAnswer(Success("<cas:user>a&amp;b</cas:user>")));
}

}  // namespace
}  // namespace jiedui::services

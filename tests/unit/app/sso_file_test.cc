#include "app/sso_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>

namespace jiedui::app {
namespace {

namespace fs = std::filesystem;
using base::ErrorCode;
using ::testing::ElementsAre;

class SsoFileTest : public ::testing::Test {
 protected:
  SsoFileTest() {
    std::string name = (fs::temp_directory_path() / "jiedui_sso_XXXXXX").string();
    folder_ = mkdtemp(name.data());
    Write("secret", "  s3cret\n", 0600);
  }
  ~SsoFileTest() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  void Write(const char* name, const std::string& text, mode_t mode) const {
    std::ofstream(folder_ / name) << text;
    ::chmod((folder_ / name).c_str(), mode);
  }
  [[nodiscard]] base::Result<services::SsoOptions> Read(const std::string& json) const {
    Write("sso.json", json, 0644);
    return ReadSsoFile(folder_ / "sso.json");
  }
  [[nodiscard]] std::string FieldOf(const std::string& json) const {
    const auto options = Read(json);
    return options ? "<none>" : options.error().field;
  }

  fs::path folder_;
};

constexpr const char* kOidc =
    R"("oidc":{"issuer":"https://sso.example","client_id":"jiedui","client_secret_file":"secret"})";
constexpr const char* kUrl = R"("public_url":"https://jiedui.example")";

std::string File(const std::string& members) { return "{" + members + "}"; }
std::string Both(const std::string& members) { return File(std::string(kUrl) + "," + members); }

TEST_F(SsoFileTest, ReadsEveryMember) {
  const auto options = Read(
      R"({"public_url":"http://10.1.1.1:8080","allow_http":true,"timeout_ms":900,"most_at_once":3,
          "begun_valid_s":61,
          "oidc":{"title":"统一登录","issuer":"http://10.1.1.2/","client_id":"a",
                  "client_secret_file":"secret","client_authentication":"client_secret_post",
                  "scopes":["openid","profile"],"subject_claim":"employee","algorithms":["ES256"],
                  "clock_skew_s":5},
          "cas":{"title":"校园网","url":"http://10.1.1.3/cas","subject_attribute":"id"},
          "new_accounts":{"role":"county","region_code":"140525"}})");
  ASSERT_TRUE(options) << options.error().message;
  EXPECT_EQ(options->public_url, "http://10.1.1.1:8080");
  EXPECT_EQ(options->timeout_ms, 900);
  EXPECT_EQ(options->most_at_once, 3);
  EXPECT_EQ(options->begun_valid_s, 61);
  EXPECT_EQ(options->oidc->client_secret, "s3cret");
  EXPECT_EQ(options->oidc->authentication, services::ClientAuthentication::kSecretPost);
  EXPECT_THAT(options->oidc->scopes, ElementsAre("openid", "profile"));
  EXPECT_EQ(options->oidc->subject_claim, "employee");
  EXPECT_THAT(options->oidc->algorithms, ElementsAre("ES256"));
  EXPECT_EQ(options->oidc->clock_skew_s, 5);
  EXPECT_EQ(options->cas->subject_attribute, "id");
  EXPECT_EQ(options->new_accounts->region_code, "140525");
}

TEST_F(SsoFileTest, NamesWhatIsWrong) {
  EXPECT_EQ(FieldOf(Both(kOidc)), "<none>");
  EXPECT_EQ(FieldOf(Both(R"("oicd":{})")), "oicd");
  EXPECT_EQ(FieldOf(Both(R"("cas":{"uri":"https://cas.example"})")), "cas.uri");
  EXPECT_EQ(FieldOf(Both(R"("cas":{"url":7})")), "cas.url");
  EXPECT_EQ(FieldOf(Both(R"("cas":"https://cas.example")")), "cas");
  EXPECT_EQ(FieldOf(Both(R"("oidc":{"client_secret":"in the open"})")), "oidc.client_secret");
  EXPECT_EQ(FieldOf(Both(R"("oidc":{"issuer":"https://a","client_id":"b"})")),
            "oidc.client_secret_file");
  EXPECT_EQ(FieldOf(Both(R"("oidc":{"client_authentication":"none"})")),
            "oidc.client_authentication");
  EXPECT_EQ(FieldOf(Both(R"("oidc":{"scopes":"openid"})")), "oidc.scopes");
  EXPECT_EQ(FieldOf(Both(R"("new_accounts":{"role":"king"})")), "new_accounts.role");
  EXPECT_EQ(FieldOf(File(kOidc)), "public_url");
  EXPECT_EQ(FieldOf(File(kUrl)), "oidc");
  EXPECT_EQ(FieldOf("{"), "--sso");
  EXPECT_EQ(ReadSsoFile(folder_ / "missing").error().code, ErrorCode::kNotFound);
}

TEST_F(SsoFileTest, ASecretThatOthersMayReadIsNone) {
  for (const mode_t mode : {0640U, 0604U, 0660U, 0644U, 0610U}) {
    Write("secret", "s3cret", mode);
    EXPECT_EQ(FieldOf(Both(kOidc)), "client_secret_file") << mode;
  }
  Write("secret", "s3cret", 0400);
  EXPECT_EQ(FieldOf(Both(kOidc)), "<none>");
  fs::remove(folder_ / "secret");
  EXPECT_EQ(Read(Both(kOidc)).error().code, ErrorCode::kNotFound);
  fs::create_directory(folder_ / "secret");
  EXPECT_EQ(Read(Both(kOidc)).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace jiedui::app

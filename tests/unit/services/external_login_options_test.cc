#include "services/external_login_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace jiedui::services {
namespace {

SsoOptions Good() {
  SsoOptions options;
  options.public_url = "https://jiedui.example:8443";
  options.oidc.emplace();
  options.oidc->issuer = "https://10.0.0.7/realms/city";
  options.oidc->client_id = "jiedui";
  options.oidc->client_secret = "s";
  options.cas.emplace();
  options.cas->url = "https://cas.example/cas";
  return options;
}

TEST(SsoOptions, InternalProvidersAreFine) {
  const auto status = Good().Validate();
  EXPECT_TRUE(status) << status.error().message;
}

TEST(SsoOptions, EachOneOutOfRangeIsNamed) {
  struct Case {
    const char* field;
    std::function<void(SsoOptions&)> spoil;
  };
  const std::vector<Case> cases = {
      {"public_url", [](SsoOptions& o) { o.public_url = ""; }},
      {"public_url", [](SsoOptions& o) { o.public_url = "https://jiedui.example/"; }},
      {"public_url", [](SsoOptions& o) { o.public_url = "https://jiedui.example/x"; }},
      {"public_url", [](SsoOptions& o) { o.public_url = "http://jiedui.example"; }},
      {"public_url", [](SsoOptions& o) { o.public_url = "https://a:b@jiedui.example"; }},
      {"oidc", [](SsoOptions& o) { o.oidc.reset(), o.cas.reset(); }},
      {"oidc.issuer", [](SsoOptions& o) { o.oidc->issuer = "http://sso.example"; }},
      {"oidc.issuer", [](SsoOptions& o) { o.oidc->issuer = "file:///etc/passwd"; }},
      {"oidc.issuer", [](SsoOptions& o) { o.oidc->issuer = "https://sso.example?x=1"; }},
      {"oidc.issuer", [](SsoOptions& o) { o.oidc->issuer = "https://sso.example#x"; }},
      {"oidc.client_id", [](SsoOptions& o) { o.oidc->client_id = ""; }},
      {"oidc.client_secret", [](SsoOptions& o) { o.oidc->client_secret = ""; }},
      {"oidc.scopes", [](SsoOptions& o) { o.oidc->scopes = {"profile"}; }},
      {"oidc.scopes",
       [](SsoOptions& o) {
         o.oidc->scopes = {"openid", "a b"};
       }},
      {"oidc.algorithms", [](SsoOptions& o) { o.oidc->algorithms = {}; }},
      {"oidc.algorithms",
       [](SsoOptions& o) {
         o.oidc->algorithms = {"RS256", "HS256"};
       }},
      {"oidc.algorithms", [](SsoOptions& o) { o.oidc->algorithms = {"none"}; }},
      {"oidc.subject_claim", [](SsoOptions& o) { o.oidc->subject_claim = ""; }},
      {"oidc.clock_skew_s", [](SsoOptions& o) { o.oidc->clock_skew_s = 301; }},
      {"oidc.title", [](SsoOptions& o) { o.oidc->title = ""; }},
      {"cas.url", [](SsoOptions& o) { o.cas->url = "cas.example"; }},
      {"cas.url", [](SsoOptions& o) { o.cas->url = "https://cas.example/?a"; }},
      {"new_accounts.role",
       [](SsoOptions& o) {
         o.new_accounts = {domain::Role::kCityOffice, {}, {}};
       }},
      {"new_accounts.role",
       [](SsoOptions& o) {
         o.new_accounts = {domain::Role::kEnterprise, {}, {}};
       }},
      {"timeout_ms", [](SsoOptions& o) { o.timeout_ms = 0; }},
      {"most_at_once", [](SsoOptions& o) { o.most_at_once = 0; }},
      {"begun_valid_s", [](SsoOptions& o) { o.begun_valid_s = 5; }},
  };
  for (const Case& one : cases) {
    SsoOptions options = Good();
    one.spoil(options);
    const auto status = options.Validate();
    ASSERT_FALSE(status) << one.field;
    EXPECT_EQ(status.error().field, one.field) << status.error().message;
  }
}

}  // namespace
}  // namespace jiedui::services

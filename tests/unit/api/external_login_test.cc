#include "services/external_login.h"

#include "services/base64url.h"
#include "services/grants.h"
#include "unit/api/fixture.h"
#include "unit/api/provider.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr const char* kOidcPath = "/api/v1/external_logins/oidc";
constexpr const char* kCasPath = "/api/v1/external_logins/cas";
constexpr const char* kCasService = "https://jiedui.example/api/v1/external_logins/cas";
constexpr const char* kSubject = "248289761001";

/// A browser's part of a login: where it was sent, and what it keeps.
struct Begun {
  std::string url;
  std::string cookie;
};

class ExternalLoginTest : public ApiTest {
 protected:
  ExternalLoginTest() : provider_(clock_) {
    EXPECT_TRUE(SetIdentity("zezhou", "oidc:" + std::string(kSubject)));
    sso_.public_url = "https://jiedui.example";
    sso_.allow_http = true;
    sso_.oidc.emplace();
    sso_.oidc->issuer = provider_.url();
    sso_.oidc->client_id = "jiedui";
    sso_.oidc->client_secret = "s :1";
    sso_.cas.emplace();
    sso_.cas->url = provider_.url() + "/";
  }

  base::Status SetIdentity(const std::string& login, const std::string& identity,
                           bool disabled = false) {
    return workspace().store.Write({}, [&](store::UnitOfWork& unit) -> base::Status {
      JIEDUI_ASSIGN(auto user, unit.FindByKey<domain::User>({login}));
      user->external_id = identity;
      user->disabled = disabled;
      return unit.Update(*user);
    });
  }

  void Open() {
    auto logins = services::ExternalLogins::Make(workspace(), sso_);
    ASSERT_TRUE(logins) << logins.error().message;
    logins_ = *std::move(logins);
    options().external_logins = logins_.get();
  }

  [[nodiscard]] Reply AskToBegin(const char* path, const std::string& next) const {
    return Send({.method = "POST",
                 .target = path,
                 .body = R"({"next":")" + next + R"("})",
                 .headers = {{"Content-Type", "application/json"}}});
  }
  [[nodiscard]] Begun Begin(const char* path, const std::string& next = "/plans?a=1") const {
    const Reply reply = AskToBegin(path, next);
    EXPECT_EQ(reply.status, 200) << reply.body;
    const std::string cookie = reply.Header("Set-Cookie");
    EXPECT_THAT(cookie, HasSubstr("; Path=/api/v1/external_logins; HttpOnly; SameSite=Lax"));
    return {reply.At("url"), cookie.substr(0, cookie.find(';'))};
  }
  [[nodiscard]] Reply Return(const std::string& path, const std::string& query,
                             const std::string& cookie) const {
    Ask ask{.target = path + "?" + query};
    if (!cookie.empty()) ask.headers = {{"Cookie", "x=1; " + cookie}};
    return Send(ask);
  }
  /// The whole of a login by OpenID Connect; the callback's answer.
  Reply LogInByOidc() {
    const Begun begun = Begin(kOidcPath);
    return Return(kOidcPath, provider_.LogInAt(begun.url), begun.cookie);
  }
  /// `state=…` of a login that began by CAS.
  static std::string CasState(const Begun& begun) {
    const std::size_t at = begun.url.find("state%3D");
    EXPECT_NE(at, std::string::npos) << begun.url;
    return "state=" + begun.url.substr(at + 8);
  }
  /// The session's cookie of an answer; empty where it has none.
  static std::string SessionOf(const Reply& reply) {
    for (const std::string_view cookie : reply.headers.All("Set-Cookie")) {
      if (cookie.starts_with("jiedui_session=") && !cookie.starts_with("jiedui_session=;"))
        return std::string(cookie.substr(0, cookie.find(';')));
    }
    return {};
  }
  static void ExpectRefused(const Reply& reply, const std::string& refusal) {
    EXPECT_EQ(reply.status, 303) << reply.body;
    EXPECT_EQ(reply.Header("Location"), "/login?external=" + refusal);
    EXPECT_EQ(SessionOf(reply), "");
  }
  [[nodiscard]] base::Result<std::optional<domain::User>> UserOf(const std::string& login) {
    return workspace().store.FindByKey<domain::User>({login});
  }
  /// The newest audit entry.
  store::AuditEntry LastAudit() {
    const auto session = workspace().store.Read();
    return session->ListAudit({.limit = 1})->entries.at(0);
  }

  Provider provider_;
  services::SsoOptions sso_;
  std::unique_ptr<services::ExternalLogins> logins_;
};

TEST_F(ExternalLoginTest, WithoutConfigurationThereIsNothing) {
  EXPECT_EQ(AskToBegin(kOidcPath, "/").status, 404);
  EXPECT_EQ(Send({.target = std::string(kOidcPath) + "?code=1&state=2"}).status, 404);
  EXPECT_EQ(Send({.target = std::string(kCasPath) + "?ticket=ST-1"}).status, 404);
  EXPECT_EQ(Send({.target = "/api/v1/reference"}).Count("external_logins"), 0);
}

TEST_F(ExternalLoginTest, OnlyWhatIsConfiguredIsThere) {
  sso_.cas.reset();
  sso_.oidc->title = "市统一身份认证";
  Open();
  EXPECT_EQ(AskToBegin(kCasPath, "/").status, 404);
  EXPECT_EQ(Send({.target = std::string(kCasPath) + "?ticket=ST-1"}).status, 404);
  EXPECT_EQ(AskToBegin("/api/v1/external_logins/saml", "/").status, 404);
  const Reply reference = Send({.target = "/api/v1/reference"});
  EXPECT_EQ(reference.Count("external_logins"), 1);
  EXPECT_EQ(reference.At("external_logins/0/code"), "oidc");
  EXPECT_EQ(reference.At("external_logins/0/title"), "市统一身份认证");
}

TEST_F(ExternalLoginTest, OidcOpensASessionOfTheAccountWithThatIdentity) {
  Open();
  const Begun begun = Begin(kOidcPath);
  const Reply reply = Return(kOidcPath, provider_.LogInAt(begun.url), begun.cookie);
  EXPECT_EQ(provider_.LoginParameter("response_type"), "code");
  EXPECT_EQ(provider_.LoginParameter("client_id"), "jiedui");
  EXPECT_EQ(provider_.LoginParameter("scope"), "openid");
  EXPECT_EQ(provider_.LoginParameter("code_challenge_method"), "S256");
  EXPECT_EQ(provider_.LoginParameter("redirect_uri"),
            "https://jiedui.example/api/v1/external_logins/oidc");
  EXPECT_EQ(reply.status, 303) << reply.body;
  EXPECT_EQ(reply.Header("Location"), "/plans?a=1");
  const Reply me = Send({.target = "/api/v1/session", .headers = {{"Cookie", SessionOf(reply)}}});
  EXPECT_EQ(me.At("user/login"), "zezhou") << me.body;
  const store::AuditEntry audit = LastAudit();
  EXPECT_EQ(audit.action, "login");
  EXPECT_THAT(audit.changes, HasSubstr(R"("how":"oidc")"));
  EXPECT_THAT(audit.reason, HasSubstr(kSubject));
}

TEST_F(ExternalLoginTest, AnotherBrowserAnotherStateAndALateReturnAreRefused) {
  Open();
  const Begun begun = Begin(kOidcPath);
  const std::string query = provider_.LogInAt(begun.url);
  ExpectRefused(Return(kOidcPath, query, ""), "expired");
  ExpectRefused(Return(kOidcPath, query, Begin(kOidcPath).cookie), "expired");
  ExpectRefused(Return(kOidcPath, query, Begin(kCasPath).cookie), "expired");
  ExpectRefused(Return(kOidcPath, query, begun.cookie + "x"), "expired");
  ExpectRefused(Return(kOidcPath, "code=the-code", begun.cookie), "expired");
  ExpectRefused(Return(kOidcPath, query + "&state=a", begun.cookie), "expired");
  EXPECT_EQ(provider_.asked("/token"), 0) << "nothing of that is worth a question";
  clock_.Advance(600'000);
  ExpectRefused(Return(kOidcPath, query, begun.cookie), "expired");
}

TEST_F(ExternalLoginTest, ALoginEndsOnce) {
  Open();
  const Begun begun = Begin(kOidcPath);
  ASSERT_NE(SessionOf(Return(kOidcPath, provider_.LogInAt(begun.url), begun.cookie)), "");
  // Even where the provider takes the code again: LogInAt makes it new.
  ExpectRefused(Return(kOidcPath, provider_.LogInAt(begun.url), begun.cookie), "expired");
}

TEST_F(ExternalLoginTest, ACodeThatTheProviderDoesNotTakeIsRefused) {
  Open();
  const Begun begun = Begin(kOidcPath);
  const std::string query = provider_.LogInAt(begun.url);
  ExpectRefused(
      Return(kOidcPath, "code=guessed&state=" + provider_.LoginParameter("state"), begun.cookie),
      "untrusted");
  ExpectRefused(Return(kOidcPath, "state=" + provider_.LoginParameter("state"), begun.cookie),
                "untrusted");
  ExpectRefused(Return(kOidcPath, "error=access_denied&state=" + provider_.LoginParameter("state"),
                       begun.cookie),
                "declined");
  ExpectRefused(Return(kOidcPath, query + "&iss=https%3A%2F%2Fother.example", begun.cookie),
                "untrusted");
}

TEST_F(ExternalLoginTest, TheWrongSecretIsRefused) {
  sso_.oidc->client_secret = "another";
  Open();
  ExpectRefused(LogInByOidc(), "untrusted");
}

TEST_F(ExternalLoginTest, EachTokenThatDoesNotStandIsRefused) {
  Open();
  const auto replaced = [](const std::string& from, const std::string& to) {
    return [=](std::string text) {
      const std::size_t at = text.find(from);
      EXPECT_NE(at, std::string::npos) << from << " in " << text;
      return text.replace(at, from.size(), to);
    };
  };
  const auto same = [](std::string text) { return text; };
  const std::vector<std::function<std::string(std::string)>> wrong_claims = {
      replaced(R"("iss":"http)", R"("iss":"https)"),
      replaced(R"("aud":"jiedui")", R"("aud":"other")"),
      replaced(R"("aud":"jiedui")", R"("aud":["jiedui","other"])"),
      replaced(R"("nonce":")", R"("nonce":"x)"),
      replaced(R"("exp":)", R"("exp":1)" + std::string(", \"was\":")),
      replaced(R"("sub":)", R"("who":)"),
  };
  for (const auto& spoil : wrong_claims) {
    provider_.Locked()->claims = spoil;
    ExpectRefused(LogInByOidc(), "untrusted");
  }
  provider_.Locked()->claims = same;
  const std::vector<std::function<std::string(std::string)>> wrong_tokens = {
      [](std::string text) { return text.replace(text.rfind('.') + 1, 4, "AAAA"); },
      [](const std::string& text) {
        return services::Base64Url(R"({"alg":"none"})") + text.substr(text.find('.'));
      },
      [](const std::string& text) {
        const std::string body = text.substr(0, text.rfind('.') + 1);
        return services::Base64Url(R"({"alg":"none"})") + body.substr(body.find('.'));
      },
      [](const std::string&) { return std::string(); },
  };
  for (const auto& spoil : wrong_tokens) {
    provider_.Locked()->token = spoil;
    ExpectRefused(LogInByOidc(), "untrusted");
  }
  provider_.Locked()->token = same;
  EXPECT_NE(SessionOf(LogInByOidc()), "") << "and the right one is not";
}

TEST_F(ExternalLoginTest, NewKeysAreLookedForButNotAtEveryTry) {
  Open();
  ASSERT_NE(SessionOf(LogInByOidc()), "");
  EXPECT_EQ(provider_.asked("/jwks"), 1);
  const testing::Signer newer(testing::Signer::Type::kP256, "newer");
  const testing::Signer foreign(testing::Signer::Type::kP256, "foreign");
  provider_.Locked()->published.push_back(&newer);
  provider_.Locked()->signer = &newer;
  ExpectRefused(LogInByOidc(), "untrusted");  // half a minute has not passed
  clock_.Advance(30'000);
  EXPECT_NE(SessionOf(LogInByOidc()), "");
  EXPECT_EQ(provider_.asked("/jwks"), 2);
  provider_.Locked()->signer = &foreign;
  clock_.Advance(30'000);
  ExpectRefused(LogInByOidc(), "untrusted");
  ExpectRefused(LogInByOidc(), "untrusted");
  EXPECT_EQ(provider_.asked("/jwks"), 3);
  EXPECT_EQ(provider_.asked("/.well-known/openid-configuration"), 1);
}

TEST_F(ExternalLoginTest, AProviderThatIsDownOrAnotherIsNotTrusted) {
  provider_.Locked()->down = true;
  Open();
  const Reply reply = AskToBegin(kOidcPath, "/");
  EXPECT_EQ(reply.status, 503);
  EXPECT_EQ(AskToBegin(kOidcPath, "/").status, 503);
  EXPECT_EQ(provider_.asked("/.well-known/openid-configuration"), 1) << "not asked at every click";
  provider_.Locked()->down = false;
  clock_.Advance(5'000);
  const Begun begun = Begin(kOidcPath);
  const std::string query = provider_.LogInAt(begun.url);
  provider_.Locked()->down = true;
  ExpectRefused(Return(kOidcPath, query, begun.cookie), "unavailable");
  provider_.Locked()->down = false;
  provider_.Locked()->issuer_said = "https://other.example";
  clock_.Advance(3'600'000);
  EXPECT_EQ(AskToBegin(kOidcPath, "/").status, 503);
}

TEST_F(ExternalLoginTest, OnlyPagesOfOursAreGoneToAfterwards) {
  Open();
  for (const char* const next : {"//evil.example", "https://evil.example", "/\\\\evil.example", "x",
                                 "/api/v1/session", "/a\\r\\nSet-Cookie: a=b"}) {
    const Reply reply = AskToBegin(kOidcPath, next);
    EXPECT_EQ(reply.status, 400) << next;
    EXPECT_EQ(reply.At("field"), "next");
  }
  const Reply foreign =
      Send({.method = "POST",
            .target = kOidcPath,
            .body = R"({"next":"/"})",
            .headers = {{"Content-Type", "application/json"}, {"Origin", "https://evil.example"}}});
  EXPECT_EQ(foreign.status, 403) << "another site's page begins no login";
}

TEST_F(ExternalLoginTest, WhoHasNoAccountOrADisabledOneIsRefusedAndAudited) {
  ASSERT_TRUE(SetIdentity("zezhou", "oidc:someone-else"));
  Open();
  ExpectRefused(LogInByOidc(), "unknown");
  EXPECT_EQ(LastAudit().action, "login_refused");
  EXPECT_THAT(LastAudit().reason, HasSubstr(kSubject));
  ASSERT_TRUE(SetIdentity("zezhou", "oidc:" + std::string(kSubject), true));
  ExpectRefused(LogInByOidc(), "disabled");
  EXPECT_EQ(LastAudit().action, "login_refused");
  // What CAS calls somebody is another name than OIDC's.
  ASSERT_TRUE(SetIdentity("zezhou", "cas:" + std::string(kSubject)));
  ExpectRefused(LogInByOidc(), "unknown");
}

TEST_F(ExternalLoginTest, AFirstPasswordThatIsNotUsedIsNotAskedAbout) {
  ASSERT_TRUE(SetIdentity("zezhou", "oidc:" + std::string(kSubject)));
  Open();
  const std::string path = "/api/v1/records/users/" + std::to_string((*UserOf("zezhou"))->id);
  ASSERT_EQ(
      PatchAs("office", path, R"({"password":"given-by-office-1"})", (*UserOf("zezhou"))->version)
          .status,
      200);
  ASSERT_EQ(
      PatchAs("office", "/api/v1/sign_in_rules", R"({"two_factor_roles":["county"]})", -1).status,
      200);
  const std::string session = SessionOf(LogInByOidc());
  const Reply me = Send({.target = "/api/v1/session", .headers = {{"Cookie", session}}});
  EXPECT_EQ(me.At("duty"), "null") << me.body;
  EXPECT_EQ(Send({.target = "/api/v1/tasks", .headers = {{"Cookie", session}}}).status, 200);
  // By the password itself it is.
  EXPECT_EQ(LogIn("zezhou", "given-by-office-1").At("duty"), "change_password");
}

TEST_F(ExternalLoginTest, WhatAwaitsItsConfirmationDoesNotComeInByTheOtherDoor) {
  PutUser("sysadmin", domain::Role::kSystemAdmin);
  PutUser("secadmin", domain::Role::kSecurityAdmin);
  PutUser("audadmin", domain::Role::kAuditAdmin);
  ASSERT_TRUE(services::SeparateDuties(workspace(), domain::Operator(), true, "等保"));
  ASSERT_TRUE(SetIdentity("zezhou", ""));
  ASSERT_TRUE(SetIdentity("gaoping", "oidc:" + std::string(kSubject)));
  Open();
  ExpectRefused(LogInByOidc(), "unconfirmed");
  EXPECT_EQ(LastAudit().action, "login_refused");
}

TEST_F(ExternalLoginTest, AnAccountIsMadeOnlyWhereTheOperatorWantsIt) {
  ASSERT_TRUE(SetIdentity("zezhou", ""));
  sso_.new_accounts = services::NewAccounts{domain::Role::kCounty, kGaoping, {}};
  Open();
  const std::string session = SessionOf(LogInByOidc());
  const Reply me = Send({.target = "/api/v1/session", .headers = {{"Cookie", session}}});
  EXPECT_EQ(me.At("user/role"), "county") << me.body;
  EXPECT_EQ(me.At("user/region_code"), kGaoping);
  EXPECT_EQ(me.At("user/display_name"), "外来人");
  EXPECT_THAT(me.At("user/login"), StartsWith("sso-"));
  // The next time it is the same account, and no password opens it.
  const Reply again =
      Send({.target = "/api/v1/session", .headers = {{"Cookie", SessionOf(LogInByOidc())}}});
  EXPECT_EQ(again.At("user/id"), me.At("user/id"));
  const Reply guess = Send({.method = "POST",
                            .target = "/api/v1/session",
                            .body = R"({"login":")" + me.At("user/login") + R"(","password":" "})",
                            .headers = {{"Content-Type", "application/json"}}});
  EXPECT_EQ(guess.status, 401);
}

TEST_F(ExternalLoginTest, NewAccountsMustBeOnesThatCanBe) {
  sso_.new_accounts = services::NewAccounts{domain::Role::kCounty, "", {}};
  EXPECT_FALSE(services::ExternalLogins::Make(workspace(), sso_));
  sso_.new_accounts = services::NewAccounts{domain::Role::kAuditor, "999999", {}};
  EXPECT_FALSE(services::ExternalLogins::Make(workspace(), sso_));
}

TEST_F(ExternalLoginTest, CasOpensASessionByATicketThatIsGoodOnce) {
  ASSERT_TRUE(SetIdentity("gaoping", "cas:zhangsan"));
  Open();
  const Begun begun = Begin(kCasPath, "/");
  const std::string prefix = provider_.url() +
                             "/login?service=https%3A%2F%2Fjiedui.example%2Fapi%2Fv1%2Fexternal_"
                             "logins%2Fcas%3Fstate%3D";
  ASSERT_THAT(begun.url, StartsWith(prefix));
  const std::string state = "state=" + begun.url.substr(prefix.size());
  const std::string service = std::string(kCasService) + "?" + state;
  const std::string ticket = state + "&ticket=" + provider_.Ticket(service, "zhangsan");
  ExpectRefused(Return(kCasPath, ticket, ""), "expired");
  ExpectRefused(Return(kCasPath, ticket, Begin(kOidcPath).cookie), "expired");
  EXPECT_EQ(provider_.asked("/p3/serviceValidate"), 0);
  const Reply reply = Return(kCasPath, ticket, begun.cookie);
  EXPECT_EQ(reply.Header("Location"), "/");
  const Reply me = Send({.target = "/api/v1/session", .headers = {{"Cookie", SessionOf(reply)}}});
  EXPECT_EQ(me.At("user/login"), "gaoping") << me.body;
  EXPECT_THAT(LastAudit().changes, HasSubstr(R"("how":"cas")"));
  ExpectRefused(Return(kCasPath, ticket, begun.cookie), "untrusted");
  // A new ticket does not end a login that has ended.
  const std::string again = state + "&ticket=" + provider_.Ticket(service, "zhangsan");
  ExpectRefused(Return(kCasPath, again, begun.cookie), "expired");
}

TEST_F(ExternalLoginTest, NobodyIsLoggedInByCasUnderSomebodyElsesTicket) {
  ASSERT_TRUE(SetIdentity("gaoping", "cas:zhangsan"));
  Open();
  // Somebody took a ticket for a login of his own, and has the victim, who has begun one too,
  // follow the link.
  const std::string theirs = CasState(Begin(kCasPath, "/"));
  const Begun victims = Begin(kCasPath, "/");
  const std::string ticket = provider_.Ticket(std::string(kCasService) + "?" + theirs, "zhangsan");
  ExpectRefused(Return(kCasPath, theirs + "&ticket=" + ticket, victims.cookie), "expired");
  ExpectRefused(Return(kCasPath, "ticket=" + ticket, victims.cookie), "expired");
  EXPECT_EQ(provider_.asked("/p3/serviceValidate"), 0);
  // With the victim's state it is no ticket for that address.
  ExpectRefused(Return(kCasPath, CasState(victims) + "&ticket=" + ticket, victims.cookie),
                "untrusted");
}

TEST_F(ExternalLoginTest, TicketsOfOthersAndWhatIsNoTicketAreRefused) {
  ASSERT_TRUE(SetIdentity("gaoping", "cas:zhangsan"));
  Open();
  const Begun begun = Begin(kCasPath, "/");
  const std::string state = CasState(begun);
  for (const char* const ticket : {"", "PT-1-x", "ST-1%26service%3Dx", "ST-1%20"})
    ExpectRefused(Return(kCasPath, state + "&ticket=" + std::string(ticket), begun.cookie),
                  "untrusted");
  EXPECT_EQ(provider_.asked("/p3/serviceValidate"), 0);
  const std::string foreign = provider_.Ticket("https://other.example/", "zhangsan");
  ExpectRefused(Return(kCasPath, state + "&ticket=" + foreign, begun.cookie), "untrusted");
  provider_.Locked()->down = true;
  ExpectRefused(Return(kCasPath, state + "&ticket=ST-2", begun.cookie), "unavailable");
}

TEST_F(ExternalLoginTest, AnIdentityHasOneAccountAndAForm) {
  const auto user = workspace().store.FindByKey<domain::User>({std::string("gaoping")});
  const std::string path = "/api/v1/records/users/" + std::to_string((*user)->id);
  const std::int64_t version = (*user)->version;
  EXPECT_EQ(PatchAs("office", path, R"({"external_id":"zhangsan"})", version).status, 400);
  const Reply taken = PatchAs(
      "office", path, R"({"external_id":"oidc:)" + std::string(kSubject) + R"("})", version);
  EXPECT_EQ(taken.status, 409);
  EXPECT_EQ(taken.At("field"), "external_id");
  EXPECT_THAT(taken.At("detail"), HasSubstr("zezhou"));
  EXPECT_EQ(PatchAs("office", path, R"({"external_id":"cas:zhangsan"})", version).status, 200);
}

}  // namespace
}  // namespace jiedui::api

// Tokens of sessions, requests that others forge, who stands behind a proxy, how often one may ask.
#include "services/api_tokens.h"
#include "services/second_factor.h"
#include "services/totp.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr base::TimeMs kMinuteMs = 60'000;
constexpr const char* kSession = "/api/v1/session";
constexpr const char* kView = R"({"roster":"needs","name":"a","query":{},"columns":[]})";

class SignInTest : public ApiTest {
 protected:
  Reply With(const std::string& cookie, const char* target = kSession) const {
    return Send({.target = target, .headers = {{"Cookie", cookie}}});
  }
  Reply From(const std::string& peer, const std::string& login, const std::string& password,
             const std::string& cookie = {}) const {
    Ask ask{.method = "POST",
            .target = kSession,
            .body = R"({"login":")" + login + R"(","password":")" + password + "\"}",
            .headers = {{"Content-Type", "application/json"}},
            .peer = peer};
    if (!cookie.empty()) ask.headers.emplace_back("Cookie", cookie);
    return Send(ask);
  }
};

TEST_F(SignInTest, EveryLoginGivesANewTokenAndEndsTheSessionItReplaces) {
  const std::string first = CookieIn(LogIn("zezhou", kPassword), "jiedui_session");
  const Reply again = LogIn("zezhou", kPassword, "", {{"Cookie", first}});
  const std::string second = CookieIn(again, "jiedui_session");
  EXPECT_NE(first, second);
  EXPECT_EQ(With(first).status, 401);
  EXPECT_EQ(With(second).status, 200);
}

TEST_F(SignInTest, ATokenIsChangedEveryQuarterOfAnHourAndTheOldOneServesRequestsOnTheirWay) {
  const std::string old = CookieOf("zezhou");
  clock_.Advance(14 * kMinuteMs);
  EXPECT_EQ(CookieIn(With(old), "jiedui_session"), "");
  clock_.Advance(kMinuteMs);
  const Reply rotated = With(old);
  const std::string fresh = CookieIn(rotated, "jiedui_session");
  ASSERT_NE(fresh, "");
  EXPECT_THAT(rotated.Header("Set-Cookie"), HasSubstr("HttpOnly; SameSite=Strict"));
  EXPECT_EQ(CookieIn(With(old), "jiedui_session"), "") << "another request of the same moment";
  EXPECT_EQ(With(fresh).status, 200);
  clock_.Advance(kMinuteMs);
  EXPECT_EQ(With(old).status, 200) << "within the grace";
  clock_.Advance(1);
  EXPECT_EQ(With(old).status, 401) << "in other hands than the new one";
  EXPECT_EQ(With(fresh).status, 401) << "nobody knows which hands are the owner's";
  const Reply audit = GetAs("office", "/api/v1/audit?action=session_token_reused");
  EXPECT_EQ(audit.Count("items"), 1) << audit.body;
}

TEST_F(SignInTest, ANewTokenThatNeverArrivedIsGivenAgain) {
  const std::string old = CookieOf("zezhou");
  clock_.Advance(15 * kMinuteMs);
  const std::string lost = CookieIn(With(old), "jiedui_session");
  clock_.Advance(2 * kMinuteMs);
  const std::string arrived = CookieIn(With(old), "jiedui_session");
  ASSERT_NE(arrived, "");
  EXPECT_EQ(With(lost).status, 401);
  EXPECT_EQ(With(arrived).status, 200);
  EXPECT_EQ(With(old).status, 200);
}

TEST_F(SignInTest, AChangeNeedsTheSessionsOwnTokenInAHeader) {
  const auto post = [&](std::vector<std::pair<std::string, std::string>> more) {
    more.emplace_back("Content-Type", "application/json");
    more.emplace_back("Cookie", CookieOf("zezhou"));
    return Send({.method = "POST", .target = "/api/v1/views", .body = kView, .headers = more});
  };
  for (const std::string& wrong : {std::string(), std::string("x"), CsrfOf("gaoping")}) {
    const Reply refused = post({{"X-CSRF-Token", wrong}});
    EXPECT_EQ(refused.status, 403) << wrong;
    EXPECT_EQ(refused.At("field"), "X-CSRF-Token");
  }
  EXPECT_EQ(post({}).At("field"), "X-CSRF-Token");
  EXPECT_NE(post({{"X-CSRF-Token", CsrfOf("zezhou")}}).status, 403);
  const std::string cookie = CookieOf("zezhou");
  EXPECT_EQ(Send({.method = "DELETE", .target = kSession, .headers = {{"Cookie", cookie}}}).status,
            403)
      << "not even out";
  EXPECT_EQ(With(cookie).At("csrf_token"), CsrfOf("zezhou"));
  clock_.Advance(20 * kMinuteMs);
  const std::string rotated = CookieIn(With(cookie), "jiedui_session");
  EXPECT_EQ(With(rotated).At("csrf_token"), CsrfOf("zezhou")) << "the session's, not the token's";
}

TEST_F(SignInTest, OnlyATrustedProxyIsBelieved) {
  options().trusted_proxies = {*net::Network::Parse("10.0.0.0/8")};
  const auto log_in = [&](const std::string& peer, const std::string& forwarded,
                          const std::string& proto) {
    return Send({.method = "POST",
                 .target = kSession,
                 .body = R"({"login":"zezhou","password":")" + std::string(kPassword) + "\"}",
                 .headers = {{"Content-Type", "application/json"},
                             {"X-Forwarded-For", forwarded},
                             {"X-Forwarded-Proto", proto}},
                 .peer = peer});
  };
  struct Case {
    const char* peer;
    const char* forwarded;
    const char* seen;
    bool secure;
  };
  for (const Case& one : {Case{"203.0.113.9", "198.51.100.7", "203.0.113.9", false},
                          Case{"10.0.0.1", "198.51.100.7", "198.51.100.7", true},
                          Case{"10.0.0.1", "6.6.6.6, 198.51.100.7, 10.0.0.2", "198.51.100.7", true},
                          Case{"10.0.0.1", "6.6.6.6, nonsense", "10.0.0.1", true},
                          Case{"10.0.0.1", "::ffff:198.51.100.7", "198.51.100.7", true}}) {
    SCOPED_TRACE(one.forwarded);
    const Reply in = log_in(one.peer, one.forwarded, "https");
    ASSERT_EQ(in.status, 200) << in.body;
    const std::string name = one.secure ? "__Host-jiedui_session" : "jiedui_session";
    const std::string cookie = CookieIn(in, name);
    EXPECT_NE(cookie, "");
    EXPECT_EQ(in.Header("Set-Cookie").find("; Secure") != std::string::npos, one.secure);
    const Reply logins = Send({.target = "/api/v1/session/logins",
                               .headers = {{"Cookie", cookie}, {"X-Forwarded-Proto", "https"}},
                               .peer = one.peer});
    EXPECT_EQ(logins.At("items/0/remote_address"), one.seen) << logins.body;
  }
  const std::string clear = CookieIn(log_in("10.0.0.1", "198.51.100.7", "http"), "jiedui_session");
  EXPECT_NE(clear, "");
  EXPECT_EQ(Send({.target = kSession,
                  .headers = {{"Cookie", clear}, {"X-Forwarded-Proto", "https"}},
                  .peer = "10.0.0.1"})
                .status,
            401)
      << "over TLS a cookie that anybody in the clear could have set is none";
}

TEST_F(SignInTest, NobodyLocksSomebodyElseOut) {
  const std::string known = CookieIn(LogIn("office", kPassword), "jiedui_browser");
  ASSERT_NE(known, "");
  // One attacker, one address: locked out alone.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(From("203.0.113.1", "office", "wrong").status, 401);
  EXPECT_EQ(From("203.0.113.1", "office", kPassword).status, 429);
  EXPECT_EQ(From("203.0.113.2", "office", kPassword).status, 200);
  // Many addresses: braked together, to one try in five minutes.
  int tried = 5;
  for (int i = 3; i < 60; ++i) {
    if (From("203.0.113." + std::to_string(i), "office", "wrong").status == 401) ++tried;
  }
  EXPECT_EQ(tried, 20);
  EXPECT_EQ(From("203.0.113.99", "office", kPassword).Header("Retry-After"), "301");
  // The owner does not notice, where the browser is one of the owner's, even from there.
  EXPECT_EQ(From("203.0.113.1", "office", kPassword, known).status, 200);
  EXPECT_EQ(From("203.0.113.1", "zezhou", kPassword, known).status, 200);
  clock_.Advance(5 * kMinuteMs);
  EXPECT_EQ(From("203.0.113.99", "office", "wrong").status, 401);
  EXPECT_EQ(From("203.0.113.98", "office", "wrong").status, 429);
  clock_.Advance(25LL * 60 * kMinuteMs);
  EXPECT_EQ(From("203.0.113.98", "office", "wrong").status, 401) << "a new day";
}

TEST_F(SignInTest, AForgedOrForeignBrowserIsUnfamiliar) {
  const std::string known = CookieIn(LogIn("office", kPassword), "jiedui_browser");
  std::string forged = known;
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  for (const std::string& cookie : {forged, std::string("jiedui_browser=x.9999999999999.y")}) {
    for (int i = 0; i < 5; ++i) static_cast<void>(From("203.0.113.1", "office", "wrong", cookie));
    EXPECT_EQ(From("203.0.113.1", "office", kPassword, cookie).status, 429);
  }
  // A familiar one has five tries like everybody.
  for (int i = 0; i < 5; ++i) EXPECT_EQ(From("203.0.113.5", "office", "wrong", known).status, 401);
  EXPECT_EQ(From("203.0.113.5", "office", kPassword, known).status, 429);
}

TEST_F(SignInTest, AnAddressThatFailsWithoutEndIsTurnedAwayWhateverNamesItTries) {
  for (int i = 0; i < 60; ++i) static_cast<void>(From("203.0.113.1", "office", "wrong"));
  const Reply turned_away = From("203.0.113.1", "zezhou", kPassword);
  EXPECT_EQ(turned_away.status, 429);
  EXPECT_EQ(turned_away.Header("Retry-After"), "3");
  EXPECT_EQ(From("203.0.113.2", "zezhou", kPassword).status, 200);
  EXPECT_EQ(From("2001:db8::1", "zezhou", kPassword).status, 200);
  clock_.Advance(2'000);
  for (int i = 0; i < 10; ++i)
    EXPECT_EQ(From("203.0.113.1", "zezhou", kPassword).status, 200) << "right ones do not count";
  EXPECT_EQ(From("203.0.113.1", "zezhou", "wrong").status, 401);
  EXPECT_EQ(From("203.0.113.1", "zezhou", kPassword).status, 429);
}

TEST_F(SignInTest, AnAccountAndAnAddressMayAskSoOftenOnly) {
  int served = 0;
  Reply last;
  do {
    last = GetAs("zezhou", kSession);
  } while (last.status == 200 && ++served < 3'000);
  EXPECT_EQ(last.status, 429);
  EXPECT_EQ(served, 2'000);
  EXPECT_EQ(last.At("code"), "limited");
  EXPECT_EQ(last.Header("Retry-After"), "1");
  EXPECT_EQ(GetAs("gaoping", kSession).status, 200) << "others do not wait";
  clock_.Advance(1'000);
  EXPECT_EQ(GetAs("zezhou", kSession).status, 200);
  served = 0;
  while (Send({.target = "/api/v1/reference", .peer = "203.0.113.7"}).status == 200 &&
         served < 12'000)
    ++served;
  EXPECT_EQ(served, 10'000);
  EXPECT_EQ(Send({.target = "/healthz", .peer = "203.0.113.7"}).status, 200);
  EXPECT_EQ(Send({.target = "/api/v1/reference", .peer = "203.0.113.8"}).status, 200);
}

TEST_F(SignInTest, ASecondFactorIsSetUpAskedForAndTakenOnlyOnce) {
  constexpr const char* kFactor = "/api/v1/session/two_factor";
  const auto code_of = [&](const Reply& setup, int steps = 0) {
    // The reply has base32; the service's own secret is sealed. So read it back from the text.
    std::string bytes;
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : setup.At("secret")) {
      bits = bits << 5U | static_cast<std::uint32_t>(c >= 'A' ? c - 'A' : c - '2' + 26);
      held += 5;
      if (held < 8) continue;
      held -= 8;
      bytes += static_cast<char>(bits >> held & 0xFFU);
    }
    return services::TotpCode(bytes, services::TotpStep(clock_.NowMs()) + steps);
  };
  const auto code_body = [](const std::string& code) { return R"({"code":")" + code + "\"}"; };
  EXPECT_EQ(PostAs("office", kFactor, R"({"current":"wrong"})").status, 422);
  const Reply setup = PostAs("office", kFactor, R"({"current":")" + std::string(kPassword) + "\"}");
  ASSERT_EQ(setup.status, 200) << setup.body;
  EXPECT_THAT(setup.At("uri"), StartsWith("otpauth://totp/%E7%BB%93%E5%AF%B9:office?secret="));
  EXPECT_EQ(LogIn("office", kPassword).status, 200) << "not yet confirmed";
  const std::string confirm = std::string(kFactor) + "/confirmation";
  EXPECT_EQ(PostAs("office", confirm, code_body("000000")).At("field"), "code");
  const std::string before = CookieOf("office");
  const Reply confirmed = PostAs("office", confirm, code_body(code_of(setup)));
  ASSERT_EQ(confirmed.status, 200) << confirmed.body;
  ASSERT_EQ(confirmed.Count("recovery_codes"), 10);
  EXPECT_NE(CookieOf("office"), before);
  EXPECT_EQ(GetAs("office", "/api/v1/session/logins").Count("items"), 1);

  EXPECT_EQ(LogIn("office", "wrong").At("code"), "unauthenticated");
  EXPECT_EQ(LogIn("office", kPassword).At("code"), "two_factor_required");
  EXPECT_EQ(LogIn("office", kPassword, code_of(setup)).status, 401) << "taken at the confirmation";
  EXPECT_EQ(LogIn("office", kPassword, code_of(setup, -1)).status, 401) << "older than that";
  EXPECT_EQ(LogIn("office", kPassword, code_of(setup, 2)).status, 401);
  EXPECT_EQ(LogIn("office", kPassword, code_of(setup, 1)).status, 200) << "a clock that goes fast";
  EXPECT_EQ(LogIn("office", kPassword, code_of(setup, 1)).status, 401) << "once";
  const std::string recovery = confirmed.At("recovery_codes/3");
  EXPECT_EQ(LogIn("office", kPassword, recovery).status, 200);
  EXPECT_EQ(LogIn("office", kPassword, recovery).status, 401) << "once";
  EXPECT_EQ(GetAs("office", kFactor).At("recovery_codes_left"), "9");

  clock_.Advance(5 * kMinuteMs);
  const Reply renewed =
      PostAs("office", std::string(kFactor) + "/recovery_codes", code_body(code_of(setup)));
  ASSERT_EQ(renewed.status, 200) << renewed.body;
  EXPECT_EQ(LogIn("office", kPassword, confirmed.At("recovery_codes/4")).status, 401);
  clock_.Advance(kMinuteMs);
  EXPECT_EQ(PostAs("office", std::string(kFactor) + "/removal", code_body(code_of(setup))).status,
            204);
  EXPECT_EQ(LogIn("office", kPassword).status, 200);
}

TEST_F(SignInTest, CodesCannotBeGuessedWithAPasswordThatIsKnown) {
  ASSERT_EQ(PostAs("zezhou", "/api/v1/session/two_factor",
                   R"({"current":")" + std::string(kPassword) + "\"}")
                .status,
            200);
  ASSERT_TRUE(workspace().store.Write({}, [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_ASSIGN(auto user, unit.FindByKey<domain::User>({std::string("zezhou")}));
    user->two_factor = true;
    return unit.Update(*user);
  }));
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(LogIn("zezhou", kPassword).At("code"), "two_factor_required") << i;
    EXPECT_EQ(LogIn("zezhou", kPassword, "123456").status, 401) << i;
  }
  EXPECT_EQ(LogIn("zezhou", kPassword).status, 429) << "asking for a code must not clear the count";
}

TEST_F(SignInTest, ARoleMayHaveToHaveASecondFactorAndAnAdministratorTakesALostOneAway) {
  constexpr const char* kRules = "/api/v1/sign_in_rules";
  EXPECT_EQ(GetAs("zezhou", kRules).status, 403);
  EXPECT_EQ(SendAs("office", {.method = "PATCH",
                              .target = kRules,
                              .body = R"({"two_factor_roles":["king"]})",
                              .headers = {{"Content-Type", "application/json"}}})
                .status,
            400);
  const Reply set = SendAs("office", {.method = "PATCH",
                                      .target = kRules,
                                      .body = R"({"two_factor_roles":["county"]})",
                                      .headers = {{"Content-Type", "application/json"}}});
  ASSERT_EQ(set.status, 200) << set.body;
  EXPECT_EQ(GetAs("zezhou", "/api/v1/tasks").At("code"), "two_factor_setup_required");
  EXPECT_EQ(GetAs("zezhou", kSession).At("duty"), "set_up_two_factor");
  EXPECT_EQ(GetAs("office", "/api/v1/tasks").status, 200);
  ASSERT_EQ(PostAs("zezhou", "/api/v1/session/two_factor",
                   R"({"current":")" + std::string(kPassword) + "\"}")
                .status,
            200);
  std::int64_t id = 0;
  ASSERT_TRUE(workspace().store.Write({}, [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_ASSIGN(auto user, unit.FindByKey<domain::User>({std::string("zezhou")}));
    user->two_factor = true;
    id = user->id;
    return unit.Update(*user);
  }));
  EXPECT_EQ(GetAs("zezhou", "/api/v1/tasks").status, 200);
  EXPECT_EQ(PostAs("zezhou", "/api/v1/session/two_factor/removal", R"({"code":"123456"})").status,
            403);
  const std::string reset = "/api/v1/users/" + std::to_string(id) + "/two_factor/reset";
  EXPECT_EQ(PostAs("gaoping", reset, "").status, 403);
  EXPECT_EQ(PostAs("office", reset, "").status, 204);
  EXPECT_EQ(PostAs("office", reset, "").status, 409);
  EXPECT_EQ(GetAs("zezhou", kSession).status, 401);
  const Reply audit = GetAs("office", "/api/v1/audit?kind=user&limit=1");
  EXPECT_EQ(audit.At("items/0/reason"), "重置双因素登录") << audit.body;
}

class ApiTokenTest : public SignInTest {
 protected:
  Reply Make(const std::string& login, const std::string& name, const std::string& permissions,
             int days = 30) {
    return PostAs(login, "/api/v1/session/tokens",
                  R"({"name":")" + name + R"(","permissions":)" + permissions + R"(,"days":)" +
                      std::to_string(days) + R"(,"current":")" + kPassword + "\"}");
  }
  Reply By(const std::string& secret, Ask ask) const {
    ask.headers.emplace_back("Authorization", "Bearer " + secret);
    if (!ask.body.empty()) ask.headers.emplace_back("Content-Type", "application/json");
    return Send(ask);
  }
  Reply By(const std::string& secret, const std::string& target) const {
    return By(secret, Ask{.target = target});
  }
};

TEST_F(ApiTokenTest, ATokenDoesWhatItNamesAndNeverMoreThanItsOwnerMay) {
  EXPECT_EQ(Make("zezhou", "x", R"(["read_audit"])").status, 403) << "the owner's role may not";
  EXPECT_EQ(Make("zezhou", "x", "[]").status, 400);
  EXPECT_EQ(Make("zezhou", "x", R"(["read"])", 367).At("field"), "days");
  const Reply made = Make("zezhou", "数据大屏", R"(["read"])");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(Make("zezhou", "数据大屏", R"(["read"])").At("field"), "name");
  const std::string secret = made.At("secret");
  EXPECT_THAT(secret, StartsWith("jd_"));
  const std::string need = "/api/v1/records/needs/" + std::to_string(need_);
  EXPECT_EQ(By(secret, need).status, 200);
  EXPECT_EQ(By(secret, "/api/v1/records/enterprises/" + std::to_string(gaoping_)).status, 404)
      << "the owner's county only";
  const Reply own = By(secret, "/api/v1/records/enterprises/" + std::to_string(zezhou_));
  EXPECT_EQ(own.At("contact_phone"), "138****8000") << "reveal is not among its permissions";
  EXPECT_EQ(By(secret, "/api/v1/coverage").status, 200);
  EXPECT_EQ(By(secret, "/api/v1/reports/ranking").status, 403) << "read_reports is not";
  // No write, by whichever right of its owner.
  const std::vector<Ask> writes = {
      {.method = "PATCH",
       .target = need,
       .body = R"({"text":"x"})",
       .headers = {{"If-Match", "\"v1\""}}},
      {.method = "DELETE", .target = need, .headers = {{"If-Match", "\"v1\""}}},
      {.method = "POST", .target = "/api/v1/visits", .body = "{}"},
      {.method = "POST", .target = "/api/v1/views", .body = kView},
      {.method = "POST", .target = "/api/v1/pairings/1/events", .body = R"({"event":"accept"})"}};
  for (const Ask& write : writes) {
    const Reply refused = By(secret, write);
    EXPECT_EQ(refused.status, 403) << write.target << refused.body;
  }
  // The session's own things are no program's business.
  for (const char* closed : {kSession, "/api/v1/session/tokens", "/api/v1/session/logins"})
    EXPECT_EQ(By(secret, closed).At("field"), "Authorization") << closed;
  const Reply editor = Make("zezhou", "同步", R"(["read","edit_roster"])");
  ASSERT_EQ(editor.status, 201);
  const Reply written = By(editor.At("secret"), writes.front());
  EXPECT_EQ(written.status, 200) << "without cookie and X-CSRF-Token: " << written.body;
  const Reply audit = GetAs("office", "/api/v1/audit?kind=need&limit=1");
  EXPECT_THAT(audit.At("items/0/actor/name"), HasSubstr("接口令牌 同步")) << audit.body;
}

TEST_F(ApiTokenTest, ATokenEndsWithItsDaysByRevocationAndWithItsOwnersPassword) {
  const Reply made = Make("zezhou", "一", R"(["read"])", 1);
  const std::string secret = made.At("secret");
  EXPECT_EQ(By(secret, "/api/v1/tasks").status, 200);
  EXPECT_EQ(By(secret + "x", "/api/v1/tasks").status, 401);
  const Reply listed = GetAs("zezhou", "/api/v1/session/tokens");
  EXPECT_EQ(listed.At("items/0/last_used_at"), base::FormatUtc(clock_.NowMs()));
  EXPECT_EQ(listed.At("items/0/last_address"), "127.0.0.1");
  EXPECT_EQ(listed.body.find(secret), std::string::npos);
  const std::string path = "/api/v1/session/tokens/" + made.At("token/id");
  EXPECT_EQ(SendAs("gaoping", {.method = "DELETE", .target = path}).status, 404);
  EXPECT_EQ(SendAs("zezhou", {.method = "DELETE", .target = path}).status, 204);
  EXPECT_EQ(By(secret, "/api/v1/tasks").status, 401);
  const std::string second = Make("zezhou", "二", R"(["read"])", 1).At("secret");
  const Reply users = GetAs("office", "/api/v1/records/users?q=zezhou");
  ASSERT_EQ(PatchAs("office", "/api/v1/records/users/" + users.At("items/0/id"),
                    R"({"password":"set-by-office-1"})", std::stoll(users.At("items/0/version")))
                .status,
            200);
  EXPECT_EQ(By(second, "/api/v1/tasks").status, 401);
  const std::string third = Make("gaoping", "三", R"(["read"])", 1).At("secret");
  clock_.Advance(24LL * 60 * kMinuteMs);
  EXPECT_EQ(By(third, "/api/v1/tasks").status, 401);
}

}  // namespace
}  // namespace jiedui::api

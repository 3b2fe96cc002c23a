#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

TEST_F(ApiTest, RefusalsSayWhatWhereAndWhich) {
  const std::string need = "/api/v1/records/needs/" + std::to_string(need_);
  const std::vector<std::pair<std::string, std::string>> json = {
      {"Content-Type", "application/json"}};
  const auto with_match = [&](std::string tag) {
    auto headers = json;
    headers.emplace_back("If-Match", std::move(tag));
    return headers;
  };
  struct Case {
    std::string as;  // empty: nobody
    Ask ask;
    int status;
    std::string code;
    std::string field;
  };
  const std::vector<Case> cases = {
      {"", {.target = "/api/v1/nowhere"}, 404, "not_found", ""},
      {"", {.target = "/api"}, 404, "not_found", ""},
      {"", {.method = "DELETE", .target = "/api/v1/reference"}, 405, "invalid", ""},
      {"", {.target = need}, 401, "unauthenticated", ""},
      {"", {.target = "/api/v1/session"}, 401, "unauthenticated", ""},
      {"auditor",
       {.method = "POST", .target = "/api/v1/plans", .body = "{}", .headers = json},
       403,
       "forbidden",
       ""},
      {"zezhou", {.target = "/api/v1/records/users"}, 403, "forbidden", ""},
      {"zezhou", {.target = need + "/history"}, 403, "forbidden", ""},
      {"office", {.target = "/api/v1/records/castles"}, 404, "not_found", "plural"},
      {"office", {.target = "/api/v1/records/plans"}, 404, "not_found", "plural"},
      {"office", {.target = "/api/v1/records/needs/x"}, 400, "invalid", "id"},
      {"office", {.target = "/api/v1/records/needs?colour=red"}, 400, "invalid", "colour"},
      {"office", {.target = "/api/v1/records/needs?limit=1&limit=2"}, 400, "invalid", "limit"},
      {"office", {.target = "/api/v1/records/needs?limit=0"}, 400, "invalid", "limit"},
      {"office", {.target = "/api/v1/records/needs?limit=201"}, 400, "invalid", "limit"},
      {"office", {.target = "/api/v1/records/needs?cursor=!!"}, 400, "invalid", "cursor"},
      {"office", {.target = "/api/v1/records/needs?region=999"}, 400, "invalid", "region"},
      {"office",
       {.target = "/api/v1/records/experts?innovation=none"},
       400,
       "invalid",
       "innovation"},
      {"office",
       {.method = "PATCH", .target = need, .body = "{}", .headers = json},
       428,
       "precondition_required",
       "If-Match"},
      {"office",
       {.method = "PATCH",
        .target = need,
        .body = R"({"title":"x"})",
        .headers = with_match("\"7\"")},
       400,
       "invalid",
       "If-Match"},
      {"office",
       {.method = "PATCH",
        .target = need,
        .body = R"({"title":"x"})",
        .headers = with_match("\"v9\"")},
       412,
       "precondition_failed",
       "version"},
      {"office",
       {.method = "PATCH", .target = need, .body = "{}", .headers = with_match("\"v1\"")},
       400,
       "invalid",
       ""},
      {"office",
       {.method = "PATCH",
        .target = need,
        .body = R"({"colour":1})",
        .headers = with_match("\"v1\"")},
       400,
       "invalid",
       "colour"},
      {"office",
       {.method = "PATCH",
        .target = need,
        .body = R"({"region_code":"140581"})",
        .headers = with_match("\"v1\"")},
       400,
       "invalid",
       "region_code"},
      {"office",
       {.method = "PATCH",
        .target = need,
        .body = R"({"state":"lost"})",
        .headers = with_match("\"v1\"")},
       400,
       "invalid",
       "state"},
      {"office",
       {.method = "POST", .target = "/api/v1/records/needs", .body = "{", .headers = json},
       400,
       "invalid",
       ""},
      {"office",
       {.method = "POST", .target = "/api/v1/records/needs", .body = "title=x"},
       400,
       "invalid",
       "Content-Type"},
      {"office",
       {.method = "POST",
        .target = "/api/v1/records/sector_proposals",
        .body = R"({"enterprise":"1"})",
        .headers = json},
       403,
       "forbidden",
       ""},
      {"office", {.target = "/api/v1/recommendations"}, 400, "invalid", "for"},
      {"office", {.target = "/api/v1/plans/1"}, 404, "not_found", ""},
      {"office", {.target = "/api/v1/exports/enterprises.pdf"}, 404, "not_found", "file"},
  };
  for (const Case& one : cases) {
    SCOPED_TRACE(one.ask.method + " " + one.ask.target + " " + one.ask.body);
    const Reply reply = one.as.empty() ? Send(one.ask) : SendAs(one.as, one.ask);
    EXPECT_EQ(reply.status, one.status) << reply.body;
    EXPECT_EQ(reply.At("code"), one.code);
    EXPECT_EQ(reply.At("field"), one.field);
    EXPECT_EQ(reply.At("request_id"), "request-1");
    EXPECT_EQ(reply.At("status"), std::to_string(one.status));
    EXPECT_EQ(reply.Header("Content-Type"), "application/problem+json");
    EXPECT_EQ(reply.Header("Cache-Control"), "no-store");
    EXPECT_EQ(reply.Header("X-Content-Type-Options"), "nosniff");
    EXPECT_THAT(reply.Header("Content-Security-Policy"), Not(HasSubstr("unsafe-inline")));
  }
}

TEST_F(ApiTest, OtherMethodsAreNamed) {
  EXPECT_EQ(Send({.method = "PUT", .target = "/api/v1/session"}).Header("Allow"),
            "POST, GET, HEAD, DELETE");
  EXPECT_EQ(Send({.method = "HEAD", .target = "/healthz"}).status, 200);
}

TEST_F(ApiTest, OtherSitesCannotMakeABrowserChangeAnything) {
  Ask ask{.method = "POST", .target = "/api/v1/pairings/batch", .body = "{}"};
  ask.headers = {{"Content-Type", "application/json"}, {"Origin", "https://elsewhere.example"}};
  EXPECT_EQ(SendAs("office", ask).At("field"), "Origin");
  ask.headers[1].second = "https://jiedui.example";
  EXPECT_EQ(SendAs("office", ask).At("field"), "event");
  ask.headers[0].second = "text/plain";
  EXPECT_EQ(SendAs("office", ask).At("field"), "Content-Type");
}

TEST_F(ApiTest, LargeBodiesAreRefused) {
  options().json_limit_bytes = 1024 * 1024;
  const std::string body(1024 * 1024 + 1, ' ');
  EXPECT_EQ(PostAs("office", "/api/v1/records/needs", body).status, 413);
}

TEST_F(ApiTest, LoginSetsACookieThatScriptsCannotRead) {
  options().secure_cookie = true;
  const Reply reply = Send({.method = "POST",
                            .target = "/api/v1/session",
                            .body = R"({"login":"member","password":"demo-password-1"})",
                            .headers = {{"Content-Type", "application/json"}}});
  ASSERT_EQ(reply.status, 200) << reply.body;
  const std::string cookie = reply.Header("Set-Cookie");
  for (const char* part : {"jiedui_session=", "Path=/", "HttpOnly", "SameSite=Strict", "Secure"})
    EXPECT_THAT(cookie, HasSubstr(part));
  EXPECT_EQ(reply.At("user/role"), "enterprise");
  EXPECT_EQ(reply.At("user/own_id"), std::to_string(zezhou_));
  EXPECT_THAT(reply.At("permissions"), HasSubstr("edit_own"));
}

TEST_F(ApiTest, FiveWrongPasswordsLockTheAccount) {
  for (int i = 0; i < 6; ++i) {
    const Reply known = LogIn("expert", "wrong");
    const Reply unknown = LogIn("nobody", "wrong");
    EXPECT_EQ(known.status, i < 5 ? 401 : 429);
    EXPECT_EQ(unknown.status, known.status) << "an unknown login must look the same";
    EXPECT_EQ(unknown.body, known.body);
    EXPECT_EQ(unknown.Header("Retry-After"), known.Header("Retry-After"));
  }
  const Reply locked = LogIn("expert", kPassword);
  EXPECT_EQ(locked.status, 429);
  EXPECT_EQ(locked.At("code"), "limited");
  EXPECT_EQ(locked.Header("Retry-After"), "1801");
  clock_.Advance(31LL * 60 * 1000);
  EXPECT_EQ(LogIn("expert", kPassword).status, 200);
  EXPECT_EQ(LogIn("nobody", kPassword).status, 401);
}

TEST_F(ApiTest, LogoutEndsTheSessionAndClearsTheCookie) {
  EXPECT_EQ(GetAs("office", "/api/v1/session").At("user/login"), "office");
  const Reply reply = SendAs("office", {.method = "DELETE", .target = "/api/v1/session"});
  EXPECT_EQ(reply.status, 204);
  EXPECT_THAT(reply.Header("Set-Cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(GetAs("office", "/api/v1/session").status, 401);
  EXPECT_EQ(Send({.method = "DELETE", .target = "/api/v1/session"}).status, 204);
}

TEST_F(ApiTest, ReadinessSaysWhatIsMissing) {
  bool ready = false;
  options().version = "1.2.3";
  options().ready_checks.push_back({"index", [&]() -> base::Result<std::string> {
                                      if (ready) return std::string("revision 7");
                                      return base::Fail(base::ErrorCode::kUnavailable, "正在重建");
                                    }});
  const Reply waiting = Send({.target = "/readyz"});
  EXPECT_EQ(waiting.status, 503);
  EXPECT_EQ(waiting.At("checks/0/ok"), "true");
  EXPECT_EQ(waiting.At("checks/1/detail"), "正在重建");
  ready = true;
  EXPECT_EQ(Send({.target = "/readyz"}).At("status"), "ready");
  EXPECT_EQ(Send({.target = "/healthz"}).At("version"), "1.2.3");
  service().SetReady(false);
  EXPECT_EQ(Send({.target = "/readyz"}).status, 503);
  EXPECT_EQ(Send({.target = "/healthz"}).status, 200);
}

TEST_F(ApiTest, ReferenceIsKeptByItsTag) {
  const auto marked = workspace().store.Write({}, [](store::UnitOfWork& unit) {
    return unit.PutSetting("demo_accounts", R"([{"login":"office"}])");
  });
  ASSERT_TRUE(marked);
  const Reply first = Send({.target = "/api/v1/reference"});
  ASSERT_EQ(first.status, 200);
  EXPECT_EQ(first.At("city/code"), "140500");
  EXPECT_EQ(first.At("demo_accounts/0/login"), "office");
  EXPECT_GT(first.Count("enumerations/pairing_event"), 5);
  EXPECT_THAT(first.body, Not(HasSubstr("password_hash")));
  const Reply again =
      Send({.target = "/api/v1/reference", .headers = {{"If-None-Match", first.Header("ETag")}}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(Send({.target = "/api/v1/reference", .headers = {{"If-None-Match", "\"x\""}}}).status,
            200);
}

TEST_F(ApiTest, ARealCityShowsNoAccounts) {
  const Reply reply = Send({.target = "/api/v1/reference"});
  EXPECT_EQ(reply.At("demo"), "false");
  EXPECT_EQ(reply.Count("demo_accounts"), 0);
}

}  // namespace
}  // namespace jiedui::api

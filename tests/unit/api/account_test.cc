#include "services/accounts.h"
#include "services/auth.h"
#include "services/posts.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

constexpr const char* kPath = "/api/v1/session/password";

std::string Change(const std::string& current, const std::string& password) {
  return R"({"current":")" + current + R"(","password":")" + password + R"("})";
}

TEST_F(ApiTest, OnesOwnPasswordIsChangedAndOtherSessionsEnd) {
  const std::string here = CookieOf("zezhou");
  const Reply elsewhere = LogIn("zezhou", kPassword);
  ASSERT_EQ(elsewhere.status, 200) << elsewhere.body;
  const std::string other = CookieIn(elsewhere, "jiedui_session");
  const Reply logins = GetAs("zezhou", "/api/v1/session/logins");
  ASSERT_EQ(logins.Count("items"), 2) << logins.body;

  EXPECT_EQ(PostAs("zezhou", kPath, Change("not the password", "a-better-one-2")).status, 422);
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, "short1")).status, 400);
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, kPassword)).status, 400);
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, "Password-2020")).At("field"), "password");
  const Reply changed = PostAs("zezhou", kPath, Change(kPassword, "a-better-one-2"));
  EXPECT_EQ(changed.status, 204);
  EXPECT_NE(CookieIn(changed, "jiedui_session"), "") << "what was stolen before is worth nothing";
  EXPECT_NE(CookieIn(changed, "jiedui_session"), here);

  EXPECT_EQ(GetAs("zezhou", "/api/v1/session").status, 200) << "the session that asked goes on";
  EXPECT_EQ(Send({.target = "/api/v1/session", .headers = {{"Cookie", other}}}).status, 401);
  EXPECT_EQ(LogIn("zezhou", kPassword).status, 401);
  EXPECT_EQ(LogIn("zezhou", "a-better-one-2").status, 200);
  for (const char* used : {kPassword, "a-better-one-2"}) {
    const Reply again = PostAs("zezhou", kPath, Change("a-better-one-2", used));
    EXPECT_EQ(again.status, 400) << "used before: " << used;
    EXPECT_EQ(again.At("field"), "password");
  }
}

TEST_F(ApiTest, APasswordSetByAnotherIsChangedBeforeAnythingElse) {
  const Reply made = PostAs("office", "/api/v1/records/users",
                            R"({"login":"newcomer","display_name":"新同事","role":"auditor",)"
                            R"("password":"first-one-2020"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.At("must_change_password"), "true");
  const Reply in = LogIn("newcomer", "first-one-2020");
  ASSERT_EQ(in.status, 200) << in.body;
  EXPECT_EQ(in.At("duty"), "change_password");
  const std::vector<std::pair<std::string, std::string>> headers = {
      {"Cookie", CookieIn(in, "jiedui_session")},
      {"X-CSRF-Token", in.At("csrf_token")},
      {"Content-Type", "application/json"}};
  for (const char* closed : {"/api/v1/tasks", "/api/v1/records/needs", "/api/v1/session/tokens"}) {
    const Reply refused = Send({.target = closed, .headers = headers});
    EXPECT_EQ(refused.status, 403) << closed;
    EXPECT_EQ(refused.At("code"), "password_change_required") << closed;
  }
  EXPECT_EQ(Send({.target = "/api/v1/session", .headers = headers}).At("duty"), "change_password");
  const Reply changed = Send({.method = "POST",
                              .target = kPath,
                              .body = Change("first-one-2020", "my-own-choice-7"),
                              .headers = headers});
  ASSERT_EQ(changed.status, 204) << changed.body;
  const std::string cookie = CookieIn(changed, "jiedui_session");
  const Reply after = Send({.target = "/api/v1/session", .headers = {{"Cookie", cookie}}});
  EXPECT_EQ(after.At("duty"), "null");
  EXPECT_EQ(Send({.target = "/api/v1/tasks", .headers = {{"Cookie", cookie}}}).status, 200);

  // Set anew by an administrator, it is another's again, and whoever was in is out.
  const Reply user = GetAs("office", "/api/v1/records/users/" + made.At("id"));
  EXPECT_EQ(user.At("must_change_password"), "false");
  EXPECT_EQ(PatchAs("office", "/api/v1/records/users/" + made.At("id"),
                    R"({"password":"second-one-2020"})", std::stoll(user.At("version")))
                .status,
            200);
  EXPECT_EQ(Send({.target = "/api/v1/session", .headers = {{"Cookie", cookie}}}).status, 401);
  EXPECT_EQ(LogIn("newcomer", "second-one-2020").At("duty"), "change_password");
}

TEST_F(ApiTest, WhereTheOperatorWantsItAPasswordGrowsTooOld) {
  services::AuthOptions options;
  options.password_max_days = 90;
  services::AuthState auth(workspace().store, options, services::CommonPasswords::Parse(""),
                           &clock_);
  const services::Workspace& city = workspace();
  services::Workspace strict{city.store,  city.reference,     city.clock,
                             city.corpus, city.sectors,       city.search,
                             auth,        city.plan_sessions, city.evidence};
  const auto duty = [&](services::Workspace& workspace) {
    const domain::User user = workspace.store.FindByKey<domain::User>({"zezhou"}).value().value();
    return services::DutyOf(workspace, user, services::ActorToday(workspace, user).value()).value();
  };
  constexpr base::TimeMs kDayMs = 24LL * 3600 * 1000;
  const base::TimeMs begin_ms = clock_.NowMs();
  clock_.Set(begin_ms + 89 * kDayMs);
  EXPECT_EQ(duty(strict), services::Duty::kNone);
  clock_.Set(begin_ms + 90 * kDayMs);
  EXPECT_EQ(duty(strict), services::Duty::kChangePassword);
  EXPECT_EQ(duty(workspace()), services::Duty::kNone) << "off at first";
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, "a-better-one-2")).status, 204);
  EXPECT_EQ(duty(strict), services::Duty::kNone) << "the new one is young";
  clock_.Set(begin_ms + 180 * kDayMs);
  EXPECT_EQ(duty(strict), services::Duty::kChangePassword);
}

TEST_F(ApiTest, GuessingThePresentPasswordLocksTheAccount) {
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(PostAs("zezhou", kPath, Change("a wrong guess", "a-better-one-2")).status, 422);
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, "a-better-one-2")).status, 429);
}

TEST_F(ApiTest, OnesOwnSessionsAreListedAndEndedAndNobodyElses) {
  CookieOf("gaoping");
  const std::string foreign = GetAs("gaoping", "/api/v1/session/logins").At("items/0/id");
  const Reply own = GetAs("zezhou", "/api/v1/session/logins");
  ASSERT_EQ(own.Count("items"), 1) << own.body;
  EXPECT_EQ(own.At("items/0/current"), "true");
  const auto end = [&](const std::string& id) {
    return SendAs("zezhou", {.method = "DELETE", .target = "/api/v1/session/logins/" + id}).status;
  };
  EXPECT_EQ(end(foreign), 404);
  EXPECT_EQ(GetAs("gaoping", "/api/v1/session").status, 200);
  EXPECT_EQ(end(own.At("items/0/id")), 204);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/session").status, 401);
}

}  // namespace
}  // namespace jiedui::api

#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

constexpr const char* kPath = "/api/v1/session/password";

std::string Change(const std::string& current, const std::string& password) {
  return R"({"current":")" + current + R"(","password":")" + password + R"("})";
}

TEST_F(ApiTest, OnesOwnPasswordIsChangedAndOtherSessionsEnd) {
  const std::string here = CookieOf("zezhou");
  const Reply elsewhere =
      Send({.method = "POST",
            .target = "/api/v1/session",
            .body = R"({"login":"zezhou","password":")" + std::string(kPassword) + R"("})",
            .headers = {{"Content-Type", "application/json"}}});
  ASSERT_EQ(elsewhere.status, 200) << elsewhere.body;
  const std::string cookie = elsewhere.Header("Set-Cookie");
  const std::string other = cookie.substr(0, cookie.find(';'));
  const Reply logins = GetAs("zezhou", "/api/v1/session/logins");
  ASSERT_EQ(logins.Count("items"), 2) << logins.body;

  EXPECT_EQ(PostAs("zezhou", kPath, Change("not the password", "a-better-one-2")).status, 422);
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, "short1")).status, 400);
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, kPassword)).status, 400);
  EXPECT_EQ(PostAs("zezhou", kPath, Change(kPassword, "a-better-one-2")).status, 204);

  EXPECT_EQ(GetAs("zezhou", "/api/v1/session").status, 200) << "the session that asked goes on";
  EXPECT_EQ(Send({.target = "/api/v1/session", .headers = {{"Cookie", other}}}).status, 401);
  const auto log_in = [&](const std::string& password) {
    return Send({.method = "POST",
                 .target = "/api/v1/session",
                 .body = R"({"login":"zezhou","password":")" + password + R"("})",
                 .headers = {{"Content-Type", "application/json"}}})
        .status;
  };
  EXPECT_EQ(log_in(kPassword), 401);
  EXPECT_EQ(log_in("a-better-one-2"), 200);
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

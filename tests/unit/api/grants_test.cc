// Separated duties (decision 0035), as its people see them over the interface.
#include "services/grants.h"

#include "services/digest.h"
#include "services/posts.h"
#include "services/sight.h"
#include "store/sight.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using domain::Role;
using ::testing::HasSubstr;

constexpr const char* kUsers = "/api/v1/records/users";
constexpr const char* kGrants = "/api/v1/grants";

class GrantsTest : public ApiTest {
 protected:
  GrantsTest() {
    PutUser("sysadmin", Role::kSystemAdmin);
    PutUser("secadmin", Role::kSecurityAdmin);
    PutUser("secadmin2", Role::kSecurityAdmin);
    PutUser("audadmin", Role::kAuditAdmin);
  }

  void Separate() {
    const auto confirmed =
        services::SeparateDuties(workspace(), domain::Operator(), true, "等保三级整改");
    ASSERT_TRUE(confirmed) << confirmed.error().message;
  }
  domain::User Account(const std::string& login) {
    return workspace().store.FindByKey<domain::User>({login}).value().value();
  }
  std::string PathOf(const std::string& login) {
    return std::string(kUsers) + "/" + std::to_string(Account(login).id);
  }
  Reply Change(const std::string& by, const std::string& login, const std::string& body) {
    return PatchAs(by, PathOf(login), body, Account(login).version);
  }
  /// The digest of what the account may do now.
  std::string GrantNow(const std::string& login) {
    const auto session = workspace().store.Read();
    return services::DigestOf(services::GrantOf(*session, Account(login)).value());
  }
  Reply Decide(const std::string& by, const std::string& login, const std::string& event,
               const std::string& reason = "已核对") {
    return PostAs(by, std::string(kGrants) + "/" + std::to_string(Account(login).id) + "/events",
                  R"({"event":")" + event + R"(","grant":")" + GrantNow(login) + R"(","reason":")" +
                      reason + R"("})");
  }
  store::AuditEntry LastAudit() {
    return workspace().store.Read()->ListAudit({.limit = 1})->entries.at(0);
  }
};

TEST_F(GrantsTest, WithoutSeparationChangesTakeEffectAtOnce) {
  EXPECT_EQ(Change("office", "zezhou", R"({"region_code":"140581"})").status, 200);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/session").At("user/region_code"), kGaoping);
  const Reply none = GetAs("secadmin", kGrants);
  EXPECT_EQ(none.At("separated"), "false");
  EXPECT_EQ(none.Count("items"), 0);
  EXPECT_EQ(Decide("secadmin", "zezhou", "confirm").status, 409);
}

TEST_F(GrantsTest, SeparatingKeepsWhatThereIsAndIsTheOperatorsAlone) {
  const domain::Actor office = services::ActorToday(workspace(), Account("office")).value();
  const auto refused = services::SeparateDuties(workspace(), office, true, "x");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kForbidden);
  EXPECT_EQ(services::SeparateDuties(workspace(), domain::Operator(), true, " ").error().field,
            "reason");
  Separate();
  EXPECT_EQ(Account("zezhou").confirmed_grant, "role county\nregion_code 140525");
  EXPECT_EQ(GetAs("zezhou", "/api/v1/tasks").status, 200);
  EXPECT_EQ(GetAs("secadmin", kGrants).Count("items"), 0);
  const auto again = services::SeparateDuties(workspace(), domain::Operator(), true, "again");
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, base::ErrorCode::kConflict);
}

TEST_F(GrantsTest, ACityWithoutTheThreeCannotSeparate) {
  ASSERT_EQ(Change("office", "audadmin", R"({"disabled":true})").status, 200);
  const auto refused = services::SeparateDuties(workspace(), domain::Operator(), true, "early");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kConflict);
  EXPECT_THAT(refused.error().message, HasSubstr("审计管理员"));
  EXPECT_FALSE(services::DutiesAreSeparated(*workspace().store.Read()).value());
}

TEST_F(GrantsTest, WhatIsWidenedWaitsForItsConfirmation) {
  Separate();
  const std::string cookie = CookieOf("zezhou");
  ASSERT_EQ(Change("sysadmin", "zezhou", R"({"region_code":""})").status, 422) << "a county's";
  ASSERT_EQ(Change("sysadmin", "zezhou", R"({"role":"auditor","region_code":""})").status, 200);
  for (const char* const closed : {"/api/v1/session", "/api/v1/tasks", "/api/v1/audit"}) {
    const Reply refused = Send({.target = closed, .headers = {{"Cookie", cookie}}});
    EXPECT_EQ(refused.status, 403) << closed;
    EXPECT_EQ(refused.At("code"), "grant_not_confirmed") << closed;
    EXPECT_EQ(refused.At("field"), "") << closed;
  }
  const Reply in = LogIn("zezhou", kPassword);
  EXPECT_EQ(in.status, 403);
  EXPECT_EQ(in.At("code"), "grant_not_confirmed");
  EXPECT_EQ(LastAudit().action, "login_refused");
  EXPECT_EQ(LogIn("zezhou", "a wrong guess 1").status, 401)
      << "who does not know it learns nothing";
  EXPECT_EQ(LogIn("zezhou", kPassword).status, 403) << "waiting locks nobody out";

  const Reply list = GetAs("secadmin", kGrants);
  ASSERT_EQ(list.Count("items"), 1) << list.body;
  EXPECT_EQ(list.At("items/0/login"), "zezhou");
  EXPECT_EQ(list.At("items/0/state"), "waiting");
  EXPECT_EQ(list.At("items/0/changes/0/field"), "region_code");
  EXPECT_EQ(list.At("items/0/changes/0/before"), kZezhou);
  EXPECT_EQ(list.At("items/0/changes/1/after"), "auditor");

  EXPECT_EQ(Decide("secadmin", "zezhou", "refuse", "").At("field"), "reason");
  EXPECT_EQ(Decide("secadmin", "zezhou", "refuse", "没有任命文件").status, 204);
  EXPECT_EQ(GetAs("sysadmin", kGrants).At("items/0/reason"), "没有任命文件");
  EXPECT_THAT(LogIn("zezhou", kPassword).At("detail"), HasSubstr("没有任命文件"));
  EXPECT_EQ(Decide("secadmin", "zezhou", "refuse", "再退").status, 409);

  EXPECT_EQ(Decide("secadmin", "zezhou", "confirm").status, 204);
  const store::AuditEntry entry = LastAudit();
  EXPECT_EQ(entry.action, "update");
  EXPECT_EQ(entry.actor_id, Account("secadmin").id);
  EXPECT_THAT(entry.reason, HasSubstr("确认授权: 已核对"));
  EXPECT_THAT(entry.changes, HasSubstr(R"("before":"role county\nregion_code 140525")"));
  EXPECT_THAT(entry.changes, HasSubstr(R"("after":"role auditor")"));
  EXPECT_EQ(LogIn("zezhou", kPassword).status, 200);
  EXPECT_EQ(Decide("secadmin", "zezhou", "confirm").status, 409);
}

TEST_F(GrantsTest, OnlyWhatWasLookedAtIsConfirmedAndNobodyConfirmsTheOwn) {
  Separate();
  ASSERT_EQ(Change("sysadmin", "zezhou", R"({"region_code":"140581"})").status, 200);
  const std::string event =
      std::string(kGrants) + "/" + std::to_string(Account("zezhou").id) + "/events";
  const std::string seen = R"({"event":"confirm","grant":")" + GrantNow("zezhou") + R"("})";
  ASSERT_EQ(Change("sysadmin", "zezhou", R"({"role":"city_office"})").status, 200);
  EXPECT_EQ(PostAs("secadmin", event, seen).status, 412);
  for (const char* const other : {"office", "sysadmin", "audadmin", "gaoping", "auditor"})
    EXPECT_EQ(Decide(other, "zezhou", "confirm").status, 403) << other;
  ASSERT_EQ(Change("sysadmin", "secadmin", R"({"external_id":"cas:wang"})").status, 200);
  EXPECT_EQ(Decide("secadmin", "secadmin", "confirm").At("code"), "grant_not_confirmed");
  EXPECT_EQ(Decide("secadmin2", "secadmin", "confirm").status, 204);
  const domain::Actor self = services::ActorToday(workspace(), Account("secadmin")).value();
  const auto own =
      services::DecideGrant(workspace(), self, self.user_id,
                            {services::GrantVerdict::kConfirm, GrantNow("secadmin"), {}});
  ASSERT_FALSE(own);
  EXPECT_EQ(own.error().code, base::ErrorCode::kForbidden);
}

TEST_F(GrantsTest, WhoSetsApasswordDoesNotGetInByIt) {
  Separate();
  ASSERT_EQ(Change("sysadmin", "secadmin", R"({"password":"known-to-two-9"})").status, 200);
  EXPECT_EQ(LogIn("secadmin", "known-to-two-9").At("code"), "grant_not_confirmed");
  EXPECT_EQ(GetAs("secadmin2", kGrants).At("items/0/changes/0/field"), "password_given_at");
  ASSERT_EQ(Decide("secadmin2", "secadmin", "confirm").status, 204);
  const Reply in = LogIn("secadmin", "known-to-two-9");
  EXPECT_EQ(in.At("duty"), "change_password");
  const Reply changed = Send({.method = "POST",
                              .target = "/api/v1/session/password",
                              .body = R"({"current":"known-to-two-9","password":"mine-alone-33"})",
                              .headers = {{"Cookie", CookieIn(in, "jiedui_session")},
                                          {"X-CSRF-Token", in.At("csrf_token")},
                                          {"Content-Type", "application/json"}}});
  EXPECT_EQ(changed.status, 204) << changed.body;
  EXPECT_EQ(LogIn("secadmin", "mine-alone-33").status, 200) << "the own choice needs nobody";
}

TEST_F(GrantsTest, APostWithAuthorityIsPartOfWhatIsConfirmed) {
  Separate();
  domain::Post post;
  post.group_name = "市推进小组";
  post.title = "副组长";
  post.organisation = "市工信局";
  post.holder = "张三";
  post.authority = domain::PostAuthority::kCityOffice;
  post.account = Account("zezhou").id;
  Put(post);
  EXPECT_EQ(LogIn("zezhou", kPassword).At("code"), "grant_not_confirmed");
  EXPECT_EQ(GetAs("secadmin", kGrants).At("items/0/changes/0/after"), "city_office|||||");
  ASSERT_EQ(Decide("secadmin", "zezhou", "confirm").status, 204);
  EXPECT_EQ(LogIn("zezhou", kPassword).status, 200);
}

TEST_F(GrantsTest, ANewAccountOpensNothingBeforeItsConfirmation) {
  Separate();
  const Reply made = PostAs("sysadmin", kUsers,
                            R"({"login":"backdoor","role":"city_office",)"
                            R"("password":"first-one-2020"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(LogIn("backdoor", "first-one-2020").At("code"), "grant_not_confirmed");
  const Reply list = GetAs("secadmin", kGrants);
  EXPECT_EQ(list.At("items/0/first"), "true");
  ASSERT_EQ(Decide("secadmin", "backdoor", "confirm").status, 204);
  EXPECT_EQ(LogIn("backdoor", "first-one-2020").At("duty"), "change_password");
}

TEST_F(GrantsTest, TheOfficeLosesWhatTheThreeHave) {
  Separate();
  const Reply me = GetAs("office", "/api/v1/session");
  EXPECT_THAT(me.At("permissions"), HasSubstr("\"decide\""));
  for (const char* const gone : {"edit_users", "read_audit", "secure_accounts", "confirm_grants"})
    EXPECT_THAT(me.At("permissions"), ::testing::Not(HasSubstr(gone)));
  EXPECT_EQ(
      PostAs("office", kUsers, R"({"login":"x","role":"auditor","password":"long-one-77"})").status,
      403);
  EXPECT_EQ(Change("office", "zezhou", R"({"role":"city_office"})").status, 403);
  EXPECT_EQ(SendAs("office", {.method = "DELETE",
                              .target = PathOf("secadmin"),
                              .headers = {{"If-Match", "\"v2\""}}})
                .status,
            403);
  EXPECT_EQ(GetAs("office", "/api/v1/audit").status, 403);
  EXPECT_EQ(PatchAs("office", "/api/v1/sign_in_rules", R"({"two_factor_roles":[]})", -1).status,
            403);
  EXPECT_EQ(SendAs("office", {.method = "POST",
                              .target = "/api/v1/imports/users?filename=users.csv",
                              .body = "login,role\nx,auditor\n",
                              .headers = {{"Content-Type", "application/octet-stream"}}})
                .status,
            403);
  EXPECT_EQ(GetAs("office", "/api/v1/records/enterprises").Count("items"), 3) << "its own work";
}

TEST_F(GrantsTest, EachOfTheThreeDoesItsOwnAndNothingElse) {
  Separate();
  for (const char* const one : {"sysadmin", "secadmin"}) {
    EXPECT_EQ(GetAs(one, "/api/v1/records/enterprises").Count("items"), 0) << one;
    EXPECT_EQ(GetAs(one, "/api/v1/records/needs/" + std::to_string(need_)).status, 404) << one;
    EXPECT_EQ(GetAs(one, "/api/v1/search?q=%E9%93%B8").Count("items"), 0) << one;
    EXPECT_EQ(GetAs(one, "/api/v1/audit").status, 403) << one;
    EXPECT_EQ(GetAs(one, "/api/v1/audit/verification").status, 403) << one;
  }
  EXPECT_EQ(PostAs("secadmin", kUsers, R"({"login":"x","role":"auditor","password":"long-one-77"})")
                .status,
            403);
  EXPECT_EQ(Change("secadmin", "zezhou", R"({"role":"city_office"})").status, 403);
  EXPECT_EQ(
      PatchAs("secadmin", "/api/v1/sign_in_rules", R"({"two_factor_roles":["security_admin"]})", -1)
          .status,
      200);
  EXPECT_EQ(PatchAs("sysadmin", "/api/v1/sign_in_rules", R"({"two_factor_roles":[]})", -1).status,
            403);
  EXPECT_EQ(GetAs("audadmin", "/api/v1/audit/verification").status, 200);
  const Reply trail = GetAs("audadmin", "/api/v1/audit?limit=200");
  EXPECT_THAT(trail.body, HasSubstr("等保三级整改")) << "the operator's and the two others' deeds";
  EXPECT_EQ(PostAs("audadmin", kUsers, R"({"login":"x","role":"auditor","password":"long-one-77"})")
                .status,
            403);
  EXPECT_EQ(Change("audadmin", "zezhou", R"({"disabled":true})").status, 403);
}

TEST_F(GrantsTest, NobodyIsTwoOfThem) {
  EXPECT_EQ(Change("office", "sysadmin", R"({"region_code":"140525"})").At("field"), "region_code");
  EXPECT_EQ(Change("office", "sysadmin", R"({"department_code":"miit"})").At("field"),
            "department_code");
  const Reply post =
      PostAs("office", "/api/v1/records/posts",
             R"({"group_name":"组","title":"组长","organisation":"局","holder":"张",)"
             R"("authority":"city_office","account":")" +
                 std::to_string(Account("secadmin").id) + R"("})");
  EXPECT_EQ(post.status, 422) << post.body;
  EXPECT_EQ(post.At("field"), "account");
}

TEST_F(GrantsTest, TheStoreItselfHoldsTheThreeApart) {
  Separate();
  const auto write = [&](const std::string& login, auto&& change) {
    const domain::Actor actor = services::ActorToday(workspace(), Account(login)).value();
    const store::Sight sight = services::SightOf(actor);
    const store::SightGuard guard(&sight);
    return workspace().store.Write(store::ContextOf(actor), change).has_value();
  };
  const auto rename = [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_ASSIGN(domain::User user, unit.Get(domain::UserId{Account("zezhou").id}));
    user.display_name += "改";
    return unit.Update(user);
  };
  const auto add = [&](store::UnitOfWork& unit) -> base::Status {
    domain::User user;
    user.login = "made-by-nobody";
    return unit.Insert(user);
  };
  EXPECT_TRUE(write("sysadmin", rename));
  EXPECT_TRUE(write("secadmin", rename));
  EXPECT_FALSE(write("audadmin", rename));
  EXPECT_FALSE(write("office", rename)) << "withheld";
  EXPECT_FALSE(write("secadmin", add));
  EXPECT_FALSE(write("audadmin", add));
  EXPECT_FALSE(write("office", add));
  const auto enterprise = [&](store::UnitOfWork& unit) -> base::Status {
    JIEDUI_ASSIGN(domain::Enterprise one, unit.Get(domain::EnterpriseId{zezhou_}));
    return unit.Update(one);
  };
  for (const char* const one : {"sysadmin", "secadmin", "audadmin"})
    EXPECT_FALSE(write(one, enterprise)) << one;
  EXPECT_TRUE(write("office", enterprise));
  EXPECT_TRUE(write("sysadmin", add));
}

TEST_F(GrantsTest, TheSecurityAdministratorForgetsFailures) {
  for (int i = 0; i < 5; ++i) EXPECT_EQ(LogIn("zezhou", "a wrong guess 1").status, 401);
  EXPECT_EQ(LogIn("zezhou", kPassword).status, 429);
  const std::string path =
      "/api/v1/users/" + std::to_string(Account("zezhou").id) + "/login_failures/reset";
  EXPECT_EQ(PostAs("sysadmin", path, "").status, 403);
  EXPECT_EQ(PostAs("secadmin", path, "").status, 204);
  EXPECT_EQ(LastAudit().action, "login_failures_forgotten");
  EXPECT_EQ(LogIn("zezhou", kPassword).status, 200);
}

}  // namespace
}  // namespace jiedui::api

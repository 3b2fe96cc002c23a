// Who may write what: sight is no right to write, an owner is not its own supervisor, and nobody
// disappears while others count on them.
#include "domain/helpers.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

constexpr const char* kRecords = "/api/v1/records/";

class Ownership : public ApiTest {
 protected:
  [[nodiscard]] static std::string Path(const std::string& plural, std::int64_t id) {
    return kRecords + plural + "/" + std::to_string(id);
  }
  std::int64_t PutTeam(const std::string& name, const std::string& region) {
    domain::WorkTeam team;
    team.name = name;
    team.region_code = region;
    team.capacity = 5;
    return Put(team);
  }
  std::int64_t PutMember(std::int64_t team, std::int64_t group) {
    domain::GroupMember member;
    member.work_team = {team};
    member.city_group = {group};
    member.name = "王某";
    return Put(member);
  }
};

TEST_F(Ownership, AnEnterpriseEditsWhatIsItsOwnToSay) {
  const std::string path = Path("enterprises", zezhou_);
  EXPECT_EQ(GetAs("member", path).At("contact_phone"), "13800138000") << "its own, unmasked";
  EXPECT_EQ(GetAs("expert", path).At("contact_phone"), "138****8000");
  EXPECT_EQ(
      PatchAs("member", path, R"({"products":"铸管","contact_phone":"13700137000"})", 1).status,
      200);
  for (const char* body :
       {R"({"region_code":"140581"})", R"({"sector_code":"0610"})", R"({"ownership_group":"晋煤"})",
        R"({"capacity":9})", R"({"rd_spending_wan":900})", R"({"innovation":"rd_institution"})",
        R"({"name":"改名有限公司"})"}) {
    const Reply reply = PatchAs("member", path, body, 2);
    EXPECT_EQ(reply.status, 403) << body;
    EXPECT_NE(std::string(body).find(reply.At("field")), std::string::npos) << reply.body;
  }
  const Reply same = PatchAs("member", path, R"({"region_code":"140525","address":"某路1号"})", 2);
  EXPECT_EQ(same.status, 200) << "unchanged fields may come along: " << same.body;
}

TEST_F(Ownership, AnExpertSetsItsCapacityButNotItsStanding) {
  const std::string path = Path("experts", expert_);
  EXPECT_EQ(PatchAs("expert", path, R"({"capacity":5,"description":"铸造"})", 1).status, 200);
  EXPECT_EQ(PatchAs("expert", path, R"({"level":"nation"})", 2).At("field"), "level");
  EXPECT_EQ(PatchAs("expert", path, R"({"talent_pool":true})", 2).status, 403);
}

TEST_F(Ownership, NobodyDeletesItsOwnRecord) {
  const Reply gone = SendAs("expert", {.method = "DELETE",
                                       .target = Path("experts", expert_),
                                       .headers = {{"If-Match", "\"v1\""}}});
  EXPECT_EQ(gone.status, 403) << gone.body;
}

TEST_F(Ownership, AMaskedPhoneIsNotWrittenBack) {
  const std::string path = Path("enterprises", zezhou_);
  const Reply reply = PatchAs("zezhou", path, R"({"contact_phone":"138****8000"})", 1);
  EXPECT_EQ(reply.status, 400) << reply.body;
  EXPECT_EQ(reply.At("field"), "contact_phone");
}

TEST_F(Ownership, AnEnterpriseFilesItsOwnNeedsOnly) {
  const std::string own = R"({"title":"降低能耗","enterprise":")" + std::to_string(zezhou_) + "\"}";
  const Reply filed = PostAs("member", std::string(kRecords) + "needs", own);
  ASSERT_EQ(filed.status, 201) << filed.body;
  EXPECT_EQ(filed.At("region_code"), "140525");
  const std::string other =
      R"({"title":"降低能耗","enterprise":")" + std::to_string(gaoping_) + "\"}";
  EXPECT_EQ(PostAs("member", std::string(kRecords) + "needs", other).status, 403);
  const std::string path = Path("needs", std::stoll(filed.At("id")));
  EXPECT_EQ(
      PatchAs("member", path, R"({"enterprise":")" + std::to_string(gaoping_) + "\"}", 1).status,
      403);
}

TEST_F(Ownership, ACountyKeepsItsOwnTeamsOnly) {
  const std::int64_t own = PutTeam("泽州一组", kZezhou);
  const std::int64_t other = PutTeam("高平一组", kGaoping);
  EXPECT_EQ(PatchAs("zezhou", Path("work_teams", own), R"({"capacity":6})", 1).status, 200);
  EXPECT_EQ(GetAs("zezhou", Path("work_teams", other)).status, 200) << "seen, not kept";
  EXPECT_EQ(PatchAs("zezhou", Path("work_teams", other), R"({"capacity":6})", 1).status, 403);
  EXPECT_EQ(PatchAs("zezhou", Path("work_teams", own), R"({"region_code":"140581"})", 2).status,
            403)
      << "nor given away";
  const Reply made = PostAs("zezhou", std::string(kRecords) + "work_teams",
                            R"({"name":"新组","region_code":"140581"})");
  EXPECT_EQ(made.status, 403) << made.body;

  domain::CityGroup group;
  group.name = "市级一组";
  group.lead_department = "miit";
  const std::int64_t city = Put(group);
  EXPECT_EQ(
      PatchAs("zezhou", Path("group_members", PutMember(own, 0)), R"({"name":"李某"})", 1).status,
      200);
  EXPECT_EQ(
      PatchAs("zezhou", Path("group_members", PutMember(other, 0)), R"({"name":"李某"})", 1).status,
      403);
  EXPECT_EQ(
      PatchAs("zezhou", Path("group_members", PutMember(0, city)), R"({"name":"李某"})", 1).status,
      403);
}

TEST_F(Ownership, AHelperOthersCountOnIsNotDeleted) {
  const Reply made = PostAs(
      "office", "/api/v1/plans",
      R"({"name":"第一稿","pair_kinds":["expert-enterprise"],"objectives":["coverage","score"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const Ask remove{
      .method = "DELETE", .target = Path("experts", expert_), .headers = {{"If-Match", "\"v1\""}}};
  const Reply held = SendAs("office", remove);
  EXPECT_EQ(held.status, 409) << held.body;
  EXPECT_NE(held.body.find("帮扶方"), std::string::npos) << held.body;
  ASSERT_EQ(
      PostAs("office", "/api/v1/plans/" + made.At("id") + "/events", R"({"event":"discard"})", 1)
          .status,
      200);
  const Reply account = SendAs("office", remove);
  EXPECT_EQ(account.status, 409) << "its account still stands for it";
  EXPECT_NE(account.body.find("用户"), std::string::npos) << account.body;
}

TEST_F(Ownership, WhatIsReferredToMustBeThere) {
  const Reply capability = PostAs("office", std::string(kRecords) + "capabilities",
                                  R"({"owner_kind":"expert","owner_id":"987654","title":"检测"})");
  EXPECT_EQ(capability.status, 422) << capability.body;
  EXPECT_EQ(capability.At("field"), "owner_id");
  const Reply user = PostAs("office", std::string(kRecords) + "users",
                            R"({"login":"new","role":"expert","own_kind":"enterprise","own_id":")" +
                                std::to_string(zezhou_) + R"(","password":"long-enough-1"})");
  EXPECT_EQ(user.status, 422) << "an expert's account is of an expert: " << user.body;
}

TEST_F(Ownership, WhoIsBoundToAPlaceSeesThatPlacesPlansAndAccounts) {
  const auto make = [&](const std::string& name, const std::string& region) {
    return PostAs("office", "/api/v1/plans",
                  R"({"name":")" + name +
                      R"(","pair_kinds":["expert-enterprise"],"region_code":")" + region + "\"}")
        .At("id");
  };
  const std::string city = make("全市", "");
  const std::string own = make("泽州", kZezhou);
  const std::string other = make("高平", kGaoping);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/plans/" + other).status, 404);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/plans/" + own).status, 200);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/plans").Count("items"), 2);
  const Reply seen = GetAs("zezhou", "/api/v1/plans/" + city);
  EXPECT_EQ(seen.At("pairings/suggested"), "1") << "its own enterprise's: " << seen.body;
  PutUser("overseer", domain::Role::kAuditor, kZezhou);
  EXPECT_EQ(GetAs("overseer", std::string(kRecords) + "users").At("total"), "2");
  EXPECT_EQ(GetAs("auditor", std::string(kRecords) + "users").At("total"), "8");

  domain::Conflict conflict;
  conflict.a_kind = domain::Kind::kExpert;
  conflict.a_id = expert_;
  conflict.b_kind = domain::Kind::kEnterprise;
  conflict.b_id = gaoping_;
  Put(conflict);
  EXPECT_EQ(GetAs("zezhou", std::string(kRecords) + "conflicts").At("total"), "0");
  EXPECT_EQ(GetAs("miit", std::string(kRecords) + "conflicts").At("total"), "1");
}

}  // namespace
}  // namespace jiedui::api

#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

std::string NeedOf(std::int64_t enterprise, const std::string& title) {
  return R"({"enterprise":")" + std::to_string(enterprise) + R"(","title":")" + title +
         R"(","fields":["机器视觉"]})";
}

TEST_F(ApiTest, ARecordIsMadeReadChangedAndTakenOff) {
  const Reply made = PostAs("zezhou", "/api/v1/records/needs", NeedOf(zezhou_, "喷涂线节能"));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.Header("ETag"), "\"v1\"");
  const std::string path = "/api/v1/records/needs/" + made.At("id");
  EXPECT_EQ(made.Header("Location"), path);
  EXPECT_EQ(made.At("title_text"), "喷涂线节能");
  EXPECT_EQ(made.At("region_code"), kZezhou);
  EXPECT_EQ(made.At("titles/enterprise:" + std::to_string(zezhou_)), "泽州县铸管有限公司");
  EXPECT_EQ(made.At("created_at"), "2020-06-12T08:00:00.000Z");

  const Reply changed = PatchAs("zezhou", path, R"({"state":"matched","text":null})", 1);
  ASSERT_EQ(changed.status, 200) << changed.body;
  EXPECT_EQ(changed.At("state"), "matched");
  EXPECT_EQ(changed.At("fields/0"), "机器视觉") << "members left out stay";
  EXPECT_EQ(changed.Header("ETag"), "\"v2\"");
  EXPECT_EQ(GetAs("zezhou", path).body, changed.body);
  EXPECT_EQ(PostAs("zezhou", "/api/v1/records/needs", NeedOf(zezhou_, "喷涂线节能")).status, 409);

  EXPECT_EQ(SendAs("zezhou", {.method = "DELETE", .target = path}).status, 428);
  const Ask remove{.method = "DELETE", .target = path, .headers = {{"If-Match", "\"v2\""}}};
  EXPECT_EQ(SendAs("zezhou", remove).status, 204);
  EXPECT_EQ(GetAs("zezhou", path).status, 404);
  const Reply deleted = GetAs("zezhou", "/api/v1/records/needs?deleted=true");
  ASSERT_EQ(deleted.Count("items"), 1) << deleted.body;
  EXPECT_EQ(deleted.At("items/0/id"), made.At("id"));
  EXPECT_EQ(deleted.At("total"), "1");
  EXPECT_EQ(GetAs("expert", "/api/v1/records/needs?deleted=true").status, 403);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/records/needs?deleted=perhaps").status, 400);

  const Reply history = GetAs("office", path + "/history");
  ASSERT_EQ(history.Count("items"), 3) << history.body;
  EXPECT_EQ(history.At("items/0/action"), "remove");
  EXPECT_EQ(history.At("items/1/action"), "update");
  EXPECT_EQ(history.At("items/1/actor/name"), "zezhou的姓名");
  EXPECT_EQ(history.At("items/1/changes/0/field"), "state");
  EXPECT_EQ(history.At("items/1/changes/0/before"), "open");
  EXPECT_EQ(history.At("items/1/changes/0/after"), "matched");
}

TEST_F(ApiTest, APageEndsWhereTheNextBegins) {
  for (int i = 0; i < 5; ++i) PutExpert("专家" + std::to_string(i), 1);
  std::string cursor;
  std::vector<std::string> names;
  for (int page = 0; page < 10 && cursor != "null"; ++page) {
    const Reply reply = GetAs(
        "office", "/api/v1/records/experts?limit=2" + (cursor.empty() ? "" : "&cursor=" + cursor));
    ASSERT_EQ(reply.status, 200) << reply.body;
    EXPECT_EQ(reply.At("total"), "7");
    for (int i = 0; i < reply.Count("items"); ++i)
      names.push_back(reply.At("items/" + std::to_string(i) + "/name"));
    cursor = reply.At("next_cursor");
  }
  EXPECT_THAT(names,
              ::testing::ElementsAre("李工", "王工", "专家0", "专家1", "专家2", "专家3", "专家4"));
}

TEST_F(ApiTest, ListsAreFiltered) {
  const auto total = [&](const std::string& query) {
    return GetAs("office", "/api/v1/records/" + query).At("total");
  };
  EXPECT_EQ(total("enterprises"), "3");
  EXPECT_EQ(total("enterprises?region=140525"), "2");
  EXPECT_EQ(total("enterprises?region=140525,140581"), "3");
  EXPECT_EQ(total("enterprises?region=140500"), "3");
  EXPECT_EQ(total("enterprises?q=%E9%93%B8%E7%AE%A1"), "1");  // 铸管
  EXPECT_EQ(total("enterprises?innovation=rd_institution"), "1");
  EXPECT_EQ(total("enterprises?programme_sector=coal"), "0");
  EXPECT_EQ(total("enterprises?department=miit"), "3");
  EXPECT_EQ(total("needs?enterprise=" + std::to_string(zezhou_)), "1");
  EXPECT_EQ(total("needs?state=solved"), "0");
  EXPECT_EQ(total("capabilities?owner=expert:" + std::to_string(expert_)), "0");
}

TEST_F(ApiTest, ACountyNeverSeesAnotherCountysEnterprise) {
  const std::string id = std::to_string(gaoping_);
  const std::string name = "高平市铸造";
  domain::Alliance alliance;
  alliance.name = "铸造联盟";
  alliance.members = {{gaoping_}, {zezhou_}};
  alliance.capacity = 2;
  const std::int64_t alliance_id = Put(alliance);
  ASSERT_EQ(PostAs("office", "/api/v1/plans",
                   R"({"name":"全市","pair_kinds":["expert-enterprise","alliance-enterprise"]})")
                .status,
            201);
  const Reply plans = GetAs("office", "/api/v1/plans");
  const std::string plan = plans.At("items/0/id");
  for (const std::string& target : std::vector<std::string>{
           "/api/v1/records/enterprises", "/api/v1/records/enterprises?region=140581",
           "/api/v1/records/enterprises/" + id, "/api/v1/records/enterprises/" + id + "/history",
           "/api/v1/records/alliances", "/api/v1/records/alliances/" + std::to_string(alliance_id),
           "/api/v1/recommendations?for=enterprise:" + id,
           "/api/v1/recommendations?for=expert:" + std::to_string(expert_),
           "/api/v1/recommendations?for=county:140581", "/api/v1/recommendations?for=county:140500",
           "/api/v1/plans", "/api/v1/plans/" + plan + "/pairings",
           "/api/v1/plans/" + plan + "/uncovered", "/api/v1/pairings",
           "/api/v1/pairings?enterprise=" + id, "/api/v1/tasks", "/api/v1/coverage",
           "/api/v1/exports/enterprises.csv"}) {
    const Reply reply = GetAs("zezhou", target);
    EXPECT_THAT(reply.body, Not(HasSubstr(name))) << target;
    EXPECT_LT(reply.status, 500) << target << reply.body;
  }
  EXPECT_EQ(GetAs("zezhou", "/api/v1/records/enterprises/" + id).status, 404);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/recommendations?for=enterprise:" + id).status, 404);
  EXPECT_EQ(PatchAs("zezhou", "/api/v1/records/enterprises/" + id, R"({"products":"x"})", 1).status,
            404);
  EXPECT_EQ(GetAs("gaoping", "/api/v1/records/enterprises/" + id).status, 200);
}

TEST_F(ApiTest, PhonesAreMaskedForWhoMayNotCall) {
  const std::string path = "/api/v1/records/experts/" + std::to_string(expert_);
  EXPECT_EQ(GetAs("office", path).At("phone"), "139****9000")
      << "nor in full to who may ask for it";
  EXPECT_EQ(GetAs("auditor", path).At("phone"), "139****9000");
  EXPECT_EQ(GetAs("member", path).At("phone"), "139****9000");
}

TEST_F(ApiTest, AMemberKeepsItsOwnRecordAndNoOther) {
  const std::string own = "/api/v1/records/enterprises/" + std::to_string(zezhou_);
  EXPECT_EQ(PatchAs("member", own, R"({"products":"灰铸铁件"})", 1).status, 200);
  const std::string other = "/api/v1/records/enterprises/" + std::to_string(gaoping_);
  EXPECT_EQ(PatchAs("member", other, R"({"products":"x"})", 1).status, 404);
  EXPECT_EQ(
      PatchAs("member", "/api/v1/records/experts/" + std::to_string(expert_), R"({"title":"x"})", 1)
          .status,
      403);
}

TEST_F(ApiTest, AccountsHavePasswordsThatNobodyReads) {
  const Reply weak = PostAs("office", "/api/v1/records/users",
                            R"({"login":"new","role":"auditor","password":"short"})");
  EXPECT_EQ(weak.status, 400);
  EXPECT_EQ(weak.At("field"), "password");
  const Reply made = PostAs("office", "/api/v1/records/users",
                            R"({"login":"new","role":"auditor","password":"demo-password-1"})");
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_EQ(made.At("password"), "<none>");
  EXPECT_EQ(made.At("password_hash"), "<none>");
  EXPECT_EQ(GetAs("new", "/api/v1/session").status, 200);
  const std::string path = "/api/v1/records/users/" + made.At("id");
  const std::int64_t version = std::stoll(GetAs("office", path).At("version"));
  EXPECT_EQ(PatchAs("office", path, R"({"password":"another-password-2"})", version).status, 200);
  EXPECT_EQ(GetAs("new", "/api/v1/session").status, 401) << "old logins end with the password";
  EXPECT_EQ(PostAs("zezhou", "/api/v1/records/users",
                   R"({"login":"x","role":"auditor","password":"demo-password-1"})")
                .status,
            403);
}

TEST_F(ApiTest, WhatOthersReferToStays) {
  const Ask remove{.method = "DELETE",
                   .target = "/api/v1/records/enterprises/" + std::to_string(zezhou_),
                   .headers = {{"If-Match", "\"v1\""}}};
  EXPECT_EQ(SendAs("office", remove).status, 409);
}

TEST_F(ApiTest, RostersGoOutAndComeBackAsFiles) {
  const Reply csv = GetAs("office", "/api/v1/exports/experts.csv");
  ASSERT_EQ(csv.status, 200);
  EXPECT_EQ(csv.Header("Content-Type"), "text/csv; charset=utf-8");
  EXPECT_EQ(csv.Header("Content-Disposition"), "attachment; filename=\"experts.csv\"");
  EXPECT_THAT(csv.body, HasSubstr("李工"));
  const Reply xlsx = GetAs("office", "/api/v1/exports/experts.xlsx");
  EXPECT_EQ(xlsx.body.substr(0, 2), "PK");
  const auto import = [&](const std::string& target, const std::string& body) {
    return SendAs("office", {.method = "POST",
                             .target = target,
                             .body = body,
                             .headers = {{"Content-Type", "text/csv"}}});
  };
  const Reply same = import("/api/v1/imports/experts", csv.body);
  ASSERT_EQ(same.status, 200) << same.body;
  EXPECT_EQ(same.At("unchanged"), "2") << same.body;
  EXPECT_EQ(same.At("created"), "0");
  const std::string rows = "名称,所在单位,可指导企业数\n赵工,某院,2\n钱工,某院,很多\n";
  const Reply bad = import("/api/v1/imports/experts?filename=%E4%B8%93%E5%AE%B6.csv", rows);
  EXPECT_EQ(bad.At("imported"), "false") << bad.body;
  EXPECT_EQ(bad.At("filename"), "专家.csv");
  EXPECT_EQ(bad.At("errors/0/line"), "3");
  const Reply dry = import("/api/v1/imports/experts?skip_bad=true&dry_run=true", rows);
  EXPECT_EQ(dry.At("imported"), "false");
  EXPECT_EQ(import("/api/v1/imports/experts?skip_bad=true", rows).At("imported"), "true");
  EXPECT_EQ(GetAs("office", "/api/v1/records/experts").At("total"), "3");
}

TEST_F(ApiTest, SearchFindsWhatWasJustStored) {
  const Reply made = PostAs("zezhou", "/api/v1/records/needs", NeedOf(zezhou_, "喷涂线节能"));
  ASSERT_EQ(made.status, 201);
  const Reply found = GetAs("zezhou", "/api/v1/search?q=%E5%96%B7%E6%B6%82&kind=need");  // 喷涂
  ASSERT_EQ(found.status, 200) << found.body;
  EXPECT_EQ(found.At("items/0/id"), made.At("id"));
  EXPECT_EQ(found.At("facets/kind/0/count"), "1");
  EXPECT_EQ(found.At("corrected"), "null");
  EXPECT_EQ(GetAs("gaoping", "/api/v1/search?q=%E5%96%B7%E6%B6%82&kind=need").Count("items"), 0);
  EXPECT_EQ(GetAs("zezhou", "/api/v1/search?kind=castle").At("field"), "kind");
  EXPECT_EQ(GetAs("zezhou", "/api/v1/search?colour=red").At("field"), "colour");
}

}  // namespace
}  // namespace jiedui::api

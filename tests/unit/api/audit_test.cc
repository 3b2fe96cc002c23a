#include <unistd.h>

#include <sstream>

#include "store/audit_export.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kAudit = "/api/v1/audit";

std::string NeedOf(std::int64_t enterprise, const std::string& title) {
  return R"({"enterprise":")" + std::to_string(enterprise) + R"(","title":")" + title + R"("})";
}

TEST_F(ApiTest, TheAuditTrailSaysWhoChangedWhatAndNamesTheRecord) {
  const Reply made = PostAs("zezhou", "/api/v1/records/needs", NeedOf(zezhou_, "喷涂线节能"));
  ASSERT_EQ(made.status, 201) << made.body;
  const Reply trail = GetAs("auditor", std::string(kAudit) + "?kind=need&action=insert&limit=1");
  ASSERT_EQ(trail.status, 200) << trail.body;
  ASSERT_EQ(trail.Count("items"), 1) << trail.body;
  EXPECT_EQ(trail.At("items/0/actor/name"), "zezhou的姓名");
  EXPECT_EQ(trail.At("items/0/record/title"), "喷涂线节能");
  EXPECT_EQ(trail.At("items/0/record/id"), made.At("id"));
  EXPECT_THAT(trail.body,
              HasSubstr(R"({"field":"enterprise","before":"","after":"泽州县铸管有限公司"})"))
      << "what is referred to is named";
  EXPECT_THAT(trail.body, HasSubstr(R"("request_id":")"));

  const std::string actor = trail.At("items/0/actor/id");
  const Reply theirs = GetAs("auditor", std::string(kAudit) + "?actor=" + actor);
  ASSERT_GE(theirs.Count("items"), 2) << theirs.body;
  for (int i = 0; i < theirs.Count("items"); ++i)
    EXPECT_EQ(theirs.At("items/" + std::to_string(i) + "/actor/id"), actor);
  EXPECT_EQ(theirs.At("items/1/action"), "login") << "what is no change of a record is there too";
}

TEST_F(ApiTest, TheAuditTrailIsPagedWithoutGapsAndByDays) {
  for (int i = 0; i < 5; ++i)
    ASSERT_EQ(PostAs("office", "/api/v1/records/needs", NeedOf(zezhou_, "需求" + std::to_string(i)))
                  .status,
              201);
  std::vector<std::string> seen;
  std::string cursor;
  do {
    const std::string more = cursor.empty() ? "" : "&cursor=" + cursor;
    const Reply page = GetAs("office", std::string(kAudit) + "?kind=need&limit=2" + more);
    ASSERT_EQ(page.status, 200) << page.body;
    for (int i = 0; i < page.Count("items"); ++i)
      seen.push_back(page.At("items/" + std::to_string(i) + "/record/title"));
    cursor = page.At("next_cursor");
  } while (cursor != "null");
  ASSERT_GE(seen.size(), 5U);
  for (std::size_t i = 0; i < 5; ++i) EXPECT_EQ(seen[i], "需求" + std::to_string(4 - i));

  // The fixture's clock stands on 2020-06-12 in China.
  EXPECT_GT(GetAs("office", std::string(kAudit) + "?since=2020-06-12&until=2020-06-12&kind=need")
                .Count("items"),
            0);
  EXPECT_EQ(GetAs("office", std::string(kAudit) + "?since=2020-06-13").Count("items"), 0);
  EXPECT_EQ(GetAs("office", std::string(kAudit) + "?until=2020-06-11").Count("items"), 0);
}

TEST_F(ApiTest, AnAuditorOfACountySeesOnlyItsTrail) {
  PutUser("auditor-gaoping", domain::Role::kAuditor, kGaoping);
  ASSERT_EQ(PostAs("office", "/api/v1/records/needs", NeedOf(zezhou_, "泽州的事")).status, 201);
  ASSERT_EQ(PostAs("office", "/api/v1/records/needs", NeedOf(gaoping_, "高平的事")).status, 201);
  const Reply trail = GetAs("auditor-gaoping", std::string(kAudit) + "?limit=200");
  ASSERT_EQ(trail.status, 200) << trail.body;
  EXPECT_THAT(trail.body, HasSubstr("高平的事"));
  EXPECT_THAT(trail.body, Not(HasSubstr("泽州")));
  // A page that sight leaves empty at its beginning still reaches what is further back.
  const Reply one = GetAs("auditor-gaoping", std::string(kAudit) + "?kind=need&limit=1");
  ASSERT_EQ(one.Count("items"), 1) << one.body;
  EXPECT_EQ(one.At("items/0/record/title"), "高平的事");
}

TEST_F(ApiTest, TheAuditTrailIsForAuditorsAndRefusesWhatItDoesNotKnow) {
  for (const char* login : {"zezhou", "miit", "member", "expert"}) {
    EXPECT_EQ(GetAs(login, kAudit).status, 403) << login;
    EXPECT_EQ(GetAs(login, std::string(kAudit) + "/verification").status, 403) << login;
  }
  for (const char* query : {"?kind=nothing", "?since=yesterday", "?cursor=x", "?cursor=-1",
                            "?actor=somebody", "?limit=0", "?colour=red"}) {
    EXPECT_EQ(GetAs("auditor", kAudit + std::string(query)).status, 400) << query;
  }
}

TEST_F(ApiTest, TheChainOfTheAuditTrailIsVerified) {
  const Reply whole = GetAs("auditor", std::string(kAudit) + "/verification");
  ASSERT_EQ(whole.status, 200) << whole.body;
  EXPECT_EQ(whole.At("ok"), "true");
  EXPECT_EQ(whole.At("problem"), "none");
  EXPECT_EQ(whole.At("first_bad"), "null");
  EXPECT_GT(std::stoi(whole.At("rows")), 10);
}

TEST_F(ApiTest, TheAuditTrailGoesOutSignedForWhoSeesAllOfIt) {
  const auto key = std::filesystem::temp_directory_path() /
                   ("jiedui_sign_" + std::to_string(::getpid()) + ".key");
  options().audit_sign_key = key;
  PutUser("auditor_zezhou", domain::Role::kAuditor, kZezhou);
  ASSERT_EQ(PatchAs("zezhou", "/api/v1/records/enterprises/" + std::to_string(zezhou_),
                    R"({"contact_phone":"13700137000"})", 1)
                .status,
            200);
  const Reply file = GetAs("auditor", "/api/v1/audit/export");
  ASSERT_EQ(file.status, 200) << file.body;
  EXPECT_EQ(file.Header("Content-Disposition"), "attachment; filename=\"audit.jsonl\"");
  std::istringstream in(file.body);
  const auto checked = store::CheckAuditExport(in, store::AuditSigner::Open(key)->public_key());
  ASSERT_TRUE(checked) << checked.error().message;
  EXPECT_EQ(checked->rows, checked->head.seq) << "all of it, the export's own entry too";
  EXPECT_THAT(file.body, HasSubstr(R"("action":"audit_export")"));
  EXPECT_THAT(file.body, HasSubstr("137****7000"));
  EXPECT_THAT(file.body, Not(HasSubstr("13700137000"))) << "masked as everywhere";
  std::filesystem::remove(key);

  EXPECT_EQ(GetAs("auditor", "/api/v1/audit/export?since=x").status, 400);
  EXPECT_EQ(GetAs("auditor_zezhou", "/api/v1/audit/export").status, 403) << "sees a part only";
  for (const char* const login : {"zezhou", "miit", "member", "expert"})
    EXPECT_EQ(GetAs(login, "/api/v1/audit/export").status, 403) << login;
}

}  // namespace
}  // namespace jiedui::api

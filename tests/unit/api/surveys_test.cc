#include "support/forms.h"
#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

class SurveyApi : public ApiTest {
 protected:
  Reply MakeDraft(const std::string& answers) {
    return PostAs("member", "/api/v1/records/surveys",
                  R"({"enterprise":")" + std::to_string(zezhou_) +
                      R"(","period":"2020","answers":)" + answers + "}");
  }
};

TEST_F(SurveyApi, F3_TheFormIsDataThatClientsDraw) {
  const Reply list = GetAs("member", "/api/v1/forms");
  ASSERT_EQ(list.status, 200) << list.body;
  EXPECT_EQ(list.At("items/0/code"), "survey-2020");
  const Reply form = GetAs("member", "/api/v1/forms/survey-2020");
  ASSERT_EQ(form.status, 200);
  EXPECT_EQ(form.Count("parts"), 3);
  EXPECT_EQ(form.At("parts/0/questions/0/columns/5/unit"), "万元");
  EXPECT_EQ(form.Count("parts/2/questions/6/options"), 14);
  EXPECT_EQ(form.At("parts/2/questions/6/options/0/activity/direction"), "platforms");
  EXPECT_EQ(form.At("parts/2/questions/6/options/0/activity/level_name"), "高端创新活动");
  EXPECT_EQ(GetAs("member", "/api/v1/forms/survey-1999").status, 404);
  const Reply blank = GetAs("member", "/api/v1/forms/survey-2020/blank.xlsx");
  EXPECT_EQ(blank.status, 200);
  EXPECT_THAT(blank.body, StartsWith("PK"));
}

TEST_F(SurveyApi, F3_AnEnterpriseFillsSavesAndSubmitsAndTheCountyConfirms) {
  const Reply prefilled =
      PostAs("member", "/api/v1/surveys/prefill",
             R"({"enterprise":")" + std::to_string(zezhou_) + R"(","period":"2020"})");
  ASSERT_EQ(prefilled.status, 200) << prefilled.body;
  EXPECT_EQ(prefilled.At("from_survey"), "null");
  const Reply made = MakeDraft(prefilled.At("answers"));
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string path = "/api/v1/records/surveys/" + made.At("id");
  const std::string half = R"({"answers":{"projects":{"rows":[{"name":"甲","staff":null}]}}})";
  const Reply saved = PatchAs("member", path, half, 1);
  ASSERT_EQ(saved.status, 200) << saved.body;
  EXPECT_EQ(saved.At("answers/projects/rows/0/name"), "甲");
  EXPECT_EQ(saved.At("project_name"), "甲");
  const Reply wrong =
      PatchAs("member", path, R"({"answers":{"projects":{"rows":[{"staff":"三"}]}}})", 2);
  EXPECT_EQ(wrong.status, 400);
  EXPECT_EQ(wrong.At("field"), "answers.projects.rows[0].staff");
  EXPECT_EQ(PatchAs("member", path, R"({"state":"confirmed"})", 2).status, 400);

  const Reply refused = PostAs("member", path + "/events", R"({"event":"submit"})", 2);
  EXPECT_EQ(refused.status, 422) << refused.body;
  EXPECT_EQ(refused.Count("errors"), 2);
  EXPECT_EQ(refused.At("errors/0/field"), "projects.rows[0].staff");
  EXPECT_EQ(refused.Header("Content-Type"), "application/problem+json");
  const std::string check = "/api/v1/surveys/" + made.At("id") + "/check";
  EXPECT_EQ(GetAs("member", check).Count("errors"), 2);
  EXPECT_EQ(GetAs("gaoping", check).status, 404);

  const std::string whole =
      R"({"answers":{"activities":{"other":["other_11"],"talent":"培养骨干。"}}})";
  ASSERT_EQ(PatchAs("member", path, whole, 2).status, 200);
  const Reply findings = GetAs("zezhou", check);
  EXPECT_EQ(findings.Count("errors"), 0) << findings.body;
  EXPECT_EQ(findings.At("activities/1/direction_name"), "创新项目实施");
  ASSERT_EQ(PostAs("member", path + "/events", R"({"event":"submit"})", 3).status, 200);
  EXPECT_EQ(PatchAs("member", path, half, 4).status, 409);

  const std::string back = R"({"event":"return","reason":"未加盖公章"})";
  ASSERT_EQ(PostAs("zezhou", path + "/events", back, 4).status, 200);
  const Reply reasons = GetAs("member", path + "/reasons");
  ASSERT_EQ(reasons.Count("items"), 1) << reasons.body;
  EXPECT_EQ(reasons.At("items/0/reason"), "未加盖公章");
  EXPECT_EQ(reasons.At("items/0/state"), "returned");
  EXPECT_EQ(GetAs("gaoping", path + "/reasons").status, 404);
  EXPECT_EQ(GetAs("member", "/api/v1/records/needs/1/reasons").status, 400);
  ASSERT_EQ(PostAs("member", path + "/events", R"({"event":"submit"})", 5).status, 200);
  const Reply confirmed = PostAs("zezhou", path + "/events", R"({"event":"confirm"})", 6);
  ASSERT_EQ(confirmed.status, 200) << confirmed.body;
  EXPECT_EQ(confirmed.At("allowed_events"), R"(["return","reopen"])");
  EXPECT_EQ(PatchAs("zezhou", path, half, 7).status, 409);
}

TEST_F(SurveyApi, F3_AWorkbookGoesOutFilledAndComesBackIn) {
  ASSERT_EQ(MakeDraft(testing::FullAnswers()).status, 201);
  const std::string id = GetAs("member", "/api/v1/records/surveys").At("items/0/id");
  const Reply out = GetAs("member", "/api/v1/surveys/" + id + "/form.xlsx");
  ASSERT_EQ(out.status, 200);
  EXPECT_THAT(out.Header("Content-Type"), HasSubstr("spreadsheetml"));
  const Ask in{.method = "POST",
               .target = "/api/v1/imports/survey-form?period=2021",
               .body = out.body,
               .headers = {{"Content-Type", "application/octet-stream"}}};
  const Reply read = SendAs("member", in);
  ASSERT_EQ(read.status, 200) << read.body;
  EXPECT_EQ(read.At("outcome"), "created") << read.body;
  EXPECT_EQ(GetAs("member", "/api/v1/records/surveys/" + read.At("survey")).At("answers"),
            GetAs("member", "/api/v1/records/surveys/" + id).At("answers"));
  EXPECT_NE(SendAs("gaoping", in).status, 200);
}

}  // namespace
}  // namespace jiedui::api

#include <cmath>

#include "unit/api/fixture.h"

namespace jiedui::api {
namespace {

double Number(const Reply& reply, const std::string& path) { return std::stod(reply.At(path)); }

TEST_F(ApiTest, ASuggestionSaysHowSureItIsAndWhatWouldChangeIt) {
  const Reply reply =
      GetAs("zezhou", "/api/v1/recommendations?for=enterprise:" + std::to_string(zezhou_) +
                          "&kind=expert&limit=2");
  ASSERT_EQ(reply.Count("items"), 2) << reply.body;
  const std::string explanation = "items/0/explanation";
  EXPECT_EQ(reply.At(explanation + "/model"), "0");
  EXPECT_EQ(reply.At(explanation + "/probability"), reply.At("items/0/score"));
  double confidence = 1;
  for (int i = 0; i < reply.Count(explanation + "/flags"); ++i)
    confidence *= Number(reply, explanation + "/flags/" + std::to_string(i) + "/factor");
  EXPECT_NEAR(Number(reply, explanation + "/confidence"), confidence, 1e-12);
  ASSERT_GE(reply.Count(explanation + "/counterfactuals"), 1) << reply.body;
  const std::string first = explanation + "/counterfactuals/0";
  EXPECT_NEAR(Number(reply, first + "/score") - Number(reply, first + "/difference"),
              Number(reply, "items/0/score"), 1e-12);
  EXPECT_NE(reply.At(first + "/text_zh"), reply.At(first + "/text_en"));
  EXPECT_GT(Number(reply, explanation + "/nearest/cosine"), 0);
  EXPECT_GE(reply.Count(explanation + "/nearest/terms"), 1);
}

TEST_F(ApiTest, EqualScoresAreATieAndDifferencesAddUp) {
  const std::string target =
      "/api/v1/recommendations?for=enterprise:" + std::to_string(zezhou_) + "&kind=expert";
  const Reply alike = GetAs("office", target);
  EXPECT_EQ(alike.At("items/0/rank"), "1");
  EXPECT_EQ(alike.At("items/1/rank"), "1") << "two experts with one profile";
  EXPECT_EQ(alike.At("items/1/tie"), "true");

  domain::Expert expert = workspace().store.Get(domain::ExpertId{expert_}).value();
  expert.region_code = kZezhou;
  ASSERT_TRUE(
      workspace().store.Write({}, [&](store::UnitOfWork& unit) { return unit.Update(expert); }));
  const Reply near = GetAs("office", target);
  EXPECT_EQ(near.At("items/0/helper/id"), std::to_string(expert_));
  EXPECT_EQ(near.At("items/0/tie"), "false");
  EXPECT_EQ(near.At("items/1/rank"), "2");
  const std::string other = "items/0/alternates/0";
  double sum = 0;
  for (int i = 0; i < near.Count(other + "/differences"); ++i)
    sum += Number(near, other + "/differences/" + std::to_string(i) + "/points");
  EXPECT_NEAR(sum, Number(near, "items/0/score") - Number(near, other + "/score"), 1e-12);
  EXPECT_EQ(near.At(other + "/differences/0/code"), "region");
}

TEST_F(ApiTest, TheExposureReportKeepsToTheCallersScope) {
  ASSERT_EQ(
      PostAs("office", "/api/v1/plans", R"({"name":"第一稿","pair_kinds":["expert-enterprise"]})")
          .status,
      201);
  const Reply all = GetAs("office", "/api/v1/reports/exposure");
  ASSERT_EQ(all.status, 200) << all.body;
  EXPECT_EQ(all.Count("kinds"), 7);
  EXPECT_EQ(all.At("kinds/1/pair_kind"), "expert-enterprise");
  EXPECT_EQ(all.At("kinds/1/helpers"), "2");
  EXPECT_EQ(all.At("kinds/1/suggestions"), "2");
  ASSERT_EQ(all.Count("regions"), 2) << all.body;
  EXPECT_EQ(all.At("regions/0/suggestions"), "1");
  EXPECT_EQ(Number(all, "regions/0/roster_share") + Number(all, "regions/1/roster_share"), 1);
  const Reply county = GetAs("zezhou", "/api/v1/reports/exposure");
  ASSERT_EQ(county.Count("regions"), 1) << county.body;
  EXPECT_EQ(county.At("regions/0/code"), kZezhou);
  EXPECT_EQ(county.At("kinds/1/suggestions"), "1");
  EXPECT_EQ(GetAs("office", "/api/v1/reports/exposure?colour=red").status, 400);
  EXPECT_EQ(Send({.target = "/api/v1/reports/exposure"}).status, 401);
}

}  // namespace
}  // namespace jiedui::api

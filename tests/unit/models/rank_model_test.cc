// The model file of the text matcher.
#include "models/ranking/rank_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jiedui::models {
namespace {

using ::testing::HasSubstr;

TEST(RankModelTest, SavedAndReadAgainIsTheSame) {
  RankModel model;
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    model.listed[f] = 1.F / static_cast<float>(f + 3);
    model.everything[f] = f % 2 == 0 ? 0 : -1e-7F * static_cast<float>(f);
  }
  const auto read = ParseRankModel("m.tsv", "# a comment\n\n" + FormatRankModel(model));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->listed, model.listed);
  EXPECT_EQ(read->everything, model.everything);
  EXPECT_EQ(FormatRankModel(*read), FormatRankModel(model));
}

TEST(RankModelTest, ScoresByTheWeightsOfTheKindOfList) {
  RankModel model;
  model.listed[0] = 2;
  model.everything[1] = -3;
  FeatureRow row{};
  row[0] = 0.5F;
  row[1] = 4;
  EXPECT_FLOAT_EQ(model.Score(row, ListKind::kChosen), 1);
  EXPECT_FLOAT_EQ(model.Score(row, ListKind::kEverything), -12);
}

TEST(RankModelTest, TellsFaultsWithFileAndLine) {
  const std::string head = "jiedui-rank-model\t1\n";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", "不是本程序能读的排序模型"},
      {"jiedui-rank-model\t2\n", "m.tsv 第 1 行: 不是本程序能读的排序模型"},
      {head + "rarity\t1\n", "第 2 行: 应为 feature、listed 和 everything 三列"},
      {head + "charm\t1\t1\n", "没有“charm”这个特征"},
      {head + "rarity\t1\t1\nrarity\t1\t1\n", "第 3 行: 特征“rarity”已在前面出现"},
      {head + "rarity\t1\tnan\n", "“nan”不是有限的数"},
      {head + "rarity\t1x\t1\n", "“1x”不是有限的数"}};
  for (const auto& [text, reason] : cases) {
    const auto read = ParseRankModel("m.tsv", text);
    ASSERT_FALSE(read) << text;
    EXPECT_THAT(read.error().message, HasSubstr(reason));
  }
}

}  // namespace
}  // namespace jiedui::models

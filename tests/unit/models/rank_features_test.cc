// Features of a list of documents.
#include "models/ranking/rank_features.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <set>

namespace jiedui::models {
namespace {

using ::testing::ElementsAre;
using Terms = std::vector<std::string>;

class RankFeaturesTest : public ::testing::Test {
 protected:
  RankFeaturesTest() {
    const std::vector<RankText> documents = {Text({"钢", "铁"}), Text({"煤"}), Text({"钢", "铁"}),
                                             Text({"铁", "矿"}), Text({"钢"})};
    collection_ = TextCollection::Build(documents, grams_, 1);
    std::vector<TermVector> vectors;
    for (std::uint32_t text = 0; text < collection_.texts(); ++text) {
      vectors.push_back(collection_.CharacterVector(collection_.Grams(text)));
    }
    space_ = *SemanticSpace::Fit(vectors, collection_.characters());
  }
  RankText Text(const Terms& grams) {
    std::string form;
    for (const std::string& gram : grams) form += gram;
    return {grams_.Bag(grams), {}, form};
  }
  static std::vector<float> Column(const std::vector<FeatureRow>& rows, RankFeature feature) {
    std::vector<float> column;
    for (const FeatureRow& row : rows) column.push_back(row[static_cast<std::size_t>(feature)]);
    return column;
  }
  Vocabulary grams_;
  TextCollection collection_;
  SemanticSpace space_;
};

TEST_F(RankFeaturesTest, NamesAreDifferent) {
  std::set<std::string_view> names;
  for (std::size_t f = 0; f < kRankFeatures; ++f) names.insert(NameOf(static_cast<RankFeature>(f)));
  EXPECT_EQ(names.size(), kRankFeatures);
  EXPECT_EQ(names.count(""), 0U);
}

TEST_F(RankFeaturesTest, EveryFeatureHasMeanZeroAndVarianceOneOrIsFlat) {
  RankFeatures features(collection_, space_);
  const RankQuery query{Text({"钢", "矿"}), Text({"铁", "钢"})};
  const std::vector<std::uint32_t> list = {0, 1, 2, 3, 4};
  const auto rows = features.Of(query, list, ListKind::kChosen);
  ASSERT_EQ(rows.size(), 5U);
  std::size_t flat = 0;
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    double sum = 0;
    double squares = 0;
    for (const FeatureRow& row : rows) {
      sum += static_cast<double>(row[f]);
      squares += static_cast<double>(row[f]) * row[f];
    }
    EXPECT_NEAR(sum, 0, 1e-5) << NameOf(static_cast<RankFeature>(f));
    if (squares == 0) {
      ++flat;
    } else {
      EXPECT_NEAR(squares, 5, 1e-4) << NameOf(static_cast<RankFeature>(f));
    }
  }
  EXPECT_LT(flat, kRankFeatures / 2);
}

TEST_F(RankFeaturesTest, ListFeaturesCountCopiesAndListings) {
  RankFeatures features(collection_, space_);
  const std::vector<std::vector<std::uint32_t>> lists = {{0, 1, 2}, {2, 3}, {0}};
  features.CountListings(lists);
  const auto rows = features.Of({Text({"钢"}), {}}, lists[0], ListKind::kChosen);
  const auto z = [](std::vector<double> values) {  // of two equal ones and one lower
    return std::vector<float>{static_cast<float>(values[0]), static_cast<float>(values[1]),
                              static_cast<float>(values[2])};
  };
  const double up = std::sqrt(0.5);
  const auto expected = z({up, -2 * up, up});
  for (const RankFeature feature :
       {RankFeature::kListCopies, RankFeature::kCopies, RankFeature::kListings}) {
    const auto column = Column(rows, feature);
    for (std::size_t i = 0; i < 3; ++i)
      EXPECT_NEAR(column[i], expected[i], 1e-5) << NameOf(feature);
  }
  // 钢铁 stands beside 煤 only, which shares nothing with it; so does 煤 beside 钢铁.
  EXPECT_THAT(Column(rows, RankFeature::kListTerms), ElementsAre(0, 0, 0));
  for (const RankFeature feature : {RankFeature::kListCopies, RankFeature::kListTerms}) {
    const auto everything = features.Of({Text({"钢"}), {}}, lists[0], ListKind::kEverything);
    EXPECT_THAT(Column(everything, feature), ElementsAre(0, 0, 0));
  }
}

TEST_F(RankFeaturesTest, ATitleAloneOrATextAloneStandsForTheOther) {
  const RankFeatures features(collection_, space_);
  const std::vector<std::uint32_t> list = {0, 1, 3, 4};
  EXPECT_EQ(features.Of({Text({"钢"}), {}}, list, ListKind::kChosen),
            features.Of({{}, Text({"钢"})}, list, ListKind::kChosen));
  EXPECT_EQ(features.Embed({Text({"钢"}), {}}), features.Embed({{}, Text({"钢"})}));
}

TEST_F(RankFeaturesTest, OneDocumentNoneOrAQueryOfNothingTellNothing) {
  const RankFeatures features(collection_, space_);
  const std::vector<std::uint32_t> one = {3};
  EXPECT_EQ(features.Of({Text({"钢"}), {}}, one, ListKind::kChosen)[0], FeatureRow{});
  EXPECT_TRUE(features.Of({Text({"钢"}), {}}, {}, ListKind::kChosen).empty());
  const std::vector<std::uint32_t> list = {0, 1};
  EXPECT_EQ(Column(features.Of({}, list, ListKind::kEverything), RankFeature::kTitleCosine),
            (std::vector<float>{0, 0}));
}

TEST_F(RankFeaturesTest, NearestAreThoseThatShareTerms) {
  const RankFeatures features(collection_, space_);
  EXPECT_THAT(features.Nearest({Text({"煤"}), {}}, 5, 2), ElementsAre(1, 0));
  EXPECT_THAT(features.Nearest({Text({"钢"}), {}}, 5, 3), ElementsAre(4, 0, 2));
  EXPECT_THAT(features.Nearest({Text({"钢"}), {}}, 2, 9), ElementsAre(0, 1));
  EXPECT_THAT(features.Nearest({Text({"煤"}), Text({"矿"})}, 5, 2), ElementsAre(1, 3));
}

}  // namespace
}  // namespace jiedui::models

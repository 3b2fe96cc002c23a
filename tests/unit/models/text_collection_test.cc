// Bags, BM25 and cosines of the text matcher against figures worked out by hand.
#include "models/ranking/text_collection.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace jiedui::models {
namespace {

using ::testing::ElementsAre;
using Terms = std::vector<std::string>;

TEST(TermBagTest, CountsTermsAndAddsBags) {
  Vocabulary vocabulary;
  const TermBag a = vocabulary.Bag(Terms{"铁", "钢", "铁", "钢铁"});
  EXPECT_THAT(a.terms, ElementsAre(0, 1, 2));
  EXPECT_THAT(a.counts, ElementsAre(2, 1, 1));
  const TermBag b = vocabulary.Bag(Terms{"cnc", "钢"});
  const TermBag sum = Sum(a, b);
  EXPECT_THAT(sum.terms, ElementsAre(0, 1, 2, 3));
  EXPECT_THAT(sum.counts, ElementsAre(2, 2, 1, 1));
  EXPECT_THAT(Sum({}, b).terms, ElementsAre(1, 3));
  EXPECT_TRUE(vocabulary.Bag({}).empty());
}

TEST(TermBagTest, TellsPairsFromCharactersAndLatinWords) {
  Vocabulary vocabulary;
  vocabulary.Bag(Terms{"钢", "钢铁", "cbm", "ab", "abcdef"});
  EXPECT_EQ(vocabulary.size(), 5U);
  EXPECT_FALSE(vocabulary.IsPair(0));
  EXPECT_TRUE(vocabulary.IsPair(1));
  for (const std::uint32_t latin : {2U, 3U, 4U}) EXPECT_FALSE(vocabulary.IsPair(latin));
}

/// Three texts: 钢铁 (twice as a document), 铁, 煤.
class TextCollectionTest : public ::testing::Test {
 protected:
  TextCollectionTest() {
    const std::vector<RankText> documents = {
        Text({"钢", "铁", "钢铁"}, {"钢铁"}, "钢铁"), Text({"铁"}, {"铁"}, "铁"),
        Text({"钢", "铁", "钢铁"}, {"钢铁"}, "钢铁"), Text({"煤"}, {"煤"}, "煤")};
    collection_ = TextCollection::Build(documents, grams_, words_.size());
  }
  RankText Text(const Terms& grams, const Terms& words, std::string form) {
    return {grams_.Bag(grams), words_.Bag(words), std::move(form)};
  }
  Vocabulary grams_;
  Vocabulary words_;
  TextCollection collection_;
};

constexpr double kIdfOne = 0.9808292530117262;  // ln(1 + 2.5/1.5): a term of one of three texts
constexpr double kIdfTwo = 0.4700036292457356;  // ln(1 + 1.5/2.5): of two

TEST_F(TextCollectionTest, CopiesAreOneTextAndOneForIdf) {
  EXPECT_EQ(collection_.documents(), 4U);
  EXPECT_EQ(collection_.texts(), 3U);
  EXPECT_EQ(collection_.TextOf(2), collection_.TextOf(0));
  EXPECT_EQ(collection_.Copies(0), 2U);
  EXPECT_NEAR(collection_.GramIdf(0), kIdfOne, 1e-6);  // 钢
  EXPECT_NEAR(collection_.GramIdf(1), kIdfTwo, 1e-6);  // 铁
  EXPECT_EQ(collection_.GramIdf(99), 0);
  EXPECT_NEAR(collection_.Rarity(0), (kIdfOne + kIdfTwo) / 2, 1e-6);
}

TEST_F(TextCollectionTest, MatchesAsWorkedOutByHand) {
  std::vector<LexicalMatch> matches;
  collection_.Match(Text({"铁", "铁", "锅"}, {"铁"}, ""), QueryCount::kOnce, matches);
  ASSERT_EQ(matches.size(), 3U);
  // Mean length 4/3 characters: text 0 has 2, so 1.2 · (0.25 + 0.75 · 1.5) = 1.65.
  EXPECT_NEAR(matches[0].characters, kIdfTwo * 2.2 / (1 + 1.65), 1e-5);
  EXPECT_NEAR(matches[1].characters, kIdfTwo * 2.2 / (1 + 1.2 * (0.25 + 0.75 * 0.75)), 1e-5);
  EXPECT_EQ(matches[2].characters, 0);
  EXPECT_EQ(matches[0].pairs, 0);
  EXPECT_EQ(matches[0].words, 0);
  EXPECT_NEAR(matches[1].words, kIdfOne * 2.2 / (1 + 1.2), 1e-5);
  EXPECT_NEAR(matches[0].character_cosine, kIdfTwo / std::hypot(kIdfOne, kIdfTwo), 1e-5);
  EXPECT_NEAR(matches[1].gram_cosine, 1, 1e-5);
  EXPECT_NEAR(matches[1].query_coverage, 1, 1e-5);  // 锅 is in no text and counts for nothing
  EXPECT_NEAR(matches[0].text_coverage, kIdfTwo / (2 * kIdfOne + kIdfTwo), 1e-5);

  collection_.Match(Text({"铁", "铁"}, {}, ""), QueryCount::kLogarithm, matches);
  EXPECT_NEAR(matches[0].characters, std::log(3.0) * kIdfTwo * 2.2 / 2.65, 1e-5);
}

TEST_F(TextCollectionTest, AQueryOfNothingMatchesNothing) {
  std::vector<LexicalMatch> matches(7);
  collection_.Match({}, QueryCount::kOnce, matches);
  ASSERT_EQ(matches.size(), 3U);
  for (const LexicalMatch& match : matches) {
    EXPECT_EQ(match.characters + match.gram_cosine + match.query_coverage + match.text_coverage, 0);
  }
}

TEST_F(TextCollectionTest, VectorsHaveLengthOneAndNoPairs) {
  const TermVector vector = collection_.CharacterVector(collection_.Grams(0));
  EXPECT_THAT(vector.terms, ElementsAre(0, 1));
  EXPECT_EQ(collection_.characters(), 3U);  // 钢, 铁, 煤, and not 钢铁
  EXPECT_THAT(collection_.CharacterVector(collection_.Grams(2)).terms, ElementsAre(2));
  EXPECT_NEAR(Cosine(vector, vector), 1, 1e-6);
  double squares = 0;
  for (const float weight : collection_.GramWeights(collection_.Grams(0))) {
    squares += static_cast<double>(weight) * weight;
  }
  EXPECT_NEAR(squares, 1, 1e-6);
  EXPECT_TRUE(collection_.CharacterVector({}).empty());
}

}  // namespace
}  // namespace jiedui::models

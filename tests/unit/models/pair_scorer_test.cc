#include "models/pair_scorer.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace jiedui::models {
namespace {

PairFacts RandomFacts(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
  PairFacts facts;
  facts.pair_kind = static_cast<domain::PairKind>(below(domain::kPairKindNames.size()));
  facts.sector_closeness = static_cast<int>(below(5));
  facts.same_programme_sector = below(2) == 1;
  facts.sectors_known = below(4) != 0;
  facts.text_cosine = static_cast<double>(below(1001)) / 1000;
  facts.region = static_cast<RegionRelation>(below(3));
  facts.capacity_total = below(20);
  facts.capacity_left = below(25) - 2;
  facts.accepted = below(10);
  facts.refused = below(10);
  facts.level = static_cast<domain::Level>(below(5));
  if (below(2) == 1) facts.strength = static_cast<double>(below(101)) / 100;
  return facts;
}

TEST(PairScorer, S2_ContributionsAddUpToTheScore) {
  std::mt19937_64 random(20200612);
  for (int i = 0; i < 5000; ++i) {
    const PairFacts facts = RandomFacts(random);
    const Explanation explanation = Explain(facts, {});
    double sum = explanation.base;
    for (const Factor& factor : explanation.factors) sum += factor.contribution;
    ASSERT_NEAR(sum, explanation.score, 1e-12);
    ASSERT_EQ(explanation.score, Score(facts));
    ASSERT_GE(explanation.score, 0);
    ASSERT_LE(explanation.score, 1);
  }
}

TEST(PairScorer, WeightsAreNonNegativeAndSumToOne) {
  for (std::size_t k = 0; k < domain::kPairKindNames.size(); ++k) {
    double sum = 0;
    for (const double weight : PriorWeights(static_cast<domain::PairKind>(k)).weight) {
      EXPECT_GE(weight, 0);
      sum += weight;
    }
    EXPECT_NEAR(sum, 1, 1e-12);
  }
}

TEST(PairScorer, NeverPunishesACloserSectorOrMoreCapacity) {
  std::mt19937_64 random(7);
  for (int i = 0; i < 2000; ++i) {
    PairFacts facts = RandomFacts(random);
    PairFacts better = facts;
    better.sector_closeness = std::min(facts.sector_closeness + 1, 4);
    better.capacity_left = facts.capacity_left + 1;
    better.text_cosine = std::min(facts.text_cosine + 0.05, 1.0);
    EXPECT_GE(Score(better), Score(facts));
  }
}

TEST(PairScorer, EveryFactorHasASentenceInBothLanguages) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 200; ++i) {
    for (const Factor& factor : Explain(RandomFacts(random), {{"煤层气", 0.2}}).factors) {
      EXPECT_FALSE(factor.zh.empty()) << factor.name.code;
      EXPECT_FALSE(factor.en.empty()) << factor.name.code;
    }
  }
}

TEST(TermSpace, SharedPhrasesAreReadableAndPartOfTheCosine) {
  const std::vector<std::string> corpus = {"煤层气抽采钻井技术", "铸造砂型三维打印",
                                           "煤矿机械液压支架维修", "食品冷链加工",
                                           "球墨铸铁管件铸造"};
  const TermSpace space = TermSpace::Fit(corpus);
  const std::string need = "煤层气水平井抽采效率低";
  const auto vector = [&](const std::string& text) {
    return space.Vectorize(std::array{WeightedText{text, 1}});
  };
  const TermVector a = vector(corpus[0]);
  const TermVector b = vector(need);
  const auto phrases = space.SharedPhrases(a, b, need, 10);
  ASSERT_EQ(phrases.size(), 2U);
  EXPECT_EQ(phrases[0].phrase, "煤层气");
  EXPECT_EQ(phrases[1].phrase, "抽采");
  EXPECT_NEAR(phrases[0].weight + phrases[1].weight, Cosine(a, b), 1e-6);
  EXPECT_EQ(Cosine(vector(corpus[1]), b), 0);
  EXPECT_NEAR(Cosine(a, a), 1, 1e-6);
  EXPECT_EQ(Cosine(a, TermVector{}), 0);
}

TEST(TermSpace, SharedPhrasesAreWholeWordsAndNoNumbers) {
  const std::vector<std::string> corpus = {"仓储服装 2 车间",
                                           "技术开发、技术咨询 2",
                                           "铸管加工",
                                           "通用机械设备安装",
                                           "仓储服务与技术咨询 2",
                                           "潜水电泵",
                                           "铸管件、潜水泵维修",
                                           "电机设备"};
  const TermSpace space = TermSpace::Fit(corpus);
  const auto phrases = [&](const std::string& helper, const std::string& need) {
    const auto vector = [&](const std::string& text) {
      return space.Vectorize(std::array{WeightedText{text, 1}});
    };
    std::vector<std::string> shown;
    for (const SharedPhrase& one : space.SharedPhrases(vector(helper), vector(need), need, 10))
      shown.push_back(one.phrase);
    return shown;
  };
  using Shown = std::vector<std::string>;
  EXPECT_EQ(phrases(corpus[0], corpus[4]), Shown{"仓储"}) << "服 is half of 服务; 2 tells nothing";
  EXPECT_EQ(phrases("术咨", corpus[4]), Shown{}) << "halves of two words";
  EXPECT_EQ(phrases(corpus[2], corpus[6]), Shown{"铸管"}) << "one character alone would be left";
  EXPECT_EQ(phrases(corpus[5], corpus[6]), Shown{"潜水"}) << "the beginning of one word";
}

}  // namespace
}  // namespace jiedui::models

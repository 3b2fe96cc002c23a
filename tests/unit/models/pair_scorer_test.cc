#include "models/pair_scorer.h"

#include <gtest/gtest.h>

#include <cmath>

#include "unit/models/random_pairs.h"

namespace jiedui::models {
namespace {

/// The prior, and models such as decisions might teach.
std::vector<PairModel> SomeModels() {
  std::mt19937_64 random(20201128);
  std::vector<PairModel> models = {PriorModel()};
  for (int i = 0; i < 4; ++i) models.push_back(RandomModel(random));
  return models;
}

/// What words and vectors add, as the explanation has it.
double SumOfTextParts(const Explanation& explanation) {
  double sum = 0;
  for (const Factor& factor : explanation.factors) {
    if (factor.name.code == "text" || factor.name.code == "semantic") sum += factor.contribution;
  }
  return sum;
}

/// The same as the difference between the score and that of a pair neutral in both.
double TextParts(const PairModel& model, const PairFacts& facts) {
  FactorValues values = Values(facts);
  const double score = WeightedMean(values, model.WeightsOf(facts.pair_kind));
  for (const FactorKind part : {FactorKind::kText, FactorKind::kSemantic})
    values[static_cast<std::size_t>(part)] = NeutralValues()[static_cast<std::size_t>(part)];
  return score - WeightedMean(values, model.WeightsOf(facts.pair_kind));
}

TEST(PairScorer, S2_ContributionsAddUpToTheScore) {
  std::mt19937_64 random(20200612);
  for (const PairModel& model : SomeModels()) {
    ASSERT_TRUE(Validate(model));
    for (int i = 0; i < 2000; ++i) {
      const PairFacts facts = RandomFacts(random);
      const Explanation explanation = Explain(model, facts, {});
      double sum = explanation.base;
      for (const Factor& factor : explanation.factors) sum += factor.contribution;
      ASSERT_NEAR(sum, explanation.score, 1e-12);
      ASSERT_EQ(explanation.score, Score(model, facts));
      ASSERT_GE(explanation.score, 0);
      ASSERT_LE(explanation.score, 1);
      ASSERT_GE(explanation.probability, 0);
      ASSERT_LE(explanation.probability, 1);
      ASSERT_NEAR(SumOfTextParts(explanation), TextParts(model, facts), 1e-12);
    }
  }
}

TEST(PairScorer, PriorIsValidAndItsChanceIsItsScore) {
  EXPECT_TRUE(Validate(PriorModel()));
  std::mt19937_64 random(3);
  for (int i = 0; i < 100; ++i) {
    const Explanation explanation = Explain(PriorModel(), RandomFacts(random), {});
    EXPECT_EQ(explanation.probability, explanation.score);
    EXPECT_EQ(explanation.model, 0);
  }
}

TEST(PairScorer, ModelsThatWouldBreakMonotonyAreRefused) {
  const auto with = [](auto change) {
    PairModel model = PriorModel();
    change(model);
    return Validate(model);
  };
  const auto weight = [](PairModel& model, FactorKind factor) -> double& {
    return model.weights[0].weight[static_cast<std::size_t>(factor)];
  };
  EXPECT_FALSE(with([&](PairModel& m) {
    weight(m, FactorKind::kSector) = -0.05;
    weight(m, FactorKind::kText) = 0.65;
  }));
  EXPECT_FALSE(with([&](PairModel& m) { weight(m, FactorKind::kText) += 0.01; }));
  EXPECT_FALSE(with([&](PairModel& m) {
    std::swap(weight(m, FactorKind::kLevel), weight(m, FactorKind::kText));
  })) << "an enterprise has no level";
  EXPECT_FALSE(with([](PairModel& m) { m.calibration[3].slope = 0; }));
  EXPECT_FALSE(with([](PairModel& m) { m.calibration[3].offset = std::nan(""); }));
}

/// Facts in which one thing is better.
std::vector<PairFacts> Improvements(const PairFacts& facts) {
  std::vector<PairFacts> better(8, facts);
  better[0].sector_closeness = std::min(facts.sector_closeness + 1, 4);
  better[1].same_programme_sector = true;
  better[2].text_cosine = std::min(facts.text_cosine + 0.05, 1.0);
  better[3].region = facts.region == RegionRelation::kElsewhere ? RegionRelation::kWholeCity
                                                                : RegionRelation::kSameCounty;
  better[4].accepted = facts.accepted + 1;
  better[5].capacity_left = facts.capacity_left + 1;
  better[6].semantic_nearness = std::min(facts.semantic_nearness.value_or(0.3) + 0.05, 1.0);
  better[7].profile_years = facts.profile_years / 2;
  return better;
}

TEST(PairScorer, NeverPunishesWhatPolicyWants) {
  std::mt19937_64 random(7);
  for (const PairModel& model : SomeModels()) {
    for (int i = 0; i < 1000; ++i) {
      const PairFacts facts = RandomFacts(random);
      const double before = Score(model, facts);
      const double chance = Calibrated(model.CalibrationOf(facts.pair_kind), before);
      for (const PairFacts& better : Improvements(facts)) {
        const double after = Score(model, better);
        ASSERT_GE(after, before - 1e-15);
        ASSERT_GE(Calibrated(model.CalibrationOf(facts.pair_kind), after), chance - 1e-15);
      }
    }
  }
}

TEST(PairScorer, EveryFactorHasASentenceInBothLanguages) {
  std::mt19937_64 random(11);
  for (int i = 0; i < 200; ++i) {
    for (const Factor& factor :
         Explain(PriorModel(), RandomFacts(random), {{"煤层气", 0.2}}).factors) {
      EXPECT_FALSE(factor.zh.empty()) << factor.name.code;
      EXPECT_FALSE(factor.en.empty()) << factor.name.code;
    }
  }
}

const Factor& Named(const Explanation& explanation, std::string_view code) {
  return *std::find_if(explanation.factors.begin(), explanation.factors.end(),
                       [&](const Factor& factor) { return factor.name.code == code; });
}

TEST(PairScorer, AnOldProfileCostsALittleAndNeverMoreThanItsWeight) {
  PairFacts facts;
  const auto freshness = [&](double years) {
    facts.profile_years = years;
    return Named(Explain(PriorModel(), facts, {}), "freshness");
  };
  EXPECT_EQ(freshness(0).contribution, 0);
  EXPECT_EQ(freshness(0).zh, "资料是最近更新的");
  EXPECT_NEAR(freshness(1).contribution, -0.01, 1e-12) << "half of its weight after a year";
  EXPECT_EQ(freshness(1).zh, "资料已有 12 个月未更新");
  EXPECT_EQ(freshness(1).en, "The record was not updated for 12 months");
  EXPECT_GT(freshness(40).contribution, -0.0201);
}

TEST(PairScorer, ASemanticSentenceSaysWhatItsPointsSay) {
  PairFacts facts;
  const auto semantic = [&](std::optional<double> nearness) {
    facts.semantic_nearness = nearness;
    return Named(Explain(PriorModel(), facts, {}), "semantic");
  };
  EXPECT_NE(semantic(0.5).zh.find("常在相近的语境"), std::string::npos);
  EXPECT_GT(semantic(0.5).contribution, 0);
  EXPECT_NE(semantic(0.1).zh.find("少在相近的语境"), std::string::npos);
  EXPECT_LT(semantic(0.1).contribution, 0);
  EXPECT_EQ(semantic(std::nullopt).contribution, 0);
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
  // 井 is common to both, but no phrase: its part of the cosine is nobody's.
  EXPECT_LT(phrases[0].weight + phrases[1].weight, Cosine(a, b) - 0.01);
  const std::string closer = "煤层气抽采效率低";
  double sum = 0;
  for (const SharedPhrase& one : space.SharedPhrases(a, vector(closer), closer, 10))
    sum += one.weight;
  EXPECT_NEAR(sum, Cosine(a, vector(closer)), 1e-6);
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

// Properties of what is said of a pair, over the pairs of the demo city.
#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <random>

#include "demo_fixture.h"
#include "models/counterfactual.h"
#include "services/data_flags.h"
#include "services/exposure.h"
#include "services/recommend.h"
#include "unit/models/random_pairs.h"

namespace jiedui::services {
namespace {

using domain::PairKind;

template <class T>
std::vector<T> Copies() {
  std::vector<T> copies;
  for (const T* one : All<T>()) copies.push_back(*one);
  return copies;
}

const Corpus& CityCorpus() {
  static const std::shared_ptr<const Corpus> corpus = [] {
    CorpusInput input;
    input.enterprises = Copies<domain::Enterprise>();
    input.experts = Copies<domain::Expert>();
    input.teams = Copies<domain::Team>();
    input.alliances = Copies<domain::Alliance>();
    input.platforms = Copies<domain::Platform>();
    input.work_teams = Copies<domain::WorkTeam>();
    input.policies = Copies<domain::Policy>();
    input.needs = Copies<domain::Need>();
    input.capabilities = Copies<domain::Capability>();
    return Corpus::Build(input, TheReference());
  }();
  return *corpus;
}

struct AnyPair {
  PairKind kind = PairKind::kExpert;
  const MatchEntry* helper = nullptr;
  const MatchEntry* receiver = nullptr;
  Loads loads;
};

/// A pair of the city by chance, of every kind in turn, with some load and some model.
AnyPair Draw(std::size_t i, std::mt19937_64& random) {
  AnyPair pair;
  pair.kind = static_cast<PairKind>(i % domain::kPairKindNames.size());
  const auto& helpers = CityCorpus().helpers(pair.kind);
  const auto& receivers = CityCorpus().receivers();
  pair.helper = &helpers[random() % helpers.size()];
  pair.receiver = &receivers[random() % receivers.size()];
  pair.loads.Add(pair.helper->key,
                 {static_cast<std::int64_t>(random() % 5), static_cast<std::int64_t>(random() % 5),
                  static_cast<std::int64_t>(random() % 5), 0});
  if (i % 3 != 0) pair.loads.SetModel(models::RandomModel(random));
  return pair;
}

TEST(Explanations, ContributionsAddUpForEveryKindAndModel) {
  std::mt19937_64 random(1);
  for (std::size_t i = 0; i < 2100; ++i) {
    const AnyPair pair = Draw(i, random);
    const models::Explanation explanation =
        ExplainPair(CityCorpus(), pair.kind, *pair.helper, *pair.receiver, pair.loads);
    double sum = explanation.base;
    for (const models::Factor& factor : explanation.factors) sum += factor.contribution;
    ASSERT_NEAR(sum, explanation.score, 1e-9);
    const models::PairFacts facts =
        FactsOf(pair.kind, *pair.helper, *pair.receiver, pair.loads.Of(pair.helper->key));
    ASSERT_EQ(explanation.score, models::Score(pair.loads.model(), facts));
    double confidence = 1;
    for (const models::DataFlag& flag : explanation.flags) confidence *= flag.factor;
    ASSERT_NEAR(explanation.confidence, confidence, 1e-12);
    ASSERT_GT(explanation.confidence, 0);
  }
}

TEST(Explanations, BetterFactsNeverScoreLess) {
  std::mt19937_64 random(2);
  for (std::size_t i = 0; i < 2100; ++i) {
    const AnyPair pair = Draw(i, random);
    const models::PairFacts facts =
        FactsOf(pair.kind, *pair.helper, *pair.receiver, pair.loads.Of(pair.helper->key));
    std::vector<models::PairFacts> better(4, facts);
    better[0].sector_closeness = std::min(facts.sector_closeness + 1, 4);
    better[1].region = models::RegionRelation::kSameCounty;
    better[2].text_cosine = std::min(1.0, facts.text_cosine + 0.1);
    ++better[3].accepted;
    for (const models::PairFacts& one : better) {
      ASSERT_GE(models::Score(pair.loads.model(), one),
                models::Score(pair.loads.model(), facts) - 1e-15);
    }
  }
}

TEST(Explanations, CounterfactualsAreScoresOfChangedFacts) {
  std::mt19937_64 random(3);
  std::set<std::string> seen;
  for (std::size_t i = 0; i < 2100; ++i) {
    const AnyPair pair = Draw(i, random);
    const models::PairFacts facts =
        FactsOf(pair.kind, *pair.helper, *pair.receiver, pair.loads.Of(pair.helper->key));
    const double score = models::Score(pair.loads.model(), facts);
    const auto found = models::Counterfactuals(pair.loads.model(), facts, {"泽州县"}, 100);
    for (std::size_t j = 0; j < found.size(); ++j) {
      const models::Counterfactual& one = found[j];
      seen.insert(one.code);
      ASSERT_NEAR(one.difference, one.score - score, 1e-15);
      ASSERT_GE(std::abs(one.difference), 0.0005);
      ASSERT_TRUE(j == 0 || std::abs(one.difference) <= std::abs(found[j - 1].difference));
      const bool worse = one.code == "other_county" || one.code == "no_words";
      ASSERT_EQ(one.difference < 0, worse) << one.code;
      if (one.code == "same_county") {
        models::PairFacts same = facts;
        same.region = models::RegionRelation::kSameCounty;
        ASSERT_EQ(one.score, models::Score(pair.loads.model(), same));
        ASSERT_NE(one.zh.find("泽州县"), std::string::npos);
      }
    }
  }
  EXPECT_EQ(seen.size(), 8U) << "every sort of them occurs";
}

TEST(Explanations, NearestSentencesAreQuotedAndAreTheNearest) {
  std::mt19937_64 random(4);
  std::size_t found = 0;
  for (std::size_t i = 0; i < 300; ++i) {
    const AnyPair pair = Draw(1, random);  // experts
    const NearestText nearest = NearestOf(CityCorpus(), *pair.helper, *pair.receiver);
    if (nearest.helper.empty()) {
      // Single characters here and there are no nearness that could be shown.
      EXPECT_LT(models::Cosine(pair.helper->terms, pair.receiver->terms), 0.1);
      EXPECT_EQ(nearest.cosine, 0);
      continue;
    }
    ++found;
    EXPECT_NE(pair.helper->text.find(nearest.helper), std::string::npos);
    EXPECT_NE(pair.receiver->text.find(nearest.enterprise), std::string::npos);
    const auto vector = [](const std::string& text) {
      return CityCorpus().space().Vectorize(std::array{models::WeightedText{text, 1}});
    };
    EXPECT_NEAR(nearest.cosine, models::Cosine(vector(nearest.helper), vector(nearest.enterprise)),
                1e-9);
    double terms = 0;
    for (const models::SharedPhrase& term : nearest.terms) terms += term.weight;
    EXPECT_LE(terms, nearest.cosine + 1e-6);
  }
  EXPECT_GT(found, 100U);
}

TEST(Explanations, EqualSentencesAreAtMostWhollyAlike) {
  MatchEntry helper = CityCorpus().helpers(PairKind::kExpert).front();
  for (const MatchEntry& receiver : CityCorpus().receivers()) {
    helper.text = receiver.text;
    const NearestText nearest = NearestOf(CityCorpus(), helper, receiver);
    EXPECT_LE(nearest.cosine, 1);
    EXPECT_GT(nearest.cosine, 0.999);
    for (const models::SharedPhrase& term : nearest.terms) EXPECT_LE(term.weight, 1);
  }
}

TEST(Explanations, AThinProfileLowersConfidenceAndNobodysScore) {
  const MatchEntry& receiver = CityCorpus().receivers().front();
  MatchEntry thin = CityCorpus().helpers(PairKind::kExpert).front();
  thin.terms = {{1, 2}, {0.6F, 0.8F}};
  const auto flags = FlagsOf(CityCorpus(), PairKind::kExpert, thin, receiver, {});
  const auto raised = [&](std::string_view code) {
    return std::any_of(flags.begin(), flags.end(),
                       [&](const models::DataFlag& flag) { return flag.name.code == code; });
  };
  EXPECT_TRUE(raised("thin_profile"));
  EXPECT_TRUE(raised("no_record"));
  EXPECT_FALSE(raised("old_helper"));
  const models::PairFacts facts = FactsOf(PairKind::kExpert, thin, receiver, {});
  EXPECT_EQ(models::Values(facts)[4], 0.5) << "without a record: neither for nor against";
}

TEST(Ranking, AmongEqualsWhoWasPutForwardLessGoesFirst) {
  const MatchEntry& receiver = CityCorpus().receivers().front();
  MatchEntry a = CityCorpus().helpers(PairKind::kExpert)[0];
  MatchEntry b = CityCorpus().helpers(PairKind::kExpert)[1];
  Loads loads;
  loads.Add(a.key, {.put_forward = 5});
  const ScoredPair often{PairKind::kExpert, &a, &receiver, 0.70040};
  const ScoredPair seldom{PairKind::kExpert, &b, &receiver, 0.69960};
  EXPECT_EQ(ShownScore(often.score), ShownScore(seldom.score));
  EXPECT_TRUE(RanksBefore(seldom, often, loads));
  EXPECT_FALSE(RanksBefore(often, seldom, loads));
  EXPECT_TRUE(RanksBefore(often, seldom, {})) << "put forward as often: the exact score";
  const ScoredPair better{PairKind::kExpert, &a, &receiver, 0.7011};
  EXPECT_TRUE(RanksBefore(better, seldom, loads)) << "a difference that shows is never turned";
}

TEST(Exposure, GiniIsHalfTheMeanDifference) {
  EXPECT_EQ(GiniOf({}), 0);
  EXPECT_EQ(GiniOf({0, 0}), 0);
  EXPECT_EQ(GiniOf({3, 3, 3}), 0);
  EXPECT_NEAR(GiniOf({0, 0, 0, 8}), 0.75, 1e-12);
  std::mt19937_64 random(5);
  std::vector<std::int64_t> counts(40);
  double sum = 0;
  for (std::int64_t& count : counts)
    sum += static_cast<double>(count = static_cast<std::int64_t>(random() % 9));
  double differences = 0;
  for (const std::int64_t x : counts) {
    for (const std::int64_t y : counts) differences += static_cast<double>(std::abs(x - y));
  }
  EXPECT_NEAR(GiniOf(counts), differences / (2 * 40 * sum), 1e-12);
}

}  // namespace
}  // namespace jiedui::services

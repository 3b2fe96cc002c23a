#include "services/promising_receivers.h"

#include <gtest/gtest.h>

#include "demo_corpus.h"
#include "services/ranking.h"

namespace jiedui::services {
namespace {

using domain::PairKind;

std::shared_ptr<const Corpus> CorpusWith(const SemanticsFor& semantics) {
  DemoOptions options;
  options.enterprises = 700;
  options.experts = 60;
  return Corpus::Build(InputOf(Make(options)), TheReference(), {}, semantics);
}

/// Scores every pair that no rule bars.
std::vector<ScoredPair> AllScored(const Corpus& corpus, PairKind kind, const MatchEntry& helper,
                                  const Loads& loads, const Admits& admits) {
  std::vector<ScoredPair> pairs;
  for (const MatchEntry& receiver : corpus.receivers()) {
    if (!receiver.receives || (admits && !admits(receiver)) ||
        BarOf(corpus, kind, helper, receiver) != Bar::kNone)
      continue;
    const models::PairFacts facts = FactsOf(kind, helper, receiver, loads.Of(helper.key));
    pairs.push_back({kind, &helper, &receiver, models::Score(loads.model(), facts)});
  }
  return pairs;
}

void ExpectExact(const Corpus& corpus, const Admits& admits, std::size_t limit) {
  std::size_t asked = 0;
  for (std::size_t k = 0; k < domain::kPairKindNames.size(); ++k) {
    const auto kind = static_cast<PairKind>(k);
    Loads loads;
    std::int64_t turn = 0;
    for (const MatchEntry& helper : corpus.helpers(kind)) {
      if (++turn % 3 == 0) loads.Add(helper.key, {.used = 1, .accepted = turn % 4, .refused = 1});
      std::vector<ScoredPair> expected = AllScored(corpus, kind, helper, loads, admits);
      KeepBest(expected, loads, limit);
      const auto ranked = RankReceivers(corpus, kind, helper, loads, limit, admits);
      ASSERT_EQ(ranked.size(), expected.size()) << FormatKey(helper.key);
      for (std::size_t i = 0; i < ranked.size(); ++i) {
        EXPECT_EQ(ranked[i].receiver, expected[i].receiver) << FormatKey(helper.key) << " at " << i;
        EXPECT_EQ(ranked[i].score, expected[i].score);
      }
      asked += ranked.empty() ? 0 : 1;
    }
  }
  EXPECT_GT(asked, 50U);
}

TEST(PromisingReceivers, S3_TheBestAreThoseOfAllScored) {
  ExpectExact(*CorpusWith(Learned), {}, 10);
  ExpectExact(*CorpusWith({}), {}, 3);
}

TEST(PromisingReceivers, ThoseThatMayNotBeNamedTakeNoPlaces) {
  const auto corpus = CorpusWith(Learned);
  const std::string county = corpus->receivers().front().region_code;
  ExpectExact(
      *corpus, [&](const MatchEntry& receiver) { return receiver.region_code == county; }, 10);
}

TEST(PromisingReceivers, BoundsHoldAndFall) {
  const auto corpus = CorpusWith(Learned);
  for (std::size_t k = 0; k < domain::kPairKindNames.size(); ++k) {
    const auto kind = static_cast<PairKind>(k);
    const Loads loads;
    for (const MatchEntry& helper : corpus->helpers(kind)) {
      std::vector<double> cosines;
      corpus->ReceiverCosines(helper, cosines);
      const PromisingReceivers promising(*corpus, kind, helper, loads, cosines);
      double before = 1;
      for (const std::uint32_t at : promising.order()) {
        EXPECT_LE(promising.MostOf(at), before);
        before = promising.MostOf(at);
        const MatchEntry& receiver = corpus->receivers()[at];
        EXPECT_TRUE(receiver.receives);
        const models::PairFacts facts = FactsOf(kind, helper, receiver, loads.Of(helper.key));
        EXPECT_LE(models::Score(loads.model(), facts), before) << FormatKey(helper.key);
      }
    }
  }
}

TEST(PromisingReceivers, NobodyToHelpIsNobody) {
  const auto corpus = Corpus::Build({}, TheReference());
  const PromisingReceivers promising(*corpus, PairKind::kExpert, MatchEntry(), Loads(), {});
  EXPECT_TRUE(promising.order().empty());
}

}  // namespace
}  // namespace jiedui::services

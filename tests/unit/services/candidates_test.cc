#include "services/candidates.h"

#include <gtest/gtest.h>

#include <random>

#include "base/text.h"
#include "demo_corpus.h"
#include "matching/coverage_gap.h"
#include "services/plan_problem.h"
#include "support/shared_data.h"

namespace jiedui::services {
namespace {

using domain::PairKind;

/// A demonstration city with so many helpers that looking at all of them would be seen.
const Corpus& LargeCity() {
  static const std::shared_ptr<const Corpus> corpus = [] {
    DemoOptions options;
    options.enterprises = 1500;
    options.experts = 1500;
    return Corpus::Build(InputOf(Make(options)), TheReference(), {}, Learned);
  }();
  return *corpus;
}

std::vector<const MatchEntry*> Receivers(const Corpus& corpus, std::size_t step) {
  std::vector<const MatchEntry*> receivers;
  for (std::size_t i = 0; i < corpus.receivers().size(); i += step)
    receivers.push_back(&corpus.receivers()[i]);
  return receivers;
}

/// Never scans, and looks at far fewer than there are.
CandidateOptions Few() {
  return {.keep = 20,
          .by_text = 96,
          .by_vector = 32,
          .by_sector = 12,
          .postings = 256,
          .compared = 256,
          .scan_below = 0};
}

struct Recall {
  double share = 0;      ///< of the exact top ten by score; equal scores count as found
  double looked_at = 0;  ///< of all pairs
};

/// Also checks that every score is the exact one and that no barred pair is given.
Recall RecallOf(const Corpus& corpus, PairKind kind, const std::vector<const MatchEntry*>& asked,
                const CandidateOptions& options) {
  const Loads loads;
  const CandidateIndex index(corpus, kind, loads, options);
  EXPECT_FALSE(index.scans());
  double found = 0;
  double wanted = 0;
  const auto check = [&](std::size_t /*at*/, const MatchEntry& receiver,
                         std::span<const ScoredPair> pairs) {
    const auto exact = RankHelpers(corpus, kind, receiver, loads, 10);
    for (const ScoredPair& pair : pairs) {
      EXPECT_EQ(BarOf(corpus, kind, *pair.helper, receiver), Bar::kNone);
      EXPECT_EQ(pair.score,
                models::Score(loads.model(), FactsOf(kind, *pair.helper, receiver, {})));
    }
    EXPECT_TRUE(std::is_sorted(
        pairs.begin(), pairs.end(),
        [&](const ScoredPair& a, const ScoredPair& b) { return RanksBefore(a, b, loads); }));
    for (std::size_t i = 0; i < exact.size(); ++i) {
      wanted += 1;
      found += i < pairs.size() && pairs[i].score == exact[i].score ? 1 : 0;
    }
  };
  const CandidateCounts counts = GenerateCandidates(index, asked, check);
  const double all = static_cast<double>(corpus.helpers(kind).size() * asked.size());
  return {found / std::max(wanted, 1.0), static_cast<double>(counts.looked_at) / all};
}

TEST(Candidates, NearlyAllOfTheBestTenOfTheDemonstrationCity) {
  const std::vector<const MatchEntry*> asked = Receivers(LargeCity(), 5);
  for (const PairKind kind : {PairKind::kEnterprise, PairKind::kExpert}) {
    const Recall recall = RecallOf(LargeCity(), kind, asked, Few());
    EXPECT_GE(recall.share, 0.98) << domain::Code(kind);
    EXPECT_LT(recall.looked_at, 0.5) << domain::Code(kind);
  }
  for (const PairKind kind :
       {PairKind::kTeam, PairKind::kAlliance, PairKind::kPlatform, PairKind::kWorkTeam})
    EXPECT_GE(RecallOf(LargeCity(), kind, asked, Few()).share, 0.98) << domain::Code(kind);
}

/// Every third enterprise of the registry, with a class drawn where its own is not known.
CorpusInput Registry(const std::filesystem::path& file) {
  std::vector<std::string> classes;
  for (const domain::Sector& sector : TheReference().sectors()) {
    if (sector.code.size() == 4 && !TheReference().ProgrammeSectorOf(sector.code).empty())
      classes.push_back(sector.code);
  }
  std::mt19937_64 random(20261123);
  CorpusInput input;
  std::ifstream lines(file);
  std::int64_t row = 0;
  for (std::string line; std::getline(lines, line); ++row) {
    if (row % 3 != 1) continue;
    const auto cells = base::Split(line, '\t');
    domain::Enterprise enterprise;
    enterprise.id = row;
    enterprise.name = cells[0];
    enterprise.business_scope = cells[6];
    const domain::Region* const county = TheReference().FindRegionByName(cells[9]);
    enterprise.region_code = county == nullptr ? "" : county->code;
    enterprise.sector_code = classes[random() % classes.size()];
    enterprise.programme_sector = TheReference().ProgrammeSectorOf(enterprise.sector_code);
    enterprise.registered_capital_wan = static_cast<double>(random() % 5000);
    input.enterprises.push_back(std::move(enterprise));
  }
  return input;
}

TEST(Candidates, NearlyAllOfTheBestTenOfTheRegistry) {
  const auto file = testing::SharedData("registry/jincheng_enterprises.tsv");
  if (!file) GTEST_SKIP() << "the shared data sets are not here";
  const auto corpus =
      Corpus::Build(Registry(*file), TheReference(), {.share = 0.5, .capacity = 12}, Learned);
  const Recall recall = RecallOf(*corpus, PairKind::kEnterprise, Receivers(*corpus, 4), Few());
  EXPECT_GE(recall.share, 0.98);
  EXPECT_LT(recall.looked_at, 0.5);
}

domain::Expert ExpertOf(std::int64_t id, const std::string& field) {
  domain::Expert expert;
  expert.id = id;
  expert.name = "专家" + std::to_string(id);
  expert.fields = {field};
  expert.capacity = 1;
  return expert;
}

/// The first enterprise casts; the last expert melts, in other words, and many enterprises do both.
CorpusInput WordsApart(std::int64_t experts) {
  constexpr std::array kOthers = {"果蔬保鲜；冷链", "煤层气抽采；钻井", "纺织印染；服装"};
  CorpusInput input;
  for (std::int64_t id = 1; id <= 60; ++id) {
    domain::Enterprise enterprise;
    enterprise.id = id;
    enterprise.name = "企业" + std::to_string(id);
    const bool both = id % 2 == 0;
    enterprise.business_scope =
        both ? "铸造砂型；熔炼浇注" : kOthers[static_cast<std::size_t>(id) % 3];
    if (id == 1) enterprise.business_scope = "铸造砂型";
    input.enterprises.push_back(std::move(enterprise));
  }
  for (std::int64_t id = 1; id < experts; ++id)
    input.experts.push_back(ExpertOf(id, kOthers[static_cast<std::size_t>(id) % 3]));
  input.experts.push_back(ExpertOf(experts, "熔炼浇注"));
  return input;
}

/// As many dimensions as there are trades: with more, every term had one of its own.
std::shared_ptr<const models::SemanticLexicon> FourTrades(const Corpus& words) {
  std::vector<models::TermVector> texts;
  for (const MatchEntry& entry : words.receivers()) texts.push_back(entry.terms);
  const auto space = models::SemanticSpace::Fit(texts, words.space().size(), {.dims = 4});
  EXPECT_TRUE(space);
  return std::make_shared<const models::SemanticLexicon>(*space, words.space(),
                                                         models::SemanticOrigin{0, texts.size()});
}

TEST(Candidates, TheNearestByVectorIsOneWithoutAWordInCommon) {
  constexpr std::int64_t kExperts = 200;
  const auto corpus = Corpus::Build(WordsApart(kExperts), TheReference(), {}, FourTrades);
  const MatchEntry& receiver = *corpus->FindReceiver(1);
  const MatchEntry& far = *corpus->FindHelper(PairKind::kExpert, kExperts);
  ASSERT_EQ(models::Cosine(receiver.terms, far.terms), 0) << "no word in common";
  ASSERT_GT(models::Nearness(receiver.semantic, far.semantic), 0.5);
  const Loads loads;
  CandidateScratch scratch;
  std::vector<ScoredPair> best;
  const auto first = [&](std::size_t by_vector) {
    const CandidateOptions options = {
        .keep = 1, .by_text = 1, .by_vector = by_vector, .by_sector = 1, .scan_below = 0};
    CandidateIndex(*corpus, PairKind::kExpert, loads, options).Best(receiver, scratch, best);
    return best.at(0).helper->key.id;
  };
  EXPECT_EQ(first(1), kExperts);
  EXPECT_NE(first(0), kExperts) << "words and sectors alone do not find it";
  EXPECT_EQ(RankHelpers(*corpus, PairKind::kExpert, receiver, loads, 1).at(0).helper, &far);
}

TEST(Candidates, WithoutVectorsWordsAndSectorsAreLeft) {
  const auto corpus = Corpus::Build(WordsApart(50), TheReference());
  const Loads loads;
  const CandidateIndex index(*corpus, PairKind::kExpert, loads, Few());
  CandidateScratch scratch;
  std::vector<ScoredPair> best;
  EXPECT_EQ(index.Best(*corpus->FindReceiver(3), scratch, best), 24U)
      << "a list of 12, and those of its trade that are not in it";
  EXPECT_EQ(best.size(), 20U);
}

TEST(Candidates, AGroundServesOtherLoads) {
  Loads loads;
  for (const MatchEntry& helper : LargeCity().helpers(PairKind::kExpert)) {
    if (helper.key.id % 3 == 0) loads.Add(helper.key, {helper.capacity, 0, 0});
  }
  CandidateOptions options = Few();
  options.places = Places::kLeft;
  const auto ground = std::make_shared<CandidateGround>(LargeCity(), PairKind::kExpert, Few());
  const CandidateIndex shared(LargeCity(), PairKind::kExpert, loads, options, ground);
  CandidateScratch scratch;
  std::vector<ScoredPair> best;
  double found = 0;
  double wanted = 0;
  for (const MatchEntry* receiver : Receivers(LargeCity(), 20)) {
    shared.Best(*receiver, 10, scratch, best);
    const auto exact =
        RankHelpers(LargeCity(), PairKind::kExpert, *receiver, loads, 10, Places::kLeft);
    ASSERT_LE(best.size(), 10U);
    for (std::size_t i = 0; i < exact.size(); ++i) {
      wanted += 1;
      found += i < best.size() && best[i].score == exact[i].score ? 1 : 0;
    }
    for (const ScoredPair& pair : best) EXPECT_NE(pair.helper->key.id % 3, 0);
  }
  EXPECT_GE(found / wanted, 0.98);
}

using Listed = std::vector<std::tuple<std::size_t, std::int64_t, double>>;

Listed List(const CandidateOptions& options, PairKind kind, const Loads& loads) {
  Listed listed;
  std::size_t next = 0;
  const std::vector<const MatchEntry*> receivers = Receivers(LargeCity(), 2);  // more than a block
  const CandidateIndex index(LargeCity(), kind, loads, options);
  GenerateCandidates(
      index, receivers,
      [&](std::size_t at, const MatchEntry& receiver, std::span<const ScoredPair> pairs) {
        EXPECT_EQ(at, next++) << "in the receivers' order";
        EXPECT_LE(pairs.size(), options.keep);
        for (const ScoredPair& pair : pairs) {
          EXPECT_EQ(pair.receiver, &receiver);
          listed.emplace_back(at, pair.helper->key.id, pair.score);
        }
      });
  EXPECT_EQ(next, receivers.size());
  return listed;
}

TEST(Candidates, WideBlocksGiveTheListsOfAScan) {
  const CandidateOptions wide = {.keep = 30,
                                 .by_text = 5000,
                                 .by_vector = 5000,
                                 .by_sector = 1000,
                                 .postings = 1'000'000,
                                 .compared = 1'000'000,
                                 .scan_below = 0};
  CandidateOptions scan = wide;
  scan.scan_below = 1'000'000;
  for (const PairKind kind : {PairKind::kEnterprise, PairKind::kExpert, PairKind::kTeam})
    EXPECT_EQ(List(wide, kind, {}), List(scan, kind, {})) << domain::Code(kind);
}

TEST(Candidates, TheSameWithAnyNumberOfThreads) {
  for (const std::size_t scan_below : {0U, 1'000'000U}) {
    CandidateOptions options = Few();
    options.keep = 5;
    options.scan_below = scan_below;
    options.threads = 1;
    const Listed one = List(options, PairKind::kExpert, {});
    EXPECT_FALSE(one.empty());
    for (const unsigned threads : {2U, 5U}) {
      options.threads = threads;
      EXPECT_EQ(List(options, PairKind::kExpert, {}), one) << threads;
    }
  }
}

TEST(Candidates, HelpersWithoutAPlaceAreLeftOutWhereAsked) {
  Loads loads;
  for (const MatchEntry& helper : LargeCity().helpers(PairKind::kExpert)) {
    if (helper.key.id % 2 == 0) loads.Add(helper.key, {helper.capacity, 0, 0});
  }
  CandidateOptions options = Few();
  options.keep = 5;
  options.places = Places::kLeft;
  const Listed listed = List(options, PairKind::kExpert, loads);
  EXPECT_FALSE(listed.empty());
  for (const auto& [at, helper, score] : listed) EXPECT_EQ(helper % 2, 1);
}

TEST(Candidates, SmallKindsAreScannedWhole) {
  const Loads loads;
  const CandidateIndex index(LargeCity(), PairKind::kExpert, loads, {.keep = 7});
  EXPECT_TRUE(index.scans());
  CandidateScratch scratch;
  std::vector<ScoredPair> best;
  for (const MatchEntry* receiver : Receivers(LargeCity(), 100)) {
    const std::size_t looked_at = index.Best(*receiver, scratch, best);
    EXPECT_EQ(looked_at, LargeCity().helpers(PairKind::kExpert).size());
    const auto exact = RankHelpers(LargeCity(), PairKind::kExpert, *receiver, loads, 7);
    ASSERT_EQ(best.size(), exact.size());
    for (std::size_t i = 0; i < best.size(); ++i) {
      EXPECT_EQ(best[i].helper, exact[i].helper);
      EXPECT_EQ(best[i].score, exact[i].score);
    }
  }
}

TEST(Candidates, AReceiverOfWhomNothingIsKnownGetsTheBestOfAll) {
  const Loads loads;
  const CandidateIndex index(LargeCity(), PairKind::kExpert, loads, Few());
  MatchEntry unknown;
  unknown.key = {domain::Kind::kEnterprise, 1};
  CandidateScratch scratch;
  std::vector<ScoredPair> best;
  index.Best(unknown, scratch, best);
  const auto exact = RankHelpers(LargeCity(), PairKind::kExpert, unknown, loads, 10);
  ASSERT_GE(best.size(), 10U);
  for (std::size_t i = 0; i < 10; ++i) EXPECT_EQ(best[i].score, exact[i].score) << i;
}

TEST(Candidates, APlanKeepsFewerOfEachWhereThereAreManyReceivers) {
  EXPECT_EQ(KeptCandidates(0, 400), 400U);
  EXPECT_EQ(KeptCandidates(100'000, 400), 400U);
  EXPECT_EQ(KeptCandidates(200'000, 400), 200U);
  EXPECT_EQ(KeptCandidates(5'000'000, 400), 50U);
  EXPECT_EQ(KeptCandidates(5'000'000, 20), 20U);
}

/// Who stays uncovered in the best plan.
std::size_t Uncovered(const EncodedPlan& plan) {
  const auto gap = matching::FindCoverageGap(plan.problem, {});
  EXPECT_TRUE(gap);
  return gap ? gap->uncovered.size() : 0;
}

TEST(Candidates, CutListsGrowWhereSomebodyWouldStayUncoveredThoughPlacesAreLeft) {
  Loads loads;  // one place each is left: hardly more than there are receivers
  for (const MatchEntry& helper : LargeCity().helpers(PairKind::kExpert))
    loads.Add(helper.key, {helper.capacity - 1, 0, 0, 0});
  PlanQuestion question;
  question.kind = PairKind::kExpert;
  question.receivers = Receivers(LargeCity(), 1);
  question.max_candidates = 100'000;
  const auto whole = EncodePlan(LargeCity(), loads, question);
  ASSERT_TRUE(whole);
  question.max_candidates = 3;
  const RecordKey barred = question.receivers.front()->key;
  for (const MatchEntry& helper : LargeCity().helpers(PairKind::kExpert))
    question.forbidden.insert({helper.key.id, barred.id});
  const auto grown = EncodePlan(LargeCity(), loads, question);
  ASSERT_TRUE(grown);
  const matching::Problem& problem = grown->problem;
  EXPECT_GT(problem.pair_count(), 4 * problem.receiver_count());
  EXPECT_LT(problem.pair_count(), whole->problem.pair_count() / 4);
  EXPECT_GE(Uncovered(*grown), 1U) << "everybody was forbidden to one";
  EXPECT_LE(Uncovered(*grown), Uncovered(*whole) + 1 + question.receivers.size() / 100);
  problem.ForEachPair([&](matching::Index e, matching::Index h, matching::Index r) {
    const MatchEntry& helper = *grown->helpers[static_cast<std::size_t>(h)];
    const MatchEntry& receiver = *grown->receivers[static_cast<std::size_t>(r)];
    EXPECT_EQ(BarOf(LargeCity(), PairKind::kExpert, helper, receiver), Bar::kNone);
    EXPECT_EQ(problem.pair_score(e),
              RoundedScore(models::Score(loads.model(), FactsOf(PairKind::kExpert, helper, receiver,
                                                                loads.Of(helper.key)))));
    EXPECT_EQ(problem.pair_state(e), receiver.key == barred ? matching::PairState::kForbidden
                                                            : matching::PairState::kFree);
  });
}

TEST(Candidates, OptionsOutOfRangeAreNamed) {
  const auto field = [](const CandidateOptions& options) {
    const base::Status status = options.Validate();
    return status ? std::string() : status.error().field;
  };
  EXPECT_EQ(field({}), "");
  EXPECT_EQ(field({.keep = 0}), "keep");
  EXPECT_EQ(field({.by_text = 0}), "by_text");
  EXPECT_EQ(field({.by_vector = 100'001}), "by_vector");
  EXPECT_EQ(field({.by_sector = 1001}), "by_sector");
  EXPECT_EQ(field({.postings = 0}), "postings");
  EXPECT_EQ(field({.compared = 0}), "compared");
  EXPECT_EQ(field({.scan_below = 2'000'000'000}), "scan_below");
  EXPECT_EQ(field({.threads = 0}), "threads");
}

}  // namespace
}  // namespace jiedui::services

#include "services/ranking.h"

#include <gtest/gtest.h>

#include <random>
#include <stop_token>

namespace jiedui::services {
namespace {

using domain::Innovation;
using domain::PairKind;

domain::Reference SmallReference() {
  return domain::Reference::
      Parse({.regions =
                 "code\tname\tname_en\tparent\tlevel\tshort_name\n140500\t晋城市\t\t\tcity\t晋城\n"
                 "140525\t泽州县\t\t140500\tcounty\t泽州\n140581\t高平市\t\t140500\tcounty\t高平\n",
             .sectors =
                 "code\tlevel\tname\tparent\nC\t1\t制造业\t\n33\t2\t金属制品\tC\n339\t3\t铸造\t33\n"
                 "3391\t4\t黑色金属铸造\t339\n13\t2\t食品\tC\n",
             .programme_sectors =
                 "code\tname\tname_en\tdepartment\ncasting\t冶铸\t\tmiit\nfood\t食品\t\tmiit\n",
             .sector_map = "prefix\tprogramme_sector\n33\tcasting\n13\tfood\n",
             .departments = "code\tname\tname_en\tkind\nmiit\t市工信局\t\tdepartment\n"})
          .value();
}

domain::Enterprise Make(std::int64_t id, const char* sector, Innovation innovation,
                        std::int64_t capacity = 0) {
  domain::Enterprise e;
  e.id = id;
  e.name = "企业" + std::to_string(id);
  e.region_code = id % 2 == 0 ? "140525" : "140581";
  e.sector_code = sector;
  e.innovation = innovation;
  e.capacity = capacity;
  e.products = "球墨铸铁管件";
  return e;
}

CorpusInput SmallCity() {
  CorpusInput input;
  input.enterprises = {Make(1, "3391", Innovation::kActivity, 3),
                       Make(2, "3391", Innovation::kNone),
                       Make(3, "13", Innovation::kNone),
                       Make(4, "339", Innovation::kInstitution, 2),
                       Make(5, "", Innovation::kNone),
                       Make(6, "", Innovation::kNone)};
  input.enterprises.back().sector_source = domain::SectorSource::kProposed;  // no industry
  domain::Expert expert;
  expert.id = 10;
  expert.name = "李工";
  expert.fields = {"球墨铸铁", "砂型铸造"};
  expert.sectors = {"339"};
  expert.capacity = 2;
  input.experts = {expert};
  return input;
}

TEST(Ranking, A3_OnlyInnovatorsOfTheSectorLeadThoseWhoDoNot) {
  const auto reference = SmallReference();
  const auto corpus = Corpus::Build(SmallCity(), reference);
  const auto& helpers = corpus->helpers(PairKind::kEnterprise);
  ASSERT_EQ(helpers.size(), 2U);
  const auto bar = [&](std::int64_t helper, std::int64_t receiver) {
    return BarOf(*corpus, PairKind::kEnterprise, *corpus->FindHelper(PairKind::kEnterprise, helper),
                 *corpus->FindReceiver(receiver));
  };
  EXPECT_EQ(bar(1, 2), Bar::kNone);
  EXPECT_EQ(bar(1, 3), Bar::kOtherSector);
  EXPECT_EQ(bar(1, 4), Bar::kInnovatesAlready);
  EXPECT_EQ(bar(1, 1), Bar::kSelf);
  EXPECT_EQ(bar(1, 5), Bar::kSectorUnknown);
  EXPECT_EQ(bar(1, 6), Bar::kNotIndustrial);
}

TEST(Ranking, S3_BestFirstAndTheSameEachTime) {
  const auto reference = SmallReference();
  const auto corpus = Corpus::Build(SmallCity(), reference);
  const auto ranked = RankHelpers(*corpus, PairKind::kEnterprise, *corpus->FindReceiver(2), {}, 10);
  ASSERT_EQ(ranked.size(), 2U);
  EXPECT_EQ(ranked[0].helper->key.id,
            4);  // an R&D institution in the same county outweighs the closer class
  EXPECT_GE(ranked[0].score, ranked[1].score);
  const auto receivers =
      RankReceivers(*corpus, PairKind::kExpert, *corpus->FindHelper(PairKind::kExpert, 10), {}, 10);
  ASSERT_EQ(receivers.size(), 4U);
  EXPECT_EQ(receivers[0].receiver->key.id, 2);
}

TEST(Ranking, ConflictsBarInEitherOrderAndSoDoesTheSameGroup) {
  CorpusInput input = SmallCity();
  domain::Conflict conflict;
  conflict.a_kind = domain::Kind::kEnterprise;
  conflict.a_id = 2;
  conflict.b_kind = domain::Kind::kExpert;
  conflict.b_id = 10;
  input.conflicts = {conflict};
  input.enterprises[0].ownership_group = input.enterprises[1].ownership_group = "某集团";
  const auto reference = SmallReference();
  const auto corpus = Corpus::Build(input, reference);
  const MatchEntry& receiver = *corpus->FindReceiver(2);
  EXPECT_EQ(BarOf(*corpus, PairKind::kExpert, *corpus->FindHelper(PairKind::kExpert, 10), receiver),
            Bar::kConflict);
  EXPECT_EQ(BarOf(*corpus, PairKind::kEnterprise, *corpus->FindHelper(PairKind::kEnterprise, 1),
                  receiver),
            Bar::kConflict);
  EXPECT_EQ(
      corpus->ConflictOf(*corpus->FindHelper(PairKind::kEnterprise, 1), receiver).value().kind,
      domain::ConflictKind::kSameGroup);
}

TEST(Ranking, ExplanationIsOfTheScoreThatRanks) {
  const auto reference = SmallReference();
  const auto corpus = Corpus::Build(SmallCity(), reference);
  Loads loads;
  loads.Add({domain::Kind::kExpert, 10}, {.used = 1, .accepted = 1, .refused = 0});
  const MatchEntry& receiver = *corpus->FindReceiver(2);
  const auto ranked = RankHelpers(*corpus, PairKind::kExpert, receiver, loads, 1);
  ASSERT_EQ(ranked.size(), 1U);
  const auto explanation =
      ExplainPair(*corpus, PairKind::kExpert, *ranked[0].helper, receiver, loads);
  EXPECT_EQ(explanation.score, ranked[0].score);
  ASSERT_FALSE(explanation.phrases.empty());
  EXPECT_EQ(explanation.phrases[0].phrase, "球墨铸铁");
}

TEST(Ranking, LeadersArePresumedOnlyWhereAskedAndNobodyIsKnown) {
  CorpusInput input;
  for (int i = 1; i <= 20; ++i) {
    input.enterprises.push_back(Make(i, "3391", Innovation::kUnknown));
    input.enterprises.back().registered_capital_wan = 100.0 * i;
  }
  const auto reference = SmallReference();
  EXPECT_TRUE(Corpus::Build(input, reference)->helpers(PairKind::kEnterprise).empty());
  const auto corpus = Corpus::Build(input, reference, {.share = 0.1, .capacity = 9});
  const auto& leaders = corpus->helpers(PairKind::kEnterprise);
  ASSERT_EQ(leaders.size(), 2U);
  EXPECT_EQ(leaders[1].key.id, 20);
  EXPECT_TRUE(leaders[1].presumed);
  EXPECT_EQ(leaders[1].capacity, 9);
}

TEST(RecordKeys, ReadAndWritten) {
  EXPECT_EQ(FormatKey(ParseKey("experts:42").value()), "expert:42");
  for (const char* bad : {"", "expert", "expert:", "expert:x", "martian:1", "expert:-1", ":1"}) {
    EXPECT_FALSE(ParseKey(bad)) << bad;
  }
}

TEST(Corpus, IsNoneOnceItIsAskedToStop) {
  const auto reference = SmallReference();
  std::stop_source stop;
  // In the middle of it, as a service that ends while it builds.
  const auto stopped = [&](const Corpus& /*words*/) {
    stop.request_stop();
    return std::shared_ptr<const models::SemanticLexicon>();
  };
  EXPECT_EQ(Corpus::Build(SmallCity(), reference, {}, stopped, stop.get_token()), nullptr);
  EXPECT_EQ(Corpus::Build(SmallCity(), reference, {}, {}, stop.get_token()), nullptr);
  EXPECT_NE(Corpus::Build(SmallCity(), reference), nullptr);
}

}  // namespace
}  // namespace jiedui::services

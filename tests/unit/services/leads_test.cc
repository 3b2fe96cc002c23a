// Common problems, benchmarking, equipment, entitlements, projects and pilots.
#include "domain/leads.h"

#include "domain/guidance.h"
#include "services/benchmarking.h"
#include "services/common_problems.h"
#include "services/eligibility.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "unit/services/month_fixture.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;

ProblemText Text(std::int64_t id, const std::string& text) {
  return {{domain::Kind::kNeed, id}, id, text};
}

const std::vector<ProblemText>& Texts() {
  static const std::vector<ProblemText> texts = {
      Text(1, "铸件表面砂眼缺陷在线检测"), Text(2, "砂眼缺陷的在线检测与识别"),
      Text(3, "铸管砂眼缺陷检测"),         Text(4, "瓦斯抽采钻孔封孔工艺"),
      Text(5, "煤层瓦斯抽采钻孔稳定"),     Text(6, "低浓度瓦斯抽采钻孔利用"),
      Text(7, "电子商务平台建设"),
  };
  return texts;
}

TEST(CommonProblems, A2_TextsThatSayTheSameAreOneProblem) {
  const auto problems = FindCommonProblems(Texts(), {.least_likeness = 0.2});
  ASSERT_EQ(problems.size(), 2U);
  for (const CommonProblem& problem : problems) {
    EXPECT_EQ(problem.enterprises, 3);
    EXPECT_EQ(problem.examples.size(), 2U);
    ASSERT_FALSE(problem.phrases.empty());
    const bool castings = problem.representative.key.id <= 3;
    EXPECT_THAT(problem.phrases.front(), ::testing::HasSubstr(castings ? "砂眼" : "抽采"));
    for (const ProblemText& example : problem.examples) EXPECT_EQ(example.key.id <= 3, castings);
  }
}

TEST(CommonProblems, A2_WhatOneEnterpriseSaysThreeTimesIsNoCommonProblem) {
  std::vector<ProblemText> texts = Texts();
  for (ProblemText& text : texts) text.enterprise = 1;
  EXPECT_TRUE(FindCommonProblems(texts, {.least_likeness = 0.2}).empty());
  EXPECT_TRUE(FindCommonProblems({}, {}).empty());
}

TEST(CommonProblems, C1_TheSameTextsAlwaysMakeTheSameGroups) {
  const auto once = FindCommonProblems(Texts(), {.least_likeness = 0.2});
  const auto again = FindCommonProblems(Texts(), {.least_likeness = 0.2});
  ASSERT_EQ(once.size(), again.size());
  for (std::size_t i = 0; i < once.size(); ++i) {
    EXPECT_EQ(once[i].representative.key, again[i].representative.key);
    EXPECT_EQ(once[i].phrases, again[i].phrases);
  }
}

class LeadsTest : public RecordsTest {
 protected:
  template <class T>
  base::Result<std::unique_ptr<domain::Record>> Make(
      T record, const domain::Actor& actor = domain::Operator()) {
    return CreateRecord(workspace_, actor, std::make_unique<T>(std::move(record)));
  }
  base::Result<std::unique_ptr<domain::Record>> Event(
      const domain::Record& record, const std::string& event, const std::string& reason = "",
      std::vector<std::pair<std::string, domain::Value>> fields = {},
      const domain::Actor& actor = domain::Operator()) {
    RecordEventRequest request{event, reason, {}};
    for (auto& [name, value] : fields)
      request.fields.emplace_back(domain::TypeOf(record.kind()).Find(name), std::move(value));
    return PostRecordEvent(workspace_, actor, record.kind(), record.id, record.version, request);
  }
};

TEST_F(LeadsTest, A2_CommonProblemsBecomeTasksOfTheCountysPlan) {
  domain::Campaign campaign;
  campaign.name = "行动";
  campaign.year = 2020;
  campaign.starts_on = base::Date{2020, 4, 1};
  campaign.ends_on = base::Date{2020, 12, 31};
  Put(campaign);
  for (const char* text : {"铸件表面砂眼缺陷在线检测", "砂眼缺陷的在线检测与识别",
                           "铸管砂眼缺陷检测", "瓦斯抽采钻孔封孔", "职工食堂改造", "办公楼绿化"}) {
    const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
    domain::Need need;
    need.enterprise = {enterprise.id};
    need.title = text;
    need.region_code = "140525";
    need.programme_sector = enterprise.programme_sector;
    Put(need);
  }
  domain::WorkPlan plan;
  plan.campaign = {campaign.id};
  plan.unit = "140525";
  plan.title = "泽州县推进方案";
  const auto made = Make(plan, County("140525"));
  ASSERT_TRUE(made) << made.error().message;
  const auto added =
      PlanCommonProblems(workspace_, County("140525"), {(*made)->id}, {.least_likeness = 0.2});
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(*added, 1U);
  EXPECT_EQ(
      *PlanCommonProblems(workspace_, County("140525"), {(*made)->id}, {.least_likeness = 0.2}), 0U)
      << "planned again, nothing is added twice";
  EXPECT_FALSE(
      PlanCommonProblems(workspace_, County("140502"), {(*made)->id}, {.least_likeness = 0.2}))
      << "another county's plan";
}

TEST(Benchmarking, B3_QuartilesAreLinearBetweenNeighbours) {
  EXPECT_DOUBLE_EQ(QuantileOf({1, 2, 3, 4}, 0.25), 1.75);
  EXPECT_DOUBLE_EQ(QuantileOf({1, 2, 3, 4}, 0.5), 2.5);
  EXPECT_DOUBLE_EQ(QuantileOf({5}, 0.75), 5);
  EXPECT_DOUBLE_EQ(QuantileOf({}, 0.5), 0);
}

TEST_F(LeadsTest, B3_AnEnterpriseIsSeenBesideItsSector) {
  std::vector<domain::Enterprise> all;
  for (int i = 1; i <= 5; ++i) {
    domain::Enterprise enterprise = PutEnterprise("140525", "3110");
    enterprise.employees = 100;
    enterprise.revenue_wan = 1000.0 * i;
    ASSERT_TRUE(store_->Write(store::ContextOf(domain::Operator()),
                              [&](store::UnitOfWork& unit) { return unit.Update(enterprise); }));
    all.push_back(enterprise);
  }
  PutEnterprise("140525", "0610");  // of another sector
  const auto benchmark = BenchmarkOf(workspace_, domain::Operator(), {all[3].id});
  ASSERT_TRUE(benchmark) << benchmark.error().message;
  const BenchmarkLine& line = benchmark->lines.front();
  EXPECT_EQ(line.peers, 5);
  EXPECT_DOUBLE_EQ(*line.value, 40);
  EXPECT_DOUBLE_EQ(line.median, 30);
  EXPECT_DOUBLE_EQ(*line.rank, 0.7);
  ASSERT_EQ(line.leaders.size(), 3U);
  EXPECT_EQ(line.leaders.front().enterprise, all[4].id);
  EXPECT_FALSE(benchmark->lines[1].value) << "no R&D figures are no zero";
  EXPECT_EQ(BenchmarkOf(workspace_, County("140502"), {all[3].id}).error().code,
            ErrorCode::kNotFound);
}

TEST_F(LeadsTest, B1_EquipmentIsNeverBookedTwiceAtOnce) {
  domain::Platform platform;
  platform.name = "检测平台";
  Put(platform);
  domain::Equipment equipment;
  equipment.owner_kind = domain::Kind::kPlatform;
  equipment.owner_id = platform.id;
  equipment.name = "扫描电镜";
  Put(equipment);
  const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  const auto book = [&](std::int64_t from_h, std::int64_t to_h) {
    domain::Booking booking;
    booking.equipment = {equipment.id};
    booking.enterprise = {enterprise.id};
    booking.starts_ms = from_h * 3'600'000;
    booking.ends_ms = to_h * 3'600'000;
    return Make(booking);
  };
  const auto first = book(10, 12);
  const auto second = book(11, 13);
  ASSERT_TRUE(first && second) << "two may ask";
  ASSERT_TRUE(Event(**first, "confirm"));
  EXPECT_EQ(Event(**second, "confirm").error().code, ErrorCode::kConflict) << "one may have it";
  EXPECT_EQ(book(11, 12).error().code, ErrorCode::kConflict);
  EXPECT_TRUE(book(12, 13)) << "from the end on it is free";
  EXPECT_EQ(book(15, 14).error().field, "ends_ms");
  domain::Actor lender;
  lender.role = domain::Role::kPlatform;
  lender.own_kind = domain::Kind::kPlatform;
  lender.own_id = platform.id + 1;
  const auto third = book(20, 21);
  ASSERT_TRUE(third);
  EXPECT_EQ(Event(**third, "confirm", "", {}, lender).error().code, ErrorCode::kForbidden)
      << "somebody else's equipment";
  lender.own_id = platform.id;
  EXPECT_TRUE(Event(**third, "confirm", "", {}, lender));
}

TEST_F(LeadsTest, D5_E5_PoliciesComeWithTheReasonsForThem) {
  domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Policy fits;
  fits.name = "铸造升级支持";
  fits.sectors = {enterprise.programme_sector};
  fits.min_revenue_wan = 500;
  Put(fits);
  domain::Policy lacks;
  lacks.name = "研发费用加计扣除";
  lacks.needs_rd = true;
  Put(lacks);
  const auto entitlements = EntitlementsOf(workspace_, domain::Operator(), {enterprise.id});
  ASSERT_TRUE(entitlements) << entitlements.error().message;
  ASSERT_EQ(entitlements->size(), 2U);
  EXPECT_TRUE(entitlements->front().eligible);
  EXPECT_EQ(entitlements->front().title, "铸造升级支持");
  const Condition& rd = entitlements->back().conditions.front();
  EXPECT_FALSE(rd.met);
  EXPECT_TRUE(rd.unknown) << "without a figure it may still fit";
}

TEST_F(LeadsTest, E4_AnActivityOpensItsFundAndWhatWasPaidIsCounted) {
  const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Survey survey;
  survey.enterprise = {enterprise.id};
  survey.period = "2020";
  survey.state = domain::SurveyState::kConfirmed;
  survey.activities = {"platforms"};
  Put(survey);
  domain::Fund fund;
  fund.name = "创新平台奖补";
  fund.activities = {"platforms"};
  Put(fund);
  domain::FundApplication application;
  application.enterprise = {enterprise.id};
  application.source_kind = domain::Kind::kFund;
  application.source_id = fund.id;
  application.asked_wan = 50;
  const auto made = Make(application);
  ASSERT_TRUE(made) << made.error().message;
  const auto submitted = Event(**made, "submit");
  ASSERT_TRUE(submitted) << submitted.error().message;
  const auto approved = Event(**submitted, "approve");
  ASSERT_TRUE(approved);
  EXPECT_EQ(Event(**approved, "pay", "", {{"granted_wan", 80.0}}).error().field, "granted_wan")
      << "more than was asked for";
  ASSERT_TRUE(Event(**approved, "pay", "", {{"granted_wan", 30.0}}));
  const auto entitlements = EntitlementsOf(workspace_, domain::Operator(), {enterprise.id});
  ASSERT_EQ(entitlements->size(), 1U);
  EXPECT_TRUE(entitlements->front().eligible);
  EXPECT_EQ(entitlements->front().application, domain::ApplicationState::kPaid);
  EXPECT_DOUBLE_EQ(entitlements->front().granted_wan, 30);
}

TEST_F(LeadsTest, E6_LeadersOfTheirSectorAreSuggestedForListing) {
  domain::Enterprise leader = PutEnterprise("140525", "3110");
  domain::Enterprise other = PutEnterprise("140525", "3110");
  leader.innovation = domain::Innovation::kInstitution;
  leader.revenue_wan = 9000;
  ASSERT_TRUE(store_->Write(store::ContextOf(domain::Operator()),
                            [&](store::UnitOfWork& unit) { return unit.Update(leader); }));
  const auto suggested = SuggestListings(workspace_, domain::Operator());
  ASSERT_TRUE(suggested) << suggested.error().message;
  ASSERT_EQ(suggested->size(), 1U);
  EXPECT_EQ(suggested->front().enterprise, leader.id);
  domain::Listing listing;
  listing.enterprise = {leader.id};
  ASSERT_TRUE(Make(listing));
  EXPECT_TRUE(SuggestListings(workspace_, domain::Operator())->empty()) << "is a candidate";
}

TEST_F(LeadsTest, C1_ATechnologyIsNominatedForADirectory) {
  domain::Technology technology;
  technology.title = "铸件在线检测";
  const auto made = Make(technology);
  ASSERT_TRUE(made) << made.error().message;
  const auto nominated = Event(**made, "nominate", "", {{"directory", std::string("provincial")}});
  ASSERT_TRUE(nominated) << nominated.error().message;
  EXPECT_EQ(Event(**nominated, "refuse").error().field, "reason");
  const auto listed = Event(**Event(**nominated, "recommend"), "list");
  ASSERT_TRUE(listed);
  EXPECT_EQ(static_cast<const domain::Technology&>(**listed).state,
            domain::NominationState::kListed);
}

TEST_F(LeadsTest, C2_AProjectGoesFromThePoolToItsResult) {
  const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Project project;
  project.enterprise = {enterprise.id};
  project.title = "智能铸造线";
  project.chain = domain::ChainType::kStrengthen;
  auto at = Make(project, County("140525"));
  ASSERT_TRUE(at) << at.error().message;
  EXPECT_EQ(static_cast<const domain::Project&>(**at).region_code, "140525");
  at = Event(**at, "nominate", "", {}, County("140525"));
  ASSERT_TRUE(at);
  EXPECT_EQ(Event(**at, "approve", "", {}, County("140525")).error().code, ErrorCode::kForbidden);
  for (const char* event : {"approve", "start"}) {
    at = Event(**at, event);
    ASSERT_TRUE(at) << event;
  }
  EXPECT_EQ(Event(**at, "finish").error().field, "result");
  at = Event(**at, "finish", "", {{"result", std::string("良品率提高 3%")}});
  ASSERT_TRUE(at);
  EXPECT_TRUE(AllowedRecordEvents(domain::Operator(), **at).empty());
}

TEST_F(LeadsTest, C3_APilotsExperienceIsShared) {
  const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Pilot pilot;
  pilot.enterprise = {enterprise.id};
  pilot.title = "智能制造试点";
  auto at = Make(pilot);
  ASSERT_TRUE(at) << at.error().message;
  for (const char* event : {"nominate", "recognise"}) {
    at = Event(**at, event);
    ASSERT_TRUE(at) << event;
  }
  EXPECT_EQ(Event(**at, "share").error().field, "experience");
  at = Event(**at, "share", "",
             {{"experience", std::string("数据先行")}, {"shared", domain::Value{true}}});
  ASSERT_TRUE(at);
  EXPECT_TRUE(static_cast<const domain::Pilot&>(**at).shared);
}

TEST_F(LeadsTest, B2_GuidanceIsLoggedByTheHelperItself) {
  const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Expert expert;
  expert.name = "李某";
  Put(expert);
  domain::Actor actor;
  actor.role = domain::Role::kExpert;
  actor.own_kind = domain::Kind::kExpert;
  actor.own_id = expert.id;
  domain::Guidance guidance;
  guidance.helper_kind = domain::Kind::kExpert;
  guidance.helper_id = expert.id;
  guidance.enterprise = {enterprise.id};
  guidance.guided_on = base::Date{2020, 7, 3};
  guidance.subject = "熔炼工艺";
  EXPECT_TRUE(Make(guidance, actor));
  actor.own_id = expert.id + 1;
  guidance.subject = "造型工艺";
  EXPECT_EQ(Make(guidance, actor).error().code, ErrorCode::kForbidden);
}

TEST_F(LeadsTest, B1_WhatAnOwnerRegistersIsItsOwnAndAnEnterpriseBooksForItself) {
  const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Platform platform;
  platform.name = "平台";
  Put(platform);
  domain::Actor owner;
  owner.role = domain::Role::kPlatform;
  owner.own_kind = domain::Kind::kPlatform;
  owner.own_id = platform.id;
  domain::Equipment equipment;
  equipment.name = "电子显微镜";
  const auto made = Make(equipment, owner);
  ASSERT_TRUE(made) << made.error().message;
  EXPECT_EQ(static_cast<const domain::Equipment&>(**made).owner_id, platform.id);
  domain::Actor booker;
  booker.role = domain::Role::kEnterprise;
  booker.own_id = enterprise.id;
  domain::Booking booking;
  booking.equipment = {(*made)->id};
  booking.starts_ms = clock_.NowMs();
  booking.ends_ms = booking.starts_ms + 3'600'000;
  const auto booked = Make(booking, booker);
  ASSERT_TRUE(booked) << booked.error().message;
  EXPECT_EQ(static_cast<const domain::Booking&>(**booked).enterprise.value, enterprise.id);
}

TEST_F(LeadsTest, B2_APairingSaysWhoseGuidanceItIs) {
  const domain::Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Expert expert;
  expert.name = "李某";
  Put(expert);
  domain::Plan plan;
  plan.name = "方案";
  Put(plan);
  domain::Pairing pairing;
  pairing.plan = {plan.id};
  pairing.pair_kind = domain::PairKind::kExpert;
  pairing.helper_kind = domain::Kind::kExpert;
  pairing.helper_id = expert.id;
  pairing.enterprise = {enterprise.id};
  Put(pairing);
  domain::Actor actor;
  actor.role = domain::Role::kExpert;
  actor.own_kind = domain::Kind::kExpert;
  actor.own_id = expert.id;
  domain::Guidance guidance;
  guidance.pairing = {pairing.id};
  guidance.subject = "熔炼工艺";
  const auto made = Make(guidance, actor);
  ASSERT_TRUE(made) << made.error().message;
  const auto& stored = static_cast<const domain::Guidance&>(**made);
  EXPECT_EQ(stored.helper_id, expert.id);
  EXPECT_EQ(stored.enterprise.value, enterprise.id);
  EXPECT_EQ(stored.guided_on, base::DateInChina(clock_.NowMs()));
  domain::Expert other;
  other.name = "王某";
  Put(other);
  actor.own_id = other.id;
  guidance.subject = "造型工艺";
  EXPECT_EQ(Make(guidance, actor).error().field, "pairing") << "another's pairing";
}

}  // namespace
}  // namespace jiedui::services

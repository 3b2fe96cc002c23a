// What the pictures of the workbench show: months, the funnel, caseload and the network.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/evidence.h"
#include "domain/helpers.h"
#include "domain/month.h"
#include "domain/pairing.h"
#include "domain/programme.h"
#include "domain/visit.h"
#include "services/funnel.h"
#include "services/indicator_months.h"
#include "services/pair_figures.h"
#include "unit/services/month_fixture.h"

namespace jiedui::services {
namespace {

using domain::Enterprise;
using domain::Indicator;
using ::testing::ElementsAre;

class FiguresTest : public RecordsTest {
 protected:
  void SetUp() override {
    On(6, 20);
    campaign_.name = "2020";
    campaign_.year = 2020;
    campaign_.starts_on = base::Date{2020, 5, 1};
    campaign_.ends_on = base::Date{2020, 12, 31};
    campaign_.state = domain::CampaignState::kRunning;
    Put(campaign_);
    plan_.name = "方案";
    Put(plan_);
  }

  void On(std::uint8_t month, std::uint8_t day) {
    clock_.Set(base::StartOfDayInChina({2020, month, day}));
  }

  domain::Need NeedOf(const Enterprise& enterprise, domain::NeedState state) {
    domain::Need need;
    need.enterprise = {enterprise.id};
    need.title = "需求";
    need.text = "需求";
    need.state = state;
    need.region_code = enterprise.region_code;
    need.programme_sector = enterprise.programme_sector;
    Put(need);
    return need;
  }

  domain::Expert ExpertOf(const std::string& name) {
    domain::Expert expert;
    expert.name = name;
    expert.region_code = "140500";
    expert.capacity = 4;
    Put(expert);
    return expert;
  }

  void Pair(const domain::Expert& expert, const Enterprise& enterprise, double score,
            domain::PairingState state = domain::PairingState::kAccepted) {
    domain::Pairing pairing;
    pairing.plan = {plan_.id};
    pairing.helper_kind = domain::Kind::kExpert;
    pairing.helper_id = expert.id;
    pairing.enterprise = {enterprise.id};
    pairing.score = score;
    pairing.state = state;
    pairing.region_code = enterprise.region_code;
    pairing.programme_sector = enterprise.programme_sector;
    Put(pairing);
  }

  template <class T>
  void Change(T& record) {
    const base::Status stored =
        store_->Write(store::ContextOf(domain::Operator()),
                      [&](store::UnitOfWork& unit) { return unit.Update(record); });
    ASSERT_TRUE(stored) << stored.error().message;
  }

  domain::Campaign campaign_;
  domain::Plan plan_;
};

TEST_F(FiguresTest, E1_EveryMonthIsShownAsItEnded) {
  const Enterprise enterprise = PutEnterprise("140525", "3110");
  domain::Survey survey;
  survey.enterprise = {enterprise.id};
  survey.period = "2020";
  survey.state = domain::SurveyState::kConfirmed;
  survey.confirmed_ms = base::StartOfDayInChina({2020, 6, 20});
  survey.institution_count = 1;
  survey.region_code = "140525";
  Put(survey);
  domain::SignOff sign_off;
  sign_off.enterprise = {enterprise.id};
  sign_off.campaign = {campaign_.id};
  sign_off.region_code = "140525";
  sign_off.state = domain::SignOffState::kSignedOff;
  sign_off.signed_ms = clock_.NowMs();
  Put(sign_off);
  On(7, 10);
  sign_off.state = domain::SignOffState::kRevoked;
  Change(sign_off);
  On(8, 15);
  const auto session = workspace_.store.Read();
  const auto series = IndicatorsByMonth(*session, reference_, campaign_, "140525", clock_.NowMs());
  ASSERT_TRUE(series) << series.error().message;
  std::vector<std::string> months;
  std::vector<double> signed_off;
  std::vector<double> institutions;
  for (const MonthIndicators& row : series->months) {
    months.push_back(row.month);
    signed_off.push_back(row.indicators.Of(Indicator::kSignedOffShare).numerator);
    institutions.push_back(row.indicators.Of(Indicator::kInstitutionShare).numerator);
  }
  EXPECT_THAT(months, ElementsAre("2020-05", "2020-06", "2020-07", "2020-08"));
  EXPECT_THAT(signed_off, ElementsAre(0, 1, 0, 0)) << "revoked in July";
  EXPECT_THAT(institutions, ElementsAre(0, 1, 1, 1));
  EXPECT_TRUE(series->months[2].over);
  EXPECT_FALSE(series->months[3].over) << "August goes on";
}

TEST_F(FiguresTest, E1_ThePresentMonthIsAsTheDataStand) {
  for (int i = 0; i < 5; ++i) {
    const Enterprise enterprise = PutEnterprise(i % 2 == 0 ? "140525" : "140502", "3110");
    domain::Survey survey;
    survey.enterprise = {enterprise.id};
    survey.period = "2020";
    survey.state = i == 4 ? domain::SurveyState::kSubmitted : domain::SurveyState::kConfirmed;
    survey.institution_count = i % 2;
    survey.project_spending_wan = 3.5 * i;
    survey.region_code = enterprise.region_code;
    Put(survey);
  }
  const auto session = workspace_.store.Read();
  const auto series = IndicatorsByMonth(*session, reference_, campaign_, "", clock_.NowMs());
  ASSERT_TRUE(series) << series.error().message;
  EXPECT_EQ(series->unit.code, "140500");
  const IndicatorTable now = ComputeIndicators(*session, reference_, campaign_).value();
  for (const IndicatorValue& value : series->months.back().indicators.values) {
    EXPECT_EQ(value.numerator, now.units.front().Of(value.indicator).numerator);
    EXPECT_EQ(value.denominator, now.units.front().Of(value.indicator).denominator);
  }
  const auto wrong = IndicatorsByMonth(*session, reference_, campaign_, "nobody", clock_.NowMs());
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().field, "unit");
  campaign_.starts_on = {};
  EXPECT_TRUE(
      IndicatorsByMonth(*session, reference_, campaign_, "", clock_.NowMs())->months.empty());
}

TEST(Funnel, NobodyIsInAStageWithoutThoseBefore) {
  const std::vector<FunnelRow> rows =
      CountFunnel({{{1, 2, 3, 4}, {2, 3, 9}, {2, 3}, {3, 8}, {2, 3}, {7}}});
  std::vector<std::int64_t> through;
  std::vector<std::int64_t> reached;
  for (const FunnelRow& row : rows) {
    through.push_back(row.through);
    reached.push_back(row.reached);
  }
  EXPECT_THAT(through, ElementsAre(4, 2, 2, 1, 1, 0));
  EXPECT_THAT(reached, ElementsAre(4, 3, 2, 2, 2, 1));
}

TEST_F(FiguresTest, TheFunnelFollowsAnEnterpriseAndKeepsToTheScope) {
  const Enterprise whole = PutEnterprise("140525", "3110");
  const Enterprise begun = PutEnterprise("140525", "3110");
  const Enterprise elsewhere = PutEnterprise("140502", "3110");
  NeedOf(whole, domain::NeedState::kSolved);
  NeedOf(begun, domain::NeedState::kOpen);
  NeedOf(elsewhere, domain::NeedState::kMatched);
  NeedOf(PutEnterprise("140525", "3110"), domain::NeedState::kDropped);
  Pair(ExpertOf("甲"), begun, 0.5, domain::PairingState::kSuggested);
  domain::Visit visit;
  visit.enterprise = {whole.id};
  visit.subject = "座谈";
  visit.visited_on = base::Date{2020, 6, 18};
  visit.findings = "有需求";
  visit.region_code = "140525";
  visit.programme_sector = whole.programme_sector;
  Put(visit);
  domain::EvidenceFile file;
  file.enterprise = {whole.id};
  file.title = "立项文件";
  file.file_name = "a.pdf";
  file.digest = "abc";
  file.region_code = "140525";
  file.programme_sector = whole.programme_sector;
  Put(file);
  domain::SignOff sign_off;
  sign_off.enterprise = {whole.id};
  sign_off.campaign = {campaign_.id};
  sign_off.state = domain::SignOffState::kSignedOff;
  sign_off.region_code = "140525";
  sign_off.programme_sector = whole.programme_sector;
  Put(sign_off);
  const auto counts = [&](const domain::Actor& actor, const RosterQuery& query) {
    std::vector<std::int64_t> through;
    const base::Result<Funnel> funnel = FunnelOf(workspace_, actor, 0, query);
    EXPECT_TRUE(funnel) << funnel.error().message;
    for (const FunnelRow& row : funnel->rows) through.push_back(row.through);
    return through;
  };
  EXPECT_THAT(counts(domain::Operator(), {}), ElementsAre(3, 2, 1, 1, 1, 1));
  EXPECT_THAT(counts(County("140525"), {}), ElementsAre(2, 1, 1, 1, 1, 1));
  EXPECT_THAT(counts(County("140502"), {}), ElementsAre(1, 1, 0, 0, 0, 0));
  RosterQuery there;
  there.filters["region"] = {"140502"};
  EXPECT_THAT(counts(domain::Operator(), there), ElementsAre(1, 1, 0, 0, 0, 0));
  EXPECT_THAT(counts(County("140525"), there), ElementsAre(0, 0, 0, 0, 0, 0)) << "out of sight";
  domain::User user;
  user.role = domain::Role::kEnterprise;
  const auto refused = FunnelOf(workspace_, ActorOf(user, reference_), 0, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, base::ErrorCode::kForbidden);
}

TEST_F(FiguresTest, CaseloadAndNetworkAreOfPairingsInForce) {
  const domain::Expert busy = ExpertOf("甲");
  const domain::Expert idle = ExpertOf("乙");
  const Enterprise first = PutEnterprise("140525", "3110");
  const Enterprise second = PutEnterprise("140525", "3110");
  const Enterprise third = PutEnterprise("140502", "3110");
  Pair(busy, first, 0.61);
  Pair(busy, second, 1.0, domain::PairingState::kPublished);
  Pair(busy, third, 0.69);
  Pair(idle, first, 0.2);
  Pair(idle, second, 0.9, domain::PairingState::kApproved);  // not in force yet
  const auto all = CaseloadOf(workspace_, domain::Operator(), {});
  ASSERT_TRUE(all) << all.error().message;
  EXPECT_EQ(all->pairings, 4);
  EXPECT_EQ(all->helpers, 2);
  ASSERT_EQ(all->steps.size(), 2U);
  EXPECT_EQ(all->steps[1].pairings, 3);
  EXPECT_EQ(all->steps[1].helpers, 1);
  EXPECT_EQ(all->top[0].helper.title, "甲");
  EXPECT_EQ(all->top[0].capacity, 4);
  std::vector<std::int64_t> bins;
  for (const ScoreBin& bin : all->scores) bins.push_back(bin.pairings);
  EXPECT_THAT(bins, ElementsAre(0, 0, 1, 0, 0, 0, 2, 0, 0, 1));
  EXPECT_EQ(CaseloadOf(workspace_, County("140502"), {})->pairings, 1);

  const auto network = NetworkOf(workspace_, domain::Operator(), {}, 2);
  ASSERT_TRUE(network) << network.error().message;
  EXPECT_EQ(network->pairings, 4);
  ASSERT_EQ(network->links.size(), 2U) << "the best two";
  EXPECT_DOUBLE_EQ(network->links[0].score, 1.0);
  EXPECT_DOUBLE_EQ(network->links[1].score, 0.69);
  ASSERT_EQ(network->nodes.size(), 3U);
  EXPECT_TRUE(network->nodes[0].helps);
  EXPECT_EQ(network->nodes[0].links, 2);
  EXPECT_FALSE(network->nodes[1].helps);
  RosterQuery of;
  of.filters["pair_kind"] = {"platform-enterprise"};
  EXPECT_EQ(NetworkOf(workspace_, domain::Operator(), of, 2)->pairings, 0);
}

}  // namespace
}  // namespace jiedui::services

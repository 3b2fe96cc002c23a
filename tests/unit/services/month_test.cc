// Indicators, reports, ranking and circulars of a month.
#include "domain/month.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "domain/evidence.h"
#include "domain/ledger.h"
#include "domain/programme.h"
#include "services/final_report.h"
#include "services/month_documents.h"
#include "services/monthly_reports.h"
#include "services/months.h"
#include "services/record_events.h"
#include "services/roster.h"
#include "services/unit_ranking.h"
#include "unit/services/month_fixture.h"

namespace jiedui::services {
namespace {

using domain::Indicator;

RankRow Row(const std::string& code, double value, ReportTiming timing = ReportTiming::kOnTime) {
  RankRow row;
  row.unit = {UnitSort::kCounty, code, code, code};
  row.report = timing;
  row.parts = {{Indicator::kCoverage, value, 100.0, 30, 0},
               {Indicator::kRdGrowth, value / 5, {}, 10, 0}};
  return row;
}

TEST(UnitRanking, E3_PointsAreTheWeightedAttainmentLessWhatReportsCost) {
  std::vector<RankRow> rows = {Row("a", 50), Row("b", 80, ReportTiming::kLate),
                               Row("c", 100, ReportTiming::kMissing)};
  RankUnits(rows);
  // c: (30 · 1 + 10 · 20/20) / 40 = 100, less 5; b: (30 · 0.8 + 10 · 16/20) / 40 = 80, less 2.
  EXPECT_EQ(rows[0].unit.code, "c");
  EXPECT_DOUBLE_EQ(rows[0].points, 95);
  EXPECT_EQ(rows[1].unit.code, "b");
  EXPECT_DOUBLE_EQ(rows[1].points, 78);
  EXPECT_DOUBLE_EQ(rows[2].points, 50);
  EXPECT_EQ(rows[2].place, 3);
}

TEST(UnitRanking, E3_EqualPointsShareAPlaceAndTheNextIsSkipped) {
  std::vector<RankRow> rows = {Row("d", 40), Row("b", 60), Row("c", 60), Row("a", 90)};
  RankUnits(rows);
  std::vector<std::int64_t> places;
  std::vector<std::string> codes;
  for (const RankRow& row : rows) {
    places.push_back(row.place);
    codes.push_back(row.unit.code);
  }
  EXPECT_THAT(places, ::testing::ElementsAre(1, 2, 2, 4));
  EXPECT_THAT(codes, ::testing::ElementsAre("a", "b", "c", "d"));
  EXPECT_TRUE(rows[1].tied && rows[2].tied);
  EXPECT_FALSE(rows[0].tied || rows[3].tied);
}

TEST(UnitRanking, E3_WithoutAnyWeightNobodyHasPoints) {
  std::vector<RankRow> rows = {Row("a", 50)};
  rows[0].parts.clear();
  RankUnits(rows);
  EXPECT_DOUBLE_EQ(rows[0].points, 0);
  EXPECT_EQ(rows[0].place, 1);
}

TEST(Months, E2_TheFirstOfTheNextMonthIsTheDeadline) {
  EXPECT_EQ(base::FormatDate(ReportDue("2020-12")), "2021-01-01");
  EXPECT_EQ(MonthBefore("2020-01"), "2019-12");
  EXPECT_EQ(MonthAfter("2020-12"), "2021-01");
  EXPECT_TRUE(CheckMonth("2020-07"));
  for (const char* wrong : {"2020-13", "2020-7", "2020", "2020-07-01", ""})
    EXPECT_FALSE(CheckMonth(wrong)) << wrong;
  const MonthSpan july = SpanOf("2020-07");
  EXPECT_TRUE(july.Holds(base::Date{2020, 7, 1}));
  EXPECT_TRUE(july.Holds(base::Date{2020, 7, 31}));
  EXPECT_FALSE(july.Holds(base::Date{2020, 8, 1}));
  EXPECT_EQ(MonthOf(base::ParseUtc("2020-07-31T16:00:00.000Z").value()), "2020-08")
      << "midnight in China";
}

TEST(Campaigns, D10_EachPhaseHasItsDeadline) {
  domain::Campaign campaign;
  campaign.starts_on = base::Date{2020, 4, 1};
  campaign.prepare_until = base::Date{2020, 6, 30};
  campaign.serve_until = base::Date{2020, 11, 30};
  campaign.ends_on = base::Date{2020, 12, 31};
  const auto phase = [&](int month, int day) {
    return PhaseOf(campaign,
                   {2020, static_cast<std::uint8_t>(month), static_cast<std::uint8_t>(day)});
  };
  EXPECT_EQ(phase(3, 31).phase, CampaignPhase::kBefore);
  EXPECT_EQ(phase(3, 31).days_left, 1);
  EXPECT_EQ(phase(4, 1).phase, CampaignPhase::kPreparation);
  EXPECT_EQ(phase(6, 30).days_left, 0);
  EXPECT_EQ(phase(7, 1).phase, CampaignPhase::kService);
  EXPECT_EQ(phase(12, 1).phase, CampaignPhase::kConclusion);
  EXPECT_EQ(PhaseOf(campaign, {2021, 1, 1}).phase, CampaignPhase::kAfter);
}

class MonthTest : public RecordsTest {
 protected:
  void SetUp() override {
    campaign_.name = "2020年行动";
    campaign_.year = 2020;
    campaign_.starts_on = base::Date{2020, 4, 1};
    campaign_.ends_on = base::Date{2020, 12, 31};
    Put(campaign_);
    for (const auto& [indicator, weight] :
         {std::pair(Indicator::kCoverage, 30.0), {Indicator::kInstitutionShare, 20.0}}) {
      domain::Target target;
      target.campaign = {campaign_.id};
      target.indicator = indicator;
      target.unit = "140500";
      target.value = 100;
      target.weight = weight;
      Put(target);
    }
  }

  /// An enterprise of that county and class, with a confirmed survey of the year where it has
  /// `institutions` or `activities`.
  domain::Enterprise Make(const std::string& region, const std::string& sector,
                          std::int64_t institutions, double spending_wan,
                          const std::string& state = "confirmed") {
    domain::Enterprise enterprise = PutEnterprise(region, sector);
    domain::Survey survey;
    survey.enterprise = {enterprise.id};
    survey.period = "2020";
    survey.state = *domain::FromCode<domain::SurveyState>(state);
    survey.institution_count = institutions;
    survey.institution_spending_wan = spending_wan;
    survey.region_code = enterprise.region_code;
    survey.programme_sector = enterprise.programme_sector;
    Put(survey);
    return enterprise;
  }

  IndicatorTable Table(bool unconfirmed = false) {
    const auto session = workspace_.store.Read();
    return ComputeIndicators(*session, reference_, campaign_, unconfirmed).value();
  }

  domain::Campaign campaign_;
};

TEST_F(MonthTest, E1_OnlyConfirmedRowsCountUnlessAskedOtherwise) {
  Make("140525", "3110", 1, 50);
  Make("140525", "3110", 1, 50, "submitted");
  Make("140502", "0610", 0, 0);
  const IndicatorTable confirmed = Table();
  const IndicatorValue& share = confirmed.Find("140525")->Of(Indicator::kInstitutionShare);
  EXPECT_DOUBLE_EQ(share.numerator, 1);
  EXPECT_DOUBLE_EQ(share.denominator, 2);
  EXPECT_DOUBLE_EQ(*share.value, 50);
  EXPECT_DOUBLE_EQ(*share.target, 100);
  EXPECT_DOUBLE_EQ(Table(true).Find("140525")->Of(Indicator::kInstitutionShare).numerator, 2);
}

TEST_F(MonthTest, E1_CountiesAndDepartmentsAddUpToTheCity) {
  for (int i = 0; i < 40; ++i) {
    Make(i % 3 == 0   ? "140525"
         : i % 3 == 1 ? "140502"
                      : "140581",
         i % 2 == 0 ? "3110" : "0610", i % 4 == 0 ? 1 : 0, i,
         i % 5 == 0 ? "submitted" : "confirmed");
  }
  PutEnterprise("140525", "");  // no sector, no department
  const IndicatorTable table = Table();
  for (const Indicator indicator : {Indicator::kInstitutionShare, Indicator::kCoverage,
                                    Indicator::kRdIntensity, Indicator::kSignedOffShare}) {
    IndicatorValue counties;
    IndicatorValue departments = table.departmentless.Of(indicator);
    for (const UnitIndicators& unit : table.units) {
      if (unit.unit.sort == UnitSort::kCity) continue;
      IndicatorValue& sum = unit.unit.sort == UnitSort::kCounty ? counties : departments;
      sum.numerator += unit.Of(indicator).numerator;
      sum.denominator += unit.Of(indicator).denominator;
    }
    const IndicatorValue& city = table.units.front().Of(indicator);
    EXPECT_DOUBLE_EQ(counties.numerator, city.numerator);
    EXPECT_DOUBLE_EQ(counties.denominator, city.denominator);
    EXPECT_DOUBLE_EQ(departments.numerator, city.numerator);
    EXPECT_DOUBLE_EQ(departments.denominator, city.denominator);
  }
  EXPECT_EQ(table.departmentless.enterprises, 1);
  EXPECT_TRUE(Reconcile(table).empty());
  IndicatorTable wrong = table;
  for (UnitIndicators& unit : wrong.units) {
    if (unit.unit.code == "140525") ++unit.enterprises;
  }
  const std::vector<Difference> differences = Reconcile(wrong);
  ASSERT_EQ(differences.size(), 1U);
  EXPECT_EQ(differences[0].zh, "规上工业企业");
  EXPECT_DOUBLE_EQ(differences[0].counties, differences[0].city + 1);
  EXPECT_DOUBLE_EQ(differences[0].departments, differences[0].city);
}

TEST_F(MonthTest, D8_ASubmittedReportKeepsItsFigures) {
  Make("140525", "3110", 1, 50);
  const domain::Actor county = County("140525");
  domain::MonthlyReport report;
  report.campaign = {campaign_.id};
  report.month = "2020-09";
  report.unit = "140525";
  auto made = CreateRecord(workspace_, county, std::make_unique<domain::MonthlyReport>(report));
  ASSERT_TRUE(made) << made.error().message;
  const auto submitted = PostRecordEvent(workspace_, county, domain::Kind::kMonthlyReport,
                                         (*made)->id, (*made)->version, {"submit", "", {}});
  ASSERT_TRUE(submitted) << submitted.error().message;
  const auto& kept = static_cast<const domain::MonthlyReport&>(**submitted);
  EXPECT_THAT(kept.figures, ::testing::HasSubstr("\"surveys_confirmed\":1"));
  EXPECT_EQ(kept.figures_digest.size(), 64U);
  Make("140525", "3110", 1, 50);
  const auto later = workspace_.store.Get(domain::MonthlyReportId{kept.id});
  EXPECT_EQ(later->figures, kept.figures) << "what was reported stays what it was";
}

TEST_F(MonthTest, D8_AReportCompiledLateSaysHowTheMonthEnded) {
  const auto on = [&](std::uint8_t month, std::uint8_t day) {
    clock_.Set(base::StartOfDayInChina({2020, month, day}));
  };
  const auto update = [&](auto& record) {
    const base::Status stored =
        store_->Write(store::ContextOf(domain::Operator()),
                      [&](store::UnitOfWork& unit) { return unit.Update(record); });
    ASSERT_TRUE(stored) << stored.error().message;
  };
  on(6, 20);
  const domain::Enterprise enterprise = Make("140525", "3110", 1, 50);
  domain::LedgerItem item;
  item.number = "2020-0001";
  item.enterprise = {enterprise.id};
  item.problem = "缺少检测设备";
  item.found_on = base::Date{2020, 6, 20};
  item.due_on = base::Date{2020, 6, 29};
  item.region_code = "140525";
  item.programme_sector = enterprise.programme_sector;
  Put(item);
  domain::SignOff sign_off;
  sign_off.enterprise = {enterprise.id};
  sign_off.campaign = {campaign_.id};
  sign_off.region_code = "140525";
  sign_off.state = domain::SignOffState::kSignedOff;
  sign_off.signed_ms = clock_.NowMs();
  Put(sign_off);
  on(7, 2);  // after the month's end: more time is given
  item.due_on = base::Date{2020, 7, 20};
  update(item);
  on(7, 10);
  item.state = domain::LedgerState::kSettled;
  item.settled_ms = clock_.NowMs();
  update(item);
  sign_off.state = domain::SignOffState::kRevoked;
  update(sign_off);
  on(8, 3);
  item.state = domain::LedgerState::kInProgress;
  item.settled_ms = 0;
  ++item.reopened;
  update(item);
  const auto session = workspace_.store.Read();
  const Unit unit = UnitOf(reference_, "140525").value();
  const auto figures = [&](const char* month) {
    return CompileFigures(*session, reference_, campaign_, month, unit).value();
  };
  const MonthFigures june = figures("2020-06");
  EXPECT_EQ(june.problems_found, 1);
  EXPECT_EQ(june.problems_open, 1);
  EXPECT_EQ(june.problems_overdue, 1) << "by the day that it was due then";
  EXPECT_EQ(june.signed_off, 1) << "revoked since";
  EXPECT_EQ(june.signed_off_in_month, 1);
  EXPECT_EQ(june.surveys_confirmed, 1);
  const MonthFigures july = figures("2020-07");
  EXPECT_EQ(july.problems_settled, 1) << "reopened since";
  EXPECT_EQ(july.problems_open, 0);
  EXPECT_EQ(july.signed_off, 0);
  EXPECT_EQ(figures("2020-08").problems_open, 1);
  EXPECT_EQ(figures("2020-05").problems_open, 0) << "not found yet";
  EXPECT_EQ(figures("2020-05").surveys_confirmed, 0);
}

TEST_F(MonthTest, D8_NobodyFilesForAnotherUnit) {
  domain::MonthlyReport report;
  report.campaign = {campaign_.id};
  report.month = "2020-06";
  report.unit = "140502";
  const auto made =
      CreateRecord(workspace_, County("140525"), std::make_unique<domain::MonthlyReport>(report));
  ASSERT_FALSE(made);
  EXPECT_EQ(made.error().code, base::ErrorCode::kForbidden);
  report.month = "2021-06";
  const auto outside =
      CreateRecord(workspace_, domain::Operator(), std::make_unique<domain::MonthlyReport>(report));
  ASSERT_FALSE(outside);
  EXPECT_EQ(outside.error().field, "month") << "not a month of the campaign";
}

TEST_F(MonthTest, E2_LateAndMissingReportsAreSeen) {
  const auto session = workspace_.store.Read();
  const auto before =
      OverviewOf(*session, reference_, {}, "2020-05", base::StartOfDayInChina({2020, 6, 1}));
  ASSERT_TRUE(before) << before.error().message;
  EXPECT_EQ(before->late, 0) << "due today";
  const auto after =
      OverviewOf(*session, reference_, {}, "2020-05", base::StartOfDayInChina({2020, 6, 2}));
  EXPECT_EQ(after->received, 0);
  EXPECT_EQ(after->late, static_cast<std::int64_t>(after->units.size()));
}

TEST_F(MonthTest, E3_APublishedCircularRanksTheSameForever) {
  Make("140525", "3110", 1, 50);
  Make("140502", "0610", 0, 0);
  domain::Circular circular;
  circular.campaign = {campaign_.id};
  circular.month = "2020-06";
  circular.title = "通报";
  auto made =
      CreateRecord(workspace_, domain::Operator(), std::make_unique<domain::Circular>(circular));
  ASSERT_TRUE(made) << made.error().message;
  const auto published = PostRecordEvent(workspace_, domain::Operator(), domain::Kind::kCircular,
                                         (*made)->id, (*made)->version, {"publish", "", {}});
  ASSERT_TRUE(published) << published.error().message;
  const auto& kept = static_cast<const domain::Circular&>(**published);
  const auto ranking = ReadRanking(kept.ranking, reference_);
  ASSERT_TRUE(ranking) << ranking.error().message;
  EXPECT_TRUE(RanksTheSame(*ranking));
  base::JsonWriter json;
  WriteRanking(json, *ranking);
  EXPECT_EQ(json.Text(), kept.ranking) << "read and written again, the same text";
  UnitRanking forged = *ranking;
  forged.counties.back().points += 1;
  EXPECT_FALSE(RanksTheSame(forged));
  // The next month knows the places of this one.
  const auto session = workspace_.store.Read();
  const auto next = ComputeRanking(*session, reference_, campaign_, "2020-07");
  ASSERT_TRUE(next) << next.error().message;
  for (const RankRow& row : next->counties) EXPECT_TRUE(row.place_before.has_value());
}

TEST_F(MonthTest, D9_TheFinalReportNamesEveryUnitAndItsOpenProblems) {
  const domain::Enterprise enterprise = Make("140525", "3110", 1, 50);
  domain::LedgerItem item;
  item.number = "2020-0001";
  item.enterprise = {enterprise.id};
  item.problem = "缺少检测设备";
  item.owner = domain::LedgerOwner::kGovernment;
  item.department_code = "science";
  item.region_code = "140525";
  item.programme_sector = enterprise.programme_sector;
  item.found_on = base::ParseDate("2020-10-01").value();
  Put(item);
  // After the campaign: what was found later, and what was settled only then.
  item.number = "2021-0001";
  item.problem = "来年才发现的";
  item.found_on = base::ParseDate("2021-02-01").value();
  Put(item);
  item.number = "2020-0002";
  item.problem = "来年才办结的";
  item.found_on = base::ParseDate("2020-10-02").value();
  item.state = domain::LedgerState::kSettled;
  item.settled_ms = base::StartOfDayInChina(base::ParseDate("2021-02-02").value());
  Put(item);
  const auto report = FinalReport(workspace_, domain::Operator(), {}, "");
  ASSERT_TRUE(report) << report.error().message;
  std::string text;
  for (const office::Block& block : report->blocks) {
    text += block.text + "\n";
    for (const auto& row : block.rows) {
      for (const std::string& cell : row) text += cell + "|";
    }
  }
  for (const Unit& unit : ReportingUnits(reference_))
    EXPECT_THAT(text, ::testing::HasSubstr(unit.zh));
  EXPECT_THAT(text, ::testing::HasSubstr("缺少检测设备"));
  EXPECT_THAT(text, ::testing::HasSubstr("来年才办结的")) << "open when the campaign ended";
  EXPECT_THAT(text, ::testing::Not(::testing::HasSubstr("来年才发现的")));
  EXPECT_THAT(text, ::testing::HasSubstr("由市科技局继续办理")) << "with a proposal";
  EXPECT_TRUE(office::DocxBytes(*report));
}

TEST_F(MonthTest, D9_AGroupsReportAddsItsAreasUp) {
  Make("140525", "3110", 1, 50);
  Make("140525", "3110", 0, 0);
  Make("140502", "0610", 1, 20);
  Make("140581", "0610", 1, 20);
  domain::CityGroup group;
  group.name = "市级第四包联工作组";
  group.lead_department = "miit";
  group.regions = {"140525", "140502"};
  Put(group);
  domain::GroupMember member;
  member.city_group = {group.id};
  member.name = "王某";
  member.organisation = "市工信局";
  Put(member);
  const std::string own = office::MarkdownText(
      FinalReport(workspace_, domain::Operator(), {}, "city_group:" + std::to_string(group.id))
          .value());
  EXPECT_THAT(own, ::testing::HasSubstr("## 市级第四包联工作组（包联泽州县、城区）"));
  EXPECT_THAT(own, ::testing::HasSubstr("市工信局牵头。成员: 王某（市工信局）。"));
  EXPECT_THAT(own, ::testing::HasSubstr("规上工业企业 3 家；已确认调查表 3 份"));
  EXPECT_THAT(own, ::testing::HasSubstr("| 有研发机构企业占比（%） | 66.67 | 100.00 | — |"));
  EXPECT_THAT(own, ::testing::HasSubstr("## 城区\n")) << "with each area";
  EXPECT_THAT(own, ::testing::Not(::testing::HasSubstr("高平市")));
  EXPECT_EQ(
      office::MarkdownText(FinalReport(workspace_, domain::Operator(), {}, group.name).value()),
      own);
  EXPECT_THAT(office::MarkdownText(FinalReport(workspace_, domain::Operator(), {}, "").value()),
              ::testing::HasSubstr("市级第四包联工作组"));
  EXPECT_EQ(FinalReport(workspace_, domain::Operator(), {}, "第九组").error().field, "unit");
}

TEST_F(MonthTest, D2_AUnitsOwnPlanIsPublishedByItself) {
  domain::WorkPlan plan;
  plan.campaign = {campaign_.id};
  plan.unit = "140525";
  plan.title = "泽州县推进方案";
  const auto made =
      CreateRecord(workspace_, County("140525"), std::make_unique<domain::WorkPlan>(plan));
  ASSERT_TRUE(made) << made.error().message;
  const auto post = [&](const domain::Actor& actor) {
    return PostRecordEvent(workspace_, actor, domain::Kind::kWorkPlan, (*made)->id,
                           (*made)->version, {"publish", "", {}});
  };
  EXPECT_EQ(post(County("140502")).error().code, base::ErrorCode::kForbidden);
  const auto published = post(County("140525"));
  ASSERT_TRUE(published) << published.error().message;
  EXPECT_GT(static_cast<const domain::WorkPlan&>(**published).published_ms, 0);
}

TEST_F(MonthTest, F2_AWorkPlanComesWithTheTasksOfAnnex2) {
  domain::WorkPlan plan;
  plan.campaign = {campaign_.id};
  plan.unit = "140525";
  plan.title = "泽州县推进方案";
  const auto made =
      CreateRecord(workspace_, County("140525"), std::make_unique<domain::WorkPlan>(plan));
  ASSERT_TRUE(made) << made.error().message;
  const auto tasks = workspace_.store.Read()->All<domain::PlanTask>({});
  ASSERT_EQ(tasks->size(), 4U);
  EXPECT_EQ(tasks->front().code, "1.2-1");
  EXPECT_EQ(tasks->front().region_code, "140525");
}

}  // namespace
}  // namespace jiedui::services

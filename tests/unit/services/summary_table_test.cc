// Annex 4 (F4): derived, and its sums agree.
#include "services/summary_table.h"

#include "office/table.h"
#include "unit/services/sign_off_fixture.h"

namespace jiedui::services {
namespace {

using domain::Kind;

class SummaryTables : public SignOffTest {
 protected:
  SummaryTables() {
    const std::vector<std::pair<const char*, const char*>> places = {
        {"140525", "3391"}, {"140525", "0610"}, {"140581", "3391"},
        {"140581", "2710"}, {"140525", "4430"}, {"140581", "0610"}};
    for (std::size_t i = 0; i < places.size(); ++i) {
      const std::int64_t id =
          PutEnterprise("汇总企业" + std::to_string(i), places[i].first, places[i].second);
      PutSurvey(id);
      signed_.push_back(
          SignedOff(id, std::string_view(places[i].first) == "140525" ? zezhou_ : gaoping_));
    }
    Draft(member_, enterprise_);
  }
  SummaryTable Table(const domain::Actor& actor, const RosterQuery& query = {}) {
    auto table = MakeSummaryTable(workspace_, actor, 0, query);
    EXPECT_TRUE(table) << table.error().message;
    return *std::move(table);
  }
  std::vector<std::int64_t> signed_;
};

bool SameSums(const std::vector<SummaryTotal>& parts, const SummaryTotal& total) {
  SummaryTotal sum;
  for (const SummaryTotal& part : parts) {
    sum.enterprises += part.enterprises;
    sum.institution += part.institution;
    sum.activity += part.activity;
    sum.other += part.other;
    sum.people += part.people;
    sum.spending_yuan += part.spending_yuan;
    for (std::size_t i = 0; i < sum.by_basis.size(); ++i) sum.by_basis[i] += part.by_basis[i];
  }
  return sum.enterprises == total.enterprises && sum.institution == total.institution &&
         sum.activity == total.activity && sum.other == total.other && sum.people == total.people &&
         sum.spending_yuan == total.spending_yuan && sum.by_basis == total.by_basis;
}

TEST_F(SummaryTables, F4_HasEverySignedOffEnterpriseAndSumsThatAgree) {
  const SummaryTable table = Table(office_);
  ASSERT_EQ(table.rows.size(), 6U) << "a draft is none of them";
  const SummaryRow& row = table.rows.front();
  EXPECT_EQ(row.region_code, "140525");
  EXPECT_EQ(row.people, 17);
  EXPECT_EQ(row.spending_yuan, 997'500);
  EXPECT_TRUE(row.institution && row.activity && row.other);
  EXPECT_EQ(base::FormatDate(row.signed_on), "2020-09-01");
  EXPECT_FALSE(row.department_code.empty());
  EXPECT_EQ(table.total.people, 6 * 17);
  EXPECT_EQ(table.total.spending_yuan, 6 * 997'500);
  EXPECT_EQ(table.by_region.size(), 2U);
  EXPECT_EQ(table.by_department.size(), 3U);
  EXPECT_TRUE(SameSums(table.by_region, table.total));
  EXPECT_TRUE(SameSums(table.by_department, table.total));
  EXPECT_TRUE(SameSums(table.by_sector, table.total));
}

TEST_F(SummaryTables, F4_LeavesOutWhatIsVoidedOrRevoked) {
  const domain::SignOff changed = At(signed_[0]);
  ASSERT_TRUE(Change(Kind::kEnterprise, changed.enterprise.value, "revenue_wan", 7.0));
  ASSERT_TRUE(Event(office_, signed_[1], "revoke", "不实"));
  const SummaryTable table = Table(office_);
  EXPECT_EQ(table.rows.size(), 4U);
  EXPECT_EQ(table.voided, 1);
  EXPECT_TRUE(SameSums(table.by_sector, table.total));
}

TEST_F(SummaryTables, F4_ShowsEachItsOwn) {
  EXPECT_EQ(Table(zezhou_).rows.size(), 3U);
  EXPECT_EQ(Table(Member(6, At(signed_[2]).enterprise.value)).rows.size(), 1U);
  RosterQuery gaoping;
  gaoping.filters["region"] = {"140581"};
  EXPECT_EQ(Table(office_, gaoping).rows.size(), 3U);
  RosterQuery energy;
  energy.filters["department"] = {"energy"};
  EXPECT_EQ(Table(office_, energy).rows.size(), 2U);
  EXPECT_FALSE(MakeSummaryTable(workspace_, office_, 12345));
}

TEST_F(SummaryTables, F4_AsAWorkbookSaysTheSame) {
  const SummaryTable table = Table(office_);
  const std::vector<office::Sheet> sheets = SummarySheets(reference_, table);
  ASSERT_EQ(sheets.size(), 2U);
  EXPECT_EQ(sheets[0].rows.size(), table.rows.size() + 1);
  EXPECT_EQ(sheets[0].rows.back()[9], "102");
  EXPECT_EQ(sheets[0].rows.back()[10], "598.5");
  EXPECT_EQ(sheets[1].rows.size(),
            table.by_region.size() + table.by_department.size() + table.by_sector.size() + 3);
  const auto bytes = office::XlsxBytes(sheets);
  ASSERT_TRUE(bytes) << bytes.error().message;
  EXPECT_EQ(*bytes, office::XlsxBytes(sheets).value());
}

}  // namespace
}  // namespace jiedui::services

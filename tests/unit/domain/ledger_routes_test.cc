#include "domain/ledger_routes.h"

#include <gtest/gtest.h>

#include "domain/reference.h"
#include "support/reference_data.h"

namespace jiedui::domain {
namespace {

const Reference& Shipped() {
  static const Reference reference = testing::ShippedReference();
  return reference;
}

TEST(LedgerRoutes, D7_ProblemsGoToWhoAnswersForThem) {
  struct Case {
    std::string_view problem;
    std::string_view sector;
    std::string_view topic;
    LedgerOwner owner;
    GovernmentLevel level;
    std::string_view department;
  };
  using enum GovernmentLevel;
  using enum LedgerOwner;
  for (const Case& c : std::vector<Case>{
           {"研发费用加计扣除归集口径不清", "chemical", "tax", kGovernment, kCity, "tax"},
           {"缺少抵押物，银行不予贷款", "food", "credit", kGovernment, kCity, "financial_office"},
           {"没有专职研发人员，费用混记", "food", "own_people", kEnterprise, kCounty, ""},
           {"申报省级企业技术中心缺少审计", "food", "province_centre", kGovernment, kProvince,
            "ndrc"},
           {"申报省级专项没有归口推荐", "heat", "province_project", kGovernment, kProvince,
            "urban"},
           {"瓦斯抽采许可迟迟不下", "coal", "mining", kGovernment, kCity, "energy"},
           {"瓦斯检测仪进货慢", "chemical", "default", kEnterprise, kCounty, ""},  // not its sector
           {"厂区外道路破损", "textile", "county_permit", kGovernment, kCounty, ""},
           {"首台套认定不清楚", "equipment", "sector", kGovernment, kCity, "miit"},
           {"说不清的事", "other", "default", kEnterprise, kCounty, ""}}) {
    const LedgerRouting routing = RouteProblem(Shipped(), c.problem, c.sector);
    EXPECT_EQ(routing.topic, c.topic) << c.problem;
    EXPECT_EQ(routing.owner, c.owner) << c.problem;
    EXPECT_EQ(routing.level, c.level) << c.problem;
    EXPECT_EQ(routing.department_code, c.department) << c.problem;
    EXPECT_NE(routing.reason.find("路由规则"), std::string::npos) << c.problem;
  }
}

TEST(LedgerRoutes, NamesTheLineAtFault) {
  const std::string head = "topic\tname\twords\tsectors\towner\tlevel\tdepartment\n";
  const std::string last = "default\t其他\t\t\tenterprise\tcounty\t\n";
  EXPECT_TRUE(ParseLedgerRoutes(head + last, Shipped()));
  EXPECT_FALSE(
      ParseLedgerRoutes(head + "a\tA\t水\t\tgovernment\tcity\tcastle\n" + last, Shipped()));
  EXPECT_FALSE(ParseLedgerRoutes(head + "a\tA\t水\tx\tgovernment\tcity\ttax\n" + last, Shipped()));
  EXPECT_FALSE(ParseLedgerRoutes(head + "a\tA\t水\t\tnobody\tcity\ttax\n" + last, Shipped()));
  EXPECT_FALSE(ParseLedgerRoutes(head + "a\tA\t水\t\tgovernment\tplanet\ttax\n" + last, Shipped()));
  EXPECT_FALSE(ParseLedgerRoutes(head + last + last, Shipped()));
  EXPECT_FALSE(ParseLedgerRoutes(head + last + "a\tA\t水\t\tgovernment\tcity\ttax\n", Shipped()));
}

}  // namespace
}  // namespace jiedui::domain

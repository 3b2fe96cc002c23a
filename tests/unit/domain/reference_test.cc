#include "domain/reference.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace jiedui::domain {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

ReferenceTexts Small() {
  return {
      .regions =
          "code\tname\tname_en\tparent\tlevel\tshort_name\n"
          "140500\t晋城市\tJincheng\t\tcity\t晋城\n"
          "140525\t泽州县\tZezhou\t140500\tcounty\t泽州\n"
          "140581\t高平市\tGaoping\t140500\tcounty\t高平\n",
      .sectors =
          "code\tlevel\tname\tparent\tsection\n"
          "B\t1\t采矿业\t\tB\n06\t2\t煤炭开采\tB\tB\n061\t3\t烟煤\t06\tB\n0610\t4\t烟煤\t061\tB\n"
          "062\t3\t褐煤\t06\tB\nF\t1\t批发\t\tF\n",
      .programme_sectors = "code\tname\tname_en\tdepartment\ncoal\t煤炭\tCoal\tenergy\n",
      .sector_map = "prefix\tprogramme_sector\n06\tcoal\n",
      .departments = "code\tname\tname_en\tkind\nenergy\t市能源局\tEnergy bureau\tdepartment\n",
  };
}

TEST(Reference, FindsRegionsByCodeNameAndShortName) {
  const Reference r = Reference::Parse(Small()).value();
  for (const char* text : {"140525", "泽州县", " 泽州 "}) {
    ASSERT_NE(r.FindRegionByName(text), nullptr) << text;
    EXPECT_EQ(r.FindRegionByName(text)->code, "140525");
  }
  EXPECT_EQ(r.FindRegionByName("太原"), nullptr);
  EXPECT_EQ(r.FindRegionByName(""), nullptr);
}

TEST(Reference, WalksTheTrees) {
  const Reference r = Reference::Parse(Small()).value();
  EXPECT_THAT(r.RegionPath("140525"), ElementsAre("140500", "140525"));
  EXPECT_THAT(r.RegionSubtree("140500"), ElementsAre("140500", "140525", "140581"));
  EXPECT_THAT(r.SectorPath("0610"), ElementsAre("B", "06", "061", "0610"));
  EXPECT_TRUE(r.RegionWithin("140525", "140500"));
  EXPECT_FALSE(r.RegionWithin("140525", "140581"));
  EXPECT_TRUE(r.RegionWithin("140525", ""));
}

TEST(Reference, A1_SectorDecidesTheDepartment) {
  const Reference r = Reference::Parse(Small()).value();
  EXPECT_EQ(r.ProgrammeSectorOf("0610"), "coal");
  EXPECT_EQ(r.DepartmentOf(r.ProgrammeSectorOf("06")), "energy");
  EXPECT_EQ(r.ProgrammeSectorOf("F"), "");
  EXPECT_EQ(r.DepartmentOf(""), "");
  EXPECT_THAT(r.SectorsOfDepartment("energy"), ElementsAre("coal"));
}

TEST(Reference, ClosenessCountsSharedLevels) {
  const Reference r = Reference::Parse(Small()).value();
  EXPECT_EQ(Closeness(r.StepsOf("0610"), r.StepsOf("0610")), 4);
  EXPECT_EQ(Closeness(r.StepsOf("0610"), r.StepsOf("061")), 3);
  EXPECT_EQ(Closeness(r.StepsOf("0610"), r.StepsOf("062")), 2);
  EXPECT_EQ(Closeness(r.StepsOf("0610"), r.StepsOf("F")), 0);
  EXPECT_EQ(Closeness(r.StepsOf(""), r.StepsOf("")), 0);
}

TEST(Reference, NamesTheFaultyLine) {
  const auto expect = [](ReferenceTexts texts, const char* says) {
    const auto result = Reference::Parse(texts);
    ASSERT_FALSE(result);
    EXPECT_THAT(result.error().message, HasSubstr(says));
  };
  ReferenceTexts twice = Small();
  twice.regions += "140525\t又\t\t140500\tcounty\t又\n";
  expect(twice, "regions.tsv line 5, code: 140525 is given twice");
  ReferenceTexts orphan = Small();
  orphan.sectors += "999\t3\t孤\t99\tB\n";
  expect(orphan, "unknown parent 99");
  ReferenceTexts missing = Small();
  missing.departments = "code\tname\n";
  expect(missing, "departments.tsv: column name_en is missing");
  ReferenceTexts unmapped = Small();
  unmapped.sector_map += "06\tgold\n";
  expect(unmapped, "sector_map.tsv line 3, programme_sector: gold is no programme sector");
}

}  // namespace
}  // namespace jiedui::domain

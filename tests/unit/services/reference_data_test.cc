// The reference data that ships: complete and consistent.
#include "support/reference_data.h"

#include <gtest/gtest.h>

namespace jiedui {
namespace {

TEST(ReferenceData, A1_EveryIndustrialSectorHasAProgrammeSectorAndADepartment) {
  const domain::Reference reference = testing::ShippedReference();
  std::size_t industrial = 0;
  for (const domain::Sector& sector : reference.sectors()) {
    const std::string section = reference.SectorPath(sector.code).front();
    const bool industry = section == "B" || section == "C" || section == "D";
    const std::string_view programme = reference.ProgrammeSectorOf(sector.code);
    EXPECT_EQ(!programme.empty(), industry) << sector.code;
    EXPECT_EQ(!reference.DepartmentOf(programme).empty(), industry) << sector.code;
    industrial += industry ? 1 : 0;
  }
  EXPECT_GT(industrial, 800U);
  EXPECT_EQ(reference.programme_sectors().size(), 13U);
}

TEST(ReferenceData, A2_SevenAreasStandUnderTheCity) {
  const domain::Reference reference = testing::ShippedReference();
  EXPECT_EQ(reference.RegionSubtree("140500").size(), 8U);
  ASSERT_NE(reference.FindRegionByName("开发区"), nullptr);
  EXPECT_EQ(reference.FindRegionByName("开发区")->parent, "140500");
}

}  // namespace
}  // namespace jiedui

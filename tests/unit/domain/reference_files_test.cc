// Reference files that no room reads yet, or that are a stock to cut from: whole and consistent.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "domain/tsv.h"
#include "support/reference_data.h"

namespace jiedui {
namespace {

const std::filesystem::path kFolder =
    std::filesystem::path(JIEDUI_SOURCE_DIR) / "data" / "reference";

std::vector<domain::TsvCells> Rows(const std::string& file,
                                   const std::vector<std::string_view>& columns) {
  std::vector<domain::TsvCells> rows;
  const base::Status status = domain::ReadTsv(file, testing::ReadFile(kFolder / file), columns,
                                              [&](const domain::TsvRow& row) -> base::Status {
                                                rows.push_back(row.cells);
                                                return {};
                                              });
  if (!status) throw std::runtime_error(status.error().message);
  return rows;
}

TEST(ReferenceFiles, TheCountrysRegionsAreARegionTree) {
  const auto country = domain::Reference::Parse(
      {.regions = testing::ReadFile(kFolder / "regions_cn.tsv"),
       .sectors = testing::ReadFile(kFolder / "sectors_gbt4754.tsv"),
       .programme_sectors = testing::ReadFile(kFolder / "programme_sectors.tsv"),
       .sector_map = testing::ReadFile(kFolder / "sector_map.tsv"),
       .departments = testing::ReadFile(kFolder / "departments.tsv"),
       .plan_tasks = testing::ReadFile(kFolder / "plan_tasks.tsv")});
  ASSERT_TRUE(country) << country.error().message;
  EXPECT_EQ(country->RegionPath("140581"),
            (std::vector<std::string>{"140000", "140500", "140581"}));
  EXPECT_EQ(country->RegionSubtree("140500").size(), 7U);
  std::size_t provinces = 0;
  for (const domain::Region& region : country->regions()) {
    provinces += region.parent.empty() ? 1 : 0;
    EXPECT_EQ(region.code.size(), 6U) << region.name;
  }
  EXPECT_EQ(provinces, 31U);
}

TEST(ReferenceFiles, F5_PostsNameDepartmentsAndRegionsThatExist) {
  const domain::Reference reference = testing::ShippedReference();
  std::set<std::string> regions;
  std::size_t order = 0;
  for (const auto& row : Rows("posts.tsv", {"order", "group", "department", "region", "holder"})) {
    EXPECT_EQ(row[0], std::to_string(++order));
    EXPECT_TRUE(row[2].empty() || reference.FindDepartment(row[2]) != nullptr) << row[2];
    EXPECT_TRUE(row[3].empty() || reference.FindRegion(row[3]) != nullptr) << row[3];
    EXPECT_FALSE(row[4].empty());
    if (!row[3].empty()) regions.insert(row[3]);
  }
  EXPECT_EQ(order, 25U);
  EXPECT_EQ(regions.size(), 7U) << "every area sits in the leading group";
}

TEST(ReferenceFiles, F1_TwoLevelsOfThreeDirectionsAndFourteenBoxes) {
  std::map<std::string, std::size_t> below;
  std::set<std::string> codes;
  for (const auto& row : Rows("activities.tsv", {"code", "parent"})) {
    EXPECT_TRUE(codes.insert(row[0]).second) << row[0];
    EXPECT_TRUE(row[1].empty() || codes.contains(row[1])) << row[0] << " stands before " << row[1];
    ++below[row[1]];
  }
  EXPECT_EQ(below["basic"], 3U);
  EXPECT_EQ(below["advanced"], 3U);
  EXPECT_EQ(below["other"], 14U);
}

TEST(ReferenceFiles, A1_TheSectorMapSpeaksOfEverySection) {
  std::set<std::string> mapped;
  for (const auto& row : Rows("sector_map.tsv", {"prefix"})) mapped.insert(row[0]);
  for (char section = 'A'; section <= 'T'; ++section)
    EXPECT_TRUE(mapped.contains(std::string(1, section))) << section;
}

}  // namespace
}  // namespace jiedui

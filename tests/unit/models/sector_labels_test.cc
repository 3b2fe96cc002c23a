// The hand labels and how the classifier does on them. The floors stand well below what
// bench/sector_accuracy.cc measures (tests/labels/README.md), so that only a real loss trips them.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "domain/tsv.h"
#include "support/sector_data.h"
#include "support/shared_data.h"

namespace jiedui::models {
namespace {

struct Label {
  std::string credit_code;
  std::string sector_code;
  std::string programme_sector;
};

std::vector<Label> ReadLabels(const std::string& set) {
  const std::filesystem::path file =
      std::filesystem::path(JIEDUI_SOURCE_DIR) / "tests" / "labels" / ("sector_" + set + ".tsv");
  std::vector<Label> labels;
  const base::Status status =
      domain::ReadTsv(file.filename().string(), testing::ReadFile(file),
                      {"credit_code", "gbt4754", "programme_sector"},
                      [&](const domain::TsvRow& row) -> base::Status {
                        labels.push_back({row.cells[0], row.cells[1], row.cells[2]});
                        return {};
                      });
  if (!status) throw std::runtime_error(status.error().message);
  return labels;
}

TEST(SectorLabels, AgreeWithTheSectorMapAndDoNotOverlap) {
  const domain::Reference reference = testing::ShippedReference();
  std::set<std::string> seen;
  std::map<std::string, std::size_t> rows;
  for (const std::string set : {"dev", "calibration", "test"}) {
    for (const Label& label : ReadLabels(set)) {
      ASSERT_NE(reference.FindSector(label.sector_code), nullptr) << label.credit_code;
      const std::string_view mapped = reference.ProgrammeSectorOf(label.sector_code);
      EXPECT_EQ(mapped.empty() ? "none" : mapped, label.programme_sector) << label.credit_code;
      EXPECT_TRUE(seen.insert(label.credit_code).second) << label.credit_code << " is there twice";
      ++rows[set];
    }
  }
  EXPECT_GE(rows["dev"], 120U);
  EXPECT_GE(rows["test"], 240U);
}

TEST(SectorLabels, S2_AccuracyOnRealRowsKeepsItsFloor) {
  const auto file = testing::SharedData("registry/jincheng_enterprises.tsv");
  if (!file) GTEST_SKIP() << "the registry is not on this machine";
  std::map<std::string, std::pair<std::string, std::string>> registry;
  ASSERT_TRUE(domain::ReadTsv("registry", testing::ReadFile(*file),
                              {"uscc", "name", "business_scope"},
                              [&](const domain::TsvRow& row) -> base::Status {
                                registry[row.cells[0]] = {row.cells[1], row.cells[2]};
                                return {};
                              }));
  const domain::Reference reference = testing::ShippedReference();
  const SectorClassifier classifier = testing::ShippedSectorClassifier(reference);
  double rows = 0;
  double kept = 0;
  double right = 0;
  double industrial_kept = 0;
  double industrial_right = 0;
  for (const Label& label : ReadLabels("test")) {
    ASSERT_TRUE(registry.contains(label.credit_code)) << label.credit_code;
    const auto& [name, scope] = registry[label.credit_code];
    const SectorGuess guess = classifier.Guess({name, scope});
    const bool industrial = label.programme_sector != "none";
    ++rows;
    if (guess.confidence < kSectorConfidence) continue;
    const bool is_right = guess.programme_sector == (industrial ? label.programme_sector : "");
    ++kept;
    right += is_right ? 1 : 0;
    industrial_kept += industrial ? 1 : 0;
    industrial_right += industrial && is_right ? 1 : 0;
  }
  EXPECT_GE(right / kept, 0.95);
  EXPECT_GE(industrial_right / industrial_kept, 0.90);
  EXPECT_LE((rows - kept) / rows, 0.10);
}

}  // namespace
}  // namespace jiedui::models

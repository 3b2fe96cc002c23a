// How often the proposed programme sector is the labelled one, on the development and the test
// labels.
//   bench_sector_accuracy REGISTRY.tsv LABELS.tsv [--errors]
#include <fmt/format.h>

#include <chrono>
#include <cstring>
#include <map>

#include "app/city.h"
#include "base/text.h"
#include "domain/tsv.h"
#include "models/sector/sector_classifier.h"

namespace {

using namespace jiedui;

struct Row {
  std::string name;
  std::string scope;
};

std::string ReadOrDie(const std::string& file) {
  auto text = app::ReadFile(file);
  if (!text) {
    fmt::print(stderr, "{}\n", text.error().message);
    std::exit(2);
  }
  return *std::move(text);
}

domain::Reference ReferenceOrDie(const std::filesystem::path& folder) {
  auto reference =
      domain::Reference::Parse({.regions = ReadOrDie(folder / "regions.tsv"),
                                .sectors = ReadOrDie(folder / "sectors_gbt4754.tsv"),
                                .programme_sectors = ReadOrDie(folder / "programme_sectors.tsv"),
                                .sector_map = ReadOrDie(folder / "sector_map.tsv"),
                                .departments = ReadOrDie(folder / "departments.tsv")});
  if (!reference) std::exit(2);
  return *std::move(reference);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) {
    fmt::print(stderr, "usage: bench_sector_accuracy REGISTRY.tsv LABELS.tsv [--errors]\n");
    return 2;
  }
  const std::filesystem::path share = app::FindShare().value();
  const domain::Reference reference = ReferenceOrDie(share / "reference");
  const auto classifier =
      models::SectorClassifier::Make(reference, ReadOrDie(share / "sector" / "lexicon.tsv"))
          .value();
  std::map<std::string, Row> rows;
  const std::string registry = ReadOrDie(argv[1]);
  static_cast<void>(domain::ReadTsv("registry", registry, {"uscc", "name", "business_scope"},
                                    [&](const domain::TsvRow& row) -> base::Status {
                                      rows[row.cells[0]] = {row.cells[1], row.cells[2]};
                                      return {};
                                    }));
  const auto start = std::chrono::steady_clock::now();
  for (const auto& [code, row] : rows) static_cast<void>(classifier.Guess(row.name, row.scope));
  const double seconds =
      std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  int total = 0;
  int kept = 0;
  int right = 0;
  int right_all = 0;
  int industrial = 0;
  int industrial_right = 0;
  int industrial_kept = 0;
  std::map<int, std::pair<int, int>> bins;
  static_cast<void>(domain::ReadTsv(
      "labels", ReadOrDie(argv[2]), {"credit_code", "programme_sector"},
      [&](const domain::TsvRow& label) -> base::Status {
        const Row& row = rows.at(label.cells[0]);
        const models::SectorGuess guess = classifier.Guess(row.name, row.scope);
        const std::string said = guess.programme_sector.empty() ? "none" : guess.programme_sector;
        const bool correct = said == label.cells[1];
        const bool keep = guess.confidence >= models::kSectorConfidence;
        ++total;
        right_all += correct ? 1 : 0;
        kept += keep ? 1 : 0;
        right += keep && correct ? 1 : 0;
        if (label.cells[1] != "none") {
          ++industrial;
          industrial_kept += keep ? 1 : 0;
          industrial_right += keep && correct ? 1 : 0;
        }
        auto& bin = bins[static_cast<int>(guess.confidence * 10)];
        ++bin.first;
        bin.second += correct ? 1 : 0;
        if (argc > 3 && (!correct || !keep)) {
          fmt::print("{:.2f} {} said {} is {} | {} | {}\n", guess.confidence,
                     correct ? "unsure" : "WRONG ", said, label.cells[1], row.name,
                     row.scope.substr(0, 150));
        }
        return {};
      }));
  fmt::print("rows {}  right of all {:.4f}\n", total, static_cast<double>(right_all) / total);
  fmt::print("to the work list {:.4f}  right of the rest {:.4f}\n",
             1 - static_cast<double>(kept) / total, static_cast<double>(right) / kept);
  fmt::print("industrial rows {}  to the work list {:.4f}  right of the rest {:.4f}\n", industrial,
             1 - static_cast<double>(industrial_kept) / industrial,
             static_cast<double>(industrial_right) / industrial_kept);
  for (const auto& [bin, counts] : bins) {
    fmt::print("confidence {:.1f}: {} rows, {:.3f} right\n", bin / 10.0, counts.first,
               static_cast<double>(counts.second) / counts.first);
  }
  fmt::print("{:.0f} rows/s\n", static_cast<double>(rows.size()) / seconds);
  return 0;
}

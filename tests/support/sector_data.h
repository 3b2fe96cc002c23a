#pragma once

#include "models/sector/sector_classifier.h"
#include "support/reference_data.h"

namespace jiedui::testing {

/// The classifier that ships, over the reference data given, which must outlive it.
inline models::SectorClassifier ShippedSectorClassifier(const domain::Reference& reference) {
  const std::filesystem::path folder = std::filesystem::path(JIEDUI_SOURCE_DIR) / "data" / "sector";
  const std::string lexicon = ReadFile(folder / "lexicon.tsv");
  const std::string calibration = ReadFile(folder / "calibration.tsv");
  auto classifier =
      models::SectorClassifier::Make(reference, {.lexicon = lexicon, .calibration = calibration});
  if (!classifier) throw std::runtime_error(classifier.error().message);
  return *std::move(classifier);
}

}  // namespace jiedui::testing

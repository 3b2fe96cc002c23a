#pragma once

#include <random>

#include "models/pair_scorer.h"

namespace jiedui::models {

inline double Share(std::mt19937_64& random) {
  return static_cast<double>(random() % 1'000'001) / 1'000'000;
}

inline PairFacts RandomFacts(std::mt19937_64& random) {
  const auto below = [&](std::uint64_t n) { return static_cast<std::int64_t>(random() % n); };
  PairFacts facts;
  facts.pair_kind = static_cast<domain::PairKind>(below(domain::kPairKindNames.size()));
  facts.sector_closeness = static_cast<int>(below(5));
  facts.same_programme_sector = below(2) == 1;
  facts.sectors_known = below(4) != 0;
  facts.text_cosine = static_cast<double>(below(1001)) / 1000;
  facts.region = static_cast<RegionRelation>(below(3));
  facts.capacity_total = below(20);
  facts.capacity_left = below(25) - 2;
  facts.accepted = below(10);
  facts.refused = below(10);
  facts.level = static_cast<domain::Level>(below(5));
  if (below(4) != 0) facts.semantic_nearness = static_cast<double>(below(1001)) / 1000;
  if (below(2) == 1) facts.strength = static_cast<double>(below(101)) / 100;
  if (below(2) == 1) facts.profile_years = static_cast<double>(below(3000)) / 365;
  return facts;
}

/// Any weights on the factors that the prior uses, any calibration.
inline PairModel RandomModel(std::mt19937_64& random) {
  PairModel model = PriorModel();
  for (std::size_t k = 0; k < kPairKinds; ++k) {
    double sum = 0;
    for (double& weight : model.weights[k].weight) {
      weight = weight > 0 ? 0.01 + Share(random) : 0;
      sum += weight;
    }
    for (double& weight : model.weights[k].weight) weight /= sum;
    model.calibration[k] = {2 * Share(random) - 1, 0.05 + 2 * Share(random)};
  }
  return model;
}

}  // namespace jiedui::models

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "domain/kinds.h"

namespace jiedui::models {

/// A judged pair as a model sees it.
struct ScoredOutcome {
  domain::PairKind kind = domain::PairKind::kExpert;
  std::int64_t enterprise = 0;
  double score = 0;        ///< 0 … 1
  double probability = 0;  ///< 0 … 1
  bool taken = false;
  double weight = 1;  ///< > 0
};

/// One line of a reliability table.
struct ReliabilityBin {
  double from = 0;  ///< probabilities in [from, to), the last bin with its end
  double to = 0;
  std::size_t pairs = 0;
  double weight = 0;
  double predicted = 0;  ///< mean probability
  double observed = 0;   ///< share that was taken
};

/// How well a model foretells decisions. A figure that the outcomes do not allow (no pair of both
/// sorts) is 0.5 for `auc` and `pairwise`, 0 for the rest.
struct Quality {
  std::size_t pairs = 0;
  std::size_t taken = 0;
  double auc = 0.5;  ///< a taken pair scores above a refused one of its kind; ties half
  /// The same within one enterprise and kind, and of how many such comparisons.
  double pairwise = 0.5;
  std::size_t comparisons = 0;
  double log_loss = 0;           ///< mean −ln of the probability given to what happened
  double calibration_error = 0;  ///< expected calibration error: Σ share × |predicted − observed|
  std::vector<ReliabilityBin> bins;  ///< ten equal ones, those without pairs left out
};

/// O(n log n); deterministic.
Quality MeasureQuality(std::span<const ScoredOutcome> outcomes);

}  // namespace jiedui::models

#pragma once

#include <string>
#include <vector>

#include "domain/kinds.h"
#include "models/term_space.h"

namespace jiedui::models {

/// One reason for or against a pair. `contribution` = weight × (value − neutral): above 0 speaks
/// for the pair.
struct Factor {
  domain::EnumName name;  ///< code of kFactorNames, and what it is called for the pair's kind
  double value = 0;       ///< 0 … 1
  double neutral = 0;     ///< the value that says nothing
  double weight = 0;      ///< ≥ 0; the weights of a pair kind sum to 1
  double contribution = 0;
  std::string zh;  ///< what was found, as a sentence
  std::string en;
};

/// Why a pair has its score: score = base + Σ contributions, to the last bit up to rounding
/// (1e-12).
struct Explanation {
  double score = 0;  ///< 0 … 1
  double base = 0;   ///< the score of a pair that is neutral in every factor
  std::vector<Factor> factors;
  std::vector<SharedPhrase> phrases;
};

}  // namespace jiedui::models

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

/// What the score would be with one thing changed, exactly.
struct Counterfactual {
  std::string code;       ///< `same_county`, `one_more_place` …
  double score = 0;       ///< 0 … 1
  double difference = 0;  ///< from the pair's score
  std::string zh;
  std::string en;
};

/// Something about the data that makes a score less certain, never lower.
struct DataFlag {
  domain::EnumName name;  ///< its sentences are the titles
  double factor = 1;      ///< (0, 1): what it multiplies confidence by
};

/// Why a pair has its score: score = base + Σ contributions, to the last bit up to rounding
/// (1e-12). The score ranks; the calibrated chance stands beside it, since contributions would not
/// add up on that scale.
struct Explanation {
  std::int64_t model = 0;  ///< version of the PairModel that scored; 0 is the one that ships
  double score = 0;        ///< 0 … 1
  /// Chance that such a pair is taken, as decisions so far show; equal to the score until there are
  /// any.
  double probability = 0;
  double base = 0;  ///< the score of a pair that is neutral in every factor
  /// How far the data bear the score out: 1 less what the flags take, in (0, 1]. Ranks nobody.
  double confidence = 1;
  std::vector<Factor> factors;
  std::vector<DataFlag> flags;
  std::vector<Counterfactual> counterfactuals;
  std::vector<SharedPhrase> phrases;
};

}  // namespace jiedui::models

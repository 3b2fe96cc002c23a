#pragma once

#include <string>

#include "models/pair_scorer.h"

namespace jiedui::models {

struct Sentence {
  std::string zh;
  std::string en;
};

/// What was found of that factor, as one sentence that a coordinator can check.
Sentence Describe(FactorKind kind, const PairFacts& facts,
                  const std::vector<SharedPhrase>& phrases);

}  // namespace jiedui::models

#pragma once

#include <memory>
#include <vector>

#include "demo_fixture.h"
#include "services/corpus.h"

namespace jiedui::services {

/// What matching reads of a demonstration city.
inline CorpusInput InputOf(const DemoCity& city) {
  const auto take = [&]<class T>(std::vector<T>& records) {
    for (const T* record : All<T>(city)) records.push_back(*record);
  };
  CorpusInput input;
  take(input.enterprises);
  take(input.experts);
  take(input.teams);
  take(input.alliances);
  take(input.platforms);
  take(input.work_teams);
  take(input.policies);
  take(input.needs);
  take(input.capabilities);
  take(input.conflicts);
  return input;
}

/// Vectors learned from the corpus itself.
inline std::shared_ptr<const models::SemanticLexicon> Learned(const Corpus& words) {
  return std::make_shared<const models::SemanticLexicon>(words.LearnSemantics(0));
}

}  // namespace jiedui::services

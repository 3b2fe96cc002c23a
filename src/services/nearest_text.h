#pragma once

#include <string>
#include <vector>

#include "services/corpus.h"

namespace jiedui::services {

/// The two sentences in which a helper and an enterprise come closest.
struct NearestText {
  std::string helper;                       ///< of what the helper can do
  std::string enterprise;                   ///< of what the enterprise needs or makes
  double cosine = 0;                        ///< of the two, (0, 1]
  std::vector<models::SharedPhrase> terms;  ///< what both say, heaviest first; parts of the cosine
};

/// The helper's sentence nearest to all that the enterprise says, and the enterprise's sentence
/// nearest to that one; the first of equals. Empty texts and cosine 0 where they share no phrase.
/// At most 60 sentences of each are looked at: about 0.1 ms.
NearestText NearestOf(const Corpus& corpus, const MatchEntry& helper, const MatchEntry& receiver);

}  // namespace jiedui::services

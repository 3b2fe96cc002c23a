#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/corpus.h"

namespace jiedui::bench {

/// One request of a mix, and which sort it is, for figures by sort.
struct MixedRequest {
  std::size_t sort = 0;  ///< position in the mix's sorts
  std::string target;    ///< path and query
};

/// Requests in the order in which they are sent.
struct RequestMix {
  std::string name;
  std::vector<std::string> sorts;
  std::vector<MixedRequest> requests;
};

/// What the requests are made of.
struct MixSource {
  std::vector<domain::Enterprise> enterprises;
  std::vector<services::RecordKey> helpers;  ///< of every kind that has any
  std::vector<std::string> counties;         ///< region codes
  std::vector<std::string> departments;      ///< codes
};

/// Searches as people type them: whole names, parts of names, words of products, credit codes,
/// words within a county, names with a wrong character, a county's list without words.
/// Deterministic. `source` must have enterprises and counties.
RequestMix SearchMix(const MixSource& source, std::size_t count, std::uint64_t seed);

/// Suggestions: 7 of 10 for an enterprise and one kind of helper, the rest for helpers, counties
/// and departments. Deterministic. `source` must have all of them.
RequestMix RecommendMix(const MixSource& source, std::size_t count, std::uint64_t seed);

}  // namespace jiedui::bench

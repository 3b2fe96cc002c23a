#include <algorithm>
#include <map>

#include "base/text.h"
#include "index/facet_spy_internal.h"
#include "index/terms_internal.h"

namespace jiedui::index {
namespace {

constexpr char kSeparator = '\0';

/// Equal counts stay in the order of their codes.
std::vector<FacetCount> Sorted(const std::map<std::string, std::int64_t>& counts) {
  std::vector<FacetCount> sorted;
  sorted.reserve(counts.size());
  for (const auto& [code, count] : counts) sorted.push_back({code, count});
  std::stable_sort(sorted.begin(), sorted.end(),
                   [](const FacetCount& a, const FacetCount& b) { return a.count > b.count; });
  return sorted;
}

}  // namespace

std::string FacetValue(const FacetCodes& codes) {
  std::string value;
  for (const std::string& code : codes) value.append(code).push_back(kSeparator);
  value.pop_back();
  return value;
}

void FacetSpy::Count(const Xapian::Database& database,
                     const std::vector<Xapian::docid>& documents) {
  auto value = database.valuestream_begin(kFacetSlot);
  const auto end = database.valuestream_end(kFacetSlot);
  for (std::size_t i = 0; i < documents.size() && value != end; ++i) {
    value.skip_to(documents[i]);
    if (value != end && value.get_docid() == documents[i]) ++counts_[*value];
  }
}

Facets FacetSpy::Result() const {
  std::array<std::map<std::string, std::int64_t>, std::tuple_size_v<FacetCodes>> facets;
  const auto add = [&](const std::string& value, std::int64_t count) {
    const std::vector<std::string_view> codes = base::Split(value, kSeparator);
    for (std::size_t i = 0; i < std::min(codes.size(), facets.size()); ++i)
      if (!codes[i].empty()) facets[i][std::string(codes[i])] += count;
  };
  for (const auto& [value, count] : counts_) add(value, count);
  for (auto value = spy_.values_begin(); value != spy_.values_end(); ++value)
    add(*value, value.get_termfreq());
  return {Sorted(facets[0]), Sorted(facets[1]), Sorted(facets[2]), Sorted(facets[3])};
}

}  // namespace jiedui::index

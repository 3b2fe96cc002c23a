#include <algorithm>

#include "index/facet_spies_internal.h"

namespace jiedui::index {
namespace {

std::vector<FacetCount> CountsOf(const Xapian::ValueCountMatchSpy& spy) {
  std::vector<FacetCount> counts;
  for (auto value = spy.values_begin(); value != spy.values_end(); ++value)
    counts.push_back({*value, static_cast<std::int64_t>(value.get_termfreq())});
  // Values come in the order of their bytes: equal counts stay in the order of their codes.
  std::stable_sort(counts.begin(), counts.end(),
                   [](const FacetCount& a, const FacetCount& b) { return a.count > b.count; });
  return counts;
}

}  // namespace

void FacetSpies::AddTo(Xapian::Enquire& enquire) {
  for (Xapian::MatchSpy* const spy :
       std::initializer_list<Xapian::MatchSpy*>{&kind_, &region_, &programme_sector_, &status_})
    enquire.add_matchspy(spy);
}

void FacetSpies::Count(const Xapian::Document& document) {
  for (Xapian::MatchSpy* const spy :
       std::initializer_list<Xapian::MatchSpy*>{&kind_, &region_, &programme_sector_, &status_})
    (*spy)(document, 0);
}

Facets FacetSpies::Result() const {
  return {CountsOf(kind_), CountsOf(region_), CountsOf(programme_sector_), CountsOf(status_)};
}

}  // namespace jiedui::index

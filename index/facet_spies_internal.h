#pragma once

#include "index/query.h"
#include "index/terms_internal.h"
#include "index/xapian_internal.h"

namespace jiedui::index {

/// Counts the values of every facet over the documents that a match looks at.
class FacetSpies {
 public:
  void AddTo(Xapian::Enquire& enquire);
  void Count(const Xapian::Document& document);
  [[nodiscard]] Facets Result() const;

 private:
  Xapian::ValueCountMatchSpy kind_{kKindSlot};
  Xapian::ValueCountMatchSpy region_{kRegionSlot};
  Xapian::ValueCountMatchSpy programme_sector_{kProgrammeSectorSlot};
  Xapian::ValueCountMatchSpy status_{kStatusSlot};
};

}  // namespace jiedui::index

#pragma once

#include <array>
#include <string>
#include <unordered_map>

#include "index/query.h"
#include "index/terms_internal.h"
#include "index/xapian_internal.h"

namespace jiedui::index {

/// A document's kind, region, programme sector and status; no code holds a NUL.
using FacetCodes = std::array<std::string, 4>;

/// The value that holds them, for kFacetSlot.
std::string FacetValue(const FacetCodes& codes);

/// Counts the codes of every facet over the documents that a match looks at. What is counted is
/// whole values: there are few of them, and they are taken apart once. Xapian's own spy counts for
/// a match, since that works on parts of the index that lie elsewhere, too.
class FacetSpy {
 public:
  FacetSpy() : spy_(kFacetSlot) {}
  FacetSpy(const FacetSpy&) = delete;
  FacetSpy& operator=(const FacetSpy&) = delete;

  /// For Enquire::add_matchspy; lives as long as this.
  [[nodiscard]] Xapian::MatchSpy* spy() { return &spy_; }
  /// Counts documents that no match looked at. They rise.
  void Count(const Xapian::Database& database, const std::vector<Xapian::docid>& documents);
  [[nodiscard]] Facets Result() const;

 private:
  Xapian::ValueCountMatchSpy spy_;
  std::unordered_map<std::string, std::int64_t> counts_;  // by value, of Count
};

}  // namespace jiedui::index

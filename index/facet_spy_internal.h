#pragma once

#include <array>
#include <string>
#include <unordered_map>

#include "index/query.h"
#include "index/xapian_internal.h"

namespace jiedui::index {

/// A document's kind, region, programme sector and status; no code holds a NUL.
using FacetCodes = std::array<std::string, 4>;

/// The value that holds them, for kFacetSlot.
std::string FacetValue(const FacetCodes& codes);

/// Counts the codes of every facet over the documents that a match looks at. For a spy, what is
/// counted is whole values: there are few of them, and they are taken apart once.
class FacetSpy final : public Xapian::MatchSpy {
 public:
  void operator()(const Xapian::Document& document, double weight) override;
  /// Counts documents that no match looked at. They rise.
  void Count(const Xapian::Database& database, const std::vector<Xapian::docid>& documents);
  [[nodiscard]] Facets Result() const;

 private:
  std::unordered_map<std::string, std::int64_t> counts_;  // by value
};

}  // namespace jiedui::index

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

/// Counts the codes of every facet over the documents that a match looks at, up to a number of
/// them. What is counted is whole values: there are few of them, and they are taken apart once.
class FacetSpy {
 public:
  /// With `remote`, Xapian's own spy counts all, since that works on parts of the index that lie
  /// elsewhere, too.
  FacetSpy(bool remote, std::size_t most) : remote_(remote), here_(most), anywhere_(kFacetSlot) {}
  FacetSpy(const FacetSpy&) = delete;
  FacetSpy& operator=(const FacetSpy&) = delete;

  /// For Enquire::add_matchspy; lives as long as this.
  [[nodiscard]] Xapian::MatchSpy* spy() {
    return remote_ ? static_cast<Xapian::MatchSpy*>(&anywhere_) : &here_;
  }
  /// Counts documents that no match looked at. They rise.
  void Count(const Xapian::Database& database, const std::vector<Xapian::docid>& documents);
  /// Each document counts `times`.
  [[nodiscard]] Facets Result(std::int64_t times = 1) const;

 private:
  using Counts = std::unordered_map<std::string, std::int64_t>;  // by value

  /// Leaves those past `most` unread: to read a value costs more than to find the document.
  class Here : public Xapian::MatchSpy {
   public:
    explicit Here(std::size_t most) : most_(most) {}
    void operator()(const Xapian::Document& document, double weight) override;
    Counts counts;

   private:
    std::size_t most_;
    std::size_t counted_ = 0;
  };

  bool remote_;
  Here here_;
  Xapian::ValueCountMatchSpy anywhere_;
};

/// Every so many documents by chance one, always the same: for counting a sample of what a query
/// finds. Not for parts that lie elsewhere.
Xapian::Query OneOf(Xapian::docid every);

}  // namespace jiedui::index

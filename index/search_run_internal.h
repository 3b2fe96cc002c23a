#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "index/cursor_internal.h"
#include "index/plan_internal.h"
#include "index/query.h"
#include "index/snippet_internal.h"

namespace jiedui::index {

/// One search on one connection, checked before. Throws Xapian::Error; the caller maps it.
class SearchRun {
 public:
  /// `remote`: some of the database's documents lie on other machines, so that a posting list is
  /// dear and documents are best asked for together.
  SearchRun(Xapian::Database& database, bool remote, const TextPipeline& pipeline,
            const Query& query)
      : database_(database),
        remote_(remote),
        pipeline_(pipeline),
        query_(query),
        filter_(FilterOf(query)) {}

  /// `start` is the cursor of the query, if it has one.
  SearchPage Run(const Cursor* start);

 private:
  /// A hit before it is shown.
  struct Found {
    Xapian::docid document = 0;
    Xapian::Document record;  ///< not read before it is shown
    DocumentKey key;
    double weight = 0;  ///< what the list is ordered by, falling
    double score = 0;
    bool exact = false;
  };
  using List = std::vector<Found>;

  /// The matches in their order; `found` makes a hit of one, but for what it is in the index.
  template <class Make>
  List Take(const Xapian::MSet& matches, const Make& make) const;
  /// Facets and total by a match of their own that shows nothing. Where parts lie elsewhere it must
  /// be one: Xapian counts what it shows of them twice.
  void CountAll(const Xapian::Query& query, SearchPage& page) const;
  SearchPage ListAll(const Cursor* start);
  SearchPage SearchText(const Cursor* start);
  [[nodiscard]] std::string Corrected() const;
  List Strict(const TextPlan& plan, std::size_t wanted, SearchPage& page);
  void AddRelaxed(const TextPlan& plan, List& list) const;
  /// For a question in a sentence: documents that hold enough of its words, the rarest counted
  /// most.
  [[nodiscard]] List SomeWords(const TextPlan& plan) const;
  /// Any character, pair or word, in documents that can hold at least half of them.
  [[nodiscard]] Xapian::Query RelaxedQuery(const TextPlan& plan) const;
  /// Adds one to a document's count for each of the terms that it holds. `documents` rise. By the
  /// terms' postings: those of a document's terms would have to be unpacked for each one anew. Of
  /// parts elsewhere whole lists of postings would have to come, so there it is by document.
  void CountHeld(const std::vector<std::string>& terms, const std::vector<Xapian::docid>& documents,
                 std::vector<std::size_t>& counts) const;
  /// The share of the text's characters and pairs, or of its words, that each match holds.
  [[nodiscard]] std::unordered_map<Xapian::docid, double> Overlaps(
      const TextPlan& plan, const Xapian::MSet& matches) const;
  void CountFacets(const List& list, SearchPage& page) const;
  void Show(const List& list, std::size_t from, const TextPlan& plan, SearchPage& page) const;
  [[nodiscard]] Hit HitOf(const Found& found, const std::vector<std::string>& words,
                          const Patterns& patterns, std::size_t tokens) const;

  Xapian::Database& database_;
  const bool remote_;
  const TextPipeline& pipeline_;
  const Query& query_;
  Xapian::Query filter_;
};

}  // namespace jiedui::index

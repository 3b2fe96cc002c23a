#pragma once

#include <string>
#include <unordered_map>
#include <vector>

#include "index/cursor_internal.h"
#include "index/facet_spy_internal.h"
#include "index/holders_internal.h"
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
  /// Counts what the query finds into the spy, at least so many where there are more.
  Xapian::MSet Count(const Xapian::Query& query, Xapian::doccount most, FacetSpy& spy) const;
  /// Facets and total by a match of their own that shows nothing. Where parts lie elsewhere it must
  /// be one: Xapian counts what it shows of them twice.
  void CountAll(const Xapian::Query& query, SearchPage& page) const;
  /// So many hits are counted one by one.
  [[nodiscard]] Xapian::doccount Counted() const;
  /// Total and facets of what a match of the query looked at; of more hits than are counted one by
  /// one, those of a sample.
  void Settle(const Xapian::MSet& matches, const FacetSpy& spy, const Xapian::Query& query,
              SearchPage& page) const;
  SearchPage ListAll(const Cursor* start);
  SearchPage SearchText(const Cursor* start);
  [[nodiscard]] std::string Corrected() const;
  List Strict(const TextPlan& plan, std::size_t wanted, SearchPage& page);
  void AddRelaxed(const TextPlan& plan, List& list) const;
  /// For a question in a sentence: documents that hold enough of its words, the rarest counted
  /// most.
  [[nodiscard]] List SomeWords(const TextPlan& plan) const;
  /// What a relaxed search asks for, the rarest first.
  struct RelaxedTerms {
    std::vector<WeighedTerm> characters;  ///< and pairs
    std::vector<WeighedTerm> words;
  };
  struct Held {
    std::size_t terms = 0;
    double rarity = 0;
  };
  /// What a document holds of a text.
  struct Overlap {
    double share = 0;   ///< of its characters and pairs, or of its words, whichever is more
    double rarity = 0;  ///< of all that it holds, added up
  };
  [[nodiscard]] RelaxedTerms TermsOf(const TextPlan& plan) const;
  /// Documents that can hold at least half of the characters and pairs, or of the words.
  [[nodiscard]] Xapian::Query RelaxedQuery(const RelaxedTerms& terms) const;
  /// Counts for a document each of the terms that it holds. `documents` rise. By the terms'
  /// postings: those of a document's terms would have to be unpacked for each one anew. Of parts
  /// elsewhere whole lists of postings would have to come, so there it is by document.
  void CountHeld(const std::vector<WeighedTerm>& terms, const std::vector<Xapian::docid>& documents,
                 std::vector<Held>& held) const;
  [[nodiscard]] std::unordered_map<Xapian::docid, Overlap> Overlaps(
      const RelaxedTerms& terms, const Xapian::MSet& matches) const;
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

#pragma once

#include <string>
#include <vector>

#include "index/cursor_internal.h"
#include "index/plan_internal.h"
#include "index/query.h"

namespace jiedui::index {

/// One search on one connection, checked before. Throws Xapian::Error; the caller maps it.
class SearchRun {
 public:
  SearchRun(Xapian::Database& database, const TextPipeline& pipeline, const Query& query)
      : database_(database), pipeline_(pipeline), query_(query), filter_(FilterOf(query)) {}

  /// `start` is the cursor of the query, if it has one.
  SearchPage Run(const Cursor* start);

 private:
  /// A hit before it is shown.
  struct Found {
    Xapian::docid document = 0;
    DocumentKey key;
    double weight = 0;  ///< what the list is ordered by, falling
    double score = 0;
    bool exact = false;
  };
  using List = std::vector<Found>;

  SearchPage ListAll(const Cursor* start);
  SearchPage SearchText(const Cursor* start);
  [[nodiscard]] std::string Corrected() const;
  List Strict(const TextPlan& plan, std::size_t wanted, SearchPage& page);
  void AddRelaxed(const TextPlan& plan, List& list) const;
  [[nodiscard]] double Overlap(const TextPlan& plan, const Xapian::Enquire& enquire,
                               Xapian::docid document) const;
  void CountFacets(const List& list, SearchPage& page) const;
  void Show(const List& list, std::size_t from, const TextPlan& plan, SearchPage& page) const;
  [[nodiscard]] Hit HitOf(const Found& found, const std::vector<std::string>& words,
                          std::size_t tokens) const;

  Xapian::Database& database_;
  const TextPipeline& pipeline_;
  const Query& query_;
  Xapian::Query filter_;
};

}  // namespace jiedui::index

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "index/document.h"

namespace jiedui::index {

/// The part of one kind that a reader may see; all conditions that are set must hold.
struct Visible {
  std::string kind;
  std::vector<std::string> region_any = {};            ///< in one of these or below; empty: all
  std::vector<std::string> programme_sector_any = {};  ///< empty: all
  std::int64_t enterprise = 0;                         ///< belongs to it; 0: all
};

/// A search. Filters of one name mean any of them, those of different names must all hold.
struct Query {
  std::string text = {};  ///< empty lists everything that the filters let through, in id order
  std::vector<std::string> kinds = {};
  std::vector<std::string> regions = {};  ///< each with all below it
  std::vector<std::string> sectors = {};  ///< GB/T 4754, each with all below it
  std::vector<std::string> programme_sectors = {};
  std::vector<std::string> statuses = {};
  std::vector<DocumentKey> only = {};  ///< among these; empty: all
  /// What the reader may see; nothing set: everything, an empty list: nothing.
  std::optional<std::vector<Visible>> scope = std::nullopt;
  std::size_t limit = 50;   ///< 1 … 200
  std::string cursor = {};  ///< SearchPage::next_cursor of the page before, same query
  bool facets = true;
  bool snippets = true;
  /// In an index of no more documents all hits are counted, in a larger one 2,000, of more a sample
  /// of 1,000: to count costs about 2 µs a hit.
  std::size_t counted_below = 100'000;
};

/// A piece of a snippet; the pieces together are a part of the original text.
struct SnippetSegment {
  std::string text;
  bool highlight = false;
  bool operator==(const SnippetSegment&) const = default;
};

struct Hit {
  std::string kind;
  std::int64_t id = 0;
  std::string title;
  std::string subtitle;
  std::string region;
  std::string programme_sector;
  std::string status;
  double score = 0;    ///< 0 … 1, falling down the list; 0 for all where there was no text
  bool exact = false;  ///< the text is its title or one of its keys
  std::vector<SnippetSegment> snippet;
  std::vector<std::string> matched_terms;  ///< words of the query, or synonyms, that it holds
};

struct FacetCount {
  std::string code;
  std::int64_t count = 0;
};

/// Counts over all hits, most frequent first, then by code.
struct Facets {
  std::vector<FacetCount> kind;
  std::vector<FacetCount> region;
  std::vector<FacetCount> programme_sector;
  std::vector<FacetCount> status;
};

struct SearchPage {
  std::vector<Hit> hits;
  Facets facets;
  std::int64_t total_estimate = 0;  ///< exact with facets, unless `estimated`
  /// There are thousands of hits in an index of more documents than Query::counted_below: facets,
  /// and the total where no list of the index tells it, are those of a sample, multiplied.
  bool estimated = false;
  std::string corrected;    ///< the text searched instead of a misspelt one; else empty
  bool relaxed = false;     ///< few held every word: those that hold most, or some, follow
  std::string next_cursor;  ///< empty after the last page
  /// Parts of a split index that did not answer, by Part::Name; what lies in them is neither among
  /// the hits nor counted. The whole index is one part.
  std::vector<std::string> away = {};
  std::size_t parts = 1;  ///< of the index, those away included
};

}  // namespace jiedui::index

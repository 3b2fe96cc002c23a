#pragma once

#include <string>
#include <vector>

#include "index/xapian_internal.h"

namespace jiedui::index {

/// A term and what it tells that a document holds it.
struct WeighedTerm {
  std::string term;
  double rarity = 0;  ///< ln((n + 1) / (df + 1)), ≥ 0
};

/// The terms with their rarity in the database, the rarest first, equals by the term.
std::vector<WeighedTerm> Weigh(const Xapian::Database& database, std::vector<std::string> terms);

/// Documents that hold any of the terms; the weight is the sum of the rarities of those that they
/// hold. For local documents the postings are added up term by term, which costs some nanoseconds a
/// posting where the matcher takes a microsecond a document; documents that lie elsewhere
/// (`remote`) are looked for by a query of the same weights. Source: term at a time (Zobel & Moffat
/// 2006).
Xapian::Query HoldersOf(std::vector<WeighedTerm> terms, bool remote);

/// Documents that match `having`, each with that weight.
Xapian::Query WithWeight(const Xapian::Query& having, double weight);

}  // namespace jiedui::index

#pragma once

#include <string>
#include <vector>

#include "index/xapian_internal.h"

// Words at edit distance 1, by terms: Xapian's own spelling dictionary answers only for a database
// on the same machine. Source: the symmetric delete neighbourhood (Garbe 2012).
namespace jiedui::index {

/// Is it a word that can be corrected: 3 … 40 lower-case letters? Shorter ones have too many
/// neighbours, longer ones are no words.
bool IsLatinWord(const std::string& word);

/// Boolean terms by which NearestWord finds the document's word. It must be a Latin word.
std::vector<std::string> NearTerms(const std::string& word);

/// Of the words at distance 1 (a letter more, less, another, or two neighbours swapped) the one
/// that most documents hold, of those the first in the alphabet; empty where there is none.
std::string NearestWord(const Xapian::Database& database, const std::string& word);

}  // namespace jiedui::index

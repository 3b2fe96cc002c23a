#pragma once

#include <string>
#include <vector>

#include "index/query.h"
#include "index/text_pipeline.h"
#include "index/xapian_internal.h"

namespace jiedui::index {

// Added to the weight of a hit, so that one sorted list holds all: BM25 sums of queries within our
// limits stay far below.
constexpr double kExactBonus = 1e8;
constexpr double kTitleStartBonus = 1e6;
/// The weight of a document that holds every word, in AnyTokenOf: its BM25 sum is lost in it.
constexpr double kShareUnit = 1e6;

/// What a document must have besides the text; matches everything where nothing is asked. Without
/// weight.
Xapian::Query FilterOf(const Query& query);

/// A text as Xapian takes it.
struct TextPlan {
  std::vector<QueryToken> tokens;
  std::vector<std::string> characters;  ///< single characters and pairs, each once
  std::vector<std::string> words;       ///< body words, each once
  Xapian::Query strict;  ///< every token or a synonym; or the title or a key; best first by weight
};

/// Documents that hold any of the plan's tokens or their synonyms. The weight is kShareUnit times
/// the share of what they hold, each token counted by its rarity (idf; one that no document has is
/// the rarest), and the BM25 sum. Only the twelve rarest tokens are looked for.
Xapian::Query AnyTokenOf(const TextPlan& plan, const TextPipeline& pipeline,
                         const Xapian::Database& database);

TextPlan PlanOf(const std::string& text, const TextPipeline& pipeline);

}  // namespace jiedui::index

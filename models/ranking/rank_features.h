#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "models/ranking/text_collection.h"
#include "models/semantic/semantic_space.h"

namespace jiedui::models {

/// What is asked for; either text may be empty, not both.
struct RankQuery {
  RankText title;
  RankText text;
};

/// What a score is made of. Those of a list need one that was chosen beforehand and are 0 in a
/// ranking of everything.
enum class RankFeature : std::uint8_t {
  kTitleCharacters,  ///< BM25 of the title's characters
  kTitlePairs,
  kTitleWords,
  kTitleCosine,      ///< ltc cosine of characters
  kTitleCoverage,    ///< share of the title found, by idf
  kTextCoverage,     ///< share of the document found in the title, by idf
  kWholeCharacters,  ///< BM25 of title and text together
  kWholePairs,
  kWholeWords,
  kWholeCosine,    ///< ltc cosine of characters and pairs
  kTitleSemantic,  ///< cosine in the semantic space: characters that keep the same company
  kWholeSemantic,
  kListSemantic,  ///< mean semantic cosine with the other texts of the list
  kListTerms,     ///< mean ltc cosine with them
  kListCopies,    ///< how often the list has the text, ln
  kCopies,        ///< how often the collection has it, ln
  kListings,      ///< in how many lists the text stands, ln
  kRarity,        ///< mean idf of the document's characters
  kLength,        ///< characters of the document, ln
  kCount,
};

inline constexpr std::size_t kRankFeatures = static_cast<std::size_t>(RankFeature::kCount);

/// Its name in a model file.
std::string_view NameOf(RankFeature feature);

using FeatureRow = std::array<float, kRankFeatures>;

/// Vectors of equal length, one after the other.
struct VectorRows {
  std::span<const float> values;
  std::size_t dimensions = 0;
  [[nodiscard]] std::span<const float> Row(std::size_t row) const {
    return values.subspan(row * dimensions, dimensions);
  }
};

/// Whether the documents of a query were chosen for it beforehand.
enum class ListKind : std::uint8_t { kChosen, kEverything };

/// The features of queries against one collection. Holds references: the collection and the space
/// outlive it. Immutable, so safe to share between threads.
class RankFeatures {
 public:
  RankFeatures(const TextCollection& collection, const SemanticSpace& space);

  /// Every list that was chosen beforehand, as documents, so that kListings can be counted.
  void CountListings(std::span<const std::vector<std::uint32_t>> lists);

  /// One row per document, each feature with mean 0 and variance 1 over the list (0 where all are
  /// equal): demands differ in length and rarity more than documents do in fitting them.
  [[nodiscard]] std::vector<FeatureRow> Of(const RankQuery& query,
                                           std::span<const std::uint32_t> documents,
                                           ListKind kind) const;

  /// Of the first `among` documents those whose terms fit best, at most `limit`, best first, ties
  /// by number.
  [[nodiscard]] std::vector<std::uint32_t> Nearest(const RankQuery& query, std::size_t among,
                                                   std::size_t limit) const;

  /// Of all texts in the semantic space.
  [[nodiscard]] VectorRows embeddings() const { return {embeddings_, space_.dims()}; }

  /// Title and whole text in the semantic space, so that the cosine of two queries is the mean of
  /// theirs. Twice as long as a text's.
  [[nodiscard]] std::vector<float> Embed(const RankQuery& query) const;

 private:
  void SetMatches(const RankQuery& query, std::span<const std::uint32_t> documents,
                  std::vector<FeatureRow>& rows) const;
  void SetSemantic(const RankQuery& query, std::span<const std::uint32_t> documents,
                   std::vector<FeatureRow>& rows) const;
  void SetOwn(std::span<const std::uint32_t> documents, std::vector<FeatureRow>& rows) const;
  void SetListFeatures(std::span<const std::uint32_t> documents,
                       std::vector<FeatureRow>& rows) const;

  const TextCollection& collection_;
  const SemanticSpace& space_;
  std::vector<float> embeddings_;        // by text, row by row
  std::vector<std::uint32_t> listings_;  // by text
};

}  // namespace jiedui::models

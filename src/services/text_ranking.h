#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "index/text_pipeline.h"
#include "models/ranking/grade_learner.h"

namespace jiedui::services {

/// A text that asks; either part may be empty.
struct AskedText {
  std::string_view title;
  std::string_view text;
};

/// Documents by their place in the list of documents.
using DocumentList = std::vector<std::uint32_t>;

/// An asked text with what somebody thought of documents for it.
struct GradedList {
  std::uint32_t query = 0;  ///< its place in the list of asked texts
  DocumentList documents;
  std::vector<float> grades;  ///< of the same documents; any finite numbers, more is better
};

/// Texts that may ask and documents that may answer, cut by the one text pipeline and measured
/// against each other. Immutable but for CountListings; then safe to share between threads.
class TextRanking {
 public:
  /// O(all terms) and the fit of models::SemanticSpace. Nothing is kept of the strings.
  TextRanking(const index::TextPipeline& pipeline, std::span<const AskedText> asked,
              std::span<const std::string_view> documents);

  /// Call once, with every list of documents that was chosen for an asked text.
  void CountListings(std::span<const DocumentList> lists) { features_->CountListings(lists); }

  [[nodiscard]] const models::RankFeatures& features() const { return *features_; }
  [[nodiscard]] const models::TextCollection& collection() const { return *collection_; }
  [[nodiscard]] const models::RankQuery& Query(std::size_t asked) const { return queries_[asked]; }
  [[nodiscard]] std::vector<std::uint32_t> TextsOf(std::span<const std::uint32_t> documents) const;

  /// What the learner needs of a graded list.
  [[nodiscard]] models::GradedQuery Graded(const GradedList& list) const;

 private:
  std::vector<models::RankQuery> queries_;
  std::unique_ptr<models::TextCollection> collection_;  // stay where they are: features_ points at
  std::unique_ptr<models::SemanticSpace> space_;        // them
  std::unique_ptr<models::RankFeatures> features_;
};

struct RankRequest {
  std::span<const AskedText> asked;             ///< what is ranked for, then what was graded
  std::size_t queries = 0;                      ///< how many of them are ranked for
  std::span<const std::string_view> documents;  ///< what may be returned, then what was graded
  std::size_t returnable = 0;                   ///< how many of them may be returned
  /// By query: rank these only. Empty: rank every returnable document.
  std::optional<std::vector<DocumentList>> candidates;
  std::vector<GradedList> graded;  ///< learn from these first
  std::size_t top = 1000;          ///< return at most so many per query
};

struct RankedText {
  std::uint32_t document = 0;
  float score = 0;
};

/// By query, the documents that fit best, best first, ties by document number descending. Scores
/// compare the documents of one query only.
std::vector<std::vector<RankedText>> RankTexts(const index::TextPipeline& pipeline,
                                               const models::RankModel& model,
                                               const RankRequest& request);

}  // namespace jiedui::services

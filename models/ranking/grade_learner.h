#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/ranking/rank_model.h"

namespace jiedui::models {

/// A query whose documents somebody graded.
struct GradedQuery {
  std::vector<FeatureRow> rows;      ///< one per document
  std::vector<std::uint32_t> texts;  ///< of the same documents
  std::vector<float> grades;         ///< any finite numbers; more is better
  std::vector<float> embedding;      ///< of the query
};

struct LearnOptions {
  /// How far a feature's weight is expected to move from the prior's (a variance, where the
  /// meeting's is 1). Small: five thousand grades tell twenty weights little that the prior does
  /// not know.
  double feature_variance = 0.002;
  double pair_variance = 4;  ///< of what query and document do together
  /// Of a grade around what is learned: two achievements of one title often have different grades.
  double noise = 6;
  double prior_scale = 0.6;  ///< correlation of the prior's scores with grades
  int max_iterations = 60;
};

/// Scores learned from grades: the prior's weights for chosen lists, moved where grades say so, and
/// what the graded documents that are near this one got from queries that are near this one. With
/// few grades the prior decides; without any, alone. A ranking of everything keeps the prior's
/// weights for it, since the features of chosen lists are distributed otherwise, and takes what was
/// learned of pairs.
///
/// A Gaussian process over pairs (Rasmussen & Williams 2006) whose covariance is the sum of a
/// linear kernel of the features and the product of query cosine and document cosine (bilinear, as
/// tensor-product kernels for pairs: Ben-Hur & Noble 2005; not clipped at 0, which would
/// not be positive definite any more); each query's mean grade is taken out,
/// so only differences within a query are learned. Solved by conjugate gradients without forming
/// the matrix: O(iterations · (pairs + queries²) · dimensions). Deterministic.
class GradeLearner {
 public:
  /// `texts`: the vectors that the queries' `texts` number; their values outlive this. The queries'
  /// embeddings are of one length, not that of the texts'.
  static GradeLearner Fit(std::span<const GradedQuery> queries, const RankModel& prior,
                          VectorRows texts, const LearnOptions& options);

  /// One score per document.
  [[nodiscard]] std::vector<float> Score(std::span<const float> query,
                                         std::span<const FeatureRow> rows,
                                         std::span<const std::uint32_t> texts, ListKind kind) const;

  [[nodiscard]] const RankModel& model() const { return model_; }

 private:
  RankModel model_;
  VectorRows texts_;
  std::size_t query_dimensions_ = 0;
  std::vector<float> queries_;  // the graded queries' embeddings, row by row
  std::vector<float> liked_;    // their weighted sums of graded documents, row by row
};

}  // namespace jiedui::models

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/ranking/grade_learner.h"
#include "services/text_ranking.h"

namespace jiedui::bench {

inline constexpr std::size_t kMinGraded = 10;  ///< graded pairs of a demand that counts
inline constexpr std::uint64_t kSeed = 20191;  ///< of splits and of chance

using Queries = std::vector<const models::GradedQuery*>;

/// Mean nDCG@10 (gain 2^grade − 1) over the demands with at least kMinGraded graded pairs, one of
/// them above 0; ties by place, later ones first.
class Quality {
 public:
  void Add(const models::GradedQuery& query, const std::vector<float>& scores);
  [[nodiscard]] double mean() const { return count_ > 0 ? sum_ / count_ : 0; }

 private:
  double sum_ = 0;
  int count_ = 0;
};

/// The options that are tried: the defaults and what lies around them, by factors.
std::vector<models::LearnOptions> Grid();

/// The learner on demands of one ranking, from a prior that no grade went into. Deterministic.
class Experiment {
 public:
  /// The ranking outlives this.
  explicit Experiment(const services::TextRanking& ranking) : ranking_(ranking) {}

  [[nodiscard]] models::GradeLearner Learn(const Queries& queries,
                                           const models::LearnOptions& options) const;

  /// Five folds by demand: mean over `splits` of the mean over folds; prints the folds where
  /// `verbose`. Without `fixed` options each fold chooses its own within its training demands, by
  /// three times five inner folds.
  [[nodiscard]] double CrossValidate(const Queries& queries, int splits,
                                     const std::optional<models::LearnOptions>& fixed,
                                     bool verbose) const;

 private:
  [[nodiscard]] double Test(const Queries& train, const Queries& test,
                            const models::LearnOptions& options) const;
  [[nodiscard]] double InnerQuality(const Queries& queries,
                                    const models::LearnOptions& options) const;
  [[nodiscard]] models::LearnOptions Choose(const Queries& queries) const;

  const services::TextRanking& ranking_;
};

}  // namespace jiedui::bench

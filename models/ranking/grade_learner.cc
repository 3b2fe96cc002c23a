#include "models/ranking/grade_learner.h"

#include <Eigen/Dense>
#include <cmath>

namespace jiedui::models {
namespace {

using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstRows = Eigen::Map<const Rows>;

Eigen::Index Size(std::size_t n) { return static_cast<Eigen::Index>(n); }

Eigen::Map<const Eigen::RowVectorXf> AsRow(std::span<const float> values) {
  return {values.data(), Size(values.size())};
}

/// The graded pairs and their covariance, which is applied and never formed.
class Pairs {
 public:
  Pairs(std::span<const GradedQuery> queries, VectorRows texts, const LearnOptions& options)
      : options_(options) {
    std::size_t count = 0;
    for (const GradedQuery& query : queries) count += query.rows.size();
    features_.resize(Size(count), Size(kRankFeatures));
    documents_.resize(Size(count), Size(texts.dimensions));
    const std::size_t query_dimensions = queries.front().embedding.size();
    Rows vectors(Size(queries.size()), Size(query_dimensions));
    Eigen::Index pair = 0;
    for (std::size_t q = 0; q < queries.size(); ++q) {
      starts_.push_back(pair);
      vectors.row(Size(q)) = AsRow(queries[q].embedding);
      for (std::size_t i = 0; i < queries[q].rows.size(); ++i, ++pair) {
        features_.row(pair) = AsRow(queries[q].rows[i]);
        documents_.row(pair) = AsRow(texts.Row(queries[q].texts[i]));
      }
    }
    starts_.push_back(pair);
    kernel_ = vectors * vectors.transpose();
  }

  [[nodiscard]] Eigen::Index size() const { return features_.rows(); }
  [[nodiscard]] const Rows& features() const { return features_; }

  void Center(Eigen::VectorXf& values) const {
    for (std::size_t q = 0; q + 1 < starts_.size(); ++q) {
      const Eigen::Index length = starts_[q + 1] - starts_[q];
      if (length == 0) continue;
      auto part = values.segment(starts_[q], length);
      part.array() -= part.mean();
    }
  }

  [[nodiscard]] Eigen::VectorXf FeatureWeights(const Eigen::VectorXf& alpha) const {
    return static_cast<float>(options_.feature_variance) * (features_.transpose() * alpha);
  }

  /// By query, the sum of its documents by alpha.
  [[nodiscard]] Rows Liked(const Eigen::VectorXf& alpha) const {
    Rows liked = Rows::Zero(Size(starts_.size()) - 1, documents_.cols());
    for (Eigen::Index q = 0; q < liked.rows(); ++q) {
      const Eigen::Index begin = starts_[static_cast<std::size_t>(q)];
      const Eigen::Index length = starts_[static_cast<std::size_t>(q) + 1] - begin;
      liked.row(q).noalias() =
          alpha.segment(begin, length).transpose() * documents_.middleRows(begin, length);
    }
    return static_cast<float>(options_.pair_variance) * liked;
  }

  /// (centred covariance + noise) · alpha
  [[nodiscard]] Eigen::VectorXf Apply(const Eigen::VectorXf& alpha) const {
    const Rows wanted = kernel_ * Liked(alpha);
    Eigen::VectorXf product = features_ * FeatureWeights(alpha);
    for (Eigen::Index q = 0; q < wanted.rows(); ++q) {
      const Eigen::Index begin = starts_[static_cast<std::size_t>(q)];
      const Eigen::Index length = starts_[static_cast<std::size_t>(q) + 1] - begin;
      product.segment(begin, length).noalias() +=
          documents_.middleRows(begin, length) * wanted.row(q).transpose();
    }
    Center(product);
    return product + static_cast<float>(options_.noise) * alpha;
  }

 private:
  LearnOptions options_;
  std::vector<Eigen::Index> starts_;  // by query, and one more
  Rows features_;
  Rows documents_;
  Rows kernel_;
};

/// Hestenes & Stiefel 1952.
Eigen::VectorXf ConjugateGradients(const Pairs& pairs, const Eigen::VectorXf& target,
                                   int max_iterations) {
  constexpr double kEnough = 1e-8;  // of the squared norm
  Eigen::VectorXf alpha = Eigen::VectorXf::Zero(target.size());
  Eigen::VectorXf residual = target;
  Eigen::VectorXf direction = residual;
  double left = static_cast<double>(residual.squaredNorm());
  const double goal = kEnough * left;
  for (int i = 0; i < max_iterations && left > goal && left > 0; ++i) {
    const Eigen::VectorXf product = pairs.Apply(direction);
    const auto step = static_cast<float>(left / static_cast<double>(direction.dot(product)));
    alpha += step * direction;
    residual -= step * product;
    const double now = static_cast<double>(residual.squaredNorm());
    direction = residual + static_cast<float>(now / left) * direction;
    left = now;
  }
  return alpha;
}

/// The grades, each query's mean taken out, with variance 1; zeros where no query tells its
/// documents apart.
Eigen::VectorXf Targets(const Pairs& pairs, std::span<const GradedQuery> queries) {
  Eigen::VectorXf targets(pairs.size());
  Eigen::Index pair = 0;
  for (const GradedQuery& query : queries) {
    for (const float grade : query.grades) targets[pair++] = grade;
  }
  pairs.Center(targets);
  const float deviation =
      std::sqrt(targets.squaredNorm() / std::max(1.F, static_cast<float>(pair)));
  if (deviation > 1e-6F) {
    targets /= deviation;
  } else {
    targets.setZero();
  }
  return targets;
}

/// The weights at the scale at which their scores explain grades; as they are where their scores
/// are all equal.
FeatureRow Scaled(const Pairs& pairs, const FeatureRow& weights, double scale) {
  Eigen::VectorXf scores = pairs.features() * AsRow(weights).transpose();
  pairs.Center(scores);
  const float deviation = std::sqrt(scores.squaredNorm() / static_cast<float>(pairs.size()));
  FeatureRow scaled = weights;
  if (deviation <= 1e-6F) return scaled;
  for (float& weight : scaled) weight *= static_cast<float>(scale) / deviation;
  return scaled;
}

}  // namespace

GradeLearner GradeLearner::Fit(std::span<const GradedQuery> queries, const RankModel& prior,
                               VectorRows texts, const LearnOptions& options) {
  GradeLearner learner;
  learner.model_ = prior;
  learner.texts_ = texts;
  if (queries.empty()) return learner;
  learner.query_dimensions_ = queries.front().embedding.size();
  const Pairs pairs(queries, texts, options);
  Eigen::VectorXf targets = Targets(pairs, queries);
  if (targets.isZero()) return learner;

  const FeatureRow prior_weights = Scaled(pairs, prior.listed, options.prior_scale);
  targets -= pairs.features() * AsRow(prior_weights).transpose();
  pairs.Center(targets);

  const Eigen::VectorXf alpha = ConjugateGradients(pairs, targets, options.max_iterations);
  const Eigen::VectorXf moved = pairs.FeatureWeights(alpha);
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    learner.model_.listed[f] = prior_weights[f] + moved[Size(f)];
  }
  learner.model_.everything = Scaled(pairs, prior.everything, options.prior_scale);
  const Rows liked = pairs.Liked(alpha);
  learner.liked_.assign(liked.data(), liked.data() + liked.size());
  for (const GradedQuery& query : queries) {
    learner.queries_.insert(learner.queries_.end(), query.embedding.begin(), query.embedding.end());
  }
  return learner;
}

std::vector<float> GradeLearner::Score(std::span<const float> query,
                                       std::span<const FeatureRow> rows,
                                       std::span<const std::uint32_t> texts, ListKind kind) const {
  std::vector<float> scores(rows.size());
  for (std::size_t i = 0; i < rows.size(); ++i) scores[i] = model_.Score(rows[i], kind);
  if (liked_.empty()) return scores;
  const Eigen::Index graded = Size(queries_.size() / query_dimensions_);
  const ConstRows queries(queries_.data(), graded, Size(query_dimensions_));
  const ConstRows liked(liked_.data(), graded, Size(texts_.dimensions));
  const ConstRows asked(query.data(), 1, Size(query_dimensions_));
  const Eigen::RowVectorXf wanted = asked * queries.transpose() * liked;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    scores[i] += wanted.dot(AsRow(texts_.Row(texts[i])));
  }
  return scores;
}

}  // namespace jiedui::models

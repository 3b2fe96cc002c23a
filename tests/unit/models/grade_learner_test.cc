// The learner over graded pairs: against the dense solution, and where there is little to learn.
#include "models/ranking/grade_learner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace jiedui::models {
namespace {

constexpr std::size_t kTexts = 12;
constexpr std::size_t kDimensions = 3;

float Number(std::mt19937& random) { return static_cast<float>(random() % 2001) / 1000 - 1; }

std::vector<float> Numbers(std::mt19937& random, std::size_t count) {
  std::vector<float> numbers(count);
  for (float& number : numbers) number = Number(random);
  return numbers;
}

struct Graded {
  std::vector<float> texts;
  std::vector<GradedQuery> queries;
  [[nodiscard]] VectorRows rows() const { return {texts, kDimensions}; }
};

Graded RandomGraded(unsigned seed, std::size_t queries, std::size_t pairs) {
  std::mt19937 random(seed);
  Graded graded;
  graded.texts = Numbers(random, kTexts * kDimensions);
  for (std::size_t q = 0; q < queries; ++q) {
    GradedQuery query;
    query.embedding = Numbers(random, 2);
    for (std::size_t i = 0; i < pairs; ++i) {
      FeatureRow row{};
      for (float& value : row) value = Number(random);
      query.rows.push_back(row);
      query.texts.push_back(static_cast<std::uint32_t>(random() % kTexts));
      query.grades.push_back(static_cast<float>(random() % 4));
    }
    graded.queries.push_back(std::move(query));
  }
  return graded;
}

std::vector<float> ScoresOf(const GradeLearner& learner, const GradedQuery& query) {
  return learner.Score(query.embedding, query.rows, query.texts, ListKind::kChosen);
}

/// A dense symmetric system by Gauss's elimination.
std::vector<double> Solve(std::vector<std::vector<double>> matrix, std::vector<double> right) {
  const std::size_t n = right.size();
  for (std::size_t k = 0; k < n; ++k) {
    for (std::size_t i = k + 1; i < n; ++i) {
      const double factor = matrix[i][k] / matrix[k][k];
      for (std::size_t j = k; j < n; ++j) matrix[i][j] -= factor * matrix[k][j];
      right[i] -= factor * right[k];
    }
  }
  for (std::size_t k = n; k-- > 0;) {
    for (std::size_t j = k + 1; j < n; ++j) right[k] -= matrix[k][j] * right[j];
    right[k] /= matrix[k][k];
  }
  return right;
}

struct Pair {
  std::size_t query = 0;
  std::size_t place = 0;
};

double Dot(std::span<const float> a, std::span<const float> b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * b[i];
  return sum;
}

/// What the header says the covariance is, entry by entry, before centring.
double Covariance(const Graded& graded, Pair a, Pair b, const LearnOptions& options) {
  const GradedQuery& p = graded.queries[a.query];
  const GradedQuery& q = graded.queries[b.query];
  return options.feature_variance * Dot(p.rows[a.place], q.rows[b.place]) +
         options.pair_variance * Dot(p.embedding, q.embedding) *
             Dot(graded.rows().Row(p.texts[a.place]), graded.rows().Row(q.texts[b.place]));
}

TEST(GradeLearnerTest, EqualsTheDenseSolution) {
  const Graded graded = RandomGraded(5, 4, 5);
  LearnOptions options;
  options.feature_variance = 0.3;
  options.max_iterations = 200;
  const GradeLearner learner = GradeLearner::Fit(graded.queries, {}, graded.rows(), options);

  std::vector<Pair> pairs;
  std::vector<double> target;
  double squares = 0;
  for (std::size_t q = 0; q < 4; ++q) {
    double mean = 0;
    for (const float grade : graded.queries[q].grades) mean += static_cast<double>(grade) / 5;
    for (std::size_t i = 0; i < 5; ++i) {
      pairs.push_back({q, i});
      target.push_back(static_cast<double>(graded.queries[q].grades[i]) - mean);
      squares += target.back() * target.back();
    }
  }
  const std::size_t n = pairs.size();
  for (double& value : target) value /= std::sqrt(squares / static_cast<double>(n));
  std::vector<std::vector<double>> covariance(n, std::vector<double>(n));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      covariance[i][j] = Covariance(graded, pairs[i], pairs[j], options);
    }
  }
  // Each query's mean taken out of rows and columns.
  auto centred = covariance;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < n; ++j) {
      const std::size_t a = 5 * pairs[i].query;
      const std::size_t b = 5 * pairs[j].query;
      double row = 0;
      double column = 0;
      double both = 0;
      for (std::size_t k = 0; k < 5; ++k) {
        row += covariance[i][b + k] / 5;
        column += covariance[a + k][j] / 5;
        for (std::size_t m = 0; m < 5; ++m) both += covariance[a + k][b + m] / 25;
      }
      centred[i][j] = covariance[i][j] - row - column + both + (i == j ? options.noise : 0);
    }
  }
  const std::vector<double> alpha = Solve(centred, target);
  for (std::size_t q = 0; q < 4; ++q) {
    const auto scores = ScoresOf(learner, graded.queries[q]);
    for (std::size_t i = 0; i < 5; ++i) {
      double expected = 0;
      for (std::size_t k = 0; k < n; ++k) {
        expected += alpha[k] * covariance[5 * q + i][k];
      }
      EXPECT_NEAR(scores[i], expected, 1e-4) << q << " " << i;
    }
  }
}

TEST(GradeLearnerTest, NothingToLearnFromLeavesThePrior) {
  const RankModel prior = FlatRankModel();
  Graded graded = RandomGraded(7, 3, 4);
  EXPECT_EQ(GradeLearner::Fit({}, prior, graded.rows(), {}).model().listed, prior.listed);
  for (GradedQuery& query : graded.queries) query.grades.assign(4, 2);
  const GradeLearner equal = GradeLearner::Fit(graded.queries, prior, graded.rows(), {});
  EXPECT_EQ(equal.model().listed, prior.listed);
  EXPECT_EQ(ScoresOf(equal, graded.queries[0]),
            ScoresOf(GradeLearner::Fit({}, prior, graded.rows(), {}), graded.queries[0]));
}

TEST(GradeLearnerTest, OneGradedDemandHardlyMovesThePrior) {
  const RankModel prior = FlatRankModel();
  const Graded graded = RandomGraded(11, 1, 6);
  const GradeLearner learner = GradeLearner::Fit(graded.queries, prior, graded.rows(), {});
  const FeatureRow& weights = learner.model().listed;
  const float one = weights[0];
  ASSERT_GT(one, 0);
  for (std::size_t f = 0; f <= static_cast<std::size_t>(RankFeature::kWholeSemantic); ++f) {
    EXPECT_NEAR(weights[f] / one, 1, 0.05) << NameOf(static_cast<RankFeature>(f));
  }
}

TEST(GradeLearnerTest, LearnsAFeatureThatGradesFollow) {
  Graded graded = RandomGraded(13, 60, 20);
  constexpr auto kFeature = static_cast<std::size_t>(RankFeature::kRarity);
  for (GradedQuery& query : graded.queries) {
    for (std::size_t i = 0; i < query.grades.size(); ++i) {
      query.grades[i] = query.rows[i][kFeature] > 0 ? 5.F : 0.F;  // a scale of its own
    }
  }
  const GradeLearner learner = GradeLearner::Fit(graded.queries, {}, graded.rows(), {});
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    if (f != kFeature) {
      EXPECT_GT(learner.model().listed[kFeature], 5 * std::abs(learner.model().listed[f]));
    }
  }
}

TEST(GradeLearnerTest, ScoresAreFiniteAndTheSameTwiceForStrangeGrades) {
  for (const std::size_t queries : {1U, 2U, 30U}) {
    for (const float scale : {1e-3F, 1.F, 1e6F, -1.F}) {
      Graded graded = RandomGraded(17, queries, 3);
      for (GradedQuery& query : graded.queries) {
        for (float& grade : query.grades) grade *= scale;
      }
      const auto once = GradeLearner::Fit(graded.queries, FlatRankModel(), graded.rows(), {});
      const auto again = GradeLearner::Fit(graded.queries, FlatRankModel(), graded.rows(), {});
      const auto scores = ScoresOf(once, graded.queries[0]);
      EXPECT_EQ(scores, ScoresOf(again, graded.queries[0]));
      for (const float score : scores) EXPECT_TRUE(std::isfinite(score));
    }
  }
}

TEST(GradeLearnerTest, TheScaleOfGradesDoesNotMatter) {
  Graded graded = RandomGraded(19, 6, 5);
  const auto small = GradeLearner::Fit(graded.queries, FlatRankModel(), graded.rows(), {});
  const auto scores = ScoresOf(small, graded.queries[2]);
  for (GradedQuery& query : graded.queries) {
    for (float& grade : query.grades) grade = 10 * grade + 3;
  }
  const auto large = GradeLearner::Fit(graded.queries, FlatRankModel(), graded.rows(), {});
  const auto scaled = ScoresOf(large, graded.queries[2]);
  for (std::size_t i = 0; i < scores.size(); ++i) EXPECT_NEAR(scores[i], scaled[i], 1e-4);
}

TEST(GradeLearnerTest, ARankingOfEverythingKeepsItsOwnWeights) {
  RankModel prior = FlatRankModel();
  prior.everything = {};
  prior.everything[1] = 3;
  const Graded graded = RandomGraded(23, 8, 6);
  const GradeLearner learner = GradeLearner::Fit(graded.queries, prior, graded.rows(), {});
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    EXPECT_EQ(learner.model().everything[f] != 0, f == 1) << f;
  }
}

}  // namespace
}  // namespace jiedui::models

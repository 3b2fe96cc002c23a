#include "bench/support/rank_experiment.h"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>
#include <random>

#include "models/ranking/metrics.h"

namespace jiedui::bench {
namespace {

using models::GradedQuery;
using models::GradeLearner;
using models::LearnOptions;

constexpr std::size_t kFolds = 5;
constexpr std::uint64_t kInnerSplits = 3;

std::vector<Queries> Split(const Queries& queries, std::uint64_t seed) {
  Queries shuffled = queries;
  std::mt19937_64 random(seed);
  for (std::size_t i = shuffled.size(); i > 1; --i) {
    std::swap(shuffled[i - 1], shuffled[random() % i]);
  }
  std::vector<Queries> split(kFolds);
  for (std::size_t i = 0; i < shuffled.size(); ++i) split[i % kFolds].push_back(shuffled[i]);
  return split;
}

/// The demands of all folds but one.
Queries AllBut(const std::vector<Queries>& folds, std::size_t left_out) {
  Queries rest;
  for (std::size_t k = 0; k < folds.size(); ++k) {
    if (k != left_out) rest.insert(rest.end(), folds[k].begin(), folds[k].end());
  }
  return rest;
}

}  // namespace

void Quality::Add(const GradedQuery& query, const std::vector<float>& scores) {
  const float best = *std::max_element(query.grades.begin(), query.grades.end());
  if (query.grades.size() < kMinGraded || best <= 0) return;
  std::vector<std::size_t> order(scores.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return scores[a] != scores[b] ? scores[a] > scores[b] : a > b;
  });
  std::vector<int> ranked;
  for (const std::size_t at : order) ranked.push_back(static_cast<int>(query.grades[at]));
  sum_ += models::ExponentialNdcg(ranked, ranked, 10);
  ++count_;
}

std::vector<LearnOptions> Grid() {
  std::vector<LearnOptions> grid;
  for (const double feature_variance : {0.0005, 0.002, 0.008}) {
    for (const double pair_variance : {0.0, 1.0, 4.0, 16.0}) {
      grid.emplace_back();
      grid.back().feature_variance = feature_variance;
      grid.back().pair_variance = pair_variance;
    }
  }
  return grid;
}

GradeLearner Experiment::Learn(const Queries& queries, const LearnOptions& options) const {
  std::vector<GradedQuery> copies;
  for (const GradedQuery* const query : queries) copies.push_back(*query);
  return GradeLearner::Fit(copies, models::FlatRankModel(), ranking_.features().embeddings(),
                           options);
}

double Experiment::Test(const Queries& train, const Queries& test,
                        const LearnOptions& options) const {
  const GradeLearner learner = Learn(train, options);
  Quality quality;
  for (const GradedQuery* const query : test) {
    quality.Add(*query, learner.Score(query->embedding, query->rows, query->texts,
                                      models::ListKind::kChosen));
  }
  return quality.mean();
}

double Experiment::InnerQuality(const Queries& queries, const LearnOptions& options) const {
  constexpr std::uint64_t kInnerSeed = kSeed + 100;
  double quality = 0;
  for (std::uint64_t split = 0; split < kInnerSplits; ++split) {
    const auto folds = Split(queries, kInnerSeed + split);
    for (std::size_t k = 0; k < kFolds; ++k) {
      quality += Test(AllBut(folds, k), folds[k], options);
    }
  }
  return quality;
}

LearnOptions Experiment::Choose(const Queries& queries) const {
  LearnOptions best;
  double best_quality = -1;
  for (const LearnOptions& options : Grid()) {
    const double quality = InnerQuality(queries, options);
    if (quality <= best_quality) continue;
    best_quality = quality;
    best = options;
  }
  return best;
}

double Experiment::CrossValidate(const Queries& queries, int splits,
                                 const std::optional<LearnOptions>& fixed, bool verbose) const {
  double mean = 0;
  for (int split = 0; split < splits; ++split) {
    const auto folds = Split(queries, kSeed + static_cast<std::uint64_t>(split));
    std::string line;
    double of_split = 0;
    for (std::size_t k = 0; k < kFolds; ++k) {
      const Queries train = AllBut(folds, k);
      const LearnOptions options = fixed ? *fixed : Choose(train);
      const double quality = Test(train, folds[k], options);
      line += fmt::format(" {:.4f} ({:g}, {:g})", quality, options.feature_variance,
                          options.pair_variance);
      of_split += quality / kFolds;
    }
    if (verbose) {
      fmt::print("  split {}: {:.4f} | folds (feature, pair variance){}\n", split, of_split, line);
    }
    mean += of_split / splits;
  }
  return mean;
}

}  // namespace jiedui::bench

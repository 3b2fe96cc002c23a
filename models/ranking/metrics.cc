#include "models/ranking/metrics.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <unordered_map>

namespace jiedui::models {
namespace {

constexpr std::size_t kDepth = 10;
constexpr std::size_t kRecallDepth = 1000;

using Gain = double (*)(int grade);

double LinearGain(int grade) { return grade > 0 ? grade : 0; }
double ExponentialGain(int grade) { return grade > 0 ? std::exp2(grade) - 1 : 0; }

double DiscountedGain(std::span<const int> grades, std::size_t depth, Gain gain) {
  double sum = 0;
  for (std::size_t i = 0; i < std::min(depth, grades.size()); ++i) {
    sum += gain(grades[i]) / std::log2(static_cast<double>(i) + 2);
  }
  return sum;
}

/// `ideal`: the judged grades, descending.
double Ndcg(std::span<const int> ranked, std::span<const int> ideal, std::size_t depth, Gain gain) {
  const double best = DiscountedGain(ideal, depth, gain);
  return best > 0 ? DiscountedGain(ranked, depth, gain) / best : 0;
}

RankingMetrics MetricsOf(std::span<const int> ranked, std::span<const int> ideal) {
  RankingMetrics metrics;
  metrics.ndcg_at_10 = Ndcg(ranked, ideal, kDepth, LinearGain);
  metrics.exp_ndcg_at_10 = Ndcg(ranked, ideal, kDepth, ExponentialGain);
  const auto relevant = std::count_if(ideal.begin(), ideal.end(), [](int g) { return g > 0; });
  if (relevant == 0) return metrics;
  double precisions = 0;
  std::size_t found = 0;
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    if (ranked[i] <= 0) continue;
    ++found;
    const auto rank = static_cast<double>(i + 1);
    precisions += static_cast<double>(found) / rank;
    if (found == 1 && i < kDepth) metrics.reciprocal_rank_at_10 = 1 / rank;
    if (i < kDepth) metrics.precision_at_10 += 1.0 / kDepth;
    if (i < kRecallDepth) metrics.recall_at_1000 += 1.0 / static_cast<double>(relevant);
  }
  metrics.average_precision = precisions / static_cast<double>(relevant);
  return metrics;
}

/// Adds `weight` times each measure.
void Add(RankingMetrics& sum, const RankingMetrics& metrics, double weight) {
  sum.ndcg_at_10 += weight * metrics.ndcg_at_10;
  sum.exp_ndcg_at_10 += weight * metrics.exp_ndcg_at_10;
  sum.average_precision += weight * metrics.average_precision;
  sum.reciprocal_rank_at_10 += weight * metrics.reciprocal_rank_at_10;
  sum.precision_at_10 += weight * metrics.precision_at_10;
  sum.recall_at_1000 += weight * metrics.recall_at_1000;
}

using Grades = std::unordered_map<std::string_view, int>;  // by document
using Ranked = std::vector<const RankedDocument*>;

RankingMetrics EvaluateQuery(Ranked ranked, const Grades& grades) {
  std::sort(ranked.begin(), ranked.end(), [](const auto* a, const auto* b) {
    return a->score != b->score ? a->score > b->score : a->document > b->document;
  });
  std::vector<int> in_order;
  in_order.reserve(ranked.size());
  for (const RankedDocument* const line : ranked) {
    const auto grade = grades.find(line->document);
    in_order.push_back(grade == grades.end() ? 0 : grade->second);
  }
  std::vector<int> ideal;
  for (const auto& [document, grade] : grades) ideal.push_back(grade);
  std::sort(ideal.begin(), ideal.end(), std::greater<>());
  return MetricsOf(in_order, ideal);
}

}  // namespace

Evaluation Evaluate(std::span<const RankedDocument> ranking,
                    std::span<const Judgement> judgements) {
  std::map<std::string_view, Grades> judged;
  for (const Judgement& line : judgements) judged[line.query].emplace(line.document, line.grade);
  std::map<std::string_view, Ranked> ranked;
  for (const RankedDocument& line : ranking) ranked[line.query].push_back(&line);

  Evaluation result;
  const double weight = judged.empty() ? 0 : 1 / static_cast<double>(judged.size());
  for (const auto& [query, grades] : judged) {
    const auto found = ranked.find(query);
    if (found == ranked.end()) ++result.missing_queries;
    const RankingMetrics metrics =
        found == ranked.end() ? RankingMetrics{} : EvaluateQuery(std::move(found->second), grades);
    Add(result.mean, metrics, weight);
    result.of_queries.emplace(std::string(query), metrics);
  }
  for (const auto& [query, lines] : ranked) {
    if (!judged.contains(query)) ++result.unjudged_queries;
  }
  return result;
}

double ExponentialNdcg(std::span<const int> ranked, std::span<const int> judged,
                       std::size_t depth) {
  std::vector<int> ideal(judged.begin(), judged.end());
  std::sort(ideal.begin(), ideal.end(), std::greater<>());
  return Ndcg(ranked, ideal, depth, ExponentialGain);
}

}  // namespace jiedui::models

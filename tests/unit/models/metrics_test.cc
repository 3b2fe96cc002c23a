// Against values worked out by hand from trec_eval's definitions.
#include "models/ranking/metrics.h"

#include <gtest/gtest.h>

#include <cmath>

namespace jiedui::models {
namespace {

constexpr double kClose = 1e-12;

double Discount(int rank) { return 1 / std::log2(rank + 1.0); }

TEST(Metrics, MatchValuesWorkedOutByHand) {
  const std::vector<RankedDocument> ranking = {
      {"q", "d1", 0.9}, {"q", "d2", 0.8}, {"q", "d3", 0.7}, {"q", "d4", 0.6}};
  // Ranked grades 0 3 - 1 (d3 is not judged); ideal 3 2 1 0; d5 was not returned.
  const std::vector<Judgement> judgements = {
      {"q", "d1", 0}, {"q", "d2", 3}, {"q", "d4", 1}, {"q", "d5", 2}};
  const RankingMetrics metrics = Evaluate(ranking, judgements).mean;
  EXPECT_NEAR(metrics.ndcg_at_10,
              (3 * Discount(2) + Discount(4)) / (3 + 2 * Discount(2) + Discount(3)), kClose);
  EXPECT_NEAR(metrics.exp_ndcg_at_10,
              (7 * Discount(2) + Discount(4)) / (7 + 3 * Discount(2) + Discount(3)), kClose);
  EXPECT_NEAR(metrics.average_precision, (1.0 / 2 + 2.0 / 4) / 3, kClose);
  EXPECT_NEAR(metrics.reciprocal_rank_at_10, 1.0 / 2, kClose);
  EXPECT_NEAR(metrics.precision_at_10, 0.2, kClose);
  EXPECT_NEAR(metrics.recall_at_1000, 2.0 / 3, kClose);
}

TEST(Metrics, EqualScoresGoByDocumentIdDescending) {
  const std::vector<RankedDocument> ranking = {{"q", "a", 1}, {"q", "b", 1}, {"q", "c", 2}};
  const std::vector<Judgement> judgements = {{"q", "b", 1}};
  EXPECT_NEAR(Evaluate(ranking, judgements).mean.reciprocal_rank_at_10, 1.0 / 2, kClose);
}

TEST(Metrics, DepthsCut) {
  std::vector<RankedDocument> ranking;
  for (int i = 0; i < 1001; ++i) ranking.push_back({"q", "d" + std::to_string(i), -1.0 * i});
  const std::vector<Judgement> judgements = {{"q", "d10", 1}, {"q", "d1000", 1}};
  const RankingMetrics metrics = Evaluate(ranking, judgements).mean;
  EXPECT_EQ(metrics.reciprocal_rank_at_10, 0);
  EXPECT_EQ(metrics.precision_at_10, 0);
  EXPECT_EQ(metrics.ndcg_at_10, 0);
  EXPECT_NEAR(metrics.recall_at_1000, 0.5, kClose);
  EXPECT_NEAR(metrics.average_precision, (1.0 / 11 + 2.0 / 1001) / 2, kClose);
}

TEST(Metrics, EveryJudgedQueryCountsInTheMean) {
  const std::vector<RankedDocument> ranking = {{"found", "d", 1}, {"unjudged", "d", 1}};
  const std::vector<Judgement> judgements = {
      {"found", "d", 1}, {"missing", "d", 1}, {"nothing relevant", "d", 0}, {"found", "e", -1}};
  const Evaluation evaluation = Evaluate(ranking, judgements);
  EXPECT_NEAR(evaluation.mean.average_precision, 1.0 / 3, kClose);
  EXPECT_EQ(evaluation.of_queries.size(), 3U);
  EXPECT_EQ(evaluation.missing_queries, 2U);
  EXPECT_EQ(evaluation.unjudged_queries, 1U);
  EXPECT_EQ(evaluation.of_queries.at("found").ndcg_at_10, 1);
}

TEST(Metrics, NothingToJudgeIsZero) {
  EXPECT_EQ(Evaluate({}, {}).mean.ndcg_at_10, 0);
  EXPECT_EQ(ExponentialNdcg({}, {}, 10), 0);
}

TEST(Metrics, NdcgOfOneQueryTakesItsDepth) {
  const std::vector<int> ranked = {0, 3};
  const std::vector<int> judged = {3, 0};
  EXPECT_EQ(ExponentialNdcg(ranked, judged, 1), 0);
  EXPECT_NEAR(ExponentialNdcg(ranked, judged, 2), Discount(2), kClose);
}

}  // namespace
}  // namespace jiedui::models

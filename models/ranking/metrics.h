#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace jiedui::models {

/// One line of a ranking: a document that was returned for a query.
struct RankedDocument {
  std::string query;
  std::string document;
  double score = 0;
};

/// One line of the judgements; ≥ 1 means relevant, and the more the better.
struct Judgement {
  std::string query;
  std::string document;
  int grade = 0;
  std::size_t line = 0;  ///< of the file it was read from; 0: of none
};

/// Each in [0, 1].
struct RankingMetrics {
  double ndcg_at_10 = 0;      ///< gain = grade, as trec_eval's ndcg_cut_10
  double exp_ndcg_at_10 = 0;  ///< gain = 2^grade − 1 (Burges et al. 2005)
  double average_precision = 0;
  double reciprocal_rank_at_10 = 0;
  double precision_at_10 = 0;  ///< over 10, also where fewer were returned
  double recall_at_1000 = 0;
};

struct Evaluation {
  RankingMetrics mean;                               ///< over all judged queries
  std::map<std::string, RankingMetrics> of_queries;  ///< every judged query
  std::size_t missing_queries = 0;                   ///< judged, but not in the ranking: count as 0
  std::size_t unjudged_queries = 0;                  ///< in the ranking, but not judged: left out
};

/// TREC's measures by trec_eval's conventions. Documents are ordered by score descending, equal
/// scores by document id descending (bytewise); what is not judged, or judged below 1, is not
/// relevant and gains nothing. Means are over all queries of the judgements (`trec_eval -c`): who
/// returns nothing for a query must not do better for it. A query without relevant documents scores
/// 0, as there. No (query, document) may stand twice in either list. O(n log n).
Evaluation Evaluate(std::span<const RankedDocument> ranking, std::span<const Judgement> judgements);

/// nDCG@`depth` of one query, from the grades in ranked order and all its judged grades (any
/// order); gain 2^grade − 1, discount log2(rank + 1). 0 where nothing is relevant.
double ExponentialNdcg(std::span<const int> ranked, std::span<const int> judged, std::size_t depth);

}  // namespace jiedui::models

#include "app/commands/evaluate.h"

#include <array>
#include <iomanip>

#include "app/commands/trec_files.h"
#include "app/console.h"
#include "base/json_writer.h"

namespace jiedui::app {
namespace {

using models::Evaluation;
using models::RankingMetrics;

struct Measure {
  std::string_view name;
  double RankingMetrics::*value;
};

// Named as the contract names them; the last one is what learning to rank usually reports.
constexpr std::array<Measure, 6> kMeasures = {{
    {"nDCG@10", &RankingMetrics::ndcg_at_10},
    {"MAP", &RankingMetrics::average_precision},
    {"MRR@10", &RankingMetrics::reciprocal_rank_at_10},
    {"P@10", &RankingMetrics::precision_at_10},
    {"Recall@1000", &RankingMetrics::recall_at_1000},
    {"nDCG@10(2^grade-1)", &RankingMetrics::exp_ndcg_at_10},
}};

std::string ToJson(const Evaluation& evaluation) {
  base::JsonWriter json;
  json.StartObject();
  for (const Measure& measure : kMeasures) {
    json.Member(measure.name, evaluation.mean.*measure.value);
  }
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  json.Member("queries", count(evaluation.of_queries.size()));
  json.Member("missing_queries", count(evaluation.missing_queries));
  json.Member("unjudged_queries", count(evaluation.unjudged_queries));
  json.Key("per_query").StartObject();
  for (const auto& [query, metrics] : evaluation.of_queries) {
    json.Key(query).StartObject();
    for (const Measure& measure : kMeasures) json.Member(measure.name, metrics.*measure.value);
    json.EndObject();
  }
  json.EndObject();
  json.EndObject();
  return json.Text() + "\n";
}

void WriteText(const Evaluation& evaluation, std::ostream& output) {
  for (const Measure& measure : kMeasures) {
    output << measure.name << '\t' << std::fixed << std::setprecision(4)
           << evaluation.mean.*measure.value << '\n';
  }
  output << "查询 " << evaluation.of_queries.size() << " 个（都计入平均）；其中 "
         << evaluation.missing_queries << " 个没有排序结果，计 0；另有 "
         << evaluation.unjudged_queries << " 个没有评判，未计入\n";
}

}  // namespace

int RunEvaluate(const EvaluateArguments& arguments, std::ostream& output, std::ostream& errors) {
  std::vector<RowError> faults;
  const auto ranking = ReadRun(arguments.run, faults);
  const auto judgements = ReadQrels(arguments.qrels, faults);
  for (const RowError& fault : faults) errors << FormatRowError(fault) << '\n';
  if (!faults.empty()) {
    errors << "错误：输入共有 " << faults.size() << " 处错误，没有评测\n";
    return kWrongCall;
  }
  if (judgements.empty()) {
    errors << "错误：" << arguments.qrels.string() << " 里没有评判\n";
    return kWrongCall;
  }
  const Evaluation evaluation = models::Evaluate(ranking, judgements);
  if (arguments.json) {
    output << ToJson(evaluation);
  } else {
    WriteText(evaluation, output);
  }
  return kDone;
}

}  // namespace jiedui::app

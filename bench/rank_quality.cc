// How well the text matcher ranks on graded data: cross-validation by demand with what each group
// of features gives, the plain BM25 rankings beside it, and sets that it never saw.
//
//   bench_rank_quality [--data DIR] [--splits N] [--ablation] [--statutes DOCS.tsv] [--write-model]
//
// --data is the folder of the shared data. The learner's options are chosen within the training
// folds (nested cross-validation), starting from a prior that no grade went into; then every option
// tried is shown, so that what choosing gives can be seen. --statutes ranks
// the statutes too, whose documents it wants unpacked. --write-model prints data/models/
// text_ranker.tsv: the weights for chosen lists learned from all demands, those for everything as
// they are in the file that ships.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <chrono>
#include <fstream>
#include <numeric>
#include <optional>
#include <random>
#include <sstream>

#include "app/city.h"
#include "app/commands/rank_files.h"
#include "app/commands/trec_files.h"
#include "bench/support/program.h"
#include "bench/support/rank_experiment.h"
#include "models/ranking/metrics.h"
#include "services/text_ranking.h"

namespace jiedui {
namespace {

using bench::Die;
using bench::Experiment;
using bench::OrDie;
using bench::Quality;
using bench::Queries;
using models::FeatureRow;
using models::GradedQuery;
using models::LearnOptions;
using models::ListKind;
using models::RankFeature;
using models::RankModel;

struct Options {
  std::string data = bench::SharedDataFolder();
  std::string statutes;
  int splits = 3;
  bool ablation = false;
  bool write_model = false;
};

struct Shipped {
  index::TextPipeline pipeline;
  RankModel model;
};

Shipped ReadShipped() {
  const auto share = OrDie(app::FindShare());
  index::WordLists lists;
  lists.synonyms = OrDie(app::ReadFile(share / "words" / "synonyms.tsv"));
  lists.stop_words = OrDie(app::ReadFile(share / "words" / "stop_words.tsv"));
  const std::string model = OrDie(app::ReadFile(share / "models" / "text_ranker.tsv"));
  return {OrDie(index::TextPipeline::Parse(lists)),
          OrDie(models::ParseRankModel("text_ranker.tsv", model))};
}

std::unique_ptr<app::RankFiles> ReadFiles(const app::RankPaths& paths) {
  std::vector<app::RowError> errors;
  auto files = std::make_unique<app::RankFiles>(paths, errors);
  if (!errors.empty()) Die(app::FormatRowError(errors.front()), bench::kWrongCall);
  return files;
}

Queries Pointers(const std::vector<GradedQuery>& queries) {
  Queries pointers;
  for (const GradedQuery& query : queries) pointers.push_back(&query);
  return pointers;
}

void PrintRow(std::string_view name, double quality) {
  fmt::print("{:44} {:.4f}\n", name, quality);
}

double OfFeature(const std::vector<GradedQuery>& queries, RankFeature feature) {
  Quality quality;
  for (const GradedQuery& query : queries) {
    std::vector<float> scores;
    for (const FeatureRow& row : query.rows)
      scores.push_back(row[static_cast<std::size_t>(feature)]);
    quality.Add(query, scores);
  }
  return quality.mean();
}

void PrintBaselines(const services::TextRanking& ranking,
                    const std::vector<services::GradedList>& lists,
                    const std::vector<GradedQuery>& queries) {
  std::mt19937_64 random(bench::kSeed);
  constexpr int kRounds = 50;
  double chance = 0;
  for (int round = 0; round < kRounds; ++round) {
    Quality quality;
    for (const GradedQuery& query : queries) {
      std::vector<float> scores(query.rows.size());
      for (float& score : scores) score = static_cast<float>(random() >> 40U);
      quality.Add(query, scores);
    }
    chance += quality.mean() / kRounds;
  }
  Quality grams;
  std::vector<models::LexicalMatch> matches;
  for (std::size_t q = 0; q < lists.size(); ++q) {
    ranking.collection().Match(ranking.Query(lists[q].query).title, models::QueryCount::kOnce,
                               matches);
    std::vector<float> scores;
    for (const std::uint32_t text : queries[q].texts) {
      scores.push_back(matches[text].characters + matches[text].pairs);
    }
    grams.Add(queries[q], scores);
  }
  PrintRow("random order", chance);
  PrintRow("BM25 of the title's character pairs", OfFeature(queries, RankFeature::kTitlePairs));
  PrintRow("BM25 of characters and pairs", grams.mean());
  PrintRow("BM25 of characters", OfFeature(queries, RankFeature::kTitleCharacters));
  Quality flat;
  const RankModel prior = models::FlatRankModel();
  for (const GradedQuery& query : queries) {
    std::vector<float> scores;
    for (const FeatureRow& row : query.rows) scores.push_back(prior.Score(row, ListKind::kChosen));
    flat.Add(query, scores);
  }
  PrintRow("all similarities, equal weights, no grades", flat.mean());
}

struct Group {
  std::string_view name;
  std::vector<RankFeature> features;
};

const std::vector<Group>& Groups() {
  using enum RankFeature;
  static const std::vector<Group> groups = {
      {"title BM25", {kTitleCharacters, kTitlePairs, kTitleWords}},
      {"title cosine and coverage", {kTitleCosine, kTitleCoverage, kTextCoverage}},
      {"whole text", {kWholeCharacters, kWholePairs, kWholeWords, kWholeCosine}},
      {"semantic", {kTitleSemantic, kWholeSemantic}},
      {"likeness to the rest of the list", {kListSemantic, kListTerms}},
      {"copies and listings", {kListCopies, kCopies, kListings}},
      {"rarity and length", {kRarity, kLength}}};
  return groups;
}

/// The demands with the features of the group, or all others, made 0.
std::vector<GradedQuery> Without(std::vector<GradedQuery> queries, const Group& group,
                                 bool others) {
  for (GradedQuery& query : queries) {
    for (FeatureRow& row : query.rows) {
      for (std::size_t f = 0; f < models::kRankFeatures; ++f) {
        const bool in = std::count(group.features.begin(), group.features.end(),
                                   static_cast<RankFeature>(f)) > 0;
        if (in != others) row[f] = 0;
      }
    }
  }
  return queries;
}

void PrintAblation(const Experiment& experiment, const std::vector<GradedQuery>& queries,
                   int splits) {
  fmt::print("{:44} {:>8} {:>8}\n", "group (default options)", "without", "alone");
  for (const Group& group : Groups()) {
    const auto without = Without(queries, group, false);
    const auto alone = Without(queries, group, true);
    fmt::print("{:44} {:8.4f} {:8.4f}\n", group.name,
               experiment.CrossValidate(Pointers(without), splits, LearnOptions(), false),
               experiment.CrossValidate(Pointers(alone), splits, LearnOptions(), false));
  }
}

void RunDemands(const Options& options, const Shipped& shipped) {
  const std::string folder = "demand_achievement/";
  const auto queries_path = bench::SharedFile(options.data, folder + "queries.tsv");
  const auto docs_path = bench::SharedFile(options.data, folder + "docs.tsv");
  const auto files =
      ReadFiles({queries_path,
                 docs_path,
                 {},
                 {queries_path, docs_path, bench::SharedFile(options.data, folder + "qrels.tsv")}});
  const services::RankRequest request = files->Request(10);
  std::vector<services::GradedList> lists = request.graded;
  std::vector<services::DocumentList> documents;
  for (services::GradedList& list : lists) {
    list.query -= static_cast<std::uint32_t>(request.queries);  // behind the same queries, ungraded
    documents.push_back(list.documents);
  }
  services::TextRanking ranking(shipped.pipeline, request.asked.subspan(request.queries),
                                request.documents);
  ranking.CountListings(documents);
  std::vector<GradedQuery> queries;
  for (const services::GradedList& list : lists) queries.push_back(ranking.Graded(list));
  const Experiment experiment(ranking);
  if (options.write_model) {
    LearnOptions no_pairs;  // what is learned of pairs means nothing in another collection
    no_pairs.pair_variance = 0;
    RankModel model = experiment.Learn(Pointers(queries), no_pairs).model();
    model.everything = shipped.model.everything;
    fmt::print("{}", models::FormatRankModel(model));
    return;
  }
  fmt::print("demand_achievement, mean nDCG@10 over demands with >= {} grades, one of them > 0\n",
             bench::kMinGraded);
  PrintBaselines(ranking, lists, queries);
  PrintRow("learned, 5 folds, options by nested folds",
           experiment.CrossValidate(Pointers(queries), options.splits, std::nullopt, true));
  PrintRow("learned, 5 folds, default options",
           experiment.CrossValidate(Pointers(queries), options.splits, LearnOptions(), true));
  for (const LearnOptions& tried : bench::Grid()) {
    PrintRow(fmt::format("  feature variance {:g}, pair variance {:g}", tried.feature_variance,
                         tried.pair_variance),
             experiment.CrossValidate(Pointers(queries), options.splits, tried, false));
  }
  if (options.ablation) PrintAblation(experiment, queries, options.splits);
}

/// Ranks the whole of a set that nothing was learned from.
void RunTransfer(std::string_view name, const app::RankPaths& paths,
                 const std::filesystem::path& qrels, const Shipped& shipped) {
  const auto start = std::chrono::steady_clock::now();
  const auto files = ReadFiles(paths);
  const auto ranking = services::RankTexts(shipped.pipeline, shipped.model, files->Request(10));
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  std::vector<models::RankedDocument> run;
  for (std::size_t q = 0; q < ranking.size(); ++q) {
    for (const services::RankedText& ranked : ranking[q]) {
      run.push_back({files->query_ids()[q], files->document_ids()[ranked.document],
                     static_cast<double>(ranked.score)});
    }
  }
  std::vector<app::RowError> errors;
  const auto evaluation = models::Evaluate(run, app::ReadQrels(qrels, errors));
  fmt::print("{}: MRR@10 {:.4f}, nDCG@10 {:.4f}, {} queries x {} documents in {:.1f} s\n", name,
             evaluation.mean.reciprocal_rank_at_10, evaluation.mean.ndcg_at_10, ranking.size(),
             files->document_ids().size(), seconds.count());
}

/// A copy of a file with a header in front.
std::filesystem::path WithHeader(const std::filesystem::path& source,
                                 const std::filesystem::path& copy, std::string_view header) {
  std::ofstream out(copy, std::ios::binary);
  out << header << '\n' << std::ifstream(source, std::ios::binary).rdbuf();
  return copy;
}

void RunTransfers(const Options& options, const Shipped& shipped) {
  const bench::TemporaryFolder folder;
  const std::string cmrc = "zh_retrieval/cmrc2018_dev.";
  const auto queries = WithHeader(bench::SharedFile(options.data, cmrc + "queries.tsv"),
                                  folder.path() / "queries.tsv", "query_id\ttitle");
  const auto documents = WithHeader(bench::SharedFile(options.data, cmrc + "corpus.tsv"),
                                    folder.path() / "docs.tsv", "doc_id\ttext");
  RunTransfer("cmrc2018_dev", {queries, documents, {}, {}},
              bench::SharedFile(options.data, cmrc + "qrels.tsv"), shipped);
  if (options.statutes.empty()) return;
  RunTransfer("statutes",
              {bench::SharedFile(options.data, "statutes/queries.tsv"), options.statutes, {}, {}},
              bench::SharedFile(options.data, "statutes/qrels.tsv"), shipped);
}

}  // namespace
}  // namespace jiedui

int main(int argc, char** argv) {
  jiedui::Options options;
  CLI::App app("Quality of the text matcher on graded data");
  app.add_option("--data", options.data, "folder of the shared data")->capture_default_str();
  app.add_option("--splits", options.splits, "five-fold splits to average over")
      ->check(CLI::PositiveNumber)
      ->capture_default_str();
  app.add_option("--statutes", options.statutes, "unpacked documents of the statutes");
  app.add_flag("--ablation", options.ablation, "what each group of features gives");
  app.add_flag("--write-model", options.write_model, "print the model that ships, learned anew");
  CLI11_PARSE(app, argc, argv);
  const jiedui::Shipped shipped = jiedui::ReadShipped();
  jiedui::RunDemands(options, shipped);
  if (!options.write_model) jiedui::RunTransfers(options, shipped);
  return jiedui::bench::kDone;
}

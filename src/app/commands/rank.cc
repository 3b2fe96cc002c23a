#include "app/commands/rank.h"

#include <array>
#include <charconv>
#include <chrono>

#include "app/city.h"
#include "app/commands/write_file.h"
#include "app/console.h"
#include "base/json_writer.h"
#include "base/text.h"

namespace jiedui::app {
namespace {

/// What ships and every ranking needs.
struct Shipped {
  index::TextPipeline pipeline;
  models::RankModel model;
};

base::Result<Shipped> ReadShipped(const std::filesystem::path& share) {
  Shipped shipped;
  index::WordLists lists;
  JIEDUI_ASSIGN(lists.synonyms, ReadFile(share / "words" / "synonyms.tsv"));
  JIEDUI_ASSIGN(lists.stop_words, ReadFile(share / "words" / "stop_words.tsv"));
  JIEDUI_ASSIGN(shipped.pipeline, index::TextPipeline::Parse(lists));
  std::string model;
  JIEDUI_ASSIGN(model, ReadFile(share / "models" / "text_ranker.tsv"));
  JIEDUI_ASSIGN(shipped.model, models::ParseRankModel("text_ranker.tsv", model));
  return shipped;
}

int Refuse(const base::Error& error, std::ostream& errors) {
  errors << "错误：" << error.message << '\n';
  return ExitCodeOf(error);
}

void AppendScore(float score, std::string& text) {
  std::array<char, 32> number{};
  const auto written = std::to_chars(number.data(), number.data() + number.size(), score);
  text.append(number.data(), written.ptr);
}

/// In the order that evaluators put lines in: by score, equal ones by id, both descending.
std::string RunText(const RankFiles& files,
                    std::vector<std::vector<services::RankedText>> ranking) {
  const auto& ids = files.document_ids();
  std::string text;
  for (std::size_t q = 0; q < ranking.size(); ++q) {
    auto& ranked = ranking[q];
    std::sort(ranked.begin(), ranked.end(), [&](const auto& a, const auto& b) {
      return a.score != b.score ? a.score > b.score : ids[a.document] > ids[b.document];
    });
    for (std::size_t i = 0; i < ranked.size(); ++i) {
      text += files.query_ids()[q] + " Q0 " + ids[ranked[i].document] + " " +
              std::to_string(i + 1) + " ";
      AppendScore(ranked[i].score, text);
      text += " jiedui\n";
    }
  }
  return text;
}

struct Summary {
  std::size_t queries = 0;
  std::size_t documents = 0;
  std::size_t graded_queries = 0;
  std::size_t without_candidates = 0;
  double seconds = 0;
};

void WriteSummary(const Summary& summary, bool as_json, std::ostream& output) {
  if (!as_json) {
    output << "排序了 " << summary.queries << " 个查询、" << summary.documents << " 个文档；"
           << (summary.graded_queries > 0
                   ? "从 " + std::to_string(summary.graded_queries) + " 个查询的评判中学习"
                   : std::string("用随程序的模型"))
           << "；用时 " << base::FormatNumber(summary.seconds) << " 秒\n";
    return;
  }
  const auto count = [](std::size_t n) { return static_cast<std::int64_t>(n); };
  base::JsonWriter json;
  json.StartObject();
  json.Member("queries", count(summary.queries));
  json.Member("documents", count(summary.documents));
  json.Member("graded_queries", count(summary.graded_queries));
  json.Member("queries_without_candidates", count(summary.without_candidates));
  json.Member("seconds", summary.seconds);
  json.EndObject();
  output << json.Text() << '\n';
}

}  // namespace

int RunRank(const RankArguments& arguments, std::ostream& output, std::ostream& errors) {
  const auto start = std::chrono::steady_clock::now();
  std::vector<RowError> faults;
  const RankFiles files(arguments.paths, faults);
  for (const RowError& fault : faults) errors << FormatRowError(fault) << '\n';
  if (!faults.empty()) {
    errors << "错误：输入共有 " << faults.size() << " 处错误，没有排序\n";
    return kWrongCall;
  }
  const auto shipped = ReadShipped(arguments.share);
  if (!shipped) return Refuse(shipped.error(), errors);
  const services::RankRequest request = files.Request(arguments.top);
  const auto ranking = services::RankTexts(shipped->pipeline, shipped->model, request);
  if (const base::Status written = WriteWhole(arguments.out, RunText(files, ranking)); !written) {
    return Refuse(written.error(), errors);
  }
  if (files.without_candidates() > 0) {
    errors << "注意：有 " << files.without_candidates() << " 个查询没有候选，结果里没有它们\n";
  }
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
  WriteSummary({files.query_ids().size(), files.document_ids().size(), request.graded.size(),
                files.without_candidates(), seconds.count()},
               arguments.json, output);
  return kDone;
}

}  // namespace jiedui::app

#include <fmt/format.h>

#include <CLI/CLI.hpp>

#include "app/command.h"
#include "base/json_writer.h"
#include "services/explanation_json.h"
#include "services/recommend.h"

namespace jiedui::app {
namespace {

using base::Status;

struct RecommendArguments {
  std::string target;
  std::string kind;
  std::size_t top = 10;
};

/// A pair kind's code, or a helper's kind: `expert` is `expert-enterprise`.
base::Result<domain::PairKind> ParsePairKind(const std::string& text) {
  if (const auto kind = domain::FromCode<domain::PairKind>(text)) return *kind;
  const domain::RecordType* const type = domain::FindType(text);
  const auto pair_kind = type == nullptr ? std::nullopt : domain::PairKindOfHelper(type->kind);
  if (!pair_kind)
    return base::Fail(base::ErrorCode::kInvalid, "没有对接类别 “" + text + "”", "--kind");
  return *pair_kind;
}

std::string Text(const services::Suggestion& suggestion, std::size_t place) {
  const auto& [pair, explanation, capacity, alternates] = suggestion;
  std::string text =
      fmt::format("{}. {} → {}  匹配度 {:.3f}（基准 {:.3f}）\n", place, pair.helper->title,
                  pair.receiver->title, explanation.score, explanation.base);
  for (const models::Factor& factor : explanation.factors) {
    text += fmt::format("     {:+.3f}  {}: {}\n", factor.contribution, factor.name.zh, factor.zh);
  }
  for (const services::Alternate& other : alternates) {
    text += fmt::format("     备选 {} {:.3f}: {}\n", other.helper->title, other.score, other.zh);
  }
  return text;
}

void Write(base::JsonWriter& json, const services::Suggestion& suggestion) {
  json.StartObject().Member("pair_kind", domain::Code(suggestion.pair.kind));
  json.Member("helper", services::FormatKey(suggestion.pair.helper->key));
  json.Member("helper_title", suggestion.pair.helper->title);
  json.Member("enterprise", services::FormatKey(suggestion.pair.receiver->key));
  json.Member("enterprise_title", suggestion.pair.receiver->title)
      .Member("score", suggestion.explanation.score);
  json.Key("explanation");
  services::WriteExplanation(json, suggestion.explanation);
  json.Key("alternates").StartArray();
  for (const services::Alternate& other : suggestion.alternates) {
    json.StartObject()
        .Member("helper", services::FormatKey(other.helper->key))
        .Member("title", other.helper->title);
    json.Member("score", other.score)
        .Member("text_zh", other.zh)
        .Member("text_en", other.en)
        .EndObject();
  }
  json.EndArray().EndObject();
}

Status Recommend(const CommonOptions& common, const RecommendArguments& arguments) {
  JIEDUI_ASSIGN(const std::unique_ptr<City> city, OpenCity(common));
  services::RecommendRequest request;
  JIEDUI_ASSIGN(request.target,
                services::ParseTarget(arguments.target, city->workspace().reference));
  JIEDUI_ASSIGN(request.kind, ParsePairKind(arguments.kind));
  request.limit = arguments.top;
  JIEDUI_ASSIGN(const services::Recommendations found,
                services::Recommend(city->workspace(), domain::Operator(), request));
  base::JsonWriter json;
  std::string text;
  json.StartArray();
  for (std::size_t i = 0; i < found.items.size(); ++i) {
    text += Text(found.items[i], i + 1);
    Write(json, found.items[i]);
  }
  json.EndArray();
  Print(common.json ? json.Text() : text.empty() ? "没有可推荐的对象" : text);
  return {};
}

}  // namespace

void AddRecommendCommand(CLI::App& app, CommandLine& line) {
  auto arguments = std::make_shared<RecommendArguments>();
  CLI::App* const recommend =
      app.add_subcommand("recommend", "推荐结对并说明依据 / ranked suggestions with reasons");
  recommend
      ->add_option("--for", arguments->target,
                   "enterprise:ID、帮扶方:ID、county:代码 或 department:代码")
      ->required();
  recommend
      ->add_option("--kind", arguments->kind,
                   "expert、team、alliance、platform、enterprise、work_team、policy")
      ->required();
  recommend->add_option("--top", arguments->top, "条数")
      ->check(CLI::Range(1, 100))
      ->capture_default_str();
  recommend->callback([&line, arguments] {
    line.action = [&line, arguments] { return Finish(Recommend(line.common, *arguments)); };
  });
}

}  // namespace jiedui::app

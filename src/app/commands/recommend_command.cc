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
  bool why = false;
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

/// What else the score can say for itself: how sure it is, what it would be otherwise, and the two
/// sentences that come closest.
std::string WhyText(const services::Suggestion& suggestion) {
  const models::Explanation& explanation = suggestion.explanation;
  std::string text =
      fmt::format("     预计被接受的概率 {:.3f}（模型 {}），把握 {:.2f}\n", explanation.probability,
                  explanation.model, explanation.confidence);
  for (const models::DataFlag& flag : explanation.flags)
    text += fmt::format("     资料 ×{:.2f}: {}\n", flag.factor, flag.name.zh);
  for (const models::Counterfactual& one : explanation.counterfactuals)
    text += "     " + one.zh + "\n";
  const services::NearestText& nearest = suggestion.nearest;
  if (!nearest.helper.empty()) {
    text += fmt::format("     最相近: “{}” 与 “{}”（{:.0f}%", nearest.helper, nearest.enterprise,
                        nearest.cosine * 100);
    for (const models::SharedPhrase& term : nearest.terms)
      text += fmt::format("，{} {:.3f}", term.phrase, term.weight);
    text += "）\n";
  }
  return text;
}

std::string Text(const services::Suggestion& suggestion, bool why) {
  const services::ScoredPair& pair = suggestion.pair;
  const models::Explanation& explanation = suggestion.explanation;
  std::string text = fmt::format("{}. {} → {}  匹配度 {:.3f}（基准 {:.3f}）{}\n", suggestion.rank,
                                 pair.helper->title, pair.receiver->title, explanation.score,
                                 explanation.base, suggestion.tie ? "  并列" : "");
  for (const models::Factor& factor : explanation.factors) {
    text += fmt::format("     {:+.3f}  {}: {}\n", factor.contribution, factor.name.zh, factor.zh);
  }
  if (why) text += WhyText(suggestion);
  for (const services::Alternate& other : suggestion.alternates) {
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
      .Member("rank", static_cast<std::int64_t>(suggestion.rank))
      .Member("tie", suggestion.tie)
      .Member("score", suggestion.explanation.score);
  json.Key("explanation");
  services::WriteExplanation(json, suggestion.explanation);
  json.Key("nearest");
  services::WriteNearest(json, suggestion.nearest);
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
  JIEDUI_ASSIGN(const OpenedCity opened, OpenCityAs(common));
  services::RecommendRequest request;
  JIEDUI_ASSIGN(request.target,
                services::ParseTarget(arguments.target, opened.workspace().reference));
  JIEDUI_ASSIGN(request.kind, ParsePairKind(arguments.kind));
  request.limit = arguments.top;
  JIEDUI_ASSIGN(const services::Recommendations found,
                services::Recommend(opened.workspace(), opened.actor, request));
  base::JsonWriter json;
  std::string text;
  json.StartArray();
  for (std::size_t i = 0; i < found.items.size(); ++i) {
    text += Text(found.items[i], arguments.why);
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
  recommend->add_flag("--why", arguments->why,
                      "另列概率、把握、最相近的语句和“如果”的匹配度 / how sure, and what if");
  recommend->callback([&line, arguments] {
    line.action = [&line, arguments] { return Finish(Recommend(line.common, *arguments)); };
  });
}

}  // namespace jiedui::app

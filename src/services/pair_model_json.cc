#include "services/pair_model_json.h"

#include "base/json_reader.h"

namespace jiedui::services {
namespace {

using base::JsonValue;
using base::JsonWriter;
using models::kFactors;
using models::kPairKinds;
using models::Quality;

/// 1: weights by words only, from before semantic vectors had a weight of their own. 2: from before
/// freshness had one; it weighs nothing there.
constexpr std::int64_t kFormat = 3;

void WriteQuality(JsonWriter& json, std::string_view name, const Quality& quality) {
  json.Key(name).StartObject();
  json.Member("pairs", static_cast<std::int64_t>(quality.pairs));
  json.Member("taken", static_cast<std::int64_t>(quality.taken)).Member("auc", quality.auc);
  json.Member("pairwise", quality.pairwise);
  json.Member("comparisons", static_cast<std::int64_t>(quality.comparisons));
  json.Member("log_loss", quality.log_loss);
  json.Member("calibration_error", quality.calibration_error).Key("reliability").StartArray();
  for (const models::ReliabilityBin& bin : quality.bins) {
    json.StartObject().Member("from", bin.from).Member("to", bin.to);
    json.Member("pairs", static_cast<std::int64_t>(bin.pairs));
    json.Member("predicted", bin.predicted).Member("observed", bin.observed).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteKinds(JsonWriter& json, const StoredPairModel& stored) {
  json.Key("kinds").StartArray();
  for (std::size_t k = 0; k < kPairKinds; ++k) {
    json.StartObject().Member("pair_kind", domain::kPairKindNames[k].code);
    json.Key("weights").StartObject();
    for (std::size_t i = 0; i < kFactors; ++i)
      json.Member(models::kFactorNames[i].code, stored.model.weights[k].weight[i]);
    json.EndObject().Key("calibration").StartObject();
    json.Member("offset", stored.model.calibration[k].offset);
    json.Member("slope", stored.model.calibration[k].slope).EndObject();
    json.Member("evidence", stored.lessons[k]).EndObject();
  }
  json.EndArray();
}

double NumberOf(const JsonValue& object, std::string_view name) {
  const auto member = object.Find(name);
  return member ? member->AsDouble().value_or(0) : 0;
}

std::int64_t CountOf(const JsonValue& object, std::string_view name) {
  const auto member = object.Find(name);
  return member ? member->AsInt().value_or(0) : 0;
}

std::string TextOf(const JsonValue& object, std::string_view name) {
  const auto member = object.Find(name);
  return std::string(member ? member->AsString().value_or("") : "");
}

Quality ReadQuality(const JsonValue& object, std::string_view name) {
  Quality quality;
  const auto member = object.Find(name);
  if (!member) return quality;
  quality.pairs = static_cast<std::size_t>(CountOf(*member, "pairs"));
  quality.taken = static_cast<std::size_t>(CountOf(*member, "taken"));
  quality.auc = NumberOf(*member, "auc");
  quality.pairwise = NumberOf(*member, "pairwise");
  quality.comparisons = static_cast<std::size_t>(CountOf(*member, "comparisons"));
  quality.log_loss = NumberOf(*member, "log_loss");
  quality.calibration_error = NumberOf(*member, "calibration_error");
  const auto bins = member->Find("reliability");
  if (!bins) return quality;
  for (const JsonValue& bin : bins->Items()) {
    const auto pairs = static_cast<std::size_t>(CountOf(bin, "pairs"));
    quality.bins.push_back({NumberOf(bin, "from"), NumberOf(bin, "to"), pairs, 0,
                            NumberOf(bin, "predicted"), NumberOf(bin, "observed")});
  }
  return quality;
}

/// Of the first format the weight of what need and capability have in common stands with words
/// alone; it is shared out as the model that ships has it.
void ShareOutText(models::FactorValues& weights) {
  const auto text = static_cast<std::size_t>(models::FactorKind::kText);
  const auto semantic = static_cast<std::size_t>(models::FactorKind::kSemantic);
  weights[semantic] = weights[text] * models::kSemanticShare;
  weights[text] -= weights[semantic];
}

void ReadKind(const JsonValue& item, std::int64_t format, StoredPairModel& stored) {
  const auto kind = domain::FromCode<domain::PairKind>(TextOf(item, "pair_kind"));
  const auto weights = item.Find("weights");
  const auto calibration = item.Find("calibration");
  if (!kind || !weights || !calibration) return;
  const auto k = static_cast<std::size_t>(*kind);
  for (std::size_t i = 0; i < kFactors; ++i)
    stored.model.weights[k].weight[i] = NumberOf(*weights, models::kFactorNames[i].code);
  if (format == 1) ShareOutText(stored.model.weights[k].weight);
  stored.model.calibration[k] = {NumberOf(*calibration, "offset"), NumberOf(*calibration, "slope")};
  stored.lessons[k] = NumberOf(item, "evidence");
}

}  // namespace

void WritePairModel(JsonWriter& json, const StoredPairModel& stored) {
  json.StartObject()
      .Member("format", kFormat)
      .Member("version", stored.model.version)
      .Member("active", stored.active);
  json.Member("made_by", stored.made_by).Member("made_ms", stored.made_ms);
  json.Member("revision", stored.revision).Member("known_until_ms", stored.known_until_ms);
  json.Member("taken", stored.taken).Member("refused", stored.refused);
  json.Member("passed_over", stored.passed_over);
  json.Member("not_about_match", stored.not_about_match);
  json.Member("position", stored.position).Member("bound", stored.bound);
  WriteKinds(json, stored);
  json.Member("against", stored.against).Member("fresh", stored.comparison.fresh);
  WriteQuality(json, "candidate", stored.comparison.candidate);
  WriteQuality(json, "in_force", stored.comparison.in_force);
  json.Member("doubt", domain::Code(stored.doubt)).EndObject();
}

base::Result<StoredPairModel> ParsePairModel(std::string_view text) {
  JIEDUI_ASSIGN(const base::JsonDocument document, base::JsonDocument::Parse(text));
  const JsonValue root = document.root();
  const std::int64_t format = root.Find("format") ? CountOf(root, "format") : 1;
  if (format < 1 || format > kFormat) {
    return base::Fail(base::ErrorCode::kUnprocessable,
                      "匹配模型的格式是 " + std::to_string(format) + "，本程序读到格式 " +
                          std::to_string(kFormat) + "，请升级程序",
                      "model");
  }
  StoredPairModel stored;
  stored.model.version = CountOf(root, "version");
  stored.made_by = TextOf(root, "made_by");
  stored.made_ms = CountOf(root, "made_ms");
  stored.revision = CountOf(root, "revision");
  stored.known_until_ms = CountOf(root, "known_until_ms");
  stored.taken = CountOf(root, "taken");
  stored.refused = CountOf(root, "refused");
  stored.passed_over = CountOf(root, "passed_over");
  stored.not_about_match = CountOf(root, "not_about_match");
  stored.position = NumberOf(root, "position");
  stored.bound = NumberOf(root, "bound");
  stored.against = CountOf(root, "against");
  const auto fresh = root.Find("fresh");
  stored.comparison.fresh = fresh && fresh->AsBool().value_or(false);
  stored.comparison.candidate = ReadQuality(root, "candidate");
  stored.comparison.in_force = ReadQuality(root, "in_force");
  stored.doubt =
      domain::FromCode<models::Doubt>(TextOf(root, "doubt")).value_or(models::Doubt::kTooFew);
  if (const auto kinds = root.Find("kinds")) {
    for (const JsonValue& item : kinds->Items()) ReadKind(item, format, stored);
  }
  const base::Status valid = models::Validate(stored.model);
  if (!valid) return base::Fail(base::ErrorCode::kUnprocessable, valid.error().message, "model");
  return stored;
}

}  // namespace jiedui::services

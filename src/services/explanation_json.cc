#include "services/explanation_json.h"

namespace jiedui::services {

void WriteExplanation(base::JsonWriter& json, const models::Explanation& explanation) {
  json.StartObject().Member("score", explanation.score).Member("base", explanation.base);
  json.Member("probability", explanation.probability).Member("model", explanation.model);
  json.Member("confidence", explanation.confidence);
  json.Key("factors").StartArray();
  for (const models::Factor& factor : explanation.factors) {
    json.StartObject().Member("code", factor.name.code);
    json.Member("zh", factor.name.zh).Member("en", factor.name.en);
    json.Member("value", factor.value)
        .Member("neutral", factor.neutral)
        .Member("weight", factor.weight);
    json.Member("contribution", factor.contribution);
    json.Member("text_zh", factor.zh).Member("text_en", factor.en).EndObject();
  }
  json.EndArray().Key("matched_terms").StartArray();
  for (const models::SharedPhrase& phrase : explanation.phrases) {
    json.StartObject().Member("term", phrase.phrase).Member("weight", phrase.weight).EndObject();
  }
  json.EndArray().Key("flags").StartArray();
  for (const models::DataFlag& flag : explanation.flags) {
    json.StartObject().Member("code", flag.name.code).Member("zh", flag.name.zh);
    json.Member("en", flag.name.en).Member("factor", flag.factor).EndObject();
  }
  json.EndArray().Key("counterfactuals").StartArray();
  for (const models::Counterfactual& one : explanation.counterfactuals) {
    json.StartObject().Member("code", one.code).Member("score", one.score);
    json.Member("difference", one.difference);
    json.Member("text_zh", one.zh).Member("text_en", one.en).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteNearest(base::JsonWriter& json, const NearestText& nearest) {
  if (nearest.helper.empty()) {
    json.Null();
    return;
  }
  json.StartObject().Member("helper", nearest.helper).Member("enterprise", nearest.enterprise);
  json.Member("cosine", nearest.cosine).Key("terms").StartArray();
  for (const models::SharedPhrase& term : nearest.terms) {
    json.StartObject().Member("term", term.phrase).Member("weight", term.weight).EndObject();
  }
  json.EndArray().EndObject();
}

std::string ExplanationJson(const models::Explanation& explanation) {
  base::JsonWriter json;
  WriteExplanation(json, explanation);
  return json.Text();
}

}  // namespace jiedui::services

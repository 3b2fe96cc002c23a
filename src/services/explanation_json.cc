#include "services/explanation_json.h"

namespace jiedui::services {

void WriteExplanation(base::JsonWriter& json, const models::Explanation& explanation) {
  json.StartObject().Member("score", explanation.score).Member("base", explanation.base);
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
  json.EndArray().EndObject();
}

std::string ExplanationJson(const models::Explanation& explanation) {
  base::JsonWriter json;
  WriteExplanation(json, explanation);
  return json.Text();
}

}  // namespace jiedui::services

#include "api/json_parts.h"

#include "api/context.h"
#include "services/briefs_json.h"
#include "services/explanation_json.h"

namespace jiedui::api {

using base::JsonWriter;

void WriteWho(JsonWriter& json, std::int64_t user_id, std::string_view name) {
  json.StartObject().Key("id");
  user_id == 0 ? json.Null() : json.Id(user_id);
  json.Member("name", name).EndObject();
}

void WriteMoment(JsonWriter& json, base::TimeMs moment_ms) {
  moment_ms == 0 ? json.Null() : json.String(base::FormatUtc(moment_ms));
}

void WriteCapacity(JsonWriter& json, std::int64_t total, std::int64_t used) {
  json.StartObject().Member("total", total).Member("used", used);
  json.Member("left", std::max<std::int64_t>(total - used, 0)).EndObject();
}

void WritePairingMembers(JsonWriter& json, const services::PairingView& view) {
  const domain::Pairing& pairing = view.pairing;
  json.Key("id").Id(pairing.id).Member("version", pairing.version);
  json.Key("plan").Id(pairing.plan.value);
  json.Member("pair_kind", domain::Code(pairing.pair_kind)).Key("helper");
  WriteBrief(json, view.helper);
  json.Key("enterprise");
  WriteBrief(json, view.enterprise);
  json.Member("score", pairing.score).Member("state", domain::Code(pairing.state));
  json.Member("pinned", pairing.pinned).Member("region_code", pairing.region_code);
  json.Member("programme_sector", pairing.programme_sector).Key("offered_at");
  WriteMoment(json, pairing.offered_ms);
  json.Key("allowed_events").StartArray();
  for (const workflow::PairingEvent event : view.allowed_events) json.String(domain::Code(event));
  json.EndArray();
}

JsonWriter WritePairingPage(const services::PairingViewPage& page) {
  JsonWriter json;
  json.StartObject().Key("items").StartArray();
  for (const services::PairingView& view : page.items) {
    json.StartObject();
    WritePairingMembers(json, view);
    json.EndObject();
  }
  json.EndArray().Member("total", page.total);
  WriteNextCursor(json, page.next_cursor);
  json.EndObject();
  return json;
}

void WriteDifferences(JsonWriter& json,
                      const std::vector<services::FactorDifference>& differences) {
  json.Key("differences").StartArray();
  for (const services::FactorDifference& one : differences) {
    json.StartObject().Member("code", domain::Code(one.factor));
    json.Member("points", one.points).EndObject();
  }
  json.EndArray();
}

void WriteExplanation(JsonWriter& json, std::string_view explanation,
                      const std::vector<services::Evidence>& evidence,
                      const services::NearestText& nearest,
                      const std::optional<services::PairConflict>& conflict) {
  JsonWriter present;
  present.StartObject().Key("evidence").StartArray();
  for (const services::Evidence& one : evidence) {
    present.StartObject().Member("kind", domain::Code(one.key.kind)).Key("id").Id(one.key.id);
    present.Member("title", one.title).Member("text", one.text).EndObject();
  }
  present.EndArray().Key("conflicts").StartArray();
  if (conflict) {
    const domain::EnumName& name = domain::NameOf(conflict->kind);
    present.StartObject().Member("code", name.code).Member("zh", name.zh).Member("en", name.en);
    present.Member("note", conflict->note).EndObject();
  }
  present.EndArray().Key("nearest");
  services::WriteNearest(present, nearest);
  present.EndObject();
  // Two objects in one: the stored members, then the present ones.
  std::string text(explanation.empty() ? services::ExplanationJson({}) : explanation);
  text.back() = ',';
  json.Raw(text + present.Text().substr(1));
}

}  // namespace jiedui::api

#include "services/what_if_json.h"

#include "services/briefs_json.h"

namespace jiedui::services {
namespace {

using base::JsonWriter;

void WriteParts(JsonWriter& json, const std::vector<WhatIfPart>& parts) {
  json.Key("parts").StartArray();
  for (const WhatIfPart& part : parts) {
    json.StartObject().Member("pair_kind", domain::Code(part.kind));
    json.Member("receivers", part.receivers).Member("covered_before", part.covered_before);
    json.Member("covered_after", part.covered_after).Member("total_before", part.total_before);
    json.Member("total_after", part.total_after).EndObject();
  }
  json.EndArray();
}

void WritePairs(JsonWriter& json, std::string_view name, const std::vector<WhatIfPair>& pairs) {
  json.Key(name).StartArray();
  for (const WhatIfPair& pair : pairs) {
    json.StartObject().Member("pair_kind", domain::Code(pair.kind)).Key("helper");
    WriteBrief(json, pair.helper);
    json.Key("enterprise");
    WriteBrief(json, pair.enterprise);
    json.Member("score", pair.score).EndObject();
  }
  json.EndArray();
}

void WriteEnterprises(JsonWriter& json, std::string_view name,
                      const std::vector<WhatIfEnterprise>& enterprises) {
  json.Key(name).StartArray();
  for (const WhatIfEnterprise& one : enterprises) {
    json.StartObject().Member("pair_kind", domain::Code(one.kind)).Key("enterprise");
    WriteBrief(json, one.enterprise);
    json.EndObject();
  }
  json.EndArray();
}

}  // namespace

void WriteWhatIf(JsonWriter& json, const WhatIfAnswer& answer) {
  json.StartObject();
  WriteParts(json, answer.parts);
  WritePairs(json, "come", answer.come);
  WritePairs(json, "go", answer.go);
  WriteEnterprises(json, "covered", answer.covered);
  WriteEnterprises(json, "uncovered", answer.uncovered);
  json.EndObject();
}

}  // namespace jiedui::services

#include "services/exposure_json.h"

namespace jiedui::services {
namespace {

using base::JsonWriter;

void WriteRows(JsonWriter& json, std::string_view name, const std::vector<ExposureRow>& rows) {
  json.Key(name).StartArray();
  for (const ExposureRow& row : rows) {
    json.StartObject().Member("code", row.code).Member("zh", row.zh).Member("en", row.en);
    json.Member("roster", row.roster).Member("suggestions", row.suggestions);
    json.Member("approvals", row.approvals).Member("roster_share", row.roster_share);
    json.Member("suggestion_share", row.suggestion_share).EndObject();
  }
  json.EndArray();
}

}  // namespace

void WriteExposure(JsonWriter& json, const Exposure& exposure) {
  json.StartObject().Key("kinds").StartArray();
  for (const KindExposure& kind : exposure.kinds) {
    json.StartObject().Member("pair_kind", domain::Code(kind.kind));
    json.Member("helpers", kind.helpers).Member("never", kind.never);
    json.Member("suggestions", kind.suggestions).Member("approvals", kind.approvals);
    json.Member("gini", kind.gini).Member("top_share", kind.top_share).EndObject();
  }
  json.EndArray();
  WriteRows(json, "helper_regions", exposure.helper_regions);
  WriteRows(json, "regions", exposure.regions);
  WriteRows(json, "sizes", exposure.sizes);
  WriteRows(json, "ownerships", exposure.ownerships);
  json.EndObject();
}

}  // namespace jiedui::services

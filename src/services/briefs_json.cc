#include "services/briefs_json.h"

namespace jiedui::services {

void WriteBrief(base::JsonWriter& json, const Brief& brief) {
  json.StartObject().Member("kind", domain::Code(brief.key.kind)).Key("id").Id(brief.key.id);
  json.Member("title", brief.title).Member("subtitle", brief.subtitle);
  json.Member("region_code", brief.region_code);
  json.Member("programme_sector", brief.programme_sector).EndObject();
}

}  // namespace jiedui::services

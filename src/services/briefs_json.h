#pragma once

#include "base/json_writer.h"
#include "services/briefs.h"

namespace jiedui::services {

/// The contract's Brief: kind, id, title, subtitle, region_code, programme_sector.
void WriteBrief(base::JsonWriter& json, const Brief& brief);

}  // namespace jiedui::services

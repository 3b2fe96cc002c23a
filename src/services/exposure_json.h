#pragma once

#include "base/json_writer.h"
#include "services/exposure.h"

namespace jiedui::services {

/// The report as the API and the command line give it: kinds, helper_regions, regions, sizes,
/// ownerships.
void WriteExposure(base::JsonWriter& json, const Exposure& exposure);

}  // namespace jiedui::services

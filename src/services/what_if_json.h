#pragma once

#include "base/json_writer.h"
#include "services/what_if.h"

namespace jiedui::services {

/// The answer as the API and the command line give it: parts, come, go, covered, uncovered.
void WriteWhatIf(base::JsonWriter& json, const WhatIfAnswer& answer);

}  // namespace jiedui::services

#pragma once

#include "base/json_writer.h"
#include "base/result.h"
#include "services/pair_models.h"

namespace jiedui::services {

/// The model as the database keeps it and the command line prints it: version, weights and
/// calibration by pair kind, evidence, figures of both models.
void WritePairModel(base::JsonWriter& json, const StoredPairModel& stored);

/// Reads what WritePairModel wrote, reliability bins left out. kUnprocessable where it is no model,
/// or one that models::Validate refuses.
base::Result<StoredPairModel> ParsePairModel(std::string_view text);

}  // namespace jiedui::services

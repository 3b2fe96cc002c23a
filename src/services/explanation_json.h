#pragma once

#include <string>

#include "base/json_writer.h"
#include "models/explanation.h"

namespace jiedui::services {

/// The explanation as the API and the pairings' `explanation` field carry it: score, base, factors
/// with code, titles, value, neutral, weight, contribution and sentences in both languages,
/// matched_terms.
void WriteExplanation(base::JsonWriter& json, const models::Explanation& explanation);

/// The same as a text of its own.
std::string ExplanationJson(const models::Explanation& explanation);

}  // namespace jiedui::services

#pragma once

#include <string>

#include "base/json_writer.h"
#include "models/explanation.h"
#include "services/nearest_text.h"

namespace jiedui::services {

/// The explanation as the API and the pairings' `explanation` field carry it: score, base,
/// probability, model, confidence, factors with code, titles, value, neutral, weight, contribution
/// and sentences in both languages, matched_terms, flags, counterfactuals.
void WriteExplanation(base::JsonWriter& json, const models::Explanation& explanation);

/// Null where the two share no term; else helper, enterprise, cosine and terms.
void WriteNearest(base::JsonWriter& json, const NearestText& nearest);

/// The explanation as a text of its own.
std::string ExplanationJson(const models::Explanation& explanation);

}  // namespace jiedui::services

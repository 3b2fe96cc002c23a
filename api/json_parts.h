#pragma once

#include "base/json_writer.h"
#include "services/pairing_views.h"
#include "services/recommend.h"

namespace jiedui::api {

// Pieces that several answers share, as the contract's schemas of the same names say.

/// {"id","name"}: a null id is nobody, or the operator at the command line.
void WriteWho(base::JsonWriter& json, std::int64_t user_id, std::string_view name);

/// The moment as UTC text; null for 0.
void WriteMoment(base::JsonWriter& json, base::TimeMs moment_ms);

void WriteCapacity(base::JsonWriter& json, std::int64_t total, std::int64_t used);

/// PairingBrief's members, into an object that is open.
void WritePairingMembers(base::JsonWriter& json, const services::PairingView& view);

/// PairingPage.
base::JsonWriter WritePairingPage(const services::PairingViewPage& page);

/// Explanation, from the text that services/explanation_json makes, with what speaks for and
/// against the pair now.
void WriteExplanation(base::JsonWriter& json, std::string_view explanation,
                      const std::vector<services::Evidence>& evidence,
                      const services::NearestText& nearest,
                      const std::optional<services::PairConflict>& conflict);

/// An alternate's `differences`: code and points of each factor.
void WriteDifferences(base::JsonWriter& json,
                      const std::vector<services::FactorDifference>& differences);

}  // namespace jiedui::api

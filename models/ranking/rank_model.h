#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "models/ranking/rank_features.h"

namespace jiedui::models {

/// What each standardised feature weighs. Scores compare the documents of one query only.
struct RankModel {
  FeatureRow weights{};

  [[nodiscard]] float Score(const FeatureRow& row) const;
};

/// The text form: `jiedui-rank-model<TAB>1`, then a line `feature<TAB>weight` for each feature that
/// weighs anything; `#` begins a comment line. FormatRankModel's text parses to the same model.
/// kInvalid names file and line: another version, an unknown feature or one named twice, a weight
/// that is not a finite number.
base::Result<RankModel> ParseRankModel(std::string_view file, std::string_view text);
std::string FormatRankModel(const RankModel& model);

}  // namespace jiedui::models

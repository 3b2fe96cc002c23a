#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "models/ranking/rank_features.h"

namespace jiedui::models {

/// What each standardised feature weighs. Scores compare the documents of one query only.
struct RankModel {
  FeatureRow listed{};      ///< in a list that was chosen for the query
  FeatureRow everything{};  ///< in a ranking of everything

  [[nodiscard]] float Score(const FeatureRow& row, ListKind kind) const;
};

/// Every similarity weighs the same and nothing else anything: what is believed before there are
/// grades.
RankModel FlatRankModel();

/// The text form: `jiedui-rank-model<TAB>1`, then a line `feature<TAB>listed<TAB>everything` for
/// each feature that weighs anything; `#` begins a comment line. FormatRankModel's text parses to
/// the same model. kInvalid names file and line: another version, an unknown feature or one named
/// twice, a weight that is not a finite number.
base::Result<RankModel> ParseRankModel(std::string_view file, std::string_view text);
std::string FormatRankModel(const RankModel& model);

}  // namespace jiedui::models

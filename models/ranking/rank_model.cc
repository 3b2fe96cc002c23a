#include "models/ranking/rank_model.h"

#include <charconv>
#include <cmath>
#include <optional>

#include "base/text.h"

namespace jiedui::models {
namespace {

using base::ErrorCode;
using base::Fail;

constexpr std::string_view kHeader = "jiedui-rank-model\t1";

std::optional<std::size_t> FindFeature(std::string_view name) {
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    if (NameOf(static_cast<RankFeature>(f)) == name) return f;
  }
  return std::nullopt;
}

std::optional<float> ReadWeight(std::string_view text) {
  float weight = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), weight);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return std::isfinite(weight) ? std::optional(weight) : std::nullopt;
}

}  // namespace

float RankModel::Score(const FeatureRow& row, ListKind kind) const {
  const FeatureRow& weights = kind == ListKind::kChosen ? listed : everything;
  float score = 0;
  for (std::size_t f = 0; f < kRankFeatures; ++f) score += weights[f] * row[f];
  return score;
}

RankModel FlatRankModel() {
  RankModel model;
  for (std::size_t f = 0; f <= static_cast<std::size_t>(RankFeature::kWholeSemantic); ++f) {
    model.listed[f] = 1;
    model.everything[f] = 1;
  }
  return model;
}

base::Result<RankModel> ParseRankModel(std::string_view file, std::string_view text) {
  RankModel model;
  std::array<bool, kRankFeatures> seen{};
  std::size_t line = 0;
  bool has_header = false;
  const auto fault = [&](const std::string& reason) {
    return Fail(ErrorCode::kInvalid,
                std::string(file) + " 第 " + std::to_string(line) + " 行: " + reason, "model");
  };
  for (const std::string_view raw : base::Split(text, '\n')) {
    ++line;
    const std::string_view content = base::Trim(raw);
    if (content.empty() || content.front() == '#') continue;
    if (!has_header) {
      if (content != kHeader) return fault("不是本程序能读的排序模型");
      has_header = true;
      continue;
    }
    const auto cells = base::Split(content, '\t');
    if (cells.size() != 3) return fault("应为 feature、listed 和 everything 三列");
    const auto feature = FindFeature(cells[0]);
    if (!feature) return fault("没有“" + std::string(cells[0]) + "”这个特征");
    if (seen[*feature]) return fault("特征“" + std::string(cells[0]) + "”已在前面出现");
    seen[*feature] = true;
    for (const std::size_t column : {1U, 2U}) {
      const auto weight = ReadWeight(cells[column]);
      if (!weight) return fault("“" + std::string(cells[column]) + "”不是有限的数");
      (column == 1 ? model.listed : model.everything)[*feature] = *weight;
    }
  }
  if (!has_header) return fault("不是本程序能读的排序模型");
  return model;
}

std::string FormatRankModel(const RankModel& model) {
  std::string text(kHeader);
  text += '\n';
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    if (model.listed[f] == 0 && model.everything[f] == 0) continue;
    text += NameOf(static_cast<RankFeature>(f));
    for (const float weight : {model.listed[f], model.everything[f]}) {
      std::array<char, 32> number{};
      const auto written = std::to_chars(number.data(), number.data() + number.size(), weight);
      text += '\t';
      text.append(number.data(), written.ptr);
    }
    text += '\n';
  }
  return text;
}

}  // namespace jiedui::models

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

float RankModel::Score(const FeatureRow& row) const {
  float score = 0;
  for (std::size_t f = 0; f < kRankFeatures; ++f) score += weights[f] * row[f];
  return score;
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
    if (cells.size() != 2) return fault("应为 feature 和 weight 两列");
    const auto feature = FindFeature(cells[0]);
    if (!feature) return fault("没有“" + std::string(cells[0]) + "”这个特征");
    if (seen[*feature]) return fault("特征“" + std::string(cells[0]) + "”已在前面出现");
    const auto weight = ReadWeight(cells[1]);
    if (!weight) return fault("“" + std::string(cells[1]) + "”不是有限的数");
    seen[*feature] = true;
    model.weights[*feature] = *weight;
  }
  if (!has_header) return fault("不是本程序能读的排序模型");
  return model;
}

std::string FormatRankModel(const RankModel& model) {
  std::string text(kHeader);
  text += '\n';
  for (std::size_t f = 0; f < kRankFeatures; ++f) {
    if (model.weights[f] == 0) continue;
    std::array<char, 32> number{};
    const auto written =
        std::to_chars(number.data(), number.data() + number.size(), model.weights[f]);
    text += NameOf(static_cast<RankFeature>(f));
    text += '\t';
    text.append(number.data(), written.ptr);
    text += '\n';
  }
  return text;
}

}  // namespace jiedui::models

#include "models/learning/quality.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace jiedui::models {
namespace {

constexpr std::size_t kBins = 10;
/// Nothing is held for impossible, so that one surprise does not decide everything.
constexpr double kLeastChance = 1e-3;

/// Weight of the comparisons of taken with refused pairs, and of those that came out right.
struct Ordered {
  double right = 0;
  double all = 0;
  std::size_t count = 0;
};

/// Of pairs that may be compared with each other, ascending by score.
void CountOrder(std::span<const ScoredOutcome* const> group, Ordered& ordered) {
  double refused_below = 0;
  double refused = 0;
  std::size_t refused_count = 0;
  for (const ScoredOutcome* one : group) {
    if (one->taken) continue;
    refused += one->weight;
    ++refused_count;
  }
  for (std::size_t i = 0; i < group.size();) {
    double level = 0;
    std::size_t end = i;
    for (; end < group.size() && group[end]->score == group[i]->score; ++end)
      level += group[end]->taken ? 0 : group[end]->weight;
    for (; i < end; ++i) {
      if (!group[i]->taken) continue;
      ordered.right += group[i]->weight * (refused_below + level / 2);
      ordered.all += group[i]->weight * refused;
      ordered.count += refused_count;
    }
    refused_below += level;
  }
}

/// Outcomes that agree in `key` are one group.
template <class Key>
Ordered OrderWithin(std::span<const ScoredOutcome> outcomes, Key key) {
  std::vector<const ScoredOutcome*> sorted;
  sorted.reserve(outcomes.size());
  for (const ScoredOutcome& one : outcomes) sorted.push_back(&one);
  std::stable_sort(sorted.begin(), sorted.end(),
                   [&](const ScoredOutcome* a, const ScoredOutcome* b) {
                     return key(*a) != key(*b) ? key(*a) < key(*b) : a->score < b->score;
                   });
  Ordered ordered;
  for (std::size_t i = 0; i < sorted.size();) {
    std::size_t end = i;
    while (end < sorted.size() && key(*sorted[end]) == key(*sorted[i])) ++end;
    CountOrder({sorted.data() + i, end - i}, ordered);
    i = end;
  }
  return ordered;
}

void FillBins(std::span<const ScoredOutcome> outcomes, Quality& quality) {
  std::vector<ReliabilityBin> bins(kBins);
  double weight = 0;
  for (const ScoredOutcome& one : outcomes) {
    const auto at = static_cast<std::size_t>(one.probability * static_cast<double>(kBins));
    ReliabilityBin& bin = bins[std::min(at, kBins - 1)];
    ++bin.pairs;
    bin.weight += one.weight;
    bin.predicted += one.weight * one.probability;
    bin.observed += one.taken ? one.weight : 0;
    weight += one.weight;
  }
  for (std::size_t b = 0; b < kBins; ++b) {
    ReliabilityBin& bin = bins[b];
    if (bin.pairs == 0) continue;
    bin.from = static_cast<double>(b) / static_cast<double>(kBins);
    bin.to = static_cast<double>(b + 1) / static_cast<double>(kBins);
    bin.predicted /= bin.weight;
    bin.observed /= bin.weight;
    quality.calibration_error += bin.weight / weight * std::abs(bin.predicted - bin.observed);
    quality.bins.push_back(bin);
  }
}

}  // namespace

Quality MeasureQuality(std::span<const ScoredOutcome> outcomes) {
  Quality quality;
  quality.pairs = outcomes.size();
  double weight = 0;
  for (const ScoredOutcome& one : outcomes) {
    quality.taken += one.taken ? 1 : 0;
    const double given = std::clamp(one.probability, kLeastChance, 1 - kLeastChance);
    quality.log_loss -= one.weight * std::log(one.taken ? given : 1 - given);
    weight += one.weight;
  }
  if (weight > 0) quality.log_loss /= weight;
  const Ordered by_kind = OrderWithin(outcomes, [](const ScoredOutcome& one) { return one.kind; });
  if (by_kind.all > 0) quality.auc = by_kind.right / by_kind.all;
  const Ordered within = OrderWithin(
      outcomes, [](const ScoredOutcome& one) { return std::pair(one.enterprise, one.kind); });
  quality.comparisons = within.count;
  if (within.all > 0) quality.pairwise = within.right / within.all;
  FillBins(outcomes, quality);
  return quality;
}

}  // namespace jiedui::models

#include "services/promising_receivers.h"

#include <algorithm>
#include <array>

namespace jiedui::services {
namespace {

using models::FactorKind;
using models::FactorValues;

/// What sums of the same parts in another order may differ by.
constexpr double kRounding = 1e-9;

constexpr std::size_t At(FactorKind factor) { return static_cast<std::size_t>(factor); }

/// What one helper scores with any receiver, taken apart.
struct Parts {
  double same = 0;             ///< with all of them, at most
  double text = 0;             ///< by the value of the text factor
  std::vector<double> sector;  ///< by group of receivers_by_sector()
  std::vector<double> region;  ///< by group of receivers_by_region()
};

Parts PartsOf(const Corpus& corpus, domain::PairKind kind, const MatchEntry& helper,
              const Loads& loads) {
  const FactorValues& weights = loads.model().WeightsOf(kind);
  const HelperLoad& load = loads.Of(helper.key);
  const auto values_with = [&](std::uint32_t receiver) {
    constexpr TextLikeness kNearest{0, 1};
    return models::Values(FactsOf(kind, helper, corpus.receivers()[receiver], load, kNearest));
  };
  const auto by_group = [&](const Alike& alike, FactorKind factor) {
    std::vector<double> parts;
    parts.reserve(alike.first.size());
    for (const std::uint32_t first : alike.first)
      parts.push_back(weights[At(factor)] * values_with(first)[At(factor)]);
    return parts;
  };
  Parts parts;
  parts.sector = by_group(corpus.receivers_by_sector(), FactorKind::kSector);
  parts.region = by_group(corpus.receivers_by_region(), FactorKind::kRegion);
  parts.text = weights[At(FactorKind::kText)];
  FactorValues rest = values_with(corpus.receivers_by_sector().first.front());
  // The conditions that an enterprise meets are its own.
  if (kind == domain::PairKind::kPolicy) rest[At(FactorKind::kStrength)] = 1;
  for (const FactorKind apart : {FactorKind::kSector, FactorKind::kRegion, FactorKind::kText})
    rest[At(apart)] = 0;
  for (std::size_t i = 0; i < rest.size(); ++i) parts.same += weights[i] * rest[i];
  return parts;
}

}  // namespace

PromisingReceivers::PromisingReceivers(const Corpus& corpus, domain::PairKind kind,
                                       const MatchEntry& helper, const Loads& loads,
                                       std::span<const double> cosines)
    : drawer_of_(cosines.size(), 0) {
  const Alike& by_sector = corpus.receivers_by_sector();
  const Alike& by_region = corpus.receivers_by_region();
  if (by_sector.first.empty()) return;
  const Parts parts = PartsOf(corpus, kind, helper, loads);
  std::array<std::uint32_t, kDrawers> sizes{};
  for (std::size_t i = 0; i < cosines.size(); ++i) {
    if (by_sector.group_of[i] == Alike::kNone) continue;
    const double words = cosines[i] > 0 ? parts.text * models::TextValue(cosines[i]) : 0;
    const double most = parts.same + words + parts.sector[by_sector.group_of[i]] +
                        parts.region[by_region.group_of[i]] + kRounding;
    const auto drawer = static_cast<std::uint32_t>(std::clamp(most, 0.0, 1.0) * kDrawers);
    drawer_of_[i] = static_cast<std::uint16_t>(std::min(drawer, kDrawers - 1));
    ++sizes[drawer_of_[i]];
  }
  std::array<std::uint32_t, kDrawers> next{};
  for (std::uint32_t drawer = kDrawers - 1; drawer > 0; --drawer)
    next[drawer - 1] = next[drawer] + sizes[drawer];
  order_.resize(next[0] + sizes[0]);
  for (std::size_t i = 0; i < cosines.size(); ++i) {
    if (by_sector.group_of[i] == Alike::kNone) continue;
    order_[next[drawer_of_[i]]++] = static_cast<std::uint32_t>(i);
  }
}

}  // namespace jiedui::services

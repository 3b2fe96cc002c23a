#include <array>
#include <utility>

#include "matching/solution.h"

namespace jiedui::matching {
namespace {

constexpr std::array<std::pair<Objective, std::string_view>, 5> kObjectives = {{
    {Objective::kCoverage, "coverage"},
    {Objective::kBottleneck, "bottleneck"},
    {Objective::kWorst, "worst"},
    {Objective::kBalance, "balance"},
    {Objective::kScore, "score"},
}};

}  // namespace

std::string_view ObjectiveName(Objective objective) {
  return kObjectives[static_cast<std::size_t>(objective)].second;
}

std::optional<Objective> FindObjective(std::string_view name) {
  for (const auto& [objective, text] : kObjectives) {
    if (text == name) return objective;
  }
  return std::nullopt;
}

std::string_view SolveStatusName(SolveStatus status) {
  switch (status) {
    case SolveStatus::kOptimal:
      return "optimal";
    case SolveStatus::kInfeasibleRelaxed:
      return "infeasible-relaxed";
    case SolveStatus::kCancelled:
      return "cancelled";
  }
  return "cancelled";
}

}  // namespace jiedui::matching

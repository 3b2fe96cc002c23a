#include "matching/explain.h"

namespace jiedui::matching {
namespace {

constexpr std::size_t kNamesShown = 5;  // what fits a line of a list

/// `h1、h2、h3 等 12 家`.
template <class NameOf>
std::string Names(const std::vector<Index>& indices, NameOf name_of) {
  std::string text;
  for (std::size_t i = 0; i < indices.size() && i < kNamesShown; ++i) {
    if (i > 0) text += "、";
    text += name_of(indices[i]);
  }
  if (indices.size() > kNamesShown) text += " 等 " + std::to_string(indices.size()) + " 个";
  return text;
}

std::string HelperNames(const Problem& problem, const std::vector<Index>& helpers) {
  return Names(helpers, [&](Index h) { return problem.helper(h).id; });
}

std::string GroupNames(const Problem& problem, const std::vector<Index>& groups) {
  return Names(groups, [&](Index g) { return problem.group(g).id; });
}

std::string Competition(const Witness& witness) {
  std::string text = std::to_string(witness.receivers) + " 个受助方只能由这 " +
                     std::to_string(witness.helpers.size()) + " 个帮扶方承担，其名额共 " +
                     std::to_string(witness.places) + " 个";
  if (witness.fixed > 0) text += "（其中固定对占 " + std::to_string(witness.fixed) + " 个）";
  return text;
}

std::string Shortage(const Uncovered& uncovered) {
  return uncovered.needs == 1 ? std::string()
                              : "需要 " + std::to_string(uncovered.needs) + " 个帮扶方，只得到 " +
                                    std::to_string(uncovered.has) + " 个：";
}

std::string WitnessReason(const Problem& problem, const Witness& witness, UncoveredReason reason) {
  switch (reason) {
    case UncoveredReason::kQuotaReached:
      return "分组 " + GroupNames(problem, witness.more_quota) + " 的配额已用完；" +
             Competition(witness);
    case UncoveredReason::kPlacesAndQuota:
      return Competition(witness) + "，名额和所在分组的配额都已用完";
    default:
      return Competition(witness) + "，已全部用完";
  }
}

}  // namespace

std::string ReasonText(const Problem& problem, const Solution& solution,
                       const Uncovered& uncovered) {
  std::string shortage = Shortage(uncovered);
  switch (uncovered.reason) {
    case UncoveredReason::kNoCandidate:
      return shortage + "没有候选帮扶方";
    case UncoveredReason::kAllForbidden:
      return shortage + "候选帮扶方全部被禁止";
    case UncoveredReason::kTooFewAllowed:
      return shortage + "允许的候选帮扶方不足，且已全部选用";
    case UncoveredReason::kEarlierLevel:
      return shortage + "排在前面的目标优先，覆盖它会使前面的目标变差";
    case UncoveredReason::kNotSettled:
      return shortage + "求解在覆盖确定之前被停止";
    case UncoveredReason::kPlacesTaken:
    case UncoveredReason::kQuotaReached:
    case UncoveredReason::kPlacesAndQuota:
      return shortage +
             WitnessReason(problem, solution.witnesses[At(uncovered.witness)], uncovered.reason);
  }
  return shortage;
}

std::string SmallestChangeText(const Problem& problem, const Solution& solution,
                               const Uncovered& uncovered) {
  switch (uncovered.reason) {
    case UncoveredReason::kNoCandidate:
    case UncoveredReason::kTooFewAllowed:
      return "增加一个候选帮扶方";
    case UncoveredReason::kAllForbidden:
      return "解除一个禁止对，或增加一个候选帮扶方";
    case UncoveredReason::kEarlierLevel:
      return "把 coverage 放在目标的最前面";
    case UncoveredReason::kNotSettled:
      return "延长求解时间";
    case UncoveredReason::kPlacesTaken:
      return "在 " + HelperNames(problem, solution.witnesses[At(uncovered.witness)].more_places) +
             " 中任一帮扶方增加一个名额";
    case UncoveredReason::kQuotaReached:
      return "把 " + GroupNames(problem, solution.witnesses[At(uncovered.witness)].more_quota) +
             " 中任一分组的配额上限加一";
    case UncoveredReason::kPlacesAndQuota:
      return "在 " + HelperNames(problem, solution.witnesses[At(uncovered.witness)].helpers) +
             " 中任一帮扶方增加一个名额，同时把它所在的、配额已用完的各级分组的上限加一";
  }
  return {};
}

}  // namespace jiedui::matching

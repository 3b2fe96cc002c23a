#include <algorithm>

#include "matching/explain.h"

namespace jiedui::matching {
namespace {

constexpr std::size_t kNamesShown = 5;  // what fits a line of a list

/// `h1、h2、h3 等 12 个`: the first few of `count`.
template <class NameOf>
std::string Names(const std::vector<Index>& indices, std::size_t count, NameOf name_of) {
  std::string text;
  for (std::size_t i = 0; i < indices.size() && i < kNamesShown; ++i) {
    if (i > 0) text += "、";
    text += name_of(indices[i]);
  }
  if (count > kNamesShown) text += " 等 " + std::to_string(count) + " 个";
  return text;
}

std::string HelperNames(const Problem& problem, const std::vector<Index>& helpers) {
  return Names(helpers, helpers.size(), [&](Index h) { return problem.helper(h).id; });
}

std::string GroupNames(const Problem& problem, const std::vector<Index>& groups) {
  return Names(groups, groups.size(), [&](Index g) { return problem.group(g).id; });
}

/// `a，或b，或c`.
std::string Joined(const std::vector<std::string>& options) {
  std::string text;
  for (const std::string& option : options) text += (text.empty() ? "" : "，或") + option;
  return text;
}

/// The changes of one candidate pair that cover the receiver: helpers that could take one more, to
/// be allowed where they are forbidden and listed where they are not.
std::vector<std::string> PairOptions(const Problem& problem, const Solution& solution,
                                     const Uncovered& uncovered) {
  const std::vector<Index>& available = solution.available;
  const Index r = uncovered.receiver;
  std::vector<Index> forbidden;
  std::size_t unlisted = available.size();
  for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
    const Index h = problem.pair_helper(e);
    if (!std::binary_search(available.begin(), available.end(), h)) continue;
    --unlisted;
    if (problem.pair_state(e) == PairState::kForbidden) forbidden.push_back(h);
  }
  std::vector<std::string> options;
  if (!forbidden.empty()) {
    options.push_back("解除它与 " + HelperNames(problem, forbidden) +
                      (forbidden.size() > 1 ? " 中任一个的禁止对" : " 的禁止对"));
  }
  if (unlisted > 0) {
    std::vector<Index> named;
    for (std::size_t i = 0; named.size() < std::min(unlisted, kNamesShown); ++i) {
      if (problem.FindPair(available[i], r) < 0) named.push_back(available[i]);
    }
    options.push_back("增加一个候选帮扶方，如仍可承担的 " +
                      Names(named, unlisted, [&](Index h) { return problem.helper(h).id; }));
  }
  return options;
}

/// For a receiver that no place or quota can cover.
std::string NewPairText(const Problem& problem, const Solution& solution,
                        const Uncovered& uncovered) {
  const std::string options = Joined(PairOptions(problem, solution, uncovered));
  if (!options.empty()) return "增加名额无济于事，只能" + options;
  if (uncovered.reason == UncoveredReason::kAllForbidden) {
    return "解除一个禁止对，并给那个帮扶方增加一个名额（现有帮扶方都不能再承担）";
  }
  return "增加一个候选帮扶方，它须另有名额（现有帮扶方都不能再承担）";
}

/// `同时在 h1 增加一个名额、把 g1 的配额上限加一`.
std::string TogetherText(const Problem& problem, const std::vector<Change>& together) {
  std::string text;
  for (const Change& change : together) {
    text += text.empty() ? "同时" : "、";
    text += change.is_group ? "把 " + problem.group(change.index).id + " 的配额上限加一"
                            : "在 " + problem.helper(change.index).id + " 增加一个名额";
  }
  return text;
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
    case UncoveredReason::kEarlierLevel:
      return "把 coverage 放在目标的最前面";
    case UncoveredReason::kNotSettled:
      return "延长求解时间";
    case UncoveredReason::kNoCandidate:
    case UncoveredReason::kAllForbidden:
    case UncoveredReason::kTooFewAllowed:
      return NewPairText(problem, solution, uncovered);
    case UncoveredReason::kPlacesTaken:
    case UncoveredReason::kQuotaReached:
    case UncoveredReason::kPlacesAndQuota:
      break;
  }
  const Witness& witness = solution.witnesses[At(uncovered.witness)];
  const std::string pairs = Joined(PairOptions(problem, solution, uncovered));
  if (!witness.together.empty()) {
    const std::string together = TogetherText(problem, witness.together);
    return pairs.empty() ? together : pairs + "；不改候选对，则须" + together;
  }
  std::vector<std::string> options;
  if (!witness.more_places.empty()) {
    options.push_back("在 " + HelperNames(problem, witness.more_places) +
                      (witness.more_places.size() > 1 ? " 中任一帮扶方" : " ") + "增加一个名额");
  }
  if (!witness.more_quota.empty()) {
    options.push_back("把 " + GroupNames(problem, witness.more_quota) +
                      (witness.more_quota.size() > 1 ? " 中任一分组" : " ") + "的配额上限加一");
  }
  if (!pairs.empty()) options.push_back(pairs);
  return Joined(options);
}

}  // namespace jiedui::matching

#include "matching/explain.h"

#include <optional>

#include "matching/witness.h"

namespace jiedui::matching {
namespace {

UncoveredReason ReasonOf(const Witness& witness) {
  if (!witness.more_places.empty()) return UncoveredReason::kPlacesTaken;
  if (!witness.more_quota.empty()) return UncoveredReason::kQuotaReached;
  return UncoveredReason::kPlacesAndQuota;
}

/// The reasons that the receiver's own list gives, before any competition.
std::optional<UncoveredReason> OwnReason(const Problem& problem, const Uncovered& uncovered) {
  const Index begin = problem.PairBegin(uncovered.receiver);
  const Index end = problem.PairBegin(uncovered.receiver + 1);
  Index allowed = 0;
  for (Index e = begin; e < end; ++e) {
    allowed += problem.pair_state(e) == PairState::kForbidden ? 0 : 1;
  }
  if (begin == end) return UncoveredReason::kNoCandidate;
  if (allowed == 0) return UncoveredReason::kAllForbidden;
  if (allowed == uncovered.has) return UncoveredReason::kTooFewAllowed;
  return std::nullopt;
}

std::vector<Index> AvailableHelpers(const Problem& problem, Components& components) {
  std::vector<Index> available;
  for (Index h = 0; h < problem.helper_count(); ++h) {
    if (components.Free(components.Of(h))) available.push_back(h);
  }
  return available;
}

void ExplainCompetition(const Problem& problem, const Plan& plan, Solution& solution) {
  const Residual residual(problem, plan);
  Components components(residual);
  WitnessBook book(problem, residual, components, solution.witnesses);
  std::vector<Uncovered*> rest;
  std::vector<Index> receivers;  // of the rest
  for (Uncovered& uncovered : solution.uncovered) {
    if (const auto own = OwnReason(problem, uncovered)) {
      uncovered.reason = *own;
    } else if (components.Free(components.Of(residual.Receiver(uncovered.receiver)))) {
      uncovered.reason = UncoveredReason::kEarlierLevel;
    } else if (const auto witness = book.Find(uncovered.receiver)) {
      uncovered.witness = *witness;
    } else {
      rest.push_back(&uncovered);
      receivers.push_back(uncovered.receiver);
    }
  }
  if (!rest.empty()) {
    const Index shared = book.FindShared(receivers);
    for (Uncovered* const uncovered : rest) uncovered->witness = shared;
  }
  for (Uncovered& uncovered : solution.uncovered) {
    if (uncovered.witness < 0) continue;
    uncovered.reason = ReasonOf(solution.witnesses[At(uncovered.witness)]);
  }
  solution.available = AvailableHelpers(problem, components);
}

}  // namespace

void Explain(const Problem& problem, const Plan& plan, bool settled, Solution& solution) {
  const Loads loads = CountLoads(problem, plan);
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    const Index min = problem.receiver(r).need.min;
    if (loads.receivers[At(r)] >= min) continue;
    solution.uncovered.push_back(
        {r, loads.receivers[At(r)], min, UncoveredReason::kNotSettled, -1});
  }
  if (!settled) return;
  for (Index g = 0; g < problem.group_count(); ++g) {
    const Index min = problem.group(g).quota.min;
    if (loads.groups[At(g)] < min) solution.unmet.push_back({true, g, loads.groups[At(g)], min});
  }
  for (Index h = 0; h < problem.helper_count(); ++h) {
    const Index min = problem.helper(h).places.min;
    if (loads.helpers[At(h)] < min) {
      solution.unmet.push_back({false, h, loads.helpers[At(h)], min});
    }
  }
  if (!solution.uncovered.empty()) ExplainCompetition(problem, plan, solution);
}

}  // namespace jiedui::matching

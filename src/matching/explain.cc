#include "matching/explain.h"

#include <algorithm>
#include <map>

namespace jiedui::matching {
namespace {

constexpr std::int64_t kStepBudget = 200'000'000;

/// The residual network of a plan, searched backward: who could pass one more place on to a
/// receiver, by exchanges that keep every minimum that is met.
class Exchanges {
 public:
  Exchanges(const Problem& problem, const Plan& plan)
      : problem_(problem),
        plan_(plan),
        loads_(CountLoads(problem, plan)),
        chosen_(At(problem.helper_count())),
        members_(At(problem.group_count())),
        parts_(At(problem.group_count())),
        helper_seen_(At(problem.helper_count())),
        receiver_seen_(At(problem.receiver_count())),
        group_seen_(At(problem.group_count())) {
    problem.ForEachPair([&](Index e, Index h, Index r) {
      const bool fixed = problem.pair_state(e) == PairState::kFixed;
      if (plan[At(e)] != 0) chosen_[At(h)].push_back({r, fixed});
    });
    for (Index h = 0; h < problem.helper_count(); ++h) {
      if (problem.helper(h).group >= 0) members_[At(problem.helper(h).group)].push_back(h);
    }
    for (Index g = 0; g < problem.group_count(); ++g) {
      if (problem.group(g).parent >= 0) parts_[At(problem.group(g).parent)].push_back(g);
    }
  }

  [[nodiscard]] const Loads& loads() const { return loads_; }
  [[nodiscard]] std::int64_t steps() const { return steps_; }

  /// Everything from which a place can reach one of the receivers; false where a free place can,
  /// so that nothing blocks them.
  bool Search(const std::vector<Index>& receivers) {
    Forget();
    for (const Index r : receivers) SeeReceiver(r);
    std::size_t next_receiver = 0;
    std::size_t next_helper = 0;
    while (!free_ && (next_receiver < receivers_.size() || next_helper < helpers_.size())) {
      if (next_helper < helpers_.size()) {
        LeaveHelper(helpers_[next_helper++]);
      } else {
        LeaveReceiver(receivers_[next_receiver++]);
      }
    }
    return !free_;
  }

  /// After a search that found the receivers blocked.
  [[nodiscard]] Witness Found() const {
    Witness witness;
    witness.helpers = helpers_;
    std::sort(witness.helpers.begin(), witness.helpers.end());
    witness.receivers = static_cast<Index>(receivers_.size());
    for (const Index h : witness.helpers) {
      const HelperInput& helper = problem_.helper(h);
      witness.places += std::min(helper.places.max, problem_.pair_count());
      for (const Holder& holder : chosen_[At(h)]) witness.fixed += holder.fixed ? 1 : 0;
      const bool full = loads_.helpers[At(h)] >= helper.places.max;
      if (full && OpenAbove(helper.group)) witness.more_places.push_back(h);
    }
    for (Index g = 0; g < problem_.group_count(); ++g) {
      const bool only_this = QuotaReached(g) && OpenAbove(problem_.group(g).parent);
      if (group_seen_[At(g)] != 0 && only_this) witness.more_quota.push_back(g);
    }
    return witness;
  }

 private:
  struct Holder {
    Index receiver;
    bool fixed;
  };

  [[nodiscard]] bool QuotaReached(Index group) const {
    return loads_.groups[At(group)] >= problem_.group(group).quota.max;
  }

  /// Whether neither the group's quota nor any above it is reached.
  [[nodiscard]] bool OpenAbove(Index group) const {
    for (Index g = group; g >= 0; g = problem_.group(g).parent) {
      if (QuotaReached(g)) return false;
    }
    return true;
  }

  void Forget() {
    for (const Index h : helpers_) helper_seen_[At(h)] = 0;
    for (const Index r : receivers_) receiver_seen_[At(r)] = 0;
    std::fill(group_seen_.begin(), group_seen_.end(), 0);
    helpers_.clear();
    receivers_.clear();
    free_ = false;
  }

  void SeeReceiver(Index r) {
    if (receiver_seen_[At(r)] != 0) return;
    receiver_seen_[At(r)] = 1;
    receivers_.push_back(r);
    // One that has more than its min can give a helper up.
    if (loads_.receivers[At(r)] > problem_.receiver(r).need.min) free_ = true;
  }

  void SeeHelper(Index h) {
    if (helper_seen_[At(h)] != 0) return;
    helper_seen_[At(h)] = 1;
    helpers_.push_back(h);
  }

  void LeaveReceiver(Index r) {
    steps_ += problem_.PairBegin(r + 1) - problem_.PairBegin(r);
    for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
      if (plan_[At(e)] == 0 && problem_.pair_state(e) == PairState::kFree) {
        SeeHelper(problem_.pair_helper(e));
      }
    }
  }

  void LeaveHelper(Index h) {
    steps_ += static_cast<std::int64_t>(chosen_[At(h)].size()) + 1;
    for (const Holder& holder : chosen_[At(h)]) {
      if (!holder.fixed) SeeReceiver(holder.receiver);
    }
    const HelperInput& helper = problem_.helper(h);
    if (loads_.helpers[At(h)] < helper.places.max) SeeGroup(helper.group);
  }

  /// Something of the group (−1: the hub) could take one more, so only its quota or one above can
  /// hold it back; another helper or part of the group that is above its own minimum could give
  /// quota up.
  void SeeGroup(Index group) {
    std::vector<Index> open = {group};
    while (!open.empty()) {
      const Index g = open.back();
      open.pop_back();
      if (g < 0) {
        free_ = true;
        return;
      }
      if (group_seen_[At(g)] != 0) continue;
      group_seen_[At(g)] = 1;
      if (!QuotaReached(g)) open.push_back(problem_.group(g).parent);
      for (const Index h : members_[At(g)]) {
        if (loads_.helpers[At(h)] > problem_.helper(h).places.min) SeeHelper(h);
      }
      for (const Index part : parts_[At(g)]) {
        if (loads_.groups[At(part)] > problem_.group(part).quota.min) open.push_back(part);
      }
    }
  }

  const Problem& problem_;
  const Plan& plan_;
  Loads loads_;
  std::vector<std::vector<Holder>> chosen_;  // per helper
  std::vector<std::vector<Index>> members_;  // per group: its own helpers
  std::vector<std::vector<Index>> parts_;    // per group: the groups right below it
  std::vector<std::uint8_t> helper_seen_;
  std::vector<std::uint8_t> receiver_seen_;
  std::vector<std::uint8_t> group_seen_;
  std::vector<Index> helpers_;
  std::vector<Index> receivers_;
  bool free_ = false;
  std::int64_t steps_ = 0;
};

/// The witnesses of a solution, equal ones kept once.
class WitnessTable {
 public:
  explicit WitnessTable(std::vector<Witness>& witnesses) : witnesses_(witnesses) {}

  Index Add(Witness witness) {
    const auto next = static_cast<Index>(witnesses_.size());
    const auto [place, is_new] = by_helpers_.emplace(witness.helpers, next);
    if (is_new) witnesses_.push_back(std::move(witness));
    return place->second;
  }

 private:
  std::vector<Witness>& witnesses_;
  std::map<std::vector<Index>, Index> by_helpers_;
};

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

void ExplainCompetition(const Problem& problem, const Plan& plan, Solution& solution) {
  Exchanges exchanges(problem, plan);
  WitnessTable table(solution.witnesses);
  std::vector<Uncovered*> rest;
  const auto explain = [&](Uncovered& uncovered, bool blocked) {
    if (!blocked) {
      uncovered.reason = UncoveredReason::kEarlierLevel;
      return;
    }
    Witness witness = exchanges.Found();
    uncovered.reason = ReasonOf(witness);
    uncovered.witness = table.Add(std::move(witness));
  };
  for (Uncovered& uncovered : solution.uncovered) {
    if (const auto own = OwnReason(problem, uncovered)) {
      uncovered.reason = *own;
    } else if (exchanges.steps() > kStepBudget) {
      rest.push_back(&uncovered);
    } else {
      explain(uncovered, exchanges.Search({uncovered.receiver}));
    }
  }
  if (rest.empty()) return;
  std::vector<Index> receivers;
  receivers.reserve(rest.size());
  for (const Uncovered* uncovered : rest) receivers.push_back(uncovered->receiver);
  const bool blocked = exchanges.Search(receivers);
  for (Uncovered* uncovered : rest) explain(*uncovered, blocked);
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

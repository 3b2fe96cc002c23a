#include <algorithm>
#include <numeric>

#include "matching/check_internal.h"

namespace jiedui::matching {
namespace {

std::size_t U(Index i) { return static_cast<std::size_t>(i); }

/// Whether each witness is closed under exchanges and full, and counts what it says it counts.
class WitnessCheck {
 public:
  WitnessCheck(const Problem& problem, const Solution& solution, const Tally& tally,
               CheckReport& report)
      : problem_(problem),
        solution_(solution),
        tally_(tally),
        report_(report),
        helper_mark_(U(problem.helper_count())),
        receiver_mark_(U(problem.receiver_count())),
        group_mark_(U(problem.group_count())),
        movable_begin_(U(problem.helper_count()) + 1) {
    IndexMovable();
    members_.resize(U(problem.group_count()));
    parts_.resize(U(problem.group_count()));
    for (Index h = 0; h < problem.helper_count(); ++h) {
      if (const Index g = problem.helper(h).group; g >= 0) members_[U(g)].push_back(h);
    }
    for (Index g = 0; g < problem.group_count(); ++g) {
      if (const Index up = problem.group(g).parent; up >= 0) parts_[U(up)].push_back(g);
    }
  }

  void Run() {
    std::vector<std::vector<Index>> blocked(solution_.witnesses.size());
    for (const Uncovered& uncovered : solution_.uncovered) {
      if (uncovered.witness < 0) continue;
      if (U(uncovered.witness) >= blocked.size()) {
        Fault(problem_.receiver(uncovered.receiver).id + " 的见证不存在");
      } else {
        blocked[U(uncovered.witness)].push_back(uncovered.receiver);
      }
    }
    for (std::size_t w = 0; w < blocked.size(); ++w) {
      mark_ = static_cast<Index>(w) + 1;
      CheckOne(solution_.witnesses[w], blocked[w]);
    }
  }

 private:
  void Fault(std::string text) { report_.faults.push_back(std::move(text)); }

  /// The receivers at each helper that could be moved: their pair is chosen and not fixed.
  void IndexMovable() {
    const auto for_each_movable = [this](auto visit) {
      problem_.ForEachPair([&](Index e, Index h, Index r) {
        if (tally_.chosen[U(e)] != 0 && problem_.pair_state(e) == PairState::kFree) visit(h, r);
      });
    };
    for_each_movable([this](Index h, Index) { ++movable_begin_[U(h) + 1]; });
    std::partial_sum(movable_begin_.begin(), movable_begin_.end(), movable_begin_.begin());
    movable_.resize(U(movable_begin_.back()));
    std::vector<Index> next(movable_begin_.begin(), movable_begin_.end() - 1);
    for_each_movable([&](Index h, Index r) { movable_[U(next[U(h)]++)] = r; });
  }

  void CheckOne(const Witness& witness, const std::vector<Index>& blocked) {
    for (const Index h : witness.helpers) {
      if (h < 0 || h >= problem_.helper_count()) return Fault("见证中有不存在的序号");
      helper_mark_[U(h)] = mark_;
    }
    receivers_ = 0;
    for (const Index r : blocked) See(r);
    Index places = 0;
    Index fixed = 0;
    for (const Index h : witness.helpers) {
      places += std::min(problem_.helper(h).places.max, problem_.pair_count());
      const Index begin = movable_begin_[U(h)];
      const Index end = movable_begin_[U(h) + 1];
      fixed += tally_.helper[U(h)] - (end - begin);
      for (Index i = begin; i < end; ++i) See(movable_[U(i)]);
      if (tally_.helper[U(h)] < problem_.helper(h).places.max) {
        SeeGroup(problem_.helper(h).group, problem_.helper(h).id);
      }
    }
    CloseGroups();
    if (places != witness.places || fixed != witness.fixed || receivers_ != witness.receivers) {
      Fault("见证的人数或名额与所选各对不符");
    }
  }

  /// A receiver of the closed set: every helper that it could still get is in the witness.
  void See(Index r) {
    if (receiver_mark_[U(r)] == mark_) return;
    receiver_mark_[U(r)] = mark_;
    ++receivers_;
    for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
      const bool usable = tally_.chosen[U(e)] == 0 && problem_.pair_state(e) == PairState::kFree;
      if (usable) MustHold(problem_.pair_helper(e), problem_.receiver(r).id);
    }
  }

  void MustHold(Index h, const std::string& from) {
    if (helper_mark_[U(h)] == mark_) return;
    Fault("见证不封闭：" + from + " 还可换到 " + problem_.helper(h).id);
  }

  /// Whoever is in the group (−1: none) has room of its own, so that the quota must hold it back.
  void SeeGroup(Index g, const std::string& from) {
    if (g < 0) return Fault("见证中 " + from + " 仍有名额");
    if (group_mark_[U(g)] == mark_) return;
    group_mark_[U(g)] = mark_;
    open_groups_.push_back(g);
  }

  /// What is above its own minimum could give quota of the group up.
  void CloseGroups() {
    while (!open_groups_.empty()) {
      const Index g = open_groups_.back();
      open_groups_.pop_back();
      const GroupInput& group = problem_.group(g);
      if (tally_.group[U(g)] < group.quota.max) SeeGroup(group.parent, group.id);
      for (const Index h : members_[U(g)]) {
        if (tally_.helper[U(h)] > problem_.helper(h).places.min) MustHold(h, group.id);
      }
      for (const Index part : parts_[U(g)]) {
        if (tally_.group[U(part)] > problem_.group(part).quota.min) SeeGroup(part, group.id);
      }
    }
  }

  const Problem& problem_;
  const Solution& solution_;
  const Tally& tally_;
  CheckReport& report_;
  std::vector<Index> helper_mark_;  // the last witness that holds it, from 1
  std::vector<Index> receiver_mark_;
  std::vector<Index> group_mark_;
  std::vector<Index> movable_begin_;  // per helper into movable_
  std::vector<Index> movable_;
  std::vector<std::vector<Index>> members_;  // per group
  std::vector<std::vector<Index>> parts_;    // per group
  std::vector<Index> open_groups_;
  Index mark_ = 0;
  Index receivers_ = 0;  // seen of the present witness
};

}  // namespace

void CheckWitnesses(const Problem& problem, const Solution& solution, const Tally& tally,
                    CheckReport& report) {
  if (!solution.uncovered.empty() || !solution.witnesses.empty()) {
    WitnessCheck(problem, solution, tally, report).Run();
  }
}

}  // namespace jiedui::matching

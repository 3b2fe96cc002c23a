#include "matching/feasible.h"

#include <algorithm>

#include "matching/max_flow.h"

namespace jiedui::matching {
namespace {

/// The circulation hub → groups → helper → receiver → hub with lower bounds, as a maximum flow from
/// all excess to all deficit.
class Repair {
 public:
  Repair(const Problem& problem, const Face& face, Plan& plan)
      : problem_(problem),
        face_(face),
        plan_(plan),
        node_count_(1 + problem.group_count() + problem.helper_count() + problem.receiver_count()),
        flow_(node_count_ + 2),
        excess_(At(node_count_)) {}

  Feasibility Run(const Stopping& stopping) {
    ForcePairs();
    AddLoads();
    AddPairs();
    std::int64_t wanted = 0;
    for (int v = 0; v < node_count_; ++v) {
      if (excess_[At(v)] > 0) flow_.AddArc(Source(), v, excess_[At(v)]);
      if (excess_[At(v)] < 0) flow_.AddArc(v, Sink(), -excess_[At(v)]);
      wanted += std::max<std::int64_t>(0, excess_[At(v)]);
    }
    const std::int64_t sent = flow_.Run(Source(), Sink(), stopping);
    if (sent < 0) return {};
    if (sent < wanted) return {std::nullopt, ReachedBarrier()};
    TakePlan();
    return {std::move(plan_), std::nullopt};
  }

 private:
  [[nodiscard]] int Source() const { return node_count_; }
  [[nodiscard]] int Sink() const { return node_count_ + 1; }
  static int Group(Index g) { return 1 + g; }
  /// What feeds a part or helper of that group: the group, or the hub (0) where it has none.
  static int Above(Index group) { return group >= 0 ? Group(group) : 0; }
  [[nodiscard]] int Helper(Index h) const { return 1 + problem_.group_count() + h; }
  [[nodiscard]] int Receiver(Index r) const {
    return 1 + problem_.group_count() + problem_.helper_count() + r;
  }

  void ForcePairs() {
    for (Index e = 0; e < problem_.pair_count(); ++e) {
      if (face_.pairs[At(e)] == PairBound::kIn) plan_[At(e)] = 1;
      if (face_.pairs[At(e)] == PairBound::kOut) plan_[At(e)] = 0;
    }
  }

  /// An arc whose load was pushed into its range: the difference becomes excess at its ends.
  void AddLoad(int from, int to, Index load, Range range) {
    const Index allowed = std::clamp(load, range.low, range.high);
    excess_[At(from)] += load - allowed;
    excess_[At(to)] -= load - allowed;
    flow_.AddArc(from, to, range.high - allowed, allowed - range.low);
  }

  void AddLoads() {
    const Loads loads = CountLoads(problem_, plan_);
    for (Index g = 0; g < problem_.group_count(); ++g) {
      AddLoad(Above(problem_.group(g).parent), Group(g), loads.groups[At(g)], face_.groups[At(g)]);
    }
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      AddLoad(Above(problem_.helper(h).group), Helper(h), loads.helpers[At(h)],
              face_.helpers[At(h)]);
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      AddLoad(Receiver(r), 0, loads.receivers[At(r)], face_.receivers[At(r)]);
    }
  }

  void AddPairs() {
    problem_.ForEachPair([this](Index e, Index h, Index r) {
      if (face_.pairs[At(e)] != PairBound::kFree) return;
      const int arc = flow_.AddArc(Helper(h), Receiver(r), plan_[At(e)] != 0 ? 0 : 1, plan_[At(e)]);
      if (first_pair_arc_ < 0) first_pair_arc_ = arc;
    });
  }

  void TakePlan() {
    int arc = first_pair_arc_;
    for (Index e = 0; e < problem_.pair_count(); ++e) {
      if (face_.pairs[At(e)] != PairBound::kFree) continue;
      plan_[At(e)] = flow_.Left(arc++) == 0 ? 1 : 0;
    }
  }

  [[nodiscard]] Barrier ReachedBarrier() const {
    Barrier barrier{flow_.Reached(0), std::vector<bool>(At(problem_.group_count())),
                    std::vector<bool>(At(problem_.helper_count())),
                    std::vector<bool>(At(problem_.receiver_count()))};
    for (Index g = 0; g < problem_.group_count(); ++g) {
      barrier.group[At(g)] = flow_.Reached(Group(g));
    }
    for (Index h = 0; h < problem_.helper_count(); ++h) {
      barrier.helper[At(h)] = flow_.Reached(Helper(h));
    }
    for (Index r = 0; r < problem_.receiver_count(); ++r) {
      barrier.receiver[At(r)] = flow_.Reached(Receiver(r));
    }
    return barrier;
  }

  const Problem& problem_;
  const Face& face_;
  Plan& plan_;
  int node_count_;
  MaxFlow flow_;
  std::vector<Index> excess_;
  int first_pair_arc_ = -1;
};

}  // namespace

Feasibility FindPlan(const Problem& problem, const Face& face, Plan start,
                     const Stopping& stopping) {
  return Repair(problem, face, start).Run(stopping);
}

}  // namespace jiedui::matching

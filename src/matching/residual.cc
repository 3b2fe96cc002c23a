#include "matching/residual.h"

#include <algorithm>
#include <numeric>

namespace jiedui::matching {

Residual::Residual(const Problem& problem, const Plan& plan)
    : problem_(problem),
      plan_(plan),
      helpers_(problem.helper_count()),
      first_receiver_(problem.helper_count() + problem.group_count()),
      loads_(CountLoads(problem, plan)) {
  IndexHeld();
  IndexBelow();
}

void Residual::IndexHeld() {
  held_begin_.assign(At(helpers_) + 1, 0);
  const auto for_each_held = [this](auto visit) {
    ForEachChosen(problem_, plan_, [&](Index e, Index h, Index r) {
      if (problem_.pair_state(e) != PairState::kFixed) visit(h, r);
    });
  };
  for_each_held([this](Index h, Index) { ++held_begin_[At(h) + 1]; });
  std::partial_sum(held_begin_.begin(), held_begin_.end(), held_begin_.begin());
  held_.resize(At(held_begin_.back()));
  std::vector<Index> place(held_begin_.begin(), held_begin_.end() - 1);
  for_each_held([&](Index h, Index r) { held_[At(place[At(h)]++)] = Receiver(r); });
}

void Residual::IndexBelow() {
  below_begin_.assign(At(problem_.group_count()) + 1, 0);
  const auto for_each_below = [this](auto visit) {
    for (Index h = 0; h < helpers_; ++h) visit(problem_.helper(h).group, h);
    for (Index g = 0; g < problem_.group_count(); ++g) visit(problem_.group(g).parent, Group(g));
  };
  for_each_below([this](Index group, Index) {
    if (group >= 0) ++below_begin_[At(group) + 1];
  });
  std::partial_sum(below_begin_.begin(), below_begin_.end(), below_begin_.begin());
  below_.resize(At(below_begin_.back()));
  std::vector<Index> place(below_begin_.begin(), below_begin_.end() - 1);
  for_each_below([&](Index group, Index node) {
    if (group >= 0) below_[At(place[At(group)]++)] = node;
  });
}

Index Residual::SourceCount(Index node) const {
  if (IsReceiver(node)) {
    const Index r = ReceiverOf(node);
    return problem_.PairBegin(r + 1) - problem_.PairBegin(r) + 1;
  }
  if (IsHelper(node)) return held_begin_[At(node) + 1] - held_begin_[At(node)] + 1;
  const Index g = GroupOf(node);
  return below_begin_[At(g) + 1] - below_begin_[At(g)] + 1;
}

/// A receiver that could take another helper instead; for a group, whatever is right below it and
/// above its own minimum; and last of all what feeds the node, unless it is full.
Index Residual::UpperSource(Index node, Index k) const {
  if (k + 1 == SourceCount(node)) return Full(node) ? kNothing : Above(node);
  if (IsHelper(node)) return held_[At(held_begin_[At(node)] + k)];
  const Index below = below_[At(below_begin_[At(GroupOf(node))] + k)];
  const bool above_min =
      IsHelper(below)
          ? loads_.helpers[At(below)] > problem_.helper(below).places.min
          : loads_.groups[At(GroupOf(below))] > problem_.group(GroupOf(below)).quota.min;
  return above_min ? below : kNothing;
}

Index Residual::Above(Index node) const {
  const Index group =
      IsHelper(node) ? problem_.helper(node).group : problem_.group(GroupOf(node)).parent;
  return group >= 0 ? Group(group) : kHub;
}

bool Residual::Full(Index node) const {
  if (IsHelper(node)) return loads_.helpers[At(node)] >= problem_.helper(node).places.max;
  const Index g = GroupOf(node);
  return loads_.groups[At(g)] >= problem_.group(g).quota.max;
}

Components::Components(const Residual& residual)
    : residual_(residual),
      order_(At(residual.node_count())),
      low_(At(residual.node_count())),
      component_(At(residual.node_count()), Index{-1}),
      from_hub_(At(residual.node_count())) {}

Index Components::Of(Index node) {
  if (node == Residual::kHub) return Residual::kHub;
  if (order_[At(node)] == 0) Explore(node);
  return component_[At(node)];
}

void Components::Explore(Index root) {
  Open(root);
  while (!frames_.empty()) {
    Frame& frame = frames_.back();
    if (frame.next == frame.count) {
      Close();
      continue;
    }
    const Index node = frame.node;
    const Index source = residual_.Source(node, frame.next++);
    if (source == Residual::kNothing) continue;
    if (source == Residual::kHub) {
      from_hub_[At(node)] = 1;
    } else if (order_[At(source)] == 0) {
      Open(source);
    } else {
      Merge(node, source);
    }
  }
}

void Components::Open(Index node) {
  order_[At(node)] = low_[At(node)] = ++reached_;
  stack_.push_back(node);
  frames_.push_back({node, 0, residual_.SourceCount(node)});
}

void Components::Close() {
  const Index node = frames_.back().node;
  frames_.pop_back();
  if (low_[At(node)] == order_[At(node)]) Complete(node);
  if (frames_.empty()) return;
  const Index taker = frames_.back().node;
  if (component_[At(node)] < 0) low_[At(taker)] = std::min(low_[At(taker)], low_[At(node)]);
  Merge(taker, node);
}

void Components::Merge(Index node, Index source) {
  const Index component = component_[At(source)];
  if (component < 0) {
    low_[At(node)] = std::min(low_[At(node)], order_[At(source)]);
  } else {
    from_hub_[At(node)] |= free_[At(component)];
  }
}

void Components::Complete(Index root) {
  const auto component = static_cast<Index>(free_.size());
  std::uint8_t free = 0;
  Index node = -1;
  while (node != root) {
    node = stack_.back();
    stack_.pop_back();
    component_[At(node)] = component;
    free |= from_hub_[At(node)];
    nodes_.push_back(node);
  }
  free_.push_back(free);
  begin_.push_back(static_cast<Index>(nodes_.size()));
  sources_.emplace_back();
  sources_known_.push_back(0);
}

std::span<const Index> Components::Nodes(Index component) const {
  const Index begin = begin_[At(component)];
  return std::span(nodes_).subspan(At(begin), At(begin_[At(component) + 1] - begin));
}

const std::vector<Index>& Components::Sources(Index component) {
  std::vector<Index>& sources = sources_[At(component)];
  if (sources_known_[At(component)] != 0) return sources;
  sources_known_[At(component)] = 1;
  listed_by_.resize(count());
  for (const Index node : Nodes(component)) {
    for (Index k = 0; k < residual_.SourceCount(node); ++k) {
      const Index source = residual_.Source(node, k);
      if (source < 0) continue;
      const Index other = component_[At(source)];
      if (other == component || listed_by_[At(other)] == component + 1) continue;
      listed_by_[At(other)] = component + 1;
      sources.push_back(other);
    }
  }
  std::sort(sources.begin(), sources.end());
  return sources;
}

}  // namespace jiedui::matching

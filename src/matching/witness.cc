#include "matching/witness.h"

#include <algorithm>
#include <limits>

namespace jiedui::matching {
WitnessBook::WitnessBook(const Problem& problem, const Residual& residual, Components& components,
                         std::vector<Witness>& witnesses, std::int64_t work_budget)
    : problem_(problem),
      residual_(residual),
      components_(components),
      witnesses_(witnesses),
      work_budget_(work_budget) {}

std::optional<Index> WitnessBook::Find(Index receiver) {
  std::vector<Index> start = StartOf(receiver);
  const auto known = by_start_.find(start);
  if (known == by_start_.end() && steps_ >= work_budget_) return std::nullopt;
  const Index witness = known != by_start_.end() ? known->second : WitnessOf(start);
  by_start_.emplace(std::move(start), witness);
  const Index own = components_.Of(residual_.Receiver(receiver));
  // Among several nodes it was counted as one that holds a helper of the set.
  if (components_.Nodes(own).size() == 1) ++witnesses_[At(witness)].receivers;
  return witness;
}

Index WitnessBook::FindShared(const std::vector<Index>& receivers) {
  std::vector<Index> start;
  start.reserve(receivers.size());
  for (const Index r : receivers) start.push_back(components_.Of(residual_.Receiver(r)));
  std::sort(start.begin(), start.end());
  start.erase(std::unique(start.begin(), start.end()), start.end());
  return WitnessOf(std::move(start));
}

/// A receiver by itself stands for what it can get load from, which others may have in common.
std::vector<Index> WitnessBook::StartOf(Index receiver) {
  const Index own = components_.Of(residual_.Receiver(receiver));
  if (components_.Nodes(own).size() > 1) return {own};
  return components_.Sources(own);
}

/// A component gets load from lower numbers only: downwards, what was not seen yet is a top.
WitnessBook::Reach WitnessBook::Walk(std::vector<Index> start) {
  Reach reach;
  walked_.resize(components_.count());
  ++walks_;
  const auto see = [&](Index component) {
    if (walked_[At(component)] == walks_) return false;
    walked_[At(component)] = walks_;
    reach.components.push_back(component);
    return true;
  };
  std::size_t next = 0;
  for (auto top = start.rbegin(); top != start.rend(); ++top) {
    if (!see(*top)) continue;
    reach.tops.push_back(*top);
    for (; next < reach.components.size(); ++next) {
      const std::vector<Index>& sources = components_.Sources(reach.components[next]);
      steps_ += static_cast<std::int64_t>(sources.size()) + 1;
      for (const Index source : sources) see(source);
    }
  }
  return reach;
}

Index WitnessBook::WitnessOf(std::vector<Index> start) {
  Reach reach = Walk(std::move(start));
  const auto next = static_cast<Index>(witnesses_.size());
  const auto [place, is_new] = by_tops_.emplace(std::move(reach.tops), next);
  if (is_new) witnesses_.push_back(Describe(reach.components));
  return place->second;
}

Witness WitnessBook::Describe(const std::vector<Index>& components) {
  Witness witness;
  std::vector<Index> groups;
  for (const Index component : components) {
    for (const Index node : components_.Nodes(component)) {
      ++steps_;
      if (residual_.IsHelper(node)) {
        witness.helpers.push_back(node);
      } else if (residual_.IsReceiver(node)) {
        ++witness.receivers;
      } else {
        groups.push_back(node);
      }
    }
  }
  std::sort(witness.helpers.begin(), witness.helpers.end());
  std::sort(groups.begin(), groups.end());
  for (const Index h : witness.helpers) {
    witness.places += std::min(problem_.helper(h).places.max, problem_.pair_count());
    witness.fixed += residual_.FixedAt(h);
  }
  FindSingleChanges(groups, witness);
  if (witness.more_places.empty() && witness.more_quota.empty()) {
    witness.together = FewestTogether(components);
  }
  return witness;
}

void WitnessBook::FindSingleChanges(const std::vector<Index>& groups, Witness& witness) {
  for (const Index h : witness.helpers) {
    if (OneMoreSuffices(h)) witness.more_places.push_back(h);
  }
  for (const Index node : groups) {
    if (OneMoreSuffices(node)) witness.more_quota.push_back(residual_.GroupOf(node));
  }
}

/// From the hub a unit comes to what feeds the node; only the node's own max stops it there.
bool WitnessBook::OneMoreSuffices(Index node) {
  return residual_.Full(node) && components_.Free(components_.Of(residual_.Above(node)));
}

Change WitnessBook::ChangeAt(Index node) const {
  const bool is_group = !residual_.IsHelper(node);
  return {is_group, is_group ? residual_.GroupOf(node) : node};
}

/// Breadth first over the number of changes: what feeds a full node can give at the price of one.
std::vector<Change> WitnessBook::FewestTogether(const std::vector<Index>& components) {
  constexpr std::size_t kStart = std::numeric_limits<std::size_t>::max();
  struct Seen {
    Index component;
    Index full;      ///< node whose max has to rise for it to give load, −1: none
    std::size_t to;  ///< of seen: to whom it gives
  };
  std::vector<Seen> seen;
  ++walks_;
  const auto see = [&](const Seen& step) {
    walked_.resize(components_.count());
    if (walked_[At(step.component)] == walks_) return;
    walked_[At(step.component)] = walks_;
    seen.push_back(step);
  };
  for (const Index component : components) see({component, -1, kStart});
  std::size_t begin = 0;
  while (begin < seen.size()) {
    for (std::size_t i = begin; i < seen.size(); ++i) {
      for (const Index source : components_.Sources(seen[i].component)) see({source, -1, i});
    }
    const std::size_t end = seen.size();
    for (std::size_t i = begin; i < end; ++i) {
      // A copy: looking at what feeds a node may find components, which moves all nodes.
      const std::span<const Index> found = components_.Nodes(seen[i].component);
      for (const Index node : std::vector<Index>(found.begin(), found.end())) {
        ++steps_;
        if (residual_.IsReceiver(node) || !residual_.Full(node)) continue;
        const Index above = components_.Of(residual_.Above(node));
        if (!components_.Free(above)) {
          see({above, node, i});
          continue;
        }
        std::vector<Change> changes = {ChangeAt(node)};
        for (std::size_t k = i; k != kStart; k = seen[k].to) {
          if (seen[k].full >= 0) changes.push_back(ChangeAt(seen[k].full));
        }
        return changes;
      }
    }
    begin = end;
  }
  return {};
}

}  // namespace jiedui::matching

#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "matching/face.h"

namespace jiedui::matching {

/// The residual network of a plan read backwards: for every node, from whom it could get one more
/// unit of load by exchanges that keep every fixed pair and every minimum that is met. Nodes are
/// the helpers, then the groups, then the receivers; the hub stands apart. Built in
/// O(pairs), a little over the size of the plan. Everything by reference must outlive it.
class Residual {
 public:
  static constexpr Index kHub = -1;
  static constexpr Index kNothing = -2;

  Residual(const Problem& problem, const Plan& plan);

  [[nodiscard]] Index Group(Index g) const { return helpers_ + g; }
  [[nodiscard]] Index Receiver(Index r) const { return first_receiver_ + r; }
  [[nodiscard]] bool IsHelper(Index node) const { return node < helpers_; }
  [[nodiscard]] bool IsReceiver(Index node) const { return node >= first_receiver_; }
  [[nodiscard]] Index GroupOf(Index node) const { return node - helpers_; }
  [[nodiscard]] Index ReceiverOf(Index node) const { return node - first_receiver_; }
  [[nodiscard]] Index node_count() const { return first_receiver_ + problem_.receiver_count(); }

  /// The node's sources are Source(node, k) for 0 ≤ k < SourceCount(node): a node, kHub, or
  /// kNothing where that one cannot give.
  [[nodiscard]] Index SourceCount(Index node) const;
  [[nodiscard]] Index Source(Index node, Index k) const {
    return IsReceiver(node) ? ReceiverSource(ReceiverOf(node), k) : UpperSource(node, k);
  }

  /// What feeds a helper or group: its group or parent, kHub where it has none.
  [[nodiscard]] Index Above(Index node) const;
  /// Whether only the max of a helper or group keeps what feeds it from giving it one more.
  [[nodiscard]] bool Full(Index node) const;

  [[nodiscard]] const Loads& loads() const { return loads_; }
  /// How many of the helper's places are held by fixed pairs.
  [[nodiscard]] Index FixedAt(Index h) const {
    return loads_.helpers[At(h)] - (held_begin_[At(h) + 1] - held_begin_[At(h)]);
  }

 private:
  void IndexHeld();
  void IndexBelow();
  [[nodiscard]] Index UpperSource(Index node, Index k) const;

  /// A helper that the receiver could take in addition; the hub, where it can give one up.
  [[nodiscard]] Index ReceiverSource(Index r, Index k) const {
    const Index e = problem_.PairBegin(r) + k;
    if (e == problem_.PairBegin(r + 1)) {
      return loads_.receivers[At(r)] > problem_.receiver(r).need.min ? kHub : kNothing;
    }
    const bool open = plan_[At(e)] == 0 && problem_.pair_state(e) == PairState::kFree;
    return open ? problem_.pair_helper(e) : kNothing;
  }

  const Problem& problem_;
  const Plan& plan_;
  Index helpers_;
  Index first_receiver_;
  Loads loads_;
  std::vector<Index> held_begin_;   // per helper into held_
  std::vector<Index> held_;         // nodes of receivers whose pair with it is not fixed
  std::vector<Index> below_begin_;  // per group into below_
  std::vector<Index> below_;        // nodes of helpers and groups right below it
};

/// The strongly connected components of a Residual (Tarjan 1972), found as they are asked for:
/// each node and each of its sources is looked at once, whatever is asked. Deterministic for the
/// same questions in the same order.
class Components {
 public:
  explicit Components(const Residual& residual);

  /// The node's component. Components are numbered as they are completed, so every other one that
  /// it can get load from has a lower number. kHub for the hub.
  Index Of(Index node);

  /// Whether a unit could come from the hub, so that nothing holds the component's nodes back.
  [[nodiscard]] bool Free(Index component) const {
    return component == Residual::kHub || free_[At(component)] != 0;
  }

  /// Valid until the next Of or Sources, which may find more components.
  [[nodiscard]] std::span<const Index> Nodes(Index component) const;

  /// The other components that it can get load from at once, ascending. O(its sources) the first
  /// time.
  const std::vector<Index>& Sources(Index component);

  [[nodiscard]] std::size_t count() const { return free_.size(); }

 private:
  struct Frame {
    Index node;
    Index next;
    Index count;
  };

  void Explore(Index root);
  void Open(Index node);
  void Close();
  void Merge(Index node, Index source);
  void Complete(Index root);

  const Residual& residual_;
  std::vector<Index> order_;  // per node: when it was reached, from 1; 0 where it was not
  std::vector<Index> low_;    // per node: the earliest that it can get back to
  std::vector<Index> component_;
  std::vector<std::uint8_t> from_hub_;  // per node
  std::vector<Frame> frames_;
  std::vector<Index> stack_;
  std::vector<Index> nodes_;  // by component
  std::vector<Index> begin_ = {0};
  std::vector<std::uint8_t> free_;
  std::vector<std::vector<Index>> sources_;
  std::vector<std::uint8_t> sources_known_;
  std::vector<Index> listed_by_;  // per component: the last one that listed it as a source, plus 1
  Index reached_ = 0;
};

}  // namespace jiedui::matching

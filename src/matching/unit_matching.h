#pragma once

#include <optional>
#include <vector>

#include "matching/face.h"
#include "matching/stopping.h"
#include "matching/unit_shape.h"

namespace jiedui::matching {

/// Which free pairs may be used: those of the face that score at least `threshold`.
struct PairFilter {
  const Problem& problem;
  const Face& face;
  std::optional<double> threshold = {};

  [[nodiscard]] bool operator()(Index e) const {
    return face.pairs[At(e)] == PairBound::kFree &&
           (!threshold || problem.pair_score(e) >= *threshold);
  }
};

/// A matching of receivers to places that grows by augmenting paths, many disjoint ones a search
/// (Hopcroft and Karp 1973): a search grows alternating trees from all roots at once, and each tree
/// augments at most once. Deterministic. O(pairs) a search; a dozen searches are typical.
class UnitMatching {
 public:
  /// Nobody is matched, helper h has capacity[h] places.
  UnitMatching(const Problem& problem, std::vector<Index> capacity);

  [[nodiscard]] const std::vector<Index>& pair_of() const { return pair_of_; }
  [[nodiscard]] Index load(Index h) const { return load_[At(h)]; }
  [[nodiscard]] Index capacity(Index h) const { return capacity_[At(h)]; }

  /// For receivers that are not matched and helpers that have a place.
  void Match(Index r, Index e);
  void Unmatch(Index r);
  void SetCapacity(Index h, Index capacity) { capacity_[At(h)] = capacity; }

  /// Matches those of the receivers whose candidates have a place left.
  void MatchGreedily(const std::vector<Index>& receivers, const PairFilter& allowed);

  /// Matches as many of the receivers as possible, by exchanges in which everybody stays matched
  /// but those who may give way. Leaves those of them in the list that stay unmatched; their
  /// number, −1 when stopped. Afterwards Reached… tells what a search from them reached: helpers
  /// that are full of receivers who may not give way.
  std::int64_t Augment(std::vector<Index>& receivers, const std::vector<bool>& may_give_way,
                       const PairFilter& allowed, const Stopping& stopping);

  /// Raises loads to `low` by moving receivers from helpers above theirs and by matching receivers
  /// of `spare`, who need nobody; true where all are reached, nothing when stopped. Afterwards
  /// Reached… tells from which helpers a place could be taken.
  std::optional<bool> Fill(const std::vector<Index>& low, const std::vector<Index>& spare,
                           const PairFilter& allowed, const Stopping& stopping);

  [[nodiscard]] bool ReachedHelper(Index h) const { return root_[At(h)] >= 0; }
  /// Whether the receiver was a root of the last search or is matched to a helper it reached.
  [[nodiscard]] bool ReachedReceiver(Index r) const;

 private:
  struct Search;

  void StartSearch();
  void Reach(Index h, Index via_receiver, Index via_pair, Index root);
  void AugmentAlong(Index r, Index e);
  void Grow(Search& search, Index r, Index root);
  void GrowFrom(Search& search, Index h);

  const Problem* problem_;
  std::vector<Index> capacity_;
  std::vector<Index> load_;
  // Per helper, the receivers matched to it, as a doubly linked list.
  std::vector<Index> first_;
  std::vector<Index> next_;
  std::vector<Index> previous_;
  std::vector<Index> pair_of_;
  // The forest of the last search, per helper: its tree (−1 where not reached) and its parent.
  std::vector<Index> root_;
  std::vector<Index> via_receiver_;
  std::vector<Index> via_pair_;
  std::vector<Index> queue_;
  std::vector<bool> is_root_;  // per receiver
};

}  // namespace jiedui::matching

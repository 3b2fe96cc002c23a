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

/// A matching of receivers to places that grows by augmenting paths, many a search (Dinic 1970;
/// Hopcroft and Karp 1973): a search puts helpers into levels by their distance from the roots, as
/// far as enough places are found, and then finds paths along rising levels until there is none
/// left. A helper may be passed as often as receivers can move on. Deterministic. O(pairs) a
/// search; where candidates form a long chain of clusters, dozens of searches.
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

  [[nodiscard]] bool ReachedHelper(Index h) const { return level_[At(h)] >= 0; }
  /// Whether the receiver was a root of the last search or is matched to a helper it reached.
  [[nodiscard]] bool ReachedReceiver(Index r) const;

 private:
  struct Search;
  struct Cursor {
    Index receiver = -1;
    Index pair = 0;
  };

  void StartSearch();
  [[nodiscard]] std::size_t Spare(const Search& search, Index h) const;
  [[nodiscard]] Index GivesWay(const Search& search, Index h) const;
  void Reach(Index h, Index level);
  void ReachFrom(const Search& search, Index r, Index level);
  std::optional<bool> Layer(const Search& search, std::size_t wanting, const Stopping& stopping);
  void SetCursor(Index h, Index receiver);
  Index Advance(const Search& search, Index h);
  bool MoveOn(const Search& search, Index h);
  bool Enter(const Search& search, Index r);

  const Problem* problem_;
  std::vector<Index> capacity_;
  std::vector<Index> load_;
  // Per helper, the receivers matched to it, as a doubly linked list.
  std::vector<Index> first_;
  std::vector<Index> next_;
  std::vector<Index> previous_;
  std::vector<Index> pair_of_;
  // The last search: levels of helpers (−1 where not reached) in the order in which they were
  // reached, and per helper the next move of one of its receivers to be tried.
  std::vector<Index> level_;
  std::vector<Index> queue_;
  std::vector<Cursor> cursor_;
  std::vector<Index> path_;
  std::vector<bool> is_root_;  // per receiver
};

}  // namespace jiedui::matching

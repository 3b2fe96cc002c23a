#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace jiedui::matching {

/// Position of a helper, receiver, group or pair within a Problem.
using Index = std::int32_t;

/// A closed range of counts, 0 ≤ min ≤ max.
struct Bounds {
  Index min = 0;
  Index max = 0;
};

enum class PairState : std::uint8_t {
  kFree,       ///< may be chosen
  kFixed,      ///< is in every plan
  kForbidden,  ///< is in no plan
};

struct HelperInput {
  std::string id;
  Bounds places;     ///< how many receivers it takes
  Index group = -1;  ///< position in ProblemInput::groups, -1 for none
};

struct ReceiverInput {
  std::string id;
  Bounds need;  ///< how many helpers it gets; min ≥ 1 must be covered
};

/// A bound on the number of pairs of all helpers of one team, department, county … Groups form a
/// forest: a quota counts the pairs of the group's own helpers and of every group below it.
struct GroupInput {
  std::string id;
  Bounds quota;
  Index parent = -1;  ///< position in ProblemInput::groups of the group it is part of, -1 for none
};

struct PairInput {
  Index helper = 0;    ///< position in ProblemInput::helpers
  Index receiver = 0;  ///< position in ProblemInput::receivers
  double score = 0;    ///< any finite number
  PairState state = PairState::kFree;
};

/// What the caller knows, in any order. A pair that is not listed cannot be chosen.
struct ProblemInput {
  std::vector<HelperInput> helpers;
  std::vector<ReceiverInput> receivers;
  std::vector<GroupInput> groups;
  std::vector<PairInput> pairs;
};

/// Writes the pairs of one receiver, given by its position in the input, to an empty list; their
/// PairInput::receiver may be left out.
using PairSource = std::function<void(Index receiver, std::vector<PairInput>& pairs)>;

/// A valid assignment problem in one canonical order (helpers, receivers and groups by id, pairs by
/// receiver and helper), so that a plan does not depend on the order of the input. Immutable, so
/// safe to share between threads. 13 bytes a pair.
class Problem {
 public:
  /// kInvalid names the entry where: an id is empty or given twice, min > max or below 0, a
  /// position does not exist, a group is part of itself by way of its parents, a score or the sum
  /// of all magnitudes is not finite, or a pair is given twice. kUnprocessable
  /// names the helper, receiver or group whose fixed pairs exceed its max. kTooLarge over 2^30
  /// pairs.
  static base::Result<Problem> Make(ProblemInput input);

  /// The same where the pairs are too many to be listed twice: asks for those of one receiver after
  /// the other, by receiver id. `input` holds none; `expected` pairs are reserved.
  static base::Result<Problem> Make(ProblemInput input, const PairSource& pairs,
                                    std::size_t expected);

  [[nodiscard]] Index helper_count() const { return static_cast<Index>(helpers_.size()); }
  [[nodiscard]] Index receiver_count() const { return static_cast<Index>(receivers_.size()); }
  [[nodiscard]] Index group_count() const { return static_cast<Index>(groups_.size()); }
  [[nodiscard]] Index pair_count() const { return static_cast<Index>(pair_helper_.size()); }

  [[nodiscard]] const HelperInput& helper(Index h) const { return helpers_[At(h)]; }
  [[nodiscard]] const ReceiverInput& receiver(Index r) const { return receivers_[At(r)]; }
  [[nodiscard]] const GroupInput& group(Index g) const { return groups_[At(g)]; }

  /// Every group, each one after its parent.
  [[nodiscard]] const std::vector<Index>& groups_from_roots() const { return groups_from_roots_; }
  /// 0 for a group without a parent, one more than its parent's otherwise.
  [[nodiscard]] Index group_depth(Index g) const { return group_depth_[At(g)]; }
  /// The innermost group that both are part of (or are), -1 where there is none; -1 for no group.
  /// O(depth).
  [[nodiscard]] Index CommonGroup(Index a, Index b) const;

  /// Adds to each group's entry those of the groups below it. O(groups).
  void SumIntoParents(std::vector<Index>& of_groups) const;

  /// Where the helper or receiver stood in the input.
  [[nodiscard]] Index HelperInInput(Index h) const { return helper_in_input_[At(h)]; }
  [[nodiscard]] Index ReceiverInInput(Index r) const { return receiver_in_input_[At(r)]; }

  /// The pairs of receiver r are PairBegin(r) … PairBegin(r + 1) − 1, by helper.
  [[nodiscard]] Index PairBegin(Index r) const { return pair_begin_[At(r)]; }
  [[nodiscard]] Index pair_helper(Index e) const { return pair_helper_[At(e)]; }
  [[nodiscard]] double pair_score(Index e) const { return pair_score_[At(e)]; }
  [[nodiscard]] PairState pair_state(Index e) const { return pair_state_[At(e)]; }

  /// The pair's position, -1 where it is not listed. O(log pairs of r).
  [[nodiscard]] Index FindPair(Index h, Index r) const;

  /// Calls visit(pair, helper, receiver) for every listed pair, in order.
  template <class Visit>
  void ForEachPair(Visit visit) const {
    for (Index r = 0; r < receiver_count(); ++r) {
      for (Index e = PairBegin(r); e < PairBegin(r + 1); ++e) visit(e, pair_helper(e), r);
    }
  }

 private:
  Problem() = default;
  static std::size_t At(Index i) { return static_cast<std::size_t>(i); }
  /// Takes all but the pairs, in canonical order; the position of each helper and receiver.
  struct Ranks {
    std::vector<Index> helper;
    std::vector<Index> receiver;
  };
  base::Result<Ranks> TakeEntries(ProblemInput& input);
  base::Status TakeGroups(std::vector<GroupInput> groups, const std::vector<Index>& rank);
  [[nodiscard]] std::string NameCycle(const std::vector<bool>& placed) const;
  void TakePairs(std::vector<PairInput> pairs);
  void TakePairsOfNext(std::vector<PairInput>& pairs);
  [[nodiscard]] base::Status CheckTwins() const;
  [[nodiscard]] base::Status CheckFixed() const;

  std::vector<HelperInput> helpers_;
  std::vector<ReceiverInput> receivers_;
  std::vector<GroupInput> groups_;
  std::vector<Index> groups_from_roots_;
  std::vector<Index> group_depth_;
  std::vector<Index> helper_in_input_;
  std::vector<Index> receiver_in_input_;
  std::vector<Index> pair_begin_;
  std::vector<Index> pair_helper_;
  std::vector<double> pair_score_;
  std::vector<PairState> pair_state_;
};

}  // namespace jiedui::matching

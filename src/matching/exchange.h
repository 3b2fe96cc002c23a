#pragma once

#include <cstdint>
#include <vector>

#include "matching/face.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// The receivers' totals that a plan must not fall below, in integer scores.
struct TotalFloor {
  ScoreScale scale;
  std::int64_t least = 0;  ///< for every receiver that has a helper
};

/// Local search over the plans of a face for one whose totals reach a floor.
///
/// A step is an alternating chain: the poor receiver takes a helper (and may give one up), whoever
/// must release that helper takes another one instead, and so on until a helper has a place left,
/// takes the place that was given up, or a receiver can do with one helper less. Chains are found
/// breadth first, no receiver twice in one; nobody else may fall below the floor or, if below
/// already, lose. So the sum of min(total, floor) rises with every step. Deterministic.
class Exchange {
 public:
  /// Everything by reference must outlive it. `plan` is of the face.
  Exchange(const Problem& problem, const Face& face, const TotalFloor& floor, Plan plan);

  /// Raises until no receiver with a helper is below the floor (true), no chain helps, the work
  /// budget is spent, or it is stopped (false).
  bool RaiseAll(const Stopping& stopping);

  [[nodiscard]] const Plan& plan() const { return plan_; }
  [[nodiscard]] const std::vector<std::int64_t>& totals() const { return totals_; }
  /// The lowest total of a receiver with a helper; the floor where there is none.
  [[nodiscard]] std::int64_t Lowest() const;
  /// The poorest receiver below the floor, −1 where there is none.
  [[nodiscard]] Index Poorest() const;

 private:
  /// One link of a chain: `receiver` takes `helper`, having given up `lost` (−1: nothing).
  struct Link {
    Index helper;
    Index taken;  ///< pair
    Index lost;   ///< pair
    Index receiver;
    int before;  ///< link that made this one necessary, −1 for the first
  };

  bool Raise(Index receiver, std::int64_t aim);
  bool RaiseBySwap(Index receiver, Index given_up, std::int64_t aim);
  bool DropAll(Index receiver);
  bool Extend(int link, Index given_up);
  bool TryEnd(int link, Index given_up);
  bool TryDrop(int link, Index pair, Index given_up);
  void Follow(int link, Index pair);
  void Apply(int link, Index given_up, Index dropped);
  void Set(Index pair, bool chosen);
  [[nodiscard]] bool OnChain(int link, Index receiver) const;
  [[nodiscard]] bool CanGrow(Index helper, Index shrinking) const;
  [[nodiscard]] bool CanShrink(Index helper, Index growing) const;
  [[nodiscard]] bool MayHave(Index receiver, std::int64_t total) const;
  [[nodiscard]] Index GroupOf(Index helper) const { return problem_.helper(helper).group; }

  const Problem& problem_;
  const Face& face_;
  const TotalFloor& floor_;
  Plan plan_;
  Loads loads_;
  std::vector<std::int64_t> score_;       // per pair
  std::vector<Index> receiver_of_;        // per pair
  std::vector<std::vector<Index>> held_;  // per helper: its chosen pairs
  std::vector<std::int64_t> totals_;      // per receiver
  std::vector<Link> links_;
  std::vector<std::uint32_t> seen_;  // per helper: the search that saw it last
  std::uint32_t search_ = 0;
  std::int64_t steps_ = 0;
};

}  // namespace jiedui::matching

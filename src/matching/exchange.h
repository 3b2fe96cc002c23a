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

/// Local search over the plans of a face for totals that reach a floor, and for a higher score
/// among such plans.
///
/// A step is an alternating chain: a receiver takes a helper (and may give one up), whoever must
/// release that helper takes another one instead, and so on until a helper has a place left, takes
/// the place that was given up, or a receiver can do with one helper less. No receiver is twice in
/// a chain, so each one's new total is known; nobody else may fall below the floor or, if below
/// already, lose. Chains are built in layers of at most kLongest links, in each layer the one with
/// the highest gain of score for every helper. Deterministic.
class Exchange {
 public:
  /// Everything by reference must outlive it. `plan` is of the face.
  Exchange(const Problem& problem, const Face& face, const TotalFloor& floor, Plan plan);

  /// Raises poor receivers, at the least loss of score that a short chain allows, until no receiver
  /// with a helper is below the floor (true), or no chain helps, the work budget is spent or it is
  /// stopped (false). The sum of min(total, floor) rises with every step.
  bool RaiseAll(const Stopping& stopping);

  /// Follows chains that raise the score until there is none, the work budget is spent or it is
  /// stopped. Nobody falls below the floor.
  void RaiseScore(const Stopping& stopping);

  [[nodiscard]] const Plan& plan() const { return plan_; }
  /// The lowest total of a receiver with a helper; the floor where there is none.
  [[nodiscard]] std::int64_t Lowest() const;
  /// The poorest receiver below the floor, −1 where there is none.
  [[nodiscard]] Index Poorest() const;

 private:
  static constexpr int kLongest = 5;

  /// One link of a chain: `receiver` takes `helper`, having given up `lost` (−1: nothing).
  struct Link {
    Index helper;
    Index taken;  ///< pair
    Index lost;   ///< pair
    Index receiver;
    int before;         ///< link that made this one necessary, −1 for the first
    std::int64_t gain;  ///< of score, from the first link to this one
  };

  /// How the best chain so far ends.
  struct Ending {
    int link = -1;       ///< −1: there is none
    Index dropped = -1;  ///< the pair of whoever does without, −1 where none
    std::int64_t gain = 0;
  };

  /// What chains are looked for.
  struct Wish {
    Index receiver;
    Index given_up;      ///< pair that it gives up, −1 for none
    std::int64_t least;  ///< what its total must become
    bool any_gain;       ///< the first layer that has a chain will do, whatever its gain
  };

  bool Raise(Index receiver, std::int64_t least, bool any_gain);
  bool Grant(const Wish& wish);
  bool DropAll(Index receiver);
  void FirstLayer(const Wish& wish);
  void NextLayer(std::size_t begin, std::size_t end);
  void Extend(int link, Index pair);
  void Offer(const Link& link);
  void FindEndings(std::size_t begin, const Wish& wish, Ending& best) const;
  void FindDrops(int link, std::int64_t to_beat, Ending& best) const;
  void Apply(const Ending& ending, Index given_up);
  void Set(Index pair, bool chosen);
  [[nodiscard]] bool OnChain(int link, Index receiver) const;
  [[nodiscard]] bool EndsAt(Index helper, Index given_up) const;
  [[nodiscard]] bool CanGrow(Index helper, Index shrinking) const;
  [[nodiscard]] bool CanShrink(Index helper, Index growing) const;
  [[nodiscard]] Index SharedGroup(Index helper, Index other) const;
  [[nodiscard]] bool MayHave(Index receiver, std::int64_t total) const;
  [[nodiscard]] bool Open(Index pair) const { return face_.pairs[At(pair)] == PairBound::kFree; }
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
  std::vector<Link> links_;               // of the present search, layer by layer
  std::vector<std::int64_t> best_gain_;   // per helper, of links so far; kUnreached
  std::vector<int> in_layer_;             // per helper: its link in the layer being built, −1
  std::int64_t steps_ = 0;
};

}  // namespace jiedui::matching

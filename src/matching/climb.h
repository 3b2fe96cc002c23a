#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "matching/face.h"
#include "matching/stopping.h"

namespace jiedui::matching {

/// The receivers' totals that a plan must not fall below, in integer scores.
struct TotalFloor {
  ScoreScale scale;
  std::int64_t least = 0;  ///< for every receiver that has a helper
};

/// What the total of a receiver with a helper is worth; never less for a higher total.
struct TotalWorth {
  std::int64_t least = 0;   ///< totals below it lack something
  double score = 0;         ///< per unit of total
  double lack = 0;          ///< per unit below `least`, counted off
  double squared_lack = 0;  ///< per square unit below `least`, counted off

  [[nodiscard]] double Of(std::int64_t total) const {
    const auto missing = static_cast<double>(total < least ? least - total : 0);
    return score * static_cast<double>(total) - missing * (lack + squared_lack * missing);
  }
};

/// Local search over the plans of a face for more worth, summed over the receivers.
///
/// A step is an ejection chain (Glover 1996): a receiver takes a helper (and may give one up),
/// whoever must release that helper takes another one instead, and so on until a helper has a place
/// left, takes the place that was given up, or a receiver can do with one helper less; or a
/// receiver that may have nothing gives all up, where that is worth more. No receiver is twice in a
/// chain, so that gains add up, and the gain is positive from the first link on (Lin and Kernighan
/// 1973), so that of a receiver's pairs, sorted by score, only the first few are looked at. Chains
/// are built in layers of at most kLongest links, in each layer the one with the highest gain for
/// every helper. Deterministic.
class Climb {
 public:
  /// Everything by reference must outlive it. O(pairs · log pairs of a receiver).
  Climb(const Problem& problem, const Face& face, const ScoreScale& scale);

  /// Begins from a plan of the face.
  void Start(const Plan& plan);

  /// Follows chains until none gains, the work budget is spent or it is stopped.
  void Rise(const TotalWorth& worth, const Stopping& stopping);

  [[nodiscard]] const Plan& plan() const { return plan_; }
  /// The lowest total of a receiver with a helper; nothing where there is none.
  [[nodiscard]] std::optional<std::int64_t> Lowest() const;

 private:
  static constexpr int kLongest = 8;

  /// One link of a chain: `receiver` takes `taken`'s helper, having given up `lost` (−1: nothing).
  struct Link {
    Index helper;
    Index taken;  ///< pair
    Index lost;   ///< pair
    Index receiver;
    int before;   ///< link that made this one necessary, −1 for the first
    double gain;  ///< of worth, from the first link to this one
  };

  /// How the best chain so far ends.
  struct Ending {
    int link = -1;       ///< −1: there is none
    Index dropped = -1;  ///< the pair of whoever does without, −1 where none
    double gain = 0;
  };

  [[nodiscard]] std::vector<Index> Order() const;
  bool Improve(Index receiver);
  bool Follow(Index receiver, Index given_up);
  bool DropAll(Index receiver);
  void Extend(int link, Index receiver, Index lost, Index load);
  void Offer(const Link& link);
  void FindEndings(std::size_t begin, Index given_up, Ending& best) const;
  void FindDrops(int link, Ending& best) const;
  void Apply(const Ending& ending, Index given_up);
  void Set(Index pair, bool chosen);
  [[nodiscard]] double ValueOf(std::int64_t total, Index load) const {
    return load > 0 ? worth_.Of(total) : 0;
  }
  [[nodiscard]] bool OnChain(int link, Index receiver) const;
  [[nodiscard]] bool EndsAt(Index helper, Index given_up) const;
  [[nodiscard]] bool CanGrow(Index helper, Index shrinking) const;
  [[nodiscard]] bool CanShrink(Index helper, Index growing) const;
  [[nodiscard]] Index SharedGroup(Index helper, Index other) const;
  [[nodiscard]] bool Open(Index pair) const { return face_.pairs[At(pair)] == PairBound::kFree; }

  const Problem& problem_;
  const Face& face_;
  TotalWorth worth_;
  std::vector<std::int64_t> score_;  // per pair
  std::vector<Index> receiver_of_;   // per pair
  std::vector<Index> by_score_;      // pairs of each receiver, the open ones best first
  std::vector<Index> open_end_;      // per receiver: where its open pairs end in by_score_
  Plan plan_;
  Loads loads_;
  std::vector<std::vector<Index>> held_;  // per helper: its chosen pairs
  std::vector<std::int64_t> totals_;      // per receiver
  std::vector<Link> links_;               // of the present search, layer by layer
  std::vector<double> best_gain_;         // per helper, of links so far
  std::vector<int> in_layer_;             // per helper: its link in the layer being built, −1
  double least_gain_ = 0;                 // of worth: less than that may be rounding
  std::int64_t steps_ = 0;
};

}  // namespace jiedui::matching

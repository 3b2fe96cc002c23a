#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "matching/problem.h"

namespace jiedui::matching {

/// What a plan is judged by; solve.h defines each one.
enum class Objective : std::uint8_t { kCoverage, kBottleneck, kWorst, kBalance, kScore };

/// `coverage`, `bottleneck`, `worst`, `balance`, `score`.
std::string_view ObjectiveName(Objective objective);
std::optional<Objective> FindObjective(std::string_view name);

enum class SolveStatus : std::uint8_t {
  kOptimal,            ///< every minimum is met, every level settled
  kInfeasibleRelaxed,  ///< some minimum cannot be met: as much of them as possible is
  kCancelled,          ///< stopped or out of time: the best plan that was settled until then
};

/// `optimal`, `infeasible-relaxed`, `cancelled`.
std::string_view SolveStatusName(SolveStatus status);

/// Indices are the Problem's own (its canonical order).
struct ChosenPair {
  Index helper = 0;
  Index receiver = 0;
  double score = 0;
};

/// What one more unit of load costs at a node, for every node of a kind; the hub's price is 0.
/// Integers in the level's own unit. Empty vectors mean all zero.
struct Prices {
  std::vector<std::int64_t> group;
  std::vector<std::int64_t> helper;
  std::vector<std::int64_t> receiver;
};

/// A set of nodes into which more must flow than can flow out of it, once the pairs that a better
/// level would forbid are gone (Hoffman's circulation theorem): the proof that no better level
/// exists.
struct Barrier {
  bool hub = false;
  std::vector<bool> group;
  std::vector<bool> helper;
  std::vector<bool> receiver;
};

enum class LevelKind : std::uint8_t {
  kFloors,     ///< unmet minimums of helpers and groups, before every objective
  kReach,      ///< receivers left with nothing, before `worst` where needs exceed one
  kObjective,  ///< one of the objectives
};

/// How a level's bound can be verified again.
enum class Proof : std::uint8_t {
  kNone,     ///< not from the solution alone: found by search, or not proven at all
  kPrices,   ///< complementary slackness with `prices`
  kBarrier,  ///< `barrier`, or nothing where a kept pair or the lack of any pair decides
};

/// One settled level of the lexicographic order and its proof.
struct Level {
  LevelKind kind = LevelKind::kObjective;
  Objective objective = Objective::kCoverage;  ///< of kObjective
  /// floors: unmet units; reach: receivers left with nothing; coverage: demand met; bottleneck,
  /// worst: the score (empty where no pair is in the plan); balance: sum of squares; score: total.
  std::optional<double> value;
  /// No plan that keeps the levels before can be better than this; equal to `value` where proven.
  /// Below a level that is not proven itself, "keeps" means: keeps that level's value.
  std::optional<double> bound;
  bool proven = false;  ///< value = bound
  Proof proof = Proof::kNone;
  Prices prices;  ///< `unit` times a score is their unit
  double unit = 1;
  std::optional<Barrier> barrier;
};

/// Why a receiver's minimum is not met.
enum class UncoveredReason : std::uint8_t {
  kNoCandidate,     ///< no pair is listed for it
  kAllForbidden,    ///< every listed pair is forbidden
  kTooFewAllowed,   ///< fewer allowed candidates than its minimum
  kPlacesTaken,     ///< the helpers it can reach by exchanges have no place left
  kQuotaReached,    ///< the groups of those helpers have reached their quota
  kPlacesAndQuota,  ///< both: neither one more place nor one more of quota is enough alone
  kEarlierLevel,    ///< an objective or a helper's or group's minimum that comes first prevents it
  kNotSettled,      ///< the run was stopped before coverage was settled
};

struct Uncovered {
  Index receiver = 0;
  Index has = 0;    ///< helpers it got
  Index needs = 0;  ///< its minimum
  UncoveredReason reason = UncoveredReason::kNoCandidate;
  /// Hall-type witness: the helpers reachable from it by alternating exchanges, all without a
  /// place. One index into Solution::witnesses, −1 where there is none.
  Index witness = -1;
};

/// One more place at a helper, or one more in the quota of a group.
struct Change {
  bool is_group = false;
  Index index = 0;
  bool operator==(const Change&) const = default;
};

/// A closed set of helpers and receivers: every candidate of these receivers that could be taken is
/// one of these helpers, and these helpers have no place left.
struct Witness {
  std::vector<Index> helpers;      ///< ascending
  Index receivers = 0;             ///< that compete for them: who holds one, and who got too few
  Index places = 0;                ///< sum of the helpers' max
  Index fixed = 0;                 ///< places held by fixed pairs
  std::vector<Index> more_places;  ///< ascending: exactly those where one more place covers one
  std::vector<Index> more_quota;   ///< ascending: exactly those where one more of quota covers one
  /// Where both are empty: as few changes as possible that cover one more together.
  std::vector<Change> together;
};

/// A helper's or group's minimum that cannot be met.
struct UnmetMinimum {
  bool is_group = false;
  Index index = 0;
  Index has = 0;
  Index needs = 0;
};

struct Solution {
  SolveStatus status = SolveStatus::kCancelled;
  std::vector<ChosenPair> pairs;    ///< by helper, then receiver
  Index covered = 0;                ///< receivers whose min is met
  double total_score = 0;           ///< sum of the original scores
  double worst_receiver_score = 0;  ///< lowest total of a receiver with a helper; 0 where none has
  /// No plan that keeps the levels before `score` has a higher total; equal to total_score where
  /// that is proven.
  double upper_bound = 0;
  /// The total may be this much below the optimum, because scores had to be rounded to fit the
  /// integer arithmetic. 0 where every score was represented exactly.
  double score_precision = 0;
  std::vector<Level> levels;
  std::vector<Uncovered> uncovered;  ///< by receiver
  std::vector<Witness> witnesses;
  /// Where somebody is uncovered: the helpers that could take one more receiver, at once or by
  /// exchanges that leave everybody covered, ascending. A new candidate pair with any of them that
  /// an uncovered receiver does not have yet covers it.
  std::vector<Index> available;
  std::vector<UnmetMinimum> unmet;
};

}  // namespace jiedui::matching

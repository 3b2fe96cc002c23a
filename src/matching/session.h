#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "matching/problem.h"
#include "matching/solution.h"

namespace jiedui::matching {

struct SessionOptions {
  /// Edits that can be taken back, 0 … 100,000; each keeps what it changed, at 32 bytes a price or
  /// pair.
  std::size_t undo_depth = 256;
  /// Units of demand, 0 … 2^20, by which the price that all others refer to may wander off; then an
  /// edit costs O(nodes) more, as all prices move back. Rare: one unit each time that places change
  /// from too many to too few. At the most, prices stay small enough to be exact.
  Index most_wandering = 1 << 20;
  /// Of the equally good plans an edit leads to one that keeps most pairs, which also keeps
  /// searches from wandering among scores that are the same. Off where scores are too fine and
  /// nodes too many for exact numbers.
  bool break_ties = true;
};

/// What a plan is worth.
struct PlanFigures {
  Index covered = 0;            ///< receivers whose min is met
  std::int64_t demand_met = 0;  ///< sum over receivers of min(helpers it has, its min)
  double total_score = 0;
};

/// What an edit did to the plan. Pairs by receiver, then helper.
struct PlanChange {
  std::vector<ChosenPair> came;
  std::vector<ChosenPair> went;
  PlanFigures before;
  PlanFigures after;
};

/// What the whole plan loses, in the order of its objectives: with demand > 0 the score may be
/// negative (fewer are served, by better pairs). Negative as a whole where it would gain.
struct PlanLoss {
  std::int64_t demand = 0;
  double score = 0;
};

/// A pair of a new receiver or helper with `other`, a node that exists.
struct NewPair {
  Index other = 0;
  double score = 0;
};

/// A plan that is optimal for coverage, then score, and stays so while the problem is edited: every
/// edit leads what it displaced to its cheapest place by shortest chains of exchanges over the
/// plan's dual prices (Bertsekas, Network Optimization, ch. 2: primal-dual repair), instead of
/// solving again. Coverage units and scaled integer scores are compared as exact pairs (see
/// priced_plan_internal.h), so there is no weight between the two and the gap after every edit is
/// 0; Certify proves it from the state alone.
///
/// Positions are those of the Problem; a receiver or helper that is added gets the next one, and
/// that of one removed stays empty. Pairs are fixed and forbidden as by PairState.
///
/// An edit that fails changes nothing. Errors of edits: kInvalid names a position, count or score
/// that cannot be; kNotFound a pair that is not listed; kUnprocessable an edit that the fixed pairs
/// do not allow or a score with more decimals than the session's scale.
///
/// Complexity of an edit: at most one search from both ends for each pair it displaces (none where
/// the plan stays as it is), each over what is nearer than the chain it finds; where markets are
/// connected and tight that is about the root of their size. Memory: 33 bytes a pair, 250 to 350 a
/// receiver. Deterministic: the same edits give the same plans, which may differ among equally good
/// ones from what Solve would choose. Not thread-safe.
class PlanSession {
 public:
  /// Goes on from an optimal plan of the problem and its prices, or from an equally good one.
  /// kUnprocessable where helpers have a min, there are groups, or the objectives settled are not
  /// coverage, then score; kInternal where the prices do not prove the plan. O(pairs).
  static base::Result<PlanSession> Resume(const Problem& problem, const Solution& solution,
                                          const SessionOptions& options = {});

  /// Solves the problem by letting one receiver in after the other, by successive shortest paths.
  /// kUnprocessable as above.
  static base::Result<PlanSession> Start(const Problem& problem,
                                         const SessionOptions& options = {});

  PlanSession(PlanSession&&) noexcept;
  PlanSession& operator=(PlanSession&&) noexcept;
  ~PlanSession();

  // ---- the plan ----

  [[nodiscard]] Index helper_count() const;
  [[nodiscard]] Index receiver_count() const;  ///< those removed included
  [[nodiscard]] PlanFigures Figures() const;
  /// By helper, then receiver. O(pairs chosen · log).
  [[nodiscard]] std::vector<ChosenPair> Pairs() const;
  /// kNotFound where the pair is not listed.
  [[nodiscard]] base::Result<bool> Has(Index helper, Index receiver) const;
  /// How many helpers the receiver has; 0 for one that was removed or never was.
  [[nodiscard]] Index HelpersOf(Index receiver) const;
  /// The problem as edited, without receivers removed; scores as scaled.
  [[nodiscard]] ProblemInput EditedProblem() const;
  /// How far rounding the scores to the scale may have moved one of them; 0 where all are exact.
  [[nodiscard]] double rounding() const;

  // ---- edits ----

  /// The pair is in every plan from now on. kUnprocessable where the helper's places or the
  /// receiver's max are all taken by fixed pairs.
  base::Result<PlanChange> Fix(Index helper, Index receiver);
  /// The pair is in no plan from now on, a fixed one neither.
  base::Result<PlanChange> Forbid(Index helper, Index receiver);
  /// The pair is neither fixed nor forbidden from now on.
  base::Result<PlanChange> Release(Index helper, Index receiver);
  /// kUnprocessable where more pairs of the helper are fixed than `places`.
  base::Result<PlanChange> SetPlaces(Index helper, Index places);
  base::Result<PlanChange> SetScore(Index helper, Index receiver, double score);
  base::Result<PlanChange> AddReceiver(ReceiverInput receiver, std::vector<NewPair> pairs);
  base::Result<PlanChange> RemoveReceiver(Index receiver);
  /// kUnprocessable for a min above 0 or a group.
  base::Result<PlanChange> AddHelper(HelperInput helper, std::vector<NewPair> pairs);

  /// Takes the latest edit back: plan and prices are as before it. kUnprocessable where there is
  /// none within undo_depth.
  base::Result<PlanChange> Undo();

  // ---- prices; the plan stays as it is ----

  /// What the plan would lose if the pair were fixed: exact, by a search from both ends; 0
  /// for a pair that is chosen. For a forbidden pair: if it were released and fixed. kUnprocessable
  /// as Fix.
  base::Result<PlanLoss> LossOfFixing(Index helper, Index receiver);
  /// A lower bound of that, at once: the pair's reduced cost, 0 for a pair that is chosen.
  /// O(pairs of the receiver). kNotFound where the pair is not listed.
  [[nodiscard]] base::Result<PlanLoss> LeastLossOfFixing(Index helper, Index receiver) const;
  /// What the plan would lose if the pair were forbidden: exact; 0 for a pair that is not chosen.
  base::Result<PlanLoss> LossOfForbidding(Index helper, Index receiver);

  // ---- proof ----

  /// Success where the plan obeys the edited problem and the bound that the prices give by weak
  /// duality equals its worth, so that no plan is better; kInternal says what is wrong otherwise.
  /// Shares no code with the edits. O(pairs).
  [[nodiscard]] base::Status Certify() const;

 private:
  class State;
  explicit PlanSession(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jiedui::matching

#pragma once

#include <deque>
#include <string>
#include <vector>

#include "matching/chains_internal.h"
#include "matching/session.h"

namespace jiedui::matching {

/// What a session is made of. Its functions expect what session.h checks before.
class PlanSession::State {
 public:
  /// `likely`: what helpers' places are likely to cost, as for TakePrices; may be empty.
  State(const Problem& problem, const ScoreScale& scale, const TieBreak& ties,
        const SessionOptions& options, const std::vector<Worth>& likely);

  // ---- starting: session_start.cc ----

  /// Chooses the pairs.
  void TakePlan(const std::vector<ChosenPair>& pairs);
  /// Prices that prove the plan, from what helpers' places cost, ties included.
  void TakePrices(const std::vector<Worth>& prices);
  /// Where many receivers could be served elsewhere as well, moves the prices away from the ends
  /// of what proves the plan: the first searches would be several times as long as those after a
  /// few hundred others.
  void SpreadPrices();
  /// Lets one receiver after the other in, none of which has helpers beside its fixed ones.
  void EnterAll();

  // ---- edits: session_edits.cc ----

  void Fix(Index e);
  void Forbid(Index e);
  void Release(Index e);
  void SetPlaces(Index h, Index places);
  void SetScore(Index e, std::int64_t score);
  void AddReceiver(const ReceiverInput& receiver, const std::vector<NewPair>& pairs);
  void RemoveReceiver(Index r);
  void AddHelper(const HelperInput& helper, const std::vector<NewPair>& pairs);

  /// Runs the edit and keeps what takes it back.
  template <class Edit>
  PlanChange Change(Edit edit) {
    PlanChange change;
    change.before = Figures();
    priced_.StartJournal();
    BringHubHome();
    edit();
    PricedPlan::Journal journal = priced_.TakeJournal();
    Describe(journal, change);
    change.after = Figures();
    undo_.push_back(std::move(journal));
    if (undo_.size() > options_.undo_depth) undo_.pop_front();
    return change;
  }
  [[nodiscard]] bool CanUndo() const { return !undo_.empty(); }
  PlanChange Undo();

  // ---- prices: session_prices.cc ----

  /// Moves all prices by the same so that the hub's is 0, where it is far from it. O(nodes), and
  /// the pairs of those without chosen ones.
  void BringHubHome();

  /// The pair must be fixable.
  Worth LossOfFixing(Index e);
  Worth LossOfForbidding(Index e);

  // ---- reading ----

  [[nodiscard]] const PricedPlan& priced() const { return priced_; }
  [[nodiscard]] const std::string& helper_id(Index h) const { return helper_ids_[At(h)]; }
  [[nodiscard]] const std::string& receiver_id(Index r) const { return receiver_ids_[At(r)]; }
  [[nodiscard]] PlanFigures Figures() const;
  [[nodiscard]] ChosenPair PairOf(Index e) const;
  /// Of a pair or a plan, from what arcs have.
  [[nodiscard]] double ToScore(Worth score) const;
  [[nodiscard]] PlanLoss ToLoss(Worth worth) const;
  /// From a lower bound of a loss.
  [[nodiscard]] PlanLoss ToLeastLoss(Worth worth) const;

  // ---- checks, with the errors that session.h names: session.cc ----

  [[nodiscard]] base::Status CheckHelper(Index h) const;
  [[nodiscard]] base::Status CheckReceiver(Index r) const;
  [[nodiscard]] base::Result<Index> PairAt(Index h, Index r) const;
  [[nodiscard]] base::Status CheckFixable(Index e) const;
  [[nodiscard]] base::Status CheckScore(double score, Index more_nodes) const;
  [[nodiscard]] base::Status CheckRoom(const ReceiverInput& receiver) const;
  /// Sorts them by `other`.
  [[nodiscard]] base::Status CheckNewPairs(std::vector<NewPair>& pairs, bool of_receiver) const;

 private:
  static std::size_t At(Index i) { return static_cast<std::size_t>(i); }

  /// What is to be led to the hub after pairs came or went against the prices: units at a helper
  /// and a receiver, positive for a pair too many.
  struct Imbalance {
    Index helper = 0;
    Index receiver = 0;
  };
  void Settle(Index h, Index r, Imbalance imbalance);
  /// Chooses the free pair or lets it go, whichever the prices say.
  void Obey(Index e, Imbalance& imbalance);
  /// Lowers the receiver's load where the prices say so.
  void ObeyLoad(Index r, Imbalance& imbalance);
  void AskHubPrice(Index h);
  void FillPlaces(Index h);
  /// Gives a receiver without helpers beside its fixed ones its price, then serves it.
  void Enter(Index r);
  [[nodiscard]] bool IsTied(Index r) const;
  [[nodiscard]] double Unscaled(Worth scaled) const;
  [[nodiscard]] Worth LeastPriceOfHelper(Index h) const;
  [[nodiscard]] Worth LeastPriceOfReceiver(Index r) const;
  /// Adds to the change the pairs that came or went by the journal, which must be the latest.
  void Describe(const PricedPlan::Journal& journal, PlanChange& change) const;

  SessionOptions options_;
  PricedPlan priced_;
  Chains chains_;
  std::vector<std::string> helper_ids_;
  std::vector<std::string> receiver_ids_;
  std::deque<PricedPlan::Journal> undo_;
  std::int64_t pairs_beside_one_;  ///< that receivers may have beside their first
};

}  // namespace jiedui::matching

#pragma once

#include <map>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "base/progress.h"
#include "matching/problem.h"
#include "matching/solution.h"
#include "services/ranking.h"

namespace jiedui::services {

/// A pair by the ids of its two sides, within one pair kind.
struct PairIds {
  std::int64_t helper = 0;
  std::int64_t enterprise = 0;
  auto operator<=>(const PairIds&) const = default;
};

/// One pair kind's share of a plan, as a question.
struct PlanQuestion {
  domain::PairKind kind = domain::PairKind::kExpert;
  std::vector<const MatchEntry*> receivers;   ///< who is to be covered
  std::set<PairIds> fixed;                    ///< approved or pinned: stay
  std::set<PairIds> forbidden;                ///< rejected or declined: stay out
  std::map<std::int64_t, std::int64_t> held;  ///< helper → places taken by pairs of others
  std::vector<matching::Objective> objectives = {matching::Objective::kCoverage,
                                                 matching::Objective::kScore};
  /// Best candidates kept per receiver, 1 … 100,000; fewer where KeptCandidates says so. A city has
  /// fewer helpers of a kind in a sector than this, so that every allowed pair takes part.
  std::size_t max_candidates = 400;
  double time_limit_seconds = 0;  ///< 0: none
  std::stop_token stop = {};      ///< asked: there is no answer, kConflict
  base::Progress progress = {};   ///< stages: `candidates`, then the objectives by their names
};

/// An enterprise without a helper, and why, in words.
struct UncoveredEnterprise {
  const MatchEntry* receiver = nullptr;
  std::string reason;
  std::vector<RecordKey> blocked_by;
  std::string smallest_change;
};

struct PlanAnswer {
  std::vector<ScoredPair> pairs;  ///< by enterprise, then helper
  std::vector<UncoveredEnterprise> uncovered;
  matching::SolveStatus status = matching::SolveStatus::kOptimal;
  std::size_t receivers = 0;
  std::size_t covered = 0;
  std::size_t candidates = 0;  ///< pairs that took part
  double total_score = 0;
  double upper_bound = 0;
};

/// The candidates kept of each of so many receivers: at most `most`, and fewer, down to 50, where
/// all receivers' together would be more than 40 million, which is what the solver's memory allows.
std::size_t KeptCandidates(std::size_t receivers, std::size_t most);

/// How many helpers of that kind an enterprise gets: one, but up to three policies.
matching::Bounds NeedOf(domain::PairKind kind);

/// A question as a matching problem, and whom its positions stand for.
struct EncodedPlan {
  matching::Problem problem;
  std::vector<const MatchEntry*> helpers;    ///< by position in the problem
  std::vector<const MatchEntry*> receivers;  ///< by position in the problem
};

/// A helper of the problem: its places are what others leave of its capacity.
matching::HelperInput HelperOf(const MatchEntry& helper, const Loads& loads,
                               const PlanQuestion& question);

/// A problem and whom its positions stand for: helpers and receivers as they stood in its input.
EncodedPlan PlanOfPositions(matching::Problem problem,
                            const std::vector<const MatchEntry*>& helpers,
                            const std::vector<const MatchEntry*>& receivers);

/// A score of six decimals, which the solver represents exactly.
double RoundedScore(double score);

/// Scores the allowed pairs on both cores. Places are what others leave of a helper's capacity, at
/// least as many as its fixed pairs take. Where lists were cut and somebody stays uncovered though
/// places are left, they grow: WidenWhereUncovered. kUnprocessable when the fixed pairs contradict
/// each other. Deterministic.
base::Result<EncodedPlan> EncodePlan(const Corpus& corpus, const Loads& loads,
                                     const PlanQuestion& question);

/// kConflict once that stop is asked: the work was cancelled.
base::Status CheckGoesOn(const std::stop_token& stop);

/// Places of the helper that pairs outside the question take.
std::int64_t PlacesTaken(const Loads& loads, const PlanQuestion& question, RecordKey helper);

/// Scores the allowed pairs on both cores, solves exactly and has the independent checker confirm
/// the result before it is returned. kInternal when the checker disagrees; kUnprocessable when the
/// fixed pairs contradict each other. Deterministic.
base::Result<PlanAnswer> AnswerPlan(const Corpus& corpus, const Loads& loads,
                                    const PlanQuestion& question);

}  // namespace jiedui::services

#include "matching/report.h"

#include <algorithm>

#include "matching/explain.h"

namespace jiedui::matching {
namespace {

std::vector<ChosenPair> PairsOf(const Problem& problem, const Plan& plan) {
  std::vector<ChosenPair> pairs;
  ForEachChosen(problem, plan, [&](Index e, Index h, Index r) {
    pairs.push_back({h, r, problem.pair_score(e)});
  });
  std::sort(pairs.begin(), pairs.end(), [](const ChosenPair& a, const ChosenPair& b) {
    return a.helper != b.helper ? a.helper < b.helper : a.receiver < b.receiver;
  });
  return pairs;
}

/// Before the score level is settled: every receiver's best pairs, as many as it may have.
double BoundWithoutProof(const Problem& problem, const Face& face) {
  long double bound = 0;
  std::vector<double> scores;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    scores.clear();
    for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
      if (face.pairs[At(e)] != PairBound::kOut) scores.push_back(problem.pair_score(e));
    }
    std::sort(scores.rbegin(), scores.rend());
    const Range range = face.receivers[At(r)];
    for (Index k = 0; k < range.high && At(k) < scores.size(); ++k) {
      if (k >= range.low && scores[At(k)] <= 0) break;
      bound += scores[At(k)];
    }
  }
  return static_cast<double>(bound);
}

const Level* FindLevel(const Settled& settled, Objective objective) {
  for (const Level& level : settled.levels) {
    if (level.kind == LevelKind::kObjective && level.objective == objective) return &level;
  }
  return nullptr;
}

/// A rounded score is off by at most scale.rounding, in the plan and in the unknown optimum.
double PrecisionOf(const Problem& problem, const ScoreScale& scale, std::size_t chosen) {
  if (scale.exact()) return 0;
  double most = static_cast<double>(chosen);
  for (const Range& range : FaceOfAll(problem).receivers) most += range.high;
  return most * scale.rounding;
}

void AddTotals(const Problem& problem, const ScoreScale& scale, const Settled& settled,
               Solution& solution) {
  const auto value = [&](Objective objective) {
    return ValueOf(problem, LevelKind::kObjective, objective, settled.plan).value_or(0);
  };
  solution.total_score = value(Objective::kScore);
  solution.worst_receiver_score = value(Objective::kWorst);
  const Level* const score = FindLevel(settled, Objective::kScore);
  if (score == nullptr) {
    solution.upper_bound = BoundWithoutProof(problem, settled.face);
    return;
  }
  solution.score_precision = PrecisionOf(problem, scale, solution.pairs.size());
  solution.upper_bound = score->bound.value_or(solution.total_score) + solution.score_precision;
}

}  // namespace

Solution ReportOf(const Problem& problem, const ScoreScale& scale, Outcome outcome,
                  Settled settled) {
  Solution solution;
  // What is not proven may have become better since.
  for (Level& level : settled.levels) {
    if (!level.proven) level.value = ValueOf(problem, level.kind, level.objective, settled.plan);
  }
  solution.pairs = PairsOf(problem, settled.plan);
  AddTotals(problem, scale, settled, solution);
  const bool covered = FindLevel(settled, Objective::kCoverage) != nullptr;
  Explain(problem, settled.plan, covered, solution);
  solution.covered = problem.receiver_count() - static_cast<Index>(solution.uncovered.size());
  if (outcome == Outcome::kStopped) {
    solution.status = SolveStatus::kCancelled;
  } else {
    const bool all_met = solution.uncovered.empty() && solution.unmet.empty();
    solution.status = all_met ? SolveStatus::kOptimal : SolveStatus::kInfeasibleRelaxed;
  }
  solution.levels = std::move(settled.levels);
  return solution;
}

}  // namespace jiedui::matching

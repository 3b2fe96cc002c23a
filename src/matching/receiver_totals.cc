#include "matching/receiver_totals.h"

#include <algorithm>

namespace jiedui::matching {

Choices ChoicesOf(const Problem& problem, const Face& face, const ScoreScale& scale, Index r) {
  Choices choices;
  for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
    const PairBound bound = face.pairs[At(e)];
    if (bound == PairBound::kOut) continue;
    const std::int64_t score = scale.Of(problem.pair_score(e));
    if (bound == PairBound::kIn) {
      choices.kept += score;
      ++choices.kept_count;
    } else {
      choices.free.push_back(score);
    }
  }
  std::sort(choices.free.rbegin(), choices.free.rend());
  return choices;
}

std::int64_t BestOf(const Choices& choices, Index fewest, Index most) {
  std::int64_t total = choices.kept;
  for (Index k = 0; k < most && At(k) < choices.free.size(); ++k) {
    if (k >= fewest && choices.free[At(k)] <= 0) break;
    total += choices.free[At(k)];
  }
  return total;
}

std::optional<std::int64_t> LowestTotal(const Problem& problem, const ScoreScale& scale,
                                        const Plan& plan) {
  std::vector<std::int64_t> totals(At(problem.receiver_count()));
  std::vector<bool> served(At(problem.receiver_count()));
  problem.ForEachPair([&](Index e, Index, Index r) {
    if (plan[At(e)] == 0) return;
    totals[At(r)] += scale.Of(problem.pair_score(e));
    served[At(r)] = true;
  });
  std::optional<std::int64_t> lowest;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    if (served[At(r)]) lowest = std::min(totals[At(r)], lowest.value_or(totals[At(r)]));
  }
  return lowest;
}

std::vector<bool> AlwaysServed(const Problem& problem, const Face& face) {
  std::vector<bool> served(At(problem.receiver_count()));
  for (Index r = 0; r < problem.receiver_count(); ++r)
    served[At(r)] = face.receivers[At(r)].low > 0;
  problem.ForEachPair([&](Index e, Index, Index r) {
    if (face.pairs[At(e)] == PairBound::kIn) served[At(r)] = true;
  });
  return served;
}

std::vector<std::int64_t> BestTotals(const Problem& problem, const Face& face,
                                     const ScoreScale& scale) {
  std::vector<std::int64_t> best;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    const Choices choices = ChoicesOf(problem, face, scale, r);
    const Range range = face.receivers[At(r)];
    best.push_back(
        BestOf(choices, range.low - choices.kept_count, range.high - choices.kept_count));
  }
  return best;
}

double BestScore(const Problem& problem, const Face& face, Index r) {
  std::vector<std::pair<double, Index>> open;
  std::vector<Index> taken;
  for (Index e = problem.PairBegin(r); e < problem.PairBegin(r + 1); ++e) {
    if (face.pairs[At(e)] == PairBound::kFree) open.emplace_back(-problem.pair_score(e), e);
    if (face.pairs[At(e)] == PairBound::kIn) taken.push_back(e);
  }
  std::sort(open.begin(), open.end());
  const Range range = face.receivers[At(r)];
  for (const auto& [cost, e] : open) {
    const auto count = static_cast<Index>(taken.size());
    if (count >= range.high || (count >= range.low && cost >= 0)) break;
    taken.push_back(e);
  }
  std::sort(taken.begin(), taken.end());
  double total = 0;
  for (const Index e : taken) total += problem.pair_score(e);
  return total;
}

}  // namespace jiedui::matching

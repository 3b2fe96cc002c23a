// Which of the equally good plans: a question of its own, over the pairs that cost nothing at the
// plan's prices.
#include <algorithm>
#include <cmath>
#include <optional>

#include "matching/session_ties_internal.h"
#include "matching/solve.h"

namespace jiedui::matching {
namespace {

/// Below this many tied pairs a receiver, its own one included, searches do not wander.
constexpr double kTiedPerReceiver = 1.1;
/// Room for receivers to come: as many again, and at least so many.
constexpr std::int64_t kLeastRoom = 1 << 12;

std::size_t At(Index i) { return static_cast<std::size_t>(i); }

bool TakeAtMostOne(const Problem& problem) {
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    if (problem.receiver(r).need.max > 1) return false;
  }
  return true;
}

/// On where scores with ties keep below what PricedPlan allows, with a factor of 4 to spare.
TieBreak TiesFor(const Problem& problem, const ScoreScale& scale) {
  const std::int64_t room = std::max(kLeastRoom, 2 * std::int64_t{problem.receiver_count()});
  const TieBreak ties(room);
  double highest = 1;
  for (Index e = 0; e < problem.pair_count(); ++e) {
    highest = std::max(highest, std::fabs(problem.pair_score(e)) * scale.factor + 1);
  }
  const double nodes = 4.0 + problem.helper_count() + problem.receiver_count();
  const double largest = highest * ties.step();
  return largest < 0x1p60 && 4 * nodes * largest <= kMostScoreSum ? ties : TieBreak();
}

/// The pairs that cost nothing, and how many each node may have of them.
class TiedPairs {
 public:
  TiedPairs(const Problem& problem, const ScoreScale& scale, const std::vector<Worth>& prices)
      : problem_(problem), scale_(scale), prices_(prices), kept_(prices.size()) {
    problem.ForEachPair([&](Index e, Index h, Index) {
      if (problem.pair_state(e) == PairState::kFixed) ++kept_[At(h)];
    });
  }

  /// Nothing where few are tied.
  std::optional<ProblemInput> Question() {
    for (Index h = 0; h < problem_.helper_count(); ++h) AddHelper(h);
    for (Index r = 0; r < problem_.receiver_count(); ++r) AddReceiver(r);
    const double tied = static_cast<double>(input_.pairs.size());
    if (tied < kTiedPerReceiver * static_cast<double>(input_.receivers.size())) return std::nullopt;
    return std::move(input_);
  }

  /// Whom the question's receivers stand for.
  [[nodiscard]] const std::vector<Index>& receivers() const { return receivers_; }

 private:
  [[nodiscard]] Index Left(Index h) const { return problem_.helper(h).places.max - kept_[At(h)]; }

  void AddHelper(Index h) {
    const Index left = std::max(0, Left(h));
    input_.helpers.push_back({problem_.helper(h).id, {prices_[At(h)] > 0 ? left : 0, left}, -1});
  }

  void AddReceiver(Index r) {
    Worth best = -kBeyondWorth;
    for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
      if (problem_.pair_state(e) == PairState::kFixed) return;
      if (Usable(e)) best = std::max(best, Offer(e));
    }
    const Bounds& need = problem_.receiver(r).need;
    const Worth worth = best + (need.min > 0 ? kCoverUnit : Worth{0});
    if (need.max == 0 || worth < 0) return;
    const auto position = static_cast<Index>(receivers_.size());
    receivers_.push_back(r);
    input_.receivers.push_back({problem_.receiver(r).id, {worth > 0 ? 1 : 0, 1}});
    for (Index e = problem_.PairBegin(r); e < problem_.PairBegin(r + 1); ++e) {
      if (!Usable(e) || Offer(e) != best) continue;
      const Index h = problem_.pair_helper(e);
      input_.pairs.push_back(
          {h, position, static_cast<double>(TieBreak::TieOf(h, r)), PairState::kFree});
    }
  }

  [[nodiscard]] bool Usable(Index e) const {
    return problem_.pair_state(e) == PairState::kFree && Left(problem_.pair_helper(e)) > 0;
  }
  [[nodiscard]] Worth Offer(Index e) const {
    return scale_.Of(problem_.pair_score(e)) - prices_[At(problem_.pair_helper(e))];
  }

  const Problem& problem_;
  const ScoreScale& scale_;
  const std::vector<Worth>& prices_;
  std::vector<Index> kept_;  ///< of it fixed
  ProblemInput input_;
  std::vector<Index> receivers_;
};

}  // namespace

TieBroken BreakTies(const Problem& problem, const ScoreScale& scale,
                    const std::vector<Worth>& prices) {
  const TieBreak ties = TakeAtMostOne(problem) ? TiesFor(problem, scale) : TieBreak();
  if (!ties.on()) return {};
  TiedPairs tied(problem, scale, prices);
  std::optional<ProblemInput> input = tied.Question();
  if (!input) return {};
  const base::Result<Problem> question = Problem::Make(std::move(*input));
  if (!question) return {};
  const base::Result<Solution> answer = Solve(*question, {});
  const bool settled = answer && answer->status == SolveStatus::kOptimal && answer->unmet.empty();
  if (!settled || answer->levels.empty()) return {};
  const Level& level = answer->levels.back();
  if (level.proof != Proof::kPrices || level.unit != 1) return {};
  TieBroken broken{ties, {}, std::vector<std::int64_t>(prices.size())};
  for (const ChosenPair& pair : answer->pairs) {
    const Index position = question->ReceiverInInput(pair.receiver);
    broken.pairs.push_back(
        {question->HelperInInput(pair.helper), tied.receivers()[At(position)], 0});
  }
  for (Index h = 0; h < question->helper_count() && !level.prices.helper.empty(); ++h) {
    broken.prices[At(question->HelperInInput(h))] = level.prices.helper[At(h)];
  }
  return broken;
}

}  // namespace jiedui::matching

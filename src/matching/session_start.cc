#include <algorithm>
#include <cmath>
#include <string_view>

#include "matching/session_state_internal.h"

namespace jiedui::matching {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

constexpr double kUsualFactor = 1e6;  // scores of six decimals may come later
/// Receivers a search that prepares the prices.
constexpr Index kReceiversPerSpread = 1250;
/// Where fewer receivers, by share, have a pair as good as the chosen one, that gains nothing.
constexpr double kLeastTied = 0.1;
/// Room for receivers to come: as many again, and at least so many.
constexpr std::int64_t kLeastRoom = 1 << 12;

Status CheckShape(const Problem& problem) {
  for (Index h = 0; h < problem.helper_count(); ++h) {
    const HelperInput& helper = problem.helper(h);
    if (helper.places.min > 0) {
      return Fail(ErrorCode::kUnprocessable,
                  "帮扶方 " + helper.id + " 有最少名额，这样的方案不能逐步调整", helper.id);
    }
    if (helper.group >= 0) {
      return Fail(ErrorCode::kUnprocessable,
                  "帮扶方 " + helper.id + " 属于有配额的分组，这样的方案不能逐步调整", helper.id);
    }
  }
  return {};
}

/// Whether the levels are those of coverage, then score, each with its prices.
bool HasPrices(const Problem& problem, const Solution& solution) {
  std::vector<Objective> settled;
  const auto fits = [](const std::vector<std::int64_t>& prices, Index count) {
    return prices.empty() || prices.size() == static_cast<std::size_t>(count);
  };
  for (const Level& level : solution.levels) {
    if (level.kind == LevelKind::kReach || level.proof != Proof::kPrices) return false;
    if (!fits(level.prices.helper, problem.helper_count())) return false;
    if (level.kind == LevelKind::kObjective) settled.push_back(level.objective);
  }
  return settled == std::vector{Objective::kCoverage, Objective::kScore};
}

double UnitOf(const Solution& solution) {
  return solution.levels.empty() ? 1 : solution.levels.back().unit;
}

/// Fine enough for the problem's scores and the solution's prices, and for six decimals where that
/// costs no exactness.
Result<ScoreScale> ScaleFor(const Problem& problem, double unit) {
  ScoreScale scale = ChooseScale(problem);
  double highest = 0;
  for (Index e = 0; e < problem.pair_count(); ++e) {
    highest = std::max(highest, std::fabs(problem.pair_score(e)));
  }
  const auto exact_at = [&](double factor) { return highest * factor <= 0x1p53; };
  if (scale.exact() && scale.factor < kUsualFactor && exact_at(kUsualFactor)) {
    scale.factor = kUsualFactor;
  }
  if (std::fmod(scale.factor, unit) == 0) return scale;
  if (scale.exact() && std::fmod(unit, scale.factor) == 0 && exact_at(unit)) {
    scale.factor = unit;
    return scale;
  }
  return Fail(ErrorCode::kInternal, "方案的对偶价格与得分的精度不符");
}

/// Helpers that receivers may have beside their first.
std::int64_t PairsBesideOne(const Problem& problem) {
  std::int64_t pairs = 0;
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    pairs += std::max(0, problem.receiver(r).need.max - 1);
  }
  return pairs;
}

/// On where scores with ties keep below what PricedPlan allows, with a factor of 4 to spare.
TieBreak TiesFor(const Problem& problem, const ScoreScale& scale) {
  const std::int64_t pairs = problem.receiver_count() + PairsBesideOne(problem);
  const TieBreak ties(std::max(kLeastRoom, 2 * pairs));
  double highest = 1;
  for (Index e = 0; e < problem.pair_count(); ++e) {
    highest = std::max(highest, std::fabs(problem.pair_score(e)) * scale.factor + 1);
  }
  const double nodes = 4.0 + problem.helper_count() + problem.receiver_count();
  const double largest = highest * ties.step();
  return largest < 0x1p60 && 4 * nodes * largest <= kMostScoreSum ? ties : TieBreak();
}

/// What a place of each helper costs, in units and scaled scores with ties. A level's prices hold
/// on what the levels before left open, which is what comparing pairs of prices says: the units
/// decide, the scores where those are equal. One that nobody holds costs nothing.
std::vector<Worth> PlacePrices(const Problem& problem, const Solution& solution,
                               const ScoreScale& scale, const TieBreak& ties) {
  std::vector<Worth> prices(static_cast<std::size_t>(problem.helper_count()));
  for (const Level& level : solution.levels) {
    if (level.kind != LevelKind::kObjective || level.prices.helper.empty()) continue;
    const bool score = level.objective == Objective::kScore;
    const Worth unit = score ? static_cast<Worth>(scale.factor / level.unit) : kCoverUnit;
    for (std::size_t h = 0; h < prices.size(); ++h) prices[h] += level.prices.helper[h] * unit;
  }
  std::vector<Index> left;
  left.reserve(prices.size());
  for (Index h = 0; h < problem.helper_count(); ++h) left.push_back(problem.helper(h).places.max);
  for (const ChosenPair& pair : solution.pairs) --left[static_cast<std::size_t>(pair.helper)];
  for (std::size_t h = 0; h < prices.size(); ++h) {
    prices[h] = left[h] > 0 ? Worth{0} : ties.Price(std::max<Worth>(prices[h], 0));
  }
  return prices;
}

}  // namespace

PlanSession::State::State(const Problem& problem, const ScoreScale& scale, const TieBreak& ties,
                          const SessionOptions& options, const std::vector<Worth>& likely)
    : options_(options),
      priced_(scale, ties),
      chains_(priced_),
      pairs_beside_one_(PairsBesideOne(problem)) {
  priced_.Load(problem, likely);
  chains_.Reserve();
  helper_ids_.reserve(At(problem.helper_count()));
  for (Index h = 0; h < problem.helper_count(); ++h) helper_ids_.push_back(problem.helper(h).id);
  receiver_ids_.reserve(At(problem.receiver_count()));
  for (Index r = 0; r < problem.receiver_count(); ++r) {
    receiver_ids_.push_back(problem.receiver(r).id);
  }
}

void PlanSession::State::TakePlan(const std::vector<ChosenPair>& pairs) {
  for (const ChosenPair& pair : pairs) {
    const Index e = priced_.FindPair(pair.helper, pair.receiver);
    if (e < 0 || priced_.link(e) != Link::kOpen) continue;  // a fixed pair is in already
    priced_.SetLink(e, Link::kChosen);
    priced_.SetHelperLoad(pair.helper, priced_.helper_load(pair.helper) + 1);
    priced_.SetReceiverLoad(pair.receiver, priced_.receiver_load(pair.receiver) + 1);
  }
}

void PlanSession::State::TakePrices(const std::vector<Worth>& prices) {
  for (Index h = 0; h < priced_.helper_count(); ++h) {
    const bool full = priced_.helper_load(h) >= priced_.places(h);
    priced_.SetHelperPrice(h, full ? std::max<Worth>(prices[At(h)], 0) : Worth{0});
  }
  // A receiver's least price: what it could get elsewhere, where it has places to be asked about.
  for (Index r = 0; r < priced_.receiver_count(); ++r) {
    Worth least =
        priced_.CanLower(r) ? -priced_.UnitWorth(r, priced_.receiver_load(r)) : -kBeyondWorth;
    Worth most =
        priced_.CanRaise(r) ? -priced_.UnitWorth(r, priced_.receiver_load(r) + 1) : kBeyondWorth;
    priced_.ForPairsOf(r, [&](Index e, const PairArc& arc) {
      const Worth offer = arc.score - priced_.helper_price(arc.other);
      const bool closed = priced_.helper_pinned(arc.other) >= priced_.places(arc.other);
      if (priced_.link(e) == Link::kChosen) most = std::min(most, offer);
      if (priced_.link(e) == Link::kOpen && !closed) least = std::max(least, offer);
    });
    priced_.SetReceiverPrice(r, least > -kBeyondWorth ? least
                                : most < kBeyondWorth ? most
                                                      : Worth{0});
  }
  // Places that fixed pairs hold altogether have no priced: any price from there up will do.
  for (Index h = 0; h < priced_.helper_count(); ++h) {
    if (priced_.helper_pinned(h) < priced_.places(h)) continue;
    priced_.SetHelperPrice(h, std::max(priced_.helper_price(h), LeastPriceOfHelper(h)));
  }
  priced_.WatchStrays();
}

/// Whether the chosen pair is no better than what is open, ties aside.
bool PlanSession::State::IsTied(Index r) const {
  bool tied = false;
  priced_.ForChosenOf(r, [&](Index e, const PairArc&) {
    tied |= priced_.ties().ScoreIn(ScoreOf(priced_.ReducedCost(e))) == 0;
  });
  return tied;
}

/// From receivers all over the list to the helpers they have: what prices would do if the pair were
/// forbidden.
void PlanSession::State::SpreadPrices() {
  const Index count = priced_.receiver_count();
  Index tied = 0;
  for (Index r = 0; r < count; ++r) tied += IsTied(r) ? 1 : 0;
  if (tied < kLeastTied * count) return;
  for (Index i = 0; i < count / kReceiversPerSpread; ++i) {
    // A multiplicative hash (Knuth): distinct and even over the list.
    const auto at = static_cast<std::uint64_t>(i) * 2654435761U % static_cast<std::uint64_t>(count);
    const auto r = static_cast<Index>(at);
    Index helper = -1;
    priced_.ForChosenOf(r, [&](Index, const PairArc& arc) { helper = arc.other; });
    if (helper >= 0) chains_.Spread(MarketNode::Receiver(r), MarketNode::Helper(helper));
  }
}

void PlanSession::State::EnterAll() {
  // Those outside keep searches away as if they had been removed.
  for (Index r = 0; r < priced_.receiver_count(); ++r) {
    priced_.SetPresent(r, false);
    priced_.SetReceiverPrice(r, kBeyondWorth);
  }
  for (Index r = 0; r < priced_.receiver_count(); ++r) {
    priced_.SetPresent(r, true);
    Enter(r);
    BringHubHome();
  }
}

Result<PlanSession> PlanSession::Resume(const Problem& problem, const Solution& solution,
                                        const SessionOptions& options) {
  JIEDUI_CHECK(CheckShape(problem));
  if (solution.status == SolveStatus::kCancelled || !HasPrices(problem, solution)) {
    return Fail(ErrorCode::kUnprocessable, "只有按 coverage,score 求到最优的方案才能逐步调整",
                "objective");
  }
  JIEDUI_ASSIGN(const ScoreScale scale, ScaleFor(problem, UnitOf(solution)));
  const TieBreak ties = options.break_ties ? TiesFor(problem, scale) : TieBreak();
  const std::vector<Worth> prices = PlacePrices(problem, solution, scale, ties);
  auto state = std::make_unique<State>(problem, scale, ties, options, prices);
  state->TakePlan(solution.pairs);
  state->TakePrices(prices);
  state->SpreadPrices();
  PlanSession session(std::move(state));
  JIEDUI_CHECK(session.Certify());
  return session;
}

Result<PlanSession> PlanSession::Start(const Problem& problem, const SessionOptions& options) {
  JIEDUI_CHECK(CheckShape(problem));
  JIEDUI_ASSIGN(const ScoreScale scale, ScaleFor(problem, 1));
  auto state = std::make_unique<State>(problem, scale, TieBreak(), options, std::vector<Worth>());
  state->EnterAll();
  return PlanSession(std::move(state));
}

}  // namespace jiedui::matching

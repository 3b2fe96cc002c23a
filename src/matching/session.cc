#include "matching/session.h"

#include <algorithm>
#include <cmath>

#include "matching/session_state_internal.h"

namespace jiedui::matching {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;

Status NoSuch(const char* kind, Index position) {
  return Fail(ErrorCode::kInvalid,
              std::string("没有序号为 ") + std::to_string(position) + " 的" + kind);
}

}  // namespace

PlanSession::PlanSession(std::unique_ptr<State> state) : state_(std::move(state)) {}
PlanSession::PlanSession(PlanSession&&) noexcept = default;
PlanSession& PlanSession::operator=(PlanSession&&) noexcept = default;
PlanSession::~PlanSession() = default;

// ---- reading ----

double PlanSession::State::ToScore(Worth score) const {
  return Unscaled(priced_.ties().ScoreIn(score));
}

double PlanSession::State::Unscaled(Worth scaled) const {
  return static_cast<double>(static_cast<long double>(scaled) / priced_.scale().factor);
}

PlanLoss PlanSession::State::ToLoss(Worth worth) const {
  return {UnitsOf(worth), Unscaled(priced_.ties().ScoreIn(ScoreOf(worth)))};
}

/// A loss of scores alone is whole: at least what is left of the bound without all ties.
PlanLoss PlanSession::State::ToLeastLoss(Worth worth) const {
  return {UnitsOf(worth), Unscaled(priced_.ties().ScoreIn(ScoreOf(worth)))};
}

PlanFigures PlanSession::State::Figures() const {
  const Worth total = priced_.total();
  return {priced_.covered(), UnitsOf(total), ToScore(ScoreOf(total))};
}

ChosenPair PlanSession::State::PairOf(Index e) const {
  return {priced_.HelperOf(e), priced_.ReceiverOf(e), ToScore(priced_.ScoreOfPair(e))};
}

Index PlanSession::helper_count() const { return state_->priced().helper_count(); }
Index PlanSession::receiver_count() const { return state_->priced().receiver_count(); }
PlanFigures PlanSession::Figures() const { return state_->Figures(); }
double PlanSession::rounding() const { return state_->priced().scale().rounding; }

std::vector<ChosenPair> PlanSession::Pairs() const {
  std::vector<ChosenPair> pairs;
  for (Index e = 0; e < state_->priced().pair_count(); ++e) {
    if (InPlan(state_->priced().link(e))) pairs.push_back(state_->PairOf(e));
  }
  std::sort(pairs.begin(), pairs.end(), [](const ChosenPair& a, const ChosenPair& b) {
    return std::pair(a.helper, a.receiver) < std::pair(b.helper, b.receiver);
  });
  return pairs;
}

Index PlanSession::HelpersOf(Index receiver) const {
  return state_->CheckReceiver(receiver) ? state_->priced().receiver_load(receiver) : 0;
}

ProblemInput PlanSession::EditedProblem() const {
  const PricedPlan& priced = state_->priced();
  ProblemInput input;
  for (Index h = 0; h < priced.helper_count(); ++h) {
    input.helpers.push_back({state_->helper_id(h), {0, priced.places(h)}, -1});
  }
  for (Index r = 0; r < priced.receiver_count(); ++r) {
    if (!priced.present(r)) continue;
    const auto at = static_cast<Index>(input.receivers.size());
    input.receivers.push_back({state_->receiver_id(r), priced.need(r)});
    priced.ForPairsOf(r, [&](Index e, const PairArc& arc) {
      const Link link = priced.link(e);
      const PairState state = link == Link::kPinned      ? PairState::kFixed
                              : link == Link::kForbidden ? PairState::kForbidden
                                                         : PairState::kFree;
      input.pairs.push_back({arc.other, at, state_->ToScore(arc.score), state});
    });
  }
  return input;
}

// ---- what an edit may be about ----

Status PlanSession::State::CheckHelper(Index h) const {
  return h >= 0 && h < priced_.helper_count() ? Status{} : NoSuch("帮扶方", h);
}

Status PlanSession::State::CheckReceiver(Index r) const {
  const bool there = r >= 0 && r < priced_.receiver_count() && priced_.present(r);
  return there ? Status{} : NoSuch("受助方", r);
}

Result<Index> PlanSession::State::PairAt(Index h, Index r) const {
  JIEDUI_CHECK(CheckHelper(h));
  JIEDUI_CHECK(CheckReceiver(r));
  const Index e = priced_.FindPair(h, r);
  if (e >= 0) return e;
  return Fail(ErrorCode::kNotFound,
              "帮扶方 " + helper_id(h) + " 不是受助方 " + receiver_id(r) + " 的候选");
}

Status PlanSession::State::CheckFixable(Index e) const {
  const Index h = priced_.HelperOf(e);
  const Index r = priced_.ReceiverOf(e);
  if (priced_.link(e) == Link::kPinned) return {};
  if (priced_.helper_pinned(h) >= priced_.places(h)) {
    return Fail(ErrorCode::kUnprocessable,
                "帮扶方 " + helper_id(h) + " 的 " + std::to_string(priced_.places(h)) +
                    " 个名额都已锁定，不能再锁定受助方 " + receiver_id(r),
                helper_id(h));
  }
  if (priced_.receiver_pinned(r) >= priced_.need(r).max) {
    return Fail(ErrorCode::kUnprocessable,
                "受助方 " + receiver_id(r) + " 最多 " + std::to_string(priced_.need(r).max) +
                    " 个帮扶方，都已锁定，不能再锁定 " + helper_id(h),
                receiver_id(r));
  }
  return {};
}

Status PlanSession::State::CheckScore(double score, Index more_nodes) const {
  if (!std::isfinite(score)) return Fail(ErrorCode::kInvalid, "得分应为有限的数", "score");
  const ScoreScale& scale = priced_.scale();
  const double scaled = score * scale.factor;
  const bool too_large = !priced_.Fits(scaled * priced_.ties().step(), more_nodes);
  if (too_large || (scale.exact() && std::fabs(scaled) > 0x1p53)) {
    return Fail(ErrorCode::kUnprocessable, "得分 " + std::to_string(score) + " 过大", "score");
  }
  if (scale.exact() && std::nearbyint(scaled) / scale.factor != score) {
    return Fail(ErrorCode::kUnprocessable,
                "得分 " + std::to_string(score) + " 的小数位数超出了本方案的精度", "score");
  }
  return {};
}

Status PlanSession::State::CheckRoom(const ReceiverInput& receiver) const {
  const TieBreak& ties = priced_.ties();
  const std::int64_t pairs =
      std::int64_t{priced_.receiver_count()} + pairs_beside_one_ + receiver.need.max;
  if (!ties.on() || pairs <= ties.most_pairs()) return {};
  return Fail(ErrorCode::kUnprocessable,
              "受助方 " + receiver.id + " 超出了可逐步加入的数量，请重新求解方案", receiver.id);
}

Status PlanSession::State::CheckNewPairs(std::vector<NewPair>& pairs, bool of_receiver) const {
  std::sort(pairs.begin(), pairs.end(),
            [](const NewPair& a, const NewPair& b) { return a.other < b.other; });
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    JIEDUI_CHECK(of_receiver ? CheckHelper(pairs[i].other) : CheckReceiver(pairs[i].other));
    JIEDUI_CHECK(CheckScore(pairs[i].score, 1));
    if (i > 0 && pairs[i].other == pairs[i - 1].other) {
      return Fail(ErrorCode::kInvalid, "同一对列出了两次");
    }
  }
  return {};
}

// ---- edits ----

Result<bool> PlanSession::Has(Index helper, Index receiver) const {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  return InPlan(state_->priced().link(e));
}

Result<PlanChange> PlanSession::Fix(Index helper, Index receiver) {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  JIEDUI_CHECK(state_->CheckFixable(e));
  return state_->Change([&] { state_->Fix(e); });
}

Result<PlanChange> PlanSession::Forbid(Index helper, Index receiver) {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  return state_->Change([&] { state_->Forbid(e); });
}

Result<PlanChange> PlanSession::Release(Index helper, Index receiver) {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  return state_->Change([&] { state_->Release(e); });
}

Result<PlanChange> PlanSession::SetPlaces(Index helper, Index places) {
  JIEDUI_CHECK(state_->CheckHelper(helper));
  if (places < 0) return Fail(ErrorCode::kInvalid, "名额不能小于 0", "places");
  const Index pinned = state_->priced().helper_pinned(helper);
  if (places < pinned) {
    return Fail(ErrorCode::kUnprocessable,
                "帮扶方 " + state_->helper_id(helper) + " 已锁定 " + std::to_string(pinned) +
                    " 对，名额不能减到 " + std::to_string(places),
                state_->helper_id(helper));
  }
  return state_->Change([&] { state_->SetPlaces(helper, places); });
}

Result<PlanChange> PlanSession::SetScore(Index helper, Index receiver, double score) {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  JIEDUI_CHECK(state_->CheckScore(score, 0));
  const std::int64_t of_arc = state_->priced().ScoreOfArc(score, helper, receiver);
  return state_->Change([&] { state_->SetScore(e, of_arc); });
}

Result<PlanChange> PlanSession::AddReceiver(ReceiverInput receiver, std::vector<NewPair> pairs) {
  const auto& [min, max] = receiver.need;
  if (min < 0 || min > max) return Fail(ErrorCode::kInvalid, "应满足 0 ≤ min ≤ max", "need");
  JIEDUI_CHECK(state_->CheckRoom(receiver));
  JIEDUI_CHECK(state_->CheckNewPairs(pairs, true));
  return state_->Change([&] { state_->AddReceiver(receiver, pairs); });
}

Result<PlanChange> PlanSession::RemoveReceiver(Index receiver) {
  JIEDUI_CHECK(state_->CheckReceiver(receiver));
  return state_->Change([&] { state_->RemoveReceiver(receiver); });
}

Result<PlanChange> PlanSession::AddHelper(HelperInput helper, std::vector<NewPair> pairs) {
  const auto& [min, max] = helper.places;
  if (min < 0 || min > max) return Fail(ErrorCode::kInvalid, "应满足 0 ≤ min ≤ max", "places");
  if (min > 0 || helper.group >= 0) {
    return Fail(ErrorCode::kUnprocessable,
                "帮扶方 " + helper.id + " 有最少名额或属于分组，不能加入逐步调整的方案", helper.id);
  }
  JIEDUI_CHECK(state_->CheckNewPairs(pairs, false));
  return state_->Change([&] { state_->AddHelper(helper, pairs); });
}

Result<PlanChange> PlanSession::Undo() {
  if (!state_->CanUndo()) {
    return Fail(ErrorCode::kUnprocessable, "没有可以撤回的调整", "undo");
  }
  return state_->Undo();
}

// ---- prices ----

Result<PlanLoss> PlanSession::LossOfFixing(Index helper, Index receiver) {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  JIEDUI_CHECK(state_->CheckFixable(e));
  return state_->ToLoss(state_->LossOfFixing(e));
}

Result<PlanLoss> PlanSession::LeastLossOfFixing(Index helper, Index receiver) const {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  if (InPlan(state_->priced().link(e))) return PlanLoss{};
  return state_->ToLeastLoss(state_->priced().ReducedCost(e));
}

Result<PlanLoss> PlanSession::LossOfForbidding(Index helper, Index receiver) {
  JIEDUI_ASSIGN(const Index e, state_->PairAt(helper, receiver));
  return state_->ToLoss(state_->LossOfForbidding(e));
}

}  // namespace jiedui::matching

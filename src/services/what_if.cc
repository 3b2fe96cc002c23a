#include "services/what_if.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "services/access.h"
#include "services/asked_plan.h"
#include "services/plan_events.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::PairKind;
using domain::Plan;
using matching::Index;
using matching::PlanChange;
using matching::PlanSession;

constexpr std::int64_t kMostPlaces = 100'000;

/// Edits a session and takes back at the end what it did; keeps the sum of the changes.
class Trial {
 public:
  explicit Trial(PlanSession& session) : session_(session), before_(session.Figures()) {}
  ~Trial() {
    for (; done_ > 0; --done_) static_cast<void>(session_.Undo());
  }
  Trial(const Trial&) = delete;
  Trial& operator=(const Trial&) = delete;

  Status Take(const Result<PlanChange>& change) {
    if (!change) return tl::unexpected(change.error());
    ++done_;
    for (const matching::ChosenPair& pair : change->came) Count(pair, 1);
    for (const matching::ChosenPair& pair : change->went) Count(pair, -1);
    return {};
  }

  struct Net {
    double score = 0;
    int change = 0;  ///< 1 for a pair that comes, −1 for one that goes
  };
  /// By receiver, then helper.
  using Changes = std::map<std::pair<Index, Index>, Net>;
  [[nodiscard]] const Changes& changes() const { return changes_; }
  [[nodiscard]] const matching::PlanFigures& before() const { return before_; }
  [[nodiscard]] matching::PlanFigures after() const { return session_.Figures(); }
  [[nodiscard]] Index HelpersNow(Index receiver) const { return session_.HelpersOf(receiver); }

 private:
  void Count(const matching::ChosenPair& pair, int change) {
    Net& net = changes_[{pair.receiver, pair.helper}];
    net.score = pair.score;
    net.change += change;
  }

  PlanSession& session_;
  matching::PlanFigures before_;
  Changes changes_;
  int done_ = 0;
};

/// The draft, for its owner.
Result<Plan> DraftOf(Workspace& workspace, const domain::Actor& actor, domain::PlanId id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kMakePlan));
  JIEDUI_ASSIGN(Plan plan, workspace.store.Get(id));
  JIEDUI_CHECK(RequirePlanOwner(actor, plan));
  if (plan.state == domain::PlanState::kDraft) return plan;
  return Fail(ErrorCode::kConflict, "只有草案可以试算", "plan");
}

Result<PairKind> KindOf(const Plan& plan, const WhatIfEdit& edit) {
  const auto kind = domain::PairKindOfHelper(edit.helper.kind);
  const bool planned = kind && std::find(plan.pair_kinds.begin(), plan.pair_kinds.end(),
                                         domain::Code(*kind)) != plan.pair_kinds.end();
  if (planned) return *kind;
  return Fail(ErrorCode::kUnprocessable, "方案不含 " + FormatKey(edit.helper) + " 所属的对接类别",
              "helper");
}

Status CheckEdits(std::span<const WhatIfEdit> edits) {
  if (edits.empty()) return Fail(ErrorCode::kInvalid, "至少给出一项变动", "edits");
  if (edits.size() > kMostWhatIfEdits) {
    return Fail(ErrorCode::kInvalid, "一次最多试算 " + std::to_string(kMostWhatIfEdits) + " 项变动",
                "edits");
  }
  for (const WhatIfEdit& edit : edits) {
    if (edit.action == WhatIfAction::kCapacity &&
        (edit.capacity < 0 || edit.capacity > kMostPlaces)) {
      return Fail(ErrorCode::kInvalid, "名额应在 0 到 " + std::to_string(kMostPlaces) + " 之间",
                  "capacity");
    }
  }
  return {};
}

/// Where a record stands in the table, or that it takes no part.
Result<Index> PlaceOf(const std::unordered_map<std::int64_t, Index>& places, RecordKey key,
                      const char* field) {
  const auto found = places.find(key.id);
  if (found != places.end()) return found->second;
  return Fail(ErrorCode::kUnprocessable,
              FormatKey(key) + " 不在这个方案中：不在范围内、没有名额或没有可对接的对象", field);
}

/// The session speaks of records by their keys; a coordinator knows them by name.
base::Error Named(base::Error error, const AskedPlan& asked, Index helper,
                  std::optional<Index> receiver) {
  const auto name = [&error](const MatchEntry& entry) {
    error.message = base::ReplaceAll(error.message, FormatKey(entry.key), entry.title);
  };
  name(*asked.encoded.helpers[static_cast<std::size_t>(helper)]);
  if (receiver) name(*asked.encoded.receivers[static_cast<std::size_t>(*receiver)]);
  if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kUnprocessable;
  error.field = "edits";
  return error;
}

Status Try(AskedPlan& asked, const WhatIfEdit& edit, Trial& trial) {
  JIEDUI_ASSIGN(const Index helper, PlaceOf(asked.helper_at, edit.helper, "helper"));
  const auto take = [&](const Result<PlanChange>& change, std::optional<Index> receiver) {
    const Status taken = trial.Take(change);
    return taken ? taken : Fail(Named(taken.error(), asked, helper, receiver));
  };
  if (edit.action == WhatIfAction::kCapacity) {
    const std::int64_t left =
        edit.capacity - PlacesTaken(*asked.ground.loads, asked.question, edit.helper);
    const auto places = static_cast<Index>(std::max<std::int64_t>(left, 0));
    return take(asked.session.SetPlaces(helper, places), std::nullopt);
  }
  JIEDUI_ASSIGN(
      const Index receiver,
      PlaceOf(asked.receiver_at, {domain::Kind::kEnterprise, edit.enterprise}, "enterprise"));
  switch (edit.action) {
    case WhatIfAction::kPin:
      return take(asked.session.Fix(helper, receiver), receiver);
    case WhatIfAction::kForbid:
      return take(asked.session.Forbid(helper, receiver), receiver);
    case WhatIfAction::kRelease:
    case WhatIfAction::kCapacity:
      break;
  }
  return take(asked.session.Release(helper, receiver), receiver);
}

/// Writes down the trial's outcome; names are left to Name.
void Report(const AskedPlan& asked, const Trial& trial, WhatIfAnswer& answer) {
  const PairKind kind = asked.question.kind;
  answer.parts.push_back({kind, static_cast<std::int64_t>(asked.encoded.receivers.size()),
                          trial.before().covered, trial.after().covered, trial.before().total_score,
                          trial.after().total_score});
  std::map<Index, Index> gained;
  for (const auto& [place, net] : trial.changes()) {
    const auto& [receiver, helper] = place;
    gained[receiver] += net.change;
    if (net.change == 0) continue;
    WhatIfPair pair;
    pair.kind = kind;
    pair.helper.key = asked.encoded.helpers[static_cast<std::size_t>(helper)]->key;
    pair.enterprise.key = asked.encoded.receivers[static_cast<std::size_t>(receiver)]->key;
    pair.score = net.score;
    (net.change > 0 ? answer.come : answer.go).push_back(std::move(pair));
  }
  for (const auto& [receiver, gain] : gained) {
    const Index now = trial.HelpersNow(receiver);
    WhatIfEnterprise one;
    one.kind = kind;
    one.enterprise.key = asked.encoded.receivers[static_cast<std::size_t>(receiver)]->key;
    if (now > 0 && now == gain) answer.covered.push_back(one);
    if (now == 0 && gain < 0) answer.uncovered.push_back(one);
  }
}

Status NameAll(Workspace& workspace, WhatIfAnswer& answer) {
  std::vector<Brief*> briefs;
  for (auto* pairs : {&answer.come, &answer.go}) {
    for (WhatIfPair& pair : *pairs) {
      briefs.push_back(&pair.helper);
      briefs.push_back(&pair.enterprise);
    }
  }
  for (auto* enterprises : {&answer.covered, &answer.uncovered}) {
    for (WhatIfEnterprise& one : *enterprises) briefs.push_back(&one.enterprise);
  }
  std::vector<RecordKey> keys;
  keys.reserve(briefs.size());
  for (const Brief* const brief : briefs) keys.push_back(brief->key);
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const Briefs named, ReadBriefs(session, keys));
  for (Brief* const brief : briefs) *brief = BriefAmong(named, brief->key);
  return {};
}

/// What the plan loses when the receiver has `helper` instead of `present`.
Result<PlanLossView> LossOfSwap(PlanSession& session, Index present, Index receiver, Index helper) {
  Trial trial(session);
  JIEDUI_CHECK(trial.Take(session.Forbid(present, receiver)));
  JIEDUI_CHECK(trial.Take(session.Fix(helper, receiver)));
  const matching::PlanFigures after = trial.after();
  return PlanLossView{trial.before().demand_met - after.demand_met,
                      trial.before().total_score - after.total_score};
}

}  // namespace

Result<WhatIfAnswer> AskWhatIf(Workspace& workspace, const domain::Actor& actor, domain::PlanId id,
                               std::span<const WhatIfEdit> edits) {
  JIEDUI_ASSIGN(const Plan plan, DraftOf(workspace, actor, id));
  JIEDUI_CHECK(CheckEdits(edits));
  std::map<PairKind, std::vector<WhatIfEdit>> by_kind;
  for (const WhatIfEdit& edit : edits) {
    JIEDUI_ASSIGN(const PairKind kind, KindOf(plan, edit));
    by_kind[kind].push_back(edit);
  }
  WhatIfAnswer answer;
  for (const auto& [kind, of_kind] : by_kind) {
    const auto ask = [&answer, &of_kind = of_kind](AskedPlan& asked) -> Status {
      Trial trial(asked.session);
      for (const WhatIfEdit& edit : of_kind) JIEDUI_CHECK(Try(asked, edit, trial));
      Report(asked, trial, answer);
      return {};
    };
    JIEDUI_CHECK(workspace.plan_sessions.Use(workspace, plan, kind, ask));
  }
  JIEDUI_CHECK(NameAll(workspace, answer));
  return answer;
}

Result<std::vector<std::optional<PlanLossView>>> LossesOfSwaps(Workspace& workspace,
                                                               const domain::Actor& actor,
                                                               const domain::Pairing& pairing,
                                                               std::span<const RecordKey> helpers) {
  std::vector<std::optional<PlanLossView>> losses(helpers.size());
  const Result<Plan> plan = DraftOf(workspace, actor, pairing.plan);
  if (!plan) {
    const ErrorCode code = plan.error().code;
    const bool not_for_them = code == ErrorCode::kForbidden || code == ErrorCode::kNotFound ||
                              code == ErrorCode::kConflict;
    return not_for_them ? Result<std::vector<std::optional<PlanLossView>>>(losses)
                        : Fail(plan.error());
  }
  const auto ask = [&](AskedPlan& asked) -> Status {
    const auto present = asked.helper_at.find(pairing.helper_id);
    const auto receiver = asked.receiver_at.find(pairing.enterprise.value);
    if (present == asked.helper_at.end() || receiver == asked.receiver_at.end()) return {};
    for (std::size_t i = 0; i < helpers.size(); ++i) {
      const auto helper = asked.helper_at.find(helpers[i].id);
      if (helper == asked.helper_at.end()) continue;
      const auto loss =
          LossOfSwap(asked.session, present->second, receiver->second, helper->second);
      if (loss) losses[i] = *loss;
    }
    return {};
  };
  const Status asked = workspace.plan_sessions.Use(workspace, *plan, pairing.pair_kind, ask);
  if (!asked && asked.error().code != ErrorCode::kUnprocessable)
    return tl::unexpected(asked.error());
  return losses;
}

}  // namespace jiedui::services

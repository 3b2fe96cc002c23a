#include "services/plan_adoption.h"

#include <algorithm>

#include "services/access.h"
#include "services/places.h"
#include "services/plan_rows.h"
#include "services/plan_scope.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;
using domain::Plan;

Status CheckAdoption(const domain::Actor& actor, const PlanAdoption& adoption) {
  if (adoption.edits.empty()) return {};
  JIEDUI_CHECK(Require(actor, workflow::Permission::kDecide));
  if (adoption.edits.size() > kMostWhatIfEdits) {
    return Fail(ErrorCode::kInvalid, "一次最多采用 " + std::to_string(kMostWhatIfEdits) + " 项变动",
                "edits");
  }
  for (const WhatIfEdit& edit : adoption.edits) {
    if (edit.action == WhatIfAction::kCapacity)
      return Fail(ErrorCode::kInvalid, "名额请在名册中修改，再重新求解", "edits");
    if (edit.action == WhatIfAction::kForbid && adoption.reason.empty())
      return Fail(ErrorCode::kInvalid, "排除结对须写明理由", "reason");
  }
  return {};
}

bool IsOf(const Pairing& pairing, const Plan& plan, const WhatIfEdit& edit) {
  return pairing.plan.value == plan.id && pairing.helper_kind == edit.helper.kind &&
         pairing.helper_id == edit.helper.id && pairing.enterprise.value == edit.enterprise;
}

/// A pair that the plan did not have yet, as a suggestion of it.
Result<Pairing> NewPairing(const Workspace& workspace, const Plan& plan, const WhatIfEdit& edit,
                           const Ground& ground) {
  const auto kind = domain::PairKindOfHelper(edit.helper.kind);
  const bool planned = kind && std::find(plan.pair_kinds.begin(), plan.pair_kinds.end(),
                                         domain::Code(*kind)) != plan.pair_kinds.end();
  const MatchEntry* const helper =
      planned ? ground.corpus->FindHelper(*kind, edit.helper.id) : nullptr;
  if (helper == nullptr)
    return Fail(ErrorCode::kUnprocessable, FormatKey(edit.helper) + " 不在这个方案中", "edits");
  const MatchEntry* const receiver = ground.corpus->FindReceiver(edit.enterprise);
  const PlanScope scope(workspace.reference, plan.region_code, plan.department_code);
  if (receiver == nullptr || !scope.Holds(*receiver)) {
    return Fail(ErrorCode::kUnprocessable,
                "enterprise:" + std::to_string(edit.enterprise) + " 不在这个方案的范围内", "edits");
  }
  const double score = models::Score(
      ground.loads->model(), FactsOf(*kind, *helper, *receiver, ground.loads->Of(helper->key)));
  return SuggestionOf(workspace.reference, ground, {*kind, helper, receiver, score}, {plan.id});
}

/// Whether there was anything to decide.
bool Decide(Pairing& pairing, const WhatIfEdit& edit) {
  const PairingState state = pairing.state;
  const bool pinned = pairing.pinned;
  pairing.pinned = edit.action == WhatIfAction::kPin;
  if (edit.action == WhatIfAction::kForbid) {
    pairing.state = PairingState::kRejected;
  } else if (IsRefused(state)) {
    pairing.state = PairingState::kSuggested;
  }
  return pairing.state != state || pairing.pinned != pinned;
}

}  // namespace

Result<AdoptedPairs> Adopt(const Workspace& workspace, const domain::Actor& actor, const Plan& plan,
                           const PlanAdoption& adoption, Ground& ground) {
  JIEDUI_CHECK(CheckAdoption(actor, adoption));
  std::vector<std::size_t> decided;
  for (const WhatIfEdit& edit : adoption.edits) {
    const auto found =
        std::find_if(ground.pairings.begin(), ground.pairings.end(),
                     [&](const Pairing& pairing) { return IsOf(pairing, plan, edit); });
    auto at = static_cast<std::size_t>(found - ground.pairings.begin());
    if (found == ground.pairings.end()) {
      JIEDUI_ASSIGN(Pairing fresh, NewPairing(workspace, plan, edit, ground));
      ground.pairings.push_back(std::move(fresh));
      at = ground.pairings.size() - 1;
    }
    Pairing& pairing = ground.pairings[at];
    if (!Decide(pairing, edit)) continue;
    pairing.reason = edit.action == WhatIfAction::kForbid ? adoption.reason : std::string();
    pairing.decided_by = actor.user_id;
    pairing.decided_ms = workspace.clock.NowMs();
    if (std::find(decided.begin(), decided.end(), at) == decided.end()) decided.push_back(at);
  }
  AdoptedPairs adopted;
  for (const std::size_t at : decided) {
    const Pairing& pairing = ground.pairings[at];
    // What is open again is for the solver to place, like any suggestion.
    const bool open = pairing.state == PairingState::kSuggested && !pairing.pinned;
    if (!open) adopted.push_back(pairing);
  }
  // Nor is an open pair that was never stored there to be taken away.
  std::erase_if(ground.pairings, [](const Pairing& pairing) {
    return pairing.id == 0 && pairing.state == PairingState::kSuggested && !pairing.pinned;
  });
  return adopted;
}

Status StoreAdopted(store::UnitOfWork& unit, const Ground& ground, const AdoptedPairs& adopted) {
  // What is refused gives places back, so it goes first.
  for (const bool pins : {false, true}) {
    for (Pairing pairing : adopted) {
      if (pairing.pinned != pins) continue;
      const RecordKey helper{pairing.helper_kind, pairing.helper_id};
      if (pins) JIEDUI_CHECK(CheckStands(unit, *ground.corpus, pairing, helper, Claims::kDecided));
      JIEDUI_CHECK(pairing.id == 0 ? unit.Insert(pairing) : unit.Update(pairing));
    }
  }
  return {};
}

}  // namespace jiedui::services

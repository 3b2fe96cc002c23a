#include "services/offers.h"

#include "base/text.h"
#include "services/access.h"
#include "services/explanation_json.h"
#include "services/pair_rules.h"
#include "services/places.h"
#include "services/plan_ground.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;
using domain::Plan;
using domain::PlanState;

/// The pairings of these two so far allow another try.
Status CheckBefore(const store::Reader& reader, const Pairing& offer) {
  const store::SystemWork door("whether these two were considered before, in drafts too");
  const store::Filters both = {
      store::Equals("helper_kind", std::string(domain::Code(offer.helper_kind))),
      store::Equals("helper_id", offer.helper_id),
      store::Equals("enterprise", offer.enterprise.value)};
  return reader.ForEach<Pairing>(both, [&](const Pairing& other) -> Status {
    if (IsActive(other.state))
      return Fail(ErrorCode::kConflict, "贵方与该企业已经结对", "enterprise");
    if (IsOpen(other.state) && other.offered_ms != 0)
      return Fail(ErrorCode::kConflict, "已向该企业提出帮扶，正待审批", "enterprise");
    if (!IsRefused(other.state)) return {};
    JIEDUI_ASSIGN(const auto plan, reader.GetAny(Kind::kPlan, other.plan.value));
    if (plan->deleted || static_cast<const Plan&>(*plan).state == PlanState::kSuperseded) return {};
    return Fail(ErrorCode::kUnprocessable,
                "贵方与该企业的结对此前未成（" + other.reason + "），如情况有变请联系市推进办",
                "enterprise");
  });
}

/// What the offer says: the need first, so that whoever decides sees what it is about.
Result<std::string> ReasonOf(const store::Reader& reader, const OfferRequest& request) {
  const std::string note(base::Trim(request.note));
  if (note.empty()) return Fail(ErrorCode::kInvalid, "请写明能帮企业做什么", "note");
  if (!request.need) return note;
  JIEDUI_ASSIGN(const domain::Need need, reader.Get(request.need));
  if (need.enterprise != request.enterprise)
    return Fail(ErrorCode::kUnprocessable, "这项需求不是该企业的", "need");
  return "针对需求“" + need.title + "”：" + note;
}

/// The plan in force that gathers the offers of that kind; made when the first one comes.
Result<Plan> GatheringPlan(store::UnitOfWork& unit, PairKind kind, base::TimeMs now_ms) {
  const store::SystemWork door("the plan that gathers offers is nobody's own");
  const std::vector<std::string> kinds = {std::string(domain::Code(kind))};
  JIEDUI_ASSIGN(
      const std::vector<Plan> plans,
      unit.All<Plan>({store::Equals("state", std::string(domain::Code(PlanState::kPublished))),
                      store::Equals("solve_status", std::string(kUnsolved))}));
  for (const Plan& plan : plans) {
    if (plan.pair_kinds == kinds) return plan;
  }
  Plan plan;
  plan.name = std::string(domain::NameOf(kind).zh) + "（主动提出）";
  plan.pair_kinds = kinds;
  plan.state = PlanState::kPublished;
  plan.solve_status = std::string(kUnsolved);
  plan.published_ms = now_ms;
  JIEDUI_CHECK(unit.Insert(plan));
  return plan;
}

/// Score and reasons, as of a suggestion; none for who takes no part, which CheckStands refuses.
void Explain(const Corpus& corpus, const Loads& loads, Pairing& offer) {
  const MatchEntry* const helper = corpus.FindHelper(offer.pair_kind, offer.helper_id);
  const MatchEntry* const receiver = corpus.FindReceiver(offer.enterprise.value);
  if (helper == nullptr || receiver == nullptr) return;
  const HelperLoad& load = loads.Of({offer.helper_kind, offer.helper_id});
  offer.score = models::Score(loads.model(), FactsOf(offer.pair_kind, *helper, *receiver, load));
  offer.explanation =
      ExplanationJson(ExplainPair(corpus, offer.pair_kind, *helper, *receiver, loads));
}

}  // namespace

Result<Pairing> OfferHelp(Workspace& workspace, const Actor& actor, const OfferRequest& request) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kOffer));
  const std::optional<PairKind> kind = domain::PairKindOfHelper(actor.own_kind);
  if (actor.own_id == 0 || !kind) return Fail(ErrorCode::kForbidden, "账号没有对应的帮扶方资料");
  JIEDUI_ASSIGN(const std::shared_ptr<const Corpus> corpus, workspace.corpus.Get());
  JIEDUI_ASSIGN(const std::shared_ptr<const Loads> loads, workspace.corpus.GetLoads());
  const base::TimeMs now_ms = workspace.clock.NowMs();
  Pairing offer;
  offer.pair_kind = *kind;
  offer.helper_kind = actor.own_kind;
  offer.helper_id = actor.own_id;
  offer.enterprise = request.enterprise;
  offer.offered_ms = now_ms;
  offer.helper_accepted_ms = now_ms;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "主动提出帮扶"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const domain::Enterprise enterprise, unit.Get(request.enterprise));
        JIEDUI_CHECK(RequireSight(actor, enterprise));
        JIEDUI_ASSIGN(offer.reason, ReasonOf(unit, request));
        JIEDUI_CHECK(CheckBefore(unit, offer));
        JIEDUI_ASSIGN(const Plan plan, GatheringPlan(unit, *kind, now_ms));
        offer.plan = {plan.id};
        Explain(*corpus, *loads, offer);
        offer.region_code = enterprise.region_code;
        offer.programme_sector = enterprise.programme_sector;
        JIEDUI_CHECK(unit.Insert(offer));
        // It counts among the claims like any other; what fails here undoes the whole unit.
        return CheckStands(unit, *corpus, offer, {offer.helper_kind, offer.helper_id},
                           Claims::kOpen);
      }));
  return offer;
}

}  // namespace jiedui::services

#include "services/pairings.h"

#include "services/access.h"
#include "services/explanation_json.h"
#include "services/places.h"
#include "services/plan_ground.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Pairing;
using domain::PairingState;
using domain::Plan;
using domain::PlanState;
using workflow::PairingEvent;

bool IsAnswer(PairingEvent event) {
  return event == PairingEvent::kAccept || event == PairingEvent::kDecline;
}

/// The two sides answer for themselves; RequireSight has seen to that. Everyone else needs the
/// permission to decide.
Status RequirePermission(const domain::Actor& actor, PairingEvent event) {
  return Require(actor,
                 IsAnswer(event) ? workflow::Permission::kAnswer : workflow::Permission::kDecide);
}

bool IsHelperSide(const domain::Actor& actor) {
  return actor.role == domain::Role::kExpert || actor.role == domain::Role::kAlliance ||
         actor.role == domain::Role::kPlatform;
}

/// Does the event fit a pairing of a plan in that state? A draft is decided freely. Once it is in
/// force, nothing is pinned or swapped, but what was refused may be taken up again. What was
/// discarded rests.
bool Fits(PlanState plan, PairingEvent event) {
  if (plan == PlanState::kDraft) return true;
  return plan == PlanState::kPublished && event != PairingEvent::kPin &&
         event != PairingEvent::kUnpin && event != PairingEvent::kSwap;
}

/// Is there anything left for the event to do?
bool ChangesAnything(const domain::Actor& actor, const Pairing& pairing, PairingEvent event) {
  switch (event) {
    case PairingEvent::kPin:
      return !pairing.pinned;
    case PairingEvent::kUnpin:
      return pairing.pinned;
    case PairingEvent::kAccept:
      return !IsHelperSide(actor) || pairing.helper_accepted_ms == 0;
    default:
      return true;
  }
}

/// The pairing's state after the event; one that is approved in a plan already in force is in force
/// at once.
Result<PairingState> StateAfter(const domain::Actor& actor, const Plan& plan,
                                const Pairing& pairing, const PairingEventRequest& request) {
  if (!Fits(plan.state, request.event)) {
    return Fail(ErrorCode::kConflict,
                "方案" + std::string(domain::NameOf(plan.state).zh) + "，不能" +
                    std::string(domain::NameOf(request.event).zh),
                "event");
  }
  JIEDUI_ASSIGN(const PairingState state,
                workflow::Apply(workflow::PairingTable(), pairing.state, request.event,
                                {actor.role, request.reason}));
  const bool at_once = state == PairingState::kApproved && plan.state == PlanState::kPublished;
  return at_once ? PairingState::kPublished : state;
}

/// What the event would let stand is checked against what stands already.
Status CheckEvent(const store::Reader& reader, const Corpus& corpus, const Pairing& pairing,
                  const PairingEventRequest& request) {
  const RecordKey own{pairing.helper_kind, pairing.helper_id};
  const bool refused = pairing.state == PairingState::kRejected;
  switch (request.event) {
    case PairingEvent::kApprove:
      return CheckStands(reader, corpus, pairing, own, Claims::kDecided);
    case PairingEvent::kPin:
      if (pairing.state == PairingState::kApproved) return {};
      return CheckStands(reader, corpus, pairing, own, Claims::kDecided);
    case PairingEvent::kReopen:
      if (!refused) return {};
      return CheckStands(reader, corpus, pairing, own, Claims::kOpen);
    case PairingEvent::kSwap:
      if (request.helper == own)
        return Fail(ErrorCode::kUnprocessable, "更换前后是同一帮扶方", "helper");
      return CheckStands(reader, corpus, pairing, request.helper, Claims::kOpen);
    default:
      return {};
  }
}

/// The same pairing with another helper that CheckStands let through.
void Replace(Pairing& pairing, const Corpus& corpus, const Loads& loads, RecordKey helper_key) {
  const MatchEntry& helper = *corpus.FindHelper(pairing.pair_kind, helper_key.id);
  const MatchEntry& receiver = *corpus.FindReceiver(pairing.enterprise.value);
  const HelperLoad& load = loads.Of(helper_key);
  pairing.helper_kind = helper_key.kind;
  pairing.helper_id = helper_key.id;
  pairing.score = models::Score(loads.model(), FactsOf(pairing.pair_kind, helper, receiver, load));
  pairing.explanation =
      ExplanationJson(ExplainPair(corpus, pairing.pair_kind, helper, receiver, loads));
}

/// What the event does to the pairing besides its state.
void Note(Pairing& pairing, const domain::Actor& actor, const PairingEventRequest& request,
          base::TimeMs now_ms) {
  // A helper chosen by hand stays through the next solve, as a pinned one does.
  if (request.event == PairingEvent::kPin || request.event == PairingEvent::kSwap)
    pairing.pinned = true;
  if (request.event == PairingEvent::kUnpin || request.event == PairingEvent::kReject)
    pairing.pinned = false;
  if (request.event == PairingEvent::kAccept && IsHelperSide(actor))
    pairing.helper_accepted_ms = now_ms;
  if (request.event == PairingEvent::kSwap || request.event == PairingEvent::kReopen)
    pairing.helper_accepted_ms = 0;
  pairing.reason = request.reason;
  pairing.decided_by = actor.user_id;
  pairing.decided_ms = now_ms;
}

}  // namespace

std::vector<PairingEvent> AllowedEvents(const domain::Actor& actor, const Pairing& pairing,
                                        PlanState plan_state) {
  std::vector<PairingEvent> events =
      workflow::AllowedEvents(workflow::PairingTable(), pairing.state, actor.role);
  std::erase_if(events, [&](PairingEvent event) {
    return !RequirePermission(actor, event) || !Fits(plan_state, event) ||
           !ChangesAnything(actor, pairing, event);
  });
  return events;
}

Result<Pairing> DecidePairing(Workspace& workspace, const domain::Actor& actor,
                              domain::PairingId id, std::int64_t version,
                              const PairingEventRequest& request) {
  JIEDUI_CHECK(RequirePermission(actor, request.event));
  Plan of;
  {
    JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
    JIEDUI_ASSIGN(const Pairing seen, session.Get(id));
    JIEDUI_CHECK(RequireSight(actor, seen));
    JIEDUI_ASSIGN(of, PlanOf(session, seen));
  }
  JIEDUI_ASSIGN(const std::shared_ptr<const Corpus> corpus, workspace.corpus.Get(LeadersOf(of)));
  std::shared_ptr<const Loads> loads;
  if (request.event == PairingEvent::kSwap) {
    JIEDUI_ASSIGN(loads, workspace.corpus.GetLoads());
  }
  Pairing pairing;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, request.reason), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(pairing, unit.Get(id));
        JIEDUI_CHECK(RequireSight(actor, pairing));
        JIEDUI_CHECK(CheckVersion(pairing, version));
        JIEDUI_ASSIGN(const Plan plan, PlanOf(unit, pairing));
        JIEDUI_ASSIGN(const PairingState next, StateAfter(actor, plan, pairing, request));
        JIEDUI_CHECK(CheckEvent(unit, *corpus, pairing, request));
        if (request.event == PairingEvent::kSwap) Replace(pairing, *corpus, *loads, request.helper);
        pairing.state = next;
        Note(pairing, actor, request, workspace.clock.NowMs());
        return unit.Update(pairing);
      }));
  return pairing;
}

std::vector<Result<Pairing>> DecidePairings(Workspace& workspace, const domain::Actor& actor,
                                            std::span<const PairingAtVersion> pairings,
                                            const PairingEventRequest& request) {
  std::vector<Result<Pairing>> results;
  results.reserve(pairings.size());
  for (const PairingAtVersion& one : pairings) {
    results.push_back(DecidePairing(workspace, actor, one.id, one.version, request));
  }
  return results;
}

}  // namespace jiedui::services

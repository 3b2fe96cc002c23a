#include "services/pairings.h"

#include "services/access.h"
#include "services/explanation_json.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Pairing;
using domain::PairingState;
using workflow::PairingEvent;

bool IsAnswer(PairingEvent event) {
  return event == PairingEvent::kAccept || event == PairingEvent::kDecline;
}

/// An enterprise answers only for itself; RequireSight has seen to that. Everyone else needs the
/// permission to decide.
Status RequirePermission(const domain::Actor& actor, PairingEvent event) {
  return Require(actor,
                 IsAnswer(event) ? workflow::Permission::kAnswer : workflow::Permission::kDecide);
}

/// Places of the helper that other pairings of the same plan hold.
Result<std::int64_t> UsedInPlan(const store::Reader& reader, const Pairing& pairing,
                                RecordKey helper) {
  JIEDUI_ASSIGN(const std::vector<Pairing> all, PairingsOf(reader, pairing.plan));
  std::int64_t used = 0;
  for (const Pairing& other : all) {
    const bool open =
        other.state == PairingState::kSuggested || other.state == PairingState::kApproved;
    used += open && other.id != pairing.id && other.helper_kind == helper.kind &&
                    other.helper_id == helper.id
                ? 1
                : 0;
  }
  return used;
}

/// The pair that a swap would make, if the rules and the places allow it.
Result<ScoredPair> CheckSwap(const store::Reader& reader, const Corpus& corpus, const Loads& loads,
                             const Pairing& pairing, RecordKey helper_key) {
  const MatchEntry* const helper = corpus.FindHelper(pairing.pair_kind, helper_key.id);
  const MatchEntry* const receiver = corpus.FindReceiver(pairing.enterprise.value);
  if (helper == nullptr || helper->key != helper_key || receiver == nullptr) {
    return Fail(ErrorCode::kUnprocessable,
                FormatKey(helper_key) + " 不是这一类的帮扶方，或没有容量", "helper");
  }
  if (helper_key.id == pairing.helper_id)
    return Fail(ErrorCode::kUnprocessable, "更换前后是同一帮扶方", "helper");
  if (const Bar bar = BarOf(corpus, pairing.pair_kind, *helper, *receiver); bar != Bar::kNone) {
    return Fail(ErrorCode::kUnprocessable,
                helper->title + ": " + std::string(domain::NameOf(bar).zh), "helper");
  }
  JIEDUI_ASSIGN(const std::int64_t used, UsedInPlan(reader, pairing, helper_key));
  if (used + loads.Of(helper_key).used >= helper->capacity) {
    return Fail(ErrorCode::kUnprocessable,
                helper->title + " 的 " + std::to_string(helper->capacity) + " 个名额已满",
                "helper");
  }
  return ScoredPair{
      pairing.pair_kind, helper, receiver,
      models::Score(FactsOf(pairing.pair_kind, *helper, *receiver, loads.Of(helper_key)))};
}

void Replace(Pairing& pairing, const Corpus& corpus, const Loads& loads, const ScoredPair& pair) {
  pairing.helper_kind = pair.helper->key.kind;
  pairing.helper_id = pair.helper->key.id;
  pairing.score = pair.score;
  pairing.explanation = ExplanationJson(
      ExplainPair(corpus, pair.kind, *pair.helper, *pair.receiver, loads.Of(pair.helper->key)));
}

/// What the event does to the pairing besides its state.
void Note(Pairing& pairing, const domain::Actor& actor, const PairingEventRequest& request,
          base::TimeMs now_ms) {
  // A helper chosen by hand stays through the next solve, as a pinned one does.
  if (request.event == PairingEvent::kPin || request.event == PairingEvent::kSwap)
    pairing.pinned = true;
  if (request.event == PairingEvent::kUnpin || request.event == PairingEvent::kReject)
    pairing.pinned = false;
  pairing.reason = request.reason;
  pairing.decided_by = actor.user_id;
  pairing.decided_ms = now_ms;
}

}  // namespace

std::vector<PairingEvent> AllowedEvents(const domain::Actor& actor, const Pairing& pairing) {
  std::vector<PairingEvent> events =
      workflow::AllowedEvents(workflow::PairingTable(), pairing.state, actor.role);
  std::erase_if(events, [&](PairingEvent event) {
    return !RequirePermission(actor, event) || (event == PairingEvent::kPin && pairing.pinned) ||
           (event == PairingEvent::kUnpin && !pairing.pinned);
  });
  return events;
}

Result<Pairing> DecidePairing(Workspace& workspace, const domain::Actor& actor,
                              domain::PairingId id, std::int64_t version,
                              const PairingEventRequest& request) {
  JIEDUI_CHECK(RequirePermission(actor, request.event));
  std::shared_ptr<const Corpus> corpus;
  std::shared_ptr<const Loads> loads;
  if (request.event == PairingEvent::kSwap) {
    JIEDUI_ASSIGN(corpus, workspace.corpus.Get());
    JIEDUI_ASSIGN(loads, workspace.corpus.GetLoads());
  }
  Pairing pairing;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, request.reason), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(pairing, unit.Get(id));
        JIEDUI_CHECK(RequireSight(actor, pairing));
        JIEDUI_CHECK(CheckVersion(pairing, version));
        JIEDUI_ASSIGN(pairing.state, workflow::Apply(workflow::PairingTable(), pairing.state,
                                                     request.event, {actor.role, request.reason}));
        if (request.event == PairingEvent::kSwap) {
          JIEDUI_ASSIGN(const ScoredPair pair,
                        CheckSwap(unit, *corpus, *loads, pairing, request.helper));
          Replace(pairing, *corpus, *loads, pair);
        }
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

std::vector<Result<Pairing>> DecideAsTheyAre(Workspace& workspace, const domain::Actor& actor,
                                             std::span<const std::int64_t> ids,
                                             const PairingEventRequest& request) {
  std::vector<Result<Pairing>> results;
  results.reserve(ids.size());
  for (const std::int64_t id : ids) {
    const Result<Pairing> present = workspace.store.Get(domain::PairingId{id});
    if (!present) {
      results.push_back(Fail(present.error()));
      continue;
    }
    results.push_back(DecidePairing(workspace, actor, {id}, present->version, request));
  }
  return results;
}

}  // namespace jiedui::services

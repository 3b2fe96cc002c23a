#include "services/plan_rows.h"

#include "services/explanation_json.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Pairing;
using domain::PairingState;
using domain::PairKind;

/// The enterprise's programme sector as its code; the first of the mask.
std::string SectorCodeOf(const domain::Reference& reference, const MatchEntry& entry) {
  for (const domain::ProgrammeSector& sector : reference.programme_sectors()) {
    if ((entry.programme_sectors & reference.ProgrammeSectorMask(sector.code)) != 0)
      return sector.code;
  }
  return {};
}

domain::Uncovered MakeUncovered(const domain::Reference& reference, const UncoveredEnterprise& from,
                                PairKind kind, domain::PlanId plan) {
  domain::Uncovered uncovered;
  uncovered.plan = plan;
  uncovered.pair_kind = kind;
  uncovered.enterprise = {from.receiver->key.id};
  uncovered.reason = from.reason;
  for (const RecordKey& key : from.blocked_by) uncovered.blocked_by.push_back(FormatKey(key));
  uncovered.smallest_change = from.smallest_change;
  uncovered.region_code = from.receiver->region_code;
  uncovered.programme_sector = SectorCodeOf(reference, *from.receiver);
  return uncovered;
}

using KeptPairs = std::set<std::pair<PairKind, PairIds>>;

/// What is decided in the plan.
KeptPairs KeptOf(const Ground& ground, domain::PlanId plan) {
  KeptPairs kept;
  for (const Pairing& pairing : ground.pairings) {
    const bool open = pairing.state == PairingState::kSuggested && !pairing.pinned;
    if (pairing.plan == plan && !open)
      kept.insert({pairing.pair_kind, {pairing.helper_id, pairing.enterprise.value}});
  }
  return kept;
}

}  // namespace

Pairing SuggestionOf(const domain::Reference& reference, const Ground& ground,
                     const ScoredPair& pair, domain::PlanId plan) {
  Pairing pairing;
  pairing.plan = plan;
  pairing.pair_kind = pair.kind;
  pairing.helper_kind = pair.helper->key.kind;
  pairing.helper_id = pair.helper->key.id;
  pairing.enterprise = {pair.receiver->key.id};
  pairing.score = pair.score;
  pairing.explanation = ExplanationJson(
      ExplainPair(*ground.corpus, pair.kind, *pair.helper, *pair.receiver, *ground.loads));
  pairing.region_code = pair.receiver->region_code;
  pairing.programme_sector = SectorCodeOf(reference, *pair.receiver);
  return pairing;
}

Result<std::vector<domain::Uncovered>> WriteAnswers(const domain::Reference& reference,
                                                    store::UnitOfWork& unit, const Ground& ground,
                                                    const std::vector<Answered>& answers,
                                                    domain::PlanId plan,
                                                    const base::Progress& progress,
                                                    const std::stop_token& stop) {
  const KeptPairs kept = KeptOf(ground, plan);
  std::size_t done = 0;
  std::size_t total = 0;
  for (const Answered& part : answers) total += part.answer.pairs.size();
  std::vector<domain::Uncovered> uncovered;
  for (const Answered& part : answers) {
    for (const ScoredPair& pair : part.answer.pairs) {
      JIEDUI_CHECK(CheckGoesOn(stop));
      base::Report(progress, "save", ++done, total);
      if (kept.contains({part.kind, {pair.helper->key.id, pair.receiver->key.id}})) continue;
      Pairing pairing = SuggestionOf(reference, ground, pair, plan);
      JIEDUI_CHECK(unit.Insert(pairing));
    }
    for (const UncoveredEnterprise& one : part.answer.uncovered) {
      uncovered.push_back(MakeUncovered(reference, one, part.kind, plan));
      JIEDUI_CHECK(unit.Insert(uncovered.back()));
    }
  }
  return uncovered;
}

}  // namespace jiedui::services

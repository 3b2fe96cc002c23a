#include "services/sector_settling.h"

#include "services/access.h"
#include "services/settle.h"
#include "services/stored.h"
#include "store/sight.h"

namespace jiedui::services {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Enterprise;
using domain::SectorProposal;

SectorOutcome ProposeSector(const models::SectorClassifier& classifier, domain::SectorSource given,
                            Enterprise& enterprise, SectorProposal& proposal) {
  if (!enterprise.sector_code.empty()) {
    if (enterprise.sector_source == domain::SectorSource::kNone) {
      enterprise.sector_source = given;
      enterprise.sector_confidence = 1;
    }
    return SectorOutcome::kGiven;
  }
  const models::SectorGuess guess = classifier.Guess({.name = enterprise.name,
                                                      .business_scope = enterprise.business_scope,
                                                      .products = enterprise.products});
  if (guess.confidence < models::kSectorConfidence) {
    proposal.sector_code = guess.sector_code;
    proposal.programme_sector_proposed = guess.programme_sector;
    proposal.confidence = guess.confidence;
    for (const models::SectorEvidence& evidence : guess.evidence)
      proposal.evidence.push_back(evidence.word);
    return SectorOutcome::kUndecided;
  }
  enterprise.sector_confidence = guess.confidence;
  enterprise.sector_source = domain::SectorSource::kProposed;
  if (!guess.industrial) return SectorOutcome::kNotIndustrial;
  enterprise.sector_code = guess.sector_code;
  return SectorOutcome::kProposed;
}

Status PutOnWorkList(const domain::Reference& reference, store::UnitOfWork& unit,
                     const Enterprise& enterprise, SectorProposal proposal) {
  proposal.enterprise = {enterprise.id};
  JIEDUI_CHECK(Settle(reference, unit, proposal));
  return unit.Insert(proposal);
}

Status NoteSector(const domain::Reference& reference, store::UnitOfWork& unit,
                  const std::string& code_before, domain::SectorSource source,
                  Enterprise& enterprise) {
  if (enterprise.sector_code == code_before) return {};
  const bool open = enterprise.sector_code.empty();
  enterprise.sector_source = open ? domain::SectorSource::kNone : source;
  enterprise.sector_confidence = open ? 0 : 1;
  JIEDUI_ASSIGN(std::optional<SectorProposal> proposal,
                unit.FindByKey<SectorProposal>({enterprise.id}));
  if (!proposal) return open ? PutOnWorkList(reference, unit, enterprise, {}) : Status{};
  proposal->state = open ? domain::ProposalState::kOpen : domain::ProposalState::kSettled;
  if (!open) proposal->sector_code = enterprise.sector_code;
  return unit.Update(*proposal);
}

base::Result<SectorProposal> SettleSector(Workspace& workspace, const domain::Actor& actor,
                                          base::Id<SectorProposal> id, std::int64_t version,
                                          const std::string& sector_code) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kSettleSector));
  SectorProposal proposal;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, "确定行业"), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(proposal, unit.Get(id));
        JIEDUI_CHECK(RequireSight(actor, proposal));
        JIEDUI_CHECK(CheckVersion(proposal, version));
        if (proposal.state == domain::ProposalState::kSettled) {
          return Fail(ErrorCode::kConflict, "该企业的行业已确定", "event");
        }
        const store::SystemWork door(
            "who settles a sector works the list, before the enterprise is anybody's");
        JIEDUI_ASSIGN(Enterprise enterprise, unit.Get(proposal.enterprise));
        enterprise.sector_code = sector_code;
        enterprise.sector_source = domain::SectorSource::kConfirmed;
        enterprise.sector_confidence = 1;
        JIEDUI_CHECK(Settle(workspace.reference, unit, enterprise));
        JIEDUI_CHECK(unit.Update(enterprise));
        JIEDUI_CHECK(CarryScope(unit, enterprise));
        JIEDUI_ASSIGN(proposal, unit.Get(id));
        proposal.state = domain::ProposalState::kSettled;
        proposal.sector_code = sector_code;
        return unit.Update(proposal);
      }));
  return proposal;
}

}  // namespace jiedui::services

#pragma once

#include <string>

#include "domain/actor.h"
#include "models/sector/sector_classifier.h"
#include "services/workspace.h"

namespace jiedui::services {

/// What a new enterprise's texts say of its sector.
enum class SectorOutcome {
  kGiven,          ///< it came with a sector code
  kProposed,       ///< taken from the texts, with confidence
  kNotIndustrial,  ///< the texts say with confidence that it is no industry
  kUndecided,      ///< too doubtful: belongs on the work list
};

/// Proposes a sector for a new enterprise where none was given; one that was is noted as `given`.
/// Where undecided, `proposal` says what was guessed and why: PutOnWorkList once both are stored.
SectorOutcome ProposeSector(const models::SectorClassifier& classifier, domain::SectorSource given,
                            domain::Enterprise& enterprise, domain::SectorProposal& proposal);

/// An enterprise whose sector is open waits on the work list. It is stored already.
base::Status PutOnWorkList(const domain::Reference& reference, store::UnitOfWork& unit,
                           const domain::Enterprise& enterprise, domain::SectorProposal proposal);

/// To be called for every change of a stored enterprise. Where the sector's code has changed: a new
/// code is settled by `source` and leaves the work list, one taken away goes back to it.
base::Status NoteSector(const domain::Reference& reference, store::UnitOfWork& unit,
                        const std::string& code_before, domain::SectorSource source,
                        domain::Enterprise& enterprise);

/// A person settles an item of the work list: the enterprise gets that sector (confirmed) and the
/// item is closed. An empty code means that it is not industrial. kConflict where it is settled
/// already.
base::Result<domain::SectorProposal> SettleSector(Workspace& workspace, const domain::Actor& actor,
                                                  base::Id<domain::SectorProposal> id,
                                                  std::int64_t version,
                                                  const std::string& sector_code);

}  // namespace jiedui::services

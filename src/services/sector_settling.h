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

/// Proposes a sector where none was given. Where undecided, `proposal` says what was guessed and
/// why; its enterprise is to be set once that has an id.
SectorOutcome ProposeSector(const models::SectorClassifier& classifier,
                            domain::Enterprise& enterprise, domain::SectorProposal& proposal);

/// Notes who changed the sector's code: a new code is theirs, one taken away leaves it open.
void NoteSector(const std::string& code_before, domain::Enterprise& enterprise,
                domain::SectorSource source);

/// A person settles an item of the work list: the enterprise gets that sector (confirmed) and the
/// item is closed. An empty code means that it is not industrial. kConflict where it is settled
/// already.
base::Result<domain::SectorProposal> SettleSector(Workspace& workspace, const domain::Actor& actor,
                                                  base::Id<domain::SectorProposal> id,
                                                  std::int64_t version,
                                                  const std::string& sector_code);

}  // namespace jiedui::services

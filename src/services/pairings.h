#pragma once

#include <span>
#include <string>
#include <vector>

#include "services/plans.h"

namespace jiedui::services {

struct PairingEventRequest {
  workflow::PairingEvent event = workflow::PairingEvent::kApprove;
  std::string reason = {};
  RecordKey helper = {};  ///< of a swap
};

/// Approves, rejects, pins, swaps … one pairing (S5). kNotFound out of the actor's sight,
/// kPrecondition when `version` is not the present one, else what the state machine and the plan's
/// state say. What is approved, pinned, taken up again or swapped in must be allowed by the rules
/// and have a place left (kUnprocessable, field `helper`, says what is against it). In a plan that
/// is in force, what is approved is in force at once.
base::Result<domain::Pairing> DecidePairing(Workspace& workspace, const domain::Actor& actor,
                                            domain::PairingId id, std::int64_t version,
                                            const PairingEventRequest& request);

/// One line of a batch: the pairing at the version seen.
struct PairingAtVersion {
  domain::PairingId id;
  std::int64_t version = 0;
};

/// Decides each on its own: one that fails does not hold up the others. Results in the order of
/// `pairings`.
std::vector<base::Result<domain::Pairing>> DecidePairings(
    Workspace& workspace, const domain::Actor& actor, std::span<const PairingAtVersion> pairings,
    const PairingEventRequest& request);

/// The events that the actor may try on the pairing now.
std::vector<workflow::PairingEvent> AllowedEvents(const domain::Actor& actor,
                                                  const domain::Pairing& pairing,
                                                  domain::PlanState plan_state);

}  // namespace jiedui::services

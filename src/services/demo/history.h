#pragma once

#include "base/clock.h"
#include "services/workspace.h"

namespace jiedui::services {

/// Half a campaign of pairings, made by running the real plan service on a clock of its own: in
/// July 2020 the experts' plan is made, decided, published and answered; in August the enterprises'
/// plan is made and partly decided; in September the platforms' plan waits for its coordinator.
/// `clock` is the one that the workspace's store and services read. Deterministic.
base::Status MakeDemoHistory(Workspace& workspace, base::FixedClock& clock,
                             const base::Progress& progress = {});

}  // namespace jiedui::services

#pragma once

#include <vector>

#include "base/clock.h"
#include "domain/actor.h"
#include "domain/guidance.h"
#include "services/workspace.h"

namespace jiedui::services {

/// A time in which shared equipment is asked for or taken; by whom is not told.
struct OccupiedTime {
  base::TimeMs starts_ms = 0;
  base::TimeMs ends_ms = 0;
  domain::BookingState state = domain::BookingState::kConfirmed;
};

/// The requested and confirmed bookings of the equipment that touch [from_ms, until_ms), by their
/// beginnings: whoever may book it has to know when it is free. kNotFound where there is none.
base::Result<std::vector<OccupiedTime>> OccupiedTimes(Workspace& workspace,
                                                      const domain::Actor& actor,
                                                      domain::EquipmentId equipment,
                                                      base::TimeMs from_ms, base::TimeMs until_ms);

}  // namespace jiedui::services

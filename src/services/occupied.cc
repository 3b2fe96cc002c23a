#include "services/occupied.h"

#include <algorithm>

#include "services/access.h"
#include "store/sight.h"

namespace jiedui::services {

using domain::Booking;
using domain::BookingState;

base::Result<std::vector<OccupiedTime>> OccupiedTimes(Workspace& workspace,
                                                      const domain::Actor& actor,
                                                      domain::EquipmentId equipment,
                                                      base::TimeMs from_ms, base::TimeMs until_ms) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const domain::Equipment found, session.Get(equipment));
  JIEDUI_CHECK(RequireSight(actor, found));
  const std::vector<std::string> taking = {std::string(domain::Code(BookingState::kRequested)),
                                           std::string(domain::Code(BookingState::kConfirmed))};
  std::vector<OccupiedTime> times;
  const store::SystemWork door("times only: whose bookings they are is not said");
  JIEDUI_CHECK(session.ForEach<Booking>(
      {store::Equals("equipment", equipment.value), store::In("state", taking)},
      [&](const Booking& booking) {
        if (booking.starts_ms < until_ms && from_ms < booking.ends_ms)
          times.push_back({booking.starts_ms, booking.ends_ms, booking.state});
      }));
  std::stable_sort(times.begin(), times.end(), [](const OccupiedTime& a, const OccupiedTime& b) {
    return a.starts_ms < b.starts_ms;
  });
  return times;
}

}  // namespace jiedui::services

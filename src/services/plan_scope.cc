#include "services/plan_scope.h"

#include <algorithm>

namespace jiedui::services {

PlanScope::PlanScope(const domain::Reference& reference, const std::string& region_code,
                     const std::string& department_code)
    : regions_(reference.RegionSubtree(region_code)) {
  for (const std::string& sector : reference.SectorsOfDepartment(department_code))
    sectors_ |= reference.ProgrammeSectorMask(sector);
}

bool PlanScope::Holds(const MatchEntry& receiver) const {
  const bool here = regions_.empty() || std::find(regions_.begin(), regions_.end(),
                                                  receiver.region_code) != regions_.end();
  return here && (sectors_ == 0 || (receiver.programme_sectors & sectors_) != 0);
}

}  // namespace jiedui::services

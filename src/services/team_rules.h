#pragma once

#include <set>
#include <string>
#include <vector>

#include "domain/helpers.h"
#include "domain/reference.h"
#include "store/reader.h"

namespace jiedui::services {

/// One way in which a team is not as the notice asks, with a code by which two findings are the
/// same.
struct Breach {
  std::string code;
  std::string zh;
  auto operator<=>(const Breach&) const = default;
};
using Breaches = std::set<Breach>;

/// D4: three members, at least one 科级 (or above).
Breaches BreachesOfWorkTeam(const std::vector<domain::GroupMember>& members);

/// D3: five members, at least one 处级, at least one professional.
Breaches BreachesOfCityGroup(const std::vector<domain::GroupMember>& members);

/// D3: six groups of different lead departments that between them cover every county and zone, one
/// of them the urban district and the development zone together.
Breaches BreachesOfCityGroups(const domain::Reference& reference,
                              const std::vector<domain::CityGroup>& groups);

/// Every team, group and the groups together that are not as they should be, named.
struct TeamFinding {
  std::string team;  ///< its name; of the groups together: empty
  Breaches breaches;
};
base::Result<std::vector<TeamFinding>> FindTeamBreaches(const store::Reader& reader,
                                                        const domain::Reference& reference);

}  // namespace jiedui::services

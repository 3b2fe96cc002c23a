#include "services/units.h"

#include <algorithm>

namespace jiedui::services {
namespace {

using domain::Department;
using domain::Reference;
using domain::Region;

bool IsCounty(const Region& region) { return region.level == "county" || region.level == "zone"; }

Unit OfRegion(const Region& region) {
  return {IsCounty(region) ? UnitSort::kCounty : UnitSort::kCity, region.code, region.name,
          region.name_en};
}

}  // namespace

std::vector<Unit> ReportingUnits(const Reference& reference) {
  std::vector<Unit> units;
  for (const Region& region : reference.regions()) {
    if (region.level == "city") units.push_back(OfRegion(region));
  }
  for (const Region& region : reference.regions()) {
    if (IsCounty(region)) units.push_back(OfRegion(region));
  }
  for (const Department& department : reference.departments()) {
    if (department.kind == "department")
      units.push_back(
          {UnitSort::kDepartment, department.code, department.name, department.name_en});
  }
  return units;
}

base::Result<Unit> UnitOf(const Reference& reference, std::string_view code) {
  if (const Region* const region = reference.FindRegion(code)) return OfRegion(*region);
  if (const Department* const department = reference.FindDepartment(code))
    return Unit{UnitSort::kDepartment, department->code, department->name, department->name_en};
  return base::Fail(base::ErrorCode::kInvalid, "没有地区或部门 “" + std::string(code) + "”",
                    "unit");
}

bool SpeaksFor(const domain::Actor& actor, std::string_view region_code,
               std::string_view department_code) {
  if (actor.role == domain::Role::kCityOffice) return true;
  if (!department_code.empty()) return actor.department_code == department_code;
  return actor.role == domain::Role::kCounty &&
         std::find(actor.regions.begin(), actor.regions.end(), region_code) != actor.regions.end();
}

}  // namespace jiedui::services

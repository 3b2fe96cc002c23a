#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/actor.h"
#include "domain/reference.h"

namespace jiedui::services {

/// Who reports and is ranked: the city as a whole, its counties and zones, its responsible
/// departments.
enum class UnitSort : std::uint8_t { kCity, kCounty, kDepartment };

struct Unit {
  UnitSort sort = UnitSort::kCity;
  std::string code;  ///< of the region or department
  std::string zh;
  std::string en;
};

/// The city first, then counties and zones, then responsible departments, in the order of the
/// reference files.
std::vector<Unit> ReportingUnits(const domain::Reference& reference);

/// The unit of that code, supporting departments too, which may report but are not expected to;
/// kInvalid, field `unit`, names a code that is none.
base::Result<Unit> UnitOf(const domain::Reference& reference, std::string_view code);

/// May the actor speak for the unit? A county for itself, a department for itself, the city office
/// for all.
bool SpeaksFor(const domain::Actor& actor, std::string_view region_code,
               std::string_view department_code);

}  // namespace jiedui::services

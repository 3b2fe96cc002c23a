#pragma once

// Fields that several kinds have in common; for the field tables only.

#include "domain/field_binding.h"

namespace jiedui::domain {

/// The two columns that carry the enterprise's scope.
template <class T>
FieldDef RegionField() {
  return binding::Field<&T::region_code>("region_code", "所属县（市、区）", "County",
                                         {.flags = kDerived | kSorted});
}
template <class T>
FieldDef ProgrammeSectorField() {
  return binding::Field<&T::programme_sector>("programme_sector", "归口行业", "Programme sector",
                                              {.flags = kDerived | kSorted});
}
template <class T>
FieldDef EnterpriseField() {
  return binding::Field<&T::enterprise>(
      "enterprise", "企业", "Enterprise",
      {.flags = kRequired, .aliases = "企业名称|统一社会信用代码|credit_code"});
}

}  // namespace jiedui::domain

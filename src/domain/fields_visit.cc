#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/fields_scope_internal.h"
#include "domain/visit.h"

namespace jiedui::domain {
namespace {

using binding::Field;

}  // namespace

std::span<const FieldDef> VisitFields() {
  using T = Visit;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::visited_on>("visited_on", "对接日期", "Visited on", {.flags = kRequired | kSorted}),
      Field<&T::way>("way", "方式", "Way"),
      Field<&T::subject>("subject", "主题", "Subject", {.flags = kRequired | kNamed}),
      Field<&T::work_team>("work_team", "入企工作小组", "Work team"),
      Field<&T::pairing>("pairing", "结对", "Pairing"),
      Field<&T::visitors>("visitors", "参加人员", "Visitors"),
      Field<&T::findings>("findings", "了解到的情况", "Findings", {.flags = kBody}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

}  // namespace jiedui::domain

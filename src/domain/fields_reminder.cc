#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/fields_scope_internal.h"
#include "domain/reminder.h"

namespace jiedui::domain {
namespace {

using binding::Field;

}  // namespace

std::span<const FieldDef> ReminderFields() {
  using T = SentReminder;
  static const std::array fields = {
      Field<&T::ledger_item>("ledger_item", "台账问题", "Ledger item", {.flags = kRequired}),
      Field<&T::clock>("clock", "时限", "Clock"),
      Field<&T::stage>("stage", "阶段", "Stage", {.flags = kSorted}),
      Field<&T::due_on>("due_on", "期限", "Due on", {.flags = kRequired | kSorted}),
      Field<&T::to_role>("to_role", "提醒对象类别", "Role reminded"),
      Field<&T::to_code>("to_code", "提醒对象代码", "Unit reminded", {.flags = kSorted}),
      Field<&T::to_name>("to_name", "提醒对象", "Name of the unit", {.flags = kRequired}),
      Field<&T::sent_on>("sent_on", "发出日期", "Sent on", {.flags = kRequired | kSorted}),
      Field<&T::sent_ms>("sent_ms", "发出时间", "Sent at", {.type = FieldType::kMoment}),
      Field<&T::channels>("channels", "渠道", "Channels"),
      EnterpriseField<T>(),
      Field<&T::department_code>("department_code", "部门", "Department",
                                 {.flags = kDerived | kSorted}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

}  // namespace jiedui::domain

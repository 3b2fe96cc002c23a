#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/fields_scope_internal.h"
#include "domain/guidance.h"

namespace jiedui::domain {
namespace {

using binding::Field;

}  // namespace

std::span<const FieldDef> EquipmentFields() {
  using T = Equipment;
  static const std::array fields = {
      Field<&T::owner_kind>("owner_kind", "所有者类别", "Owner kind"),
      Field<&T::owner_id>("owner_id", "所有者", "Owner",
                          {.flags = kRequired, .kind_field = "owner_kind"}),
      Field<&T::name>("name", "设备名称", "Name", {.flags = kRequired | kSearched | kNamed}),
      Field<&T::model>("model", "型号", "Model", {.flags = kSearched}),
      Field<&T::place>("place", "存放地点", "Place"),
      Field<&T::description>("description", "功能和用途", "Description", {.flags = kBody}),
      Field<&T::terms>("terms", "开放时间和收费", "Terms"),
      Field<&T::shared>("shared", "对外开放", "Open to others"),
      Field<&T::region_code>("region_code", "地区", "Region", {.flags = kSorted}),
  };
  return fields;
}

std::span<const FieldDef> BookingFields() {
  using T = Booking;
  static const std::array fields = {
      Field<&T::equipment>("equipment", "设备", "Equipment", {.flags = kRequired}),
      EnterpriseField<T>(),
      Field<&T::starts_ms>("starts_ms", "开始", "Starts",
                           {.flags = kRequired | kSorted, .type = FieldType::kMoment}),
      Field<&T::ends_ms>("ends_ms", "结束", "Ends",
                         {.flags = kRequired, .type = FieldType::kMoment}),
      Field<&T::purpose>("purpose", "用途", "Purpose"),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::reason>("reason", "原因", "Reason", {.flags = kDerived}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> GuidanceFields() {
  using T = Guidance;
  static const std::array fields = {
      Field<&T::helper_kind>("helper_kind", "帮扶方类别", "Helper kind"),
      Field<&T::helper_id>("helper_id", "帮扶方", "Helper",
                           {.flags = kRequired, .kind_field = "helper_kind"}),
      EnterpriseField<T>(),
      Field<&T::pairing>("pairing", "结对", "Pairing"),
      Field<&T::guided_on>("guided_on", "日期", "Day", {.flags = kRequired | kSorted}),
      Field<&T::hours>("hours", "时长（小时）", "Hours", {.min = 0, .max = 1000}),
      Field<&T::subject>("subject", "主题", "Subject", {.flags = kRequired | kNamed}),
      Field<&T::content>("content", "指导内容", "Content", {.flags = kBody}),
      Field<&T::outcome>("outcome", "成效", "Outcome", {.flags = kBody}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

}  // namespace jiedui::domain

#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/fields_scope_internal.h"
#include "domain/leads.h"

namespace jiedui::domain {
namespace {

using binding::Field;
constexpr double kMaxWan = 1e9;

}  // namespace

std::span<const FieldDef> TechnologyFields() {
  using T = Technology;
  static const std::array fields = {
      Field<&T::title>("title", "技术名称", "Title",
                       {.flags = kRequired | kSearched | kNamed, .aliases = "名称|关键技术"}),
      Field<&T::description>("description", "技术内容", "Description", {.flags = kBody}),
      Field<&T::scope>("scope", "类别", "Scope"),
      Field<&T::sectors>("sectors", "适用行业", "Sectors"),
      Field<&T::fields>("fields", "技术领域", "Fields", {.flags = kSearched}),
      Field<&T::needs>("needs", "来自需求", "From needs"),
      Field<&T::workers>("workers", "承担单位", "Who works on it"),
      Field<&T::directory>("directory", "申报目录", "Directory"),
      Field<&T::year>("year", "年度", "Year", {.flags = kSorted, .min = 0, .max = 2100}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::reason>("reason", "意见", "Reason", {.flags = kDerived}),
  };
  return fields;
}

std::span<const FieldDef> ProjectFields() {
  using T = Project;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::title>("title", "项目名称", "Title",
                       {.flags = kRequired | kSearched | kNamed, .aliases = "名称"}),
      Field<&T::chain>("chain", "链条类型", "Chain"),
      Field<&T::description>("description", "主要内容", "Description", {.flags = kBody}),
      Field<&T::year>("year", "年度", "Year", {.flags = kSorted, .min = 0, .max = 2100}),
      Field<&T::total_wan>("total_wan", "总投资（万元）", "Total (10k yuan)",
                           {.min = 0, .max = kMaxWan}),
      Field<&T::funded_wan>("funded_wan", "财政资金（万元）", "Public funds (10k yuan)",
                            {.min = 0, .max = kMaxWan}),
      Field<&T::starts_on>("starts_on", "开始", "Starts on"),
      Field<&T::ends_on>("ends_on", "计划完成", "Ends on", {.flags = kSorted}),
      Field<&T::milestones>("milestones", "节点", "Milestones"),
      Field<&T::progress>("progress", "进展", "Progress", {.flags = kBody}),
      Field<&T::result>("result", "成果", "Result", {.flags = kBody}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::reason>("reason", "意见", "Reason", {.flags = kDerived}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> PilotFields() {
  using T = Pilot;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::title>("title", "试点名称", "Title",
                       {.flags = kRequired | kSearched | kNamed, .aliases = "名称"}),
      Field<&T::pilot_kind>("pilot_kind", "类别", "Kind"),
      Field<&T::level>("level", "级别", "Level"),
      Field<&T::year>("year", "年度", "Year", {.flags = kSorted, .min = 0, .max = 2100}),
      Field<&T::experience>("experience", "经验做法", "Experience", {.flags = kBody}),
      Field<&T::shared>("shared", "可供推广", "May be shared"),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::reason>("reason", "意见", "Reason", {.flags = kDerived}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> FundFields() {
  using T = Fund;
  static const std::array fields = {
      Field<&T::name>("name", "资金名称", "Name",
                      {.flags = kRequired | kSearched | kNamed, .aliases = "名称"}),
      Field<&T::issuer>("issuer", "主管部门", "Issuer"),
      Field<&T::activities>("activities", "对应创新活动", "Activities"),
      Field<&T::text>("text", "支持内容", "Text", {.flags = kBody}),
      Field<&T::most_wan>("most_wan", "最高额度（万元）", "At most (10k yuan)",
                          {.min = 0, .max = kMaxWan}),
      Field<&T::opens_on>("opens_on", "申报开始", "Opens on"),
      Field<&T::closes_on>("closes_on", "申报截止", "Closes on", {.flags = kSorted}),
  };
  return fields;
}

std::span<const FieldDef> FundApplicationFields() {
  using T = FundApplication;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::source_kind>("source_kind", "来源类别", "Source kind"),
      Field<&T::source_id>("source_id", "资金或政策", "Fund or policy",
                           {.flags = kRequired, .kind_field = "source_kind"}),
      Field<&T::asked_wan>("asked_wan", "申请金额（万元）", "Asked (10k yuan)",
                           {.min = 0, .max = kMaxWan}),
      Field<&T::granted_wan>("granted_wan", "兑现金额（万元）", "Granted (10k yuan)",
                             {.min = 0, .max = kMaxWan}),
      Field<&T::applied_on>("applied_on", "申报日期", "Applied on", {.flags = kSorted}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::reason>("reason", "意见", "Reason", {.flags = kDerived}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> ListingFields() {
  using T = Listing;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::board>("board", "板块", "Board"),
      Field<&T::grounds>("grounds", "推荐理由", "Grounds", {.flags = kBody}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::reason>("reason", "意见", "Reason", {.flags = kDerived}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

}  // namespace jiedui::domain

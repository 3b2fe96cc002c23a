#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/fields_scope_internal.h"
#include "domain/ledger.h"

namespace jiedui::domain {
namespace {

using binding::Field;

template <auto Member>
FieldDef Moment(std::string_view name, std::string_view zh, std::string_view en) {
  return Field<Member>(name, zh, en, {.flags = kDerived, .type = FieldType::kMoment});
}

}  // namespace

std::span<const FieldDef> LedgerItemFields() {
  using T = LedgerItem;
  static const std::array fields = {
      Field<&T::number>("number", "编号", "Number"),
      EnterpriseField<T>(),
      Field<&T::problem>("problem", "问题", "Problem", {.flags = kRequired | kNamed}),
      Field<&T::topic>("topic", "问题类别", "Topic", {.flags = kDerived | kSorted}),
      Field<&T::owner>("owner", "问题归属", "Whose problem", {.flags = kByEvents}),
      Field<&T::level>("level", "办理层级", "Level", {.flags = kByEvents}),
      Field<&T::department_code>("department_code", "责任部门", "Department",
                                 {.flags = kByEvents | kSorted}),
      Field<&T::handler>("handler", "经办人", "Handler"),
      Field<&T::route_reason>("route_reason", "分办依据", "Why routed there", {.flags = kDerived}),
      Field<&T::visit>("visit", "对接", "Visit"),
      Field<&T::need>("need", "相关需求", "Need"),
      Field<&T::hotline_no>("hotline_no", "热线工单号", "Hotline reference",
                            {.flags = kSorted, .aliases = "96302工单号"}),
      Field<&T::found_on>("found_on", "发现日期", "Found on"),
      Field<&T::clock_from>("clock_from", "起算日", "Clocks from", {.flags = kDerived}),
      Field<&T::arrange_due>("arrange_due", "交办期限", "To be arranged by", {.flags = kDerived}),
      Field<&T::report_due>("report_due", "反馈期限", "To be reported by", {.flags = kDerived}),
      Field<&T::due_on>("due_on", "办结期限", "Due on", {.flags = kByEvents | kSorted}),
      Field<&T::next_due>("next_due", "当前时限", "Next due", {.flags = kDerived | kSorted}),
      Field<&T::state>("state", "状态", "State", {.flags = kByEvents | kSorted}),
      Field<&T::reason>("reason", "理由", "Reason", {.flags = kDerived}),
      Field<&T::referred_to>("referred_to", "转往部门", "Referred to",
                             {.flags = kByEvents | kSorted}),
      Field<&T::referred_level>("referred_level", "转往层级", "Referred to level",
                                {.flags = kByEvents}),
      Field<&T::escalated>("escalated", "已升级至", "Escalated to", {.flags = kByEvents}),
      Field<&T::complex>("complex", "复杂问题", "Complex", {.flags = kByEvents}),
      Field<&T::plan>("plan", "办理方案", "Plan", {.flags = kByEvents}),
      Field<&T::progress>("progress", "办理进展", "Progress", {.flags = kByEvents}),
      Field<&T::outcome>("outcome", "办理结果", "Outcome", {.flags = kByEvents}),
      Field<&T::evidence>("evidence", "办结材料", "Evidence"),
      Field<&T::satisfaction>("satisfaction", "企业评价", "Satisfaction", {.flags = kByEvents}),
      Field<&T::reopened>("reopened", "重办次数", "Times reopened", {.flags = kDerived}),
      Moment<&T::arranged_ms>("arranged_ms", "交办时间", "Arranged at"),
      Moment<&T::reported_ms>("reported_ms", "反馈时间", "Reported at"),
      Moment<&T::referred_ms>("referred_ms", "转办时间", "Referred at"),
      Moment<&T::settled_ms>("settled_ms", "办结时间", "Settled at"),
      Moment<&T::confirmed_ms>("confirmed_ms", "确认时间", "Confirmed at"),
      Field<&T::steps>("steps", "办理过程", "Steps", {.flags = kDerived}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

}  // namespace jiedui::domain

#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/pairing.h"
#include "domain/user.h"

namespace jiedui::domain {
namespace {
using binding::Field;
constexpr FieldType kMoment = FieldType::kMoment;
constexpr FieldType kJson = FieldType::kJson;
}  // namespace

std::span<const FieldDef> PlanFields() {
  using T = Plan;
  static const std::array fields = {
      Field<&T::name>("name", "方案名称", "Name", {.flags = kRequired | kNamed}),
      Field<&T::pair_kinds>("pair_kinds", "对接类别", "Pair kinds"),
      Field<&T::region_code>("region_code", "地区范围", "Region", {.flags = kSorted}),
      Field<&T::department_code>("department_code", "归口部门", "Department", {.flags = kSorted}),
      Field<&T::state>("state", "状态", "State", {.flags = kDerived | kSorted}),
      Field<&T::objectives>("objectives", "目标次序", "Objectives"),
      Field<&T::solve_status>("solve_status", "求解状态", "Solve status", {.flags = kDerived}),
      Field<&T::receivers>("receivers", "应覆盖企业", "Receivers", {.flags = kDerived}),
      Field<&T::covered>("covered", "已覆盖企业", "Covered", {.flags = kDerived}),
      Field<&T::total_score>("total_score", "总分", "Total score", {.flags = kDerived}),
      Field<&T::upper_bound>("upper_bound", "总分上界", "Upper bound", {.flags = kDerived}),
      Field<&T::seconds>("seconds", "求解用时（秒）", "Seconds", {.flags = kDerived}),
      Field<&T::leader_share>("leader_share", "推定带头企业比例", "Presumed leaders",
                              {.flags = kDerived, .min = 0, .max = 0.5}),
      Field<&T::leader_capacity>("leader_capacity", "推定带头企业名额",
                                 "Places of presumed leaders",
                                 {.flags = kDerived, .min = 0, .max = 1000}),
      Field<&T::made_by>("made_by", "编制人", "Made by", {.flags = kDerived | kAccount}),
      Field<&T::published_ms>("published_ms", "发布时间", "Published",
                              {.flags = kDerived, .type = kMoment}),
  };
  return fields;
}

std::span<const FieldDef> PairingFields() {
  using T = Pairing;
  static const std::array fields = {
      Field<&T::plan>("plan", "方案", "Plan", {.flags = kRequired}),
      Field<&T::pair_kind>("pair_kind", "对接类别", "Pair kind"),
      Field<&T::helper_kind>("helper_kind", "帮扶方类别", "Helper kind"),
      Field<&T::helper_id>("helper_id", "帮扶方", "Helper",
                           {.flags = kRequired, .kind_field = "helper_kind"}),
      Field<&T::enterprise>("enterprise", "受助企业", "Enterprise", {.flags = kRequired}),
      Field<&T::score>("score", "匹配度", "Score", {.flags = kSorted, .min = 0, .max = 1}),
      Field<&T::explanation>("explanation", "依据", "Explanation",
                             {.flags = kDerived, .type = kJson}),
      Field<&T::state>("state", "状态", "State", {.flags = kDerived | kSorted}),
      Field<&T::pinned>("pinned", "锁定", "Pinned", {.flags = kDerived}),
      Field<&T::reason>("reason", "理由", "Reason", {.flags = kDerived}),
      Field<&T::decided_by>("decided_by", "审批人", "Decided by", {.flags = kDerived | kAccount}),
      Field<&T::decided_ms>("decided_ms", "审批时间", "Decided at",
                            {.flags = kDerived, .type = kMoment}),
      Field<&T::helper_accepted_ms>("helper_accepted_ms", "帮扶方确认时间", "Helper agreed at",
                                    {.flags = kDerived, .type = kMoment}),
      Field<&T::offered_ms>("offered_ms", "主动提出时间", "Offered at",
                            {.flags = kDerived, .type = kMoment}),
      Field<&T::region_code>("region_code", "所属县（市、区）", "County",
                             {.flags = kDerived | kSorted}),
      Field<&T::programme_sector>("programme_sector", "归口行业", "Programme sector",
                                  {.flags = kDerived | kSorted}),
  };
  return fields;
}

std::span<const FieldDef> UncoveredFields() {
  using T = Uncovered;
  static const std::array fields = {
      Field<&T::plan>("plan", "方案", "Plan", {.flags = kRequired}),
      Field<&T::pair_kind>("pair_kind", "对接类别", "Pair kind"),
      Field<&T::enterprise>("enterprise", "企业", "Enterprise", {.flags = kRequired}),
      Field<&T::reason>("reason", "原因", "Reason"),
      Field<&T::blocked_by>("blocked_by", "受限于", "Blocked by"),
      Field<&T::smallest_change>("smallest_change", "最小调整", "Smallest change"),
      Field<&T::region_code>("region_code", "所属县（市、区）", "County",
                             {.flags = kDerived | kSorted}),
      Field<&T::programme_sector>("programme_sector", "归口行业", "Programme sector",
                                  {.flags = kDerived | kSorted}),
  };
  return fields;
}

std::span<const FieldDef> UserFields() {
  using T = User;
  static const std::array fields = {
      Field<&T::login>("login", "账号", "Login", {.flags = kRequired | kNamed}),
      Field<&T::display_name>("display_name", "姓名", "Name", {.flags = kNamed}),
      Field<&T::role>("role", "角色", "Role", {.flags = kRequired | kSorted}),
      Field<&T::region_code>("region_code", "地区", "Region", {.flags = kSorted}),
      Field<&T::department_code>("department_code", "部门", "Department"),
      Field<&T::own_kind>("own_kind", "所属对象类别", "Own kind"),
      Field<&T::own_id>("own_id", "所属对象", "Own record", {.min = 0, .kind_field = "own_kind"}),
      Field<&T::password_hash>("password_hash", "密码", "Password", {.flags = kSecret}),
      Field<&T::must_change_password>("must_change_password", "须修改密码", "Must change password",
                                      {.flags = kDerived}),
      Field<&T::password_set_ms>("password_set_ms", "密码设置时间", "Password set",
                                 {.flags = kDerived, .type = kMoment}),
      Field<&T::password_given_ms>("password_given_ms", "他人设置密码时间", "Password given",
                                   {.flags = kDerived, .type = kMoment}),
      Field<&T::two_factor>("two_factor", "双因素登录", "Two-factor sign-in", {.flags = kDerived}),
      Field<&T::disabled>("disabled", "停用", "Disabled"),
      Field<&T::external_id>("external_id", "外部身份", "External identity"),
      Field<&T::confirmed_grant>("confirmed_grant", "已确认的授权", "Confirmed grant",
                                 {.flags = kDerived}),
      Field<&T::refused_grant>("refused_grant", "被退回的授权", "Refused grant",
                               {.flags = kDerived}),
      Field<&T::grant_reason>("grant_reason", "授权确认意见", "Reason of the decision",
                              {.flags = kDerived}),
      Field<&T::grant_decided_ms>("grant_decided_ms", "授权确认时间", "Grant decided",
                                  {.flags = kDerived, .type = kMoment}),
  };
  return fields;
}

}  // namespace jiedui::domain

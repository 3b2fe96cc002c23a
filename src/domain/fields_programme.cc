#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/fields_scope_internal.h"
#include "domain/programme.h"
#include "domain/visit.h"

namespace jiedui::domain {
namespace {

using binding::Field;
constexpr double kMaxWan = 1e9;
constexpr double kMaxPeople = 1e7;

}  // namespace

std::span<const FieldDef> NeedFields() {
  using T = Need;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::title>("title", "需求名称", "Title",
                       {.flags = kRequired | kSearched | kNamed, .aliases = "需求|名称"}),
      Field<&T::text>("text", "需求内容", "Text", {.flags = kBody, .aliases = "内容|说明"}),
      Field<&T::fields>("fields", "技术领域", "Fields", {.flags = kSearched}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted}),
      Field<&T::visit>("visit", "来自对接", "From visit"),
      Field<&T::pairing>("pairing", "对应结对", "Matched by"),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> PolicyFields() {
  using T = Policy;
  static const std::array fields = {
      Field<&T::name>("name", "政策名称", "Name", {.flags = kRequired | kNamed, .aliases = "名称"}),
      Field<&T::document_no>("document_no", "文号", "Document no."),
      Field<&T::level>("level", "层级", "Level"),
      Field<&T::issuer>("issuer", "发文机关", "Issuer", {.flags = kSearched}),
      Field<&T::issued_on>("issued_on", "发文日期", "Issued on", {.flags = kSorted}),
      Field<&T::text>("text", "内容", "Text", {.flags = kBody, .aliases = "政策内容"}),
      Field<&T::sectors>("sectors", "适用行业", "Sectors"),
      Field<&T::fields>("fields", "支持方向", "Fields", {.flags = kSearched}),
      Field<&T::needs_rd>("needs_rd", "要求有研发", "Needs R&D"),
      Field<&T::min_revenue_wan>("min_revenue_wan", "营业收入下限（万元）",
                                 "Least revenue (10k yuan)", {.min = 0, .max = kMaxWan}),
  };
  return fields;
}

std::span<const FieldDef> SurveyFields() {
  using T = Survey;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::period>("period", "期别", "Period", {.flags = kRequired | kSorted}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::form>("form", "表式版本", "Form"),
      Field<&T::answers>("answers", "填报内容", "Answers", {.type = FieldType::kJson}),
      Field<&T::institution_name>("institution_name", "研究开发机构及平台名称", "R&D institution"),
      Field<&T::institution_approved_by>("institution_approved_by", "批准部门（或企业自建）",
                                         "Approved by"),
      Field<&T::institution_field>("institution_field", "研究领域", "Field of research"),
      Field<&T::institution_count>("institution_count", "期末机构数（个）", "Institutions",
                                   {.min = 0, .max = 1000}),
      Field<&T::institution_staff>("institution_staff", "机构研究开发人员数量（人）",
                                   "Institution staff", {.min = 0, .max = kMaxPeople}),
      Field<&T::institution_spending_wan>("institution_spending_wan", "机构研究开发费用（万元）",
                                          "Institution spending (10k yuan)",
                                          {.min = 0, .max = kMaxWan}),
      Field<&T::institution_equipment_wan>("institution_equipment_wan",
                                           "期末仪器和设备原价（万元）", "Equipment (10k yuan)",
                                           {.min = 0, .max = kMaxWan}),
      Field<&T::project_name>("project_name", "研发项目名称", "R&D project"),
      Field<&T::project_source>("project_source", "研发项目来源及立项文号",
                                "Source and approval no."),
      Field<&T::project_staff>("project_staff", "研究开发人员情况（人）", "R&D staff",
                               {.min = 0, .max = kMaxPeople}),
      Field<&T::project_spending_wan>("project_spending_wan", "研究开发费用情况（万元）",
                                      "R&D spending (10k yuan)", {.min = 0, .max = kMaxWan}),
      Field<&T::project_assets_wan>("project_assets_wan", "研究开发资产情况（万元）",
                                    "R&D assets (10k yuan)", {.min = 0, .max = kMaxWan}),
      Field<&T::activities>("activities", "创新活动", "Activities"),
      Field<&T::activity_text>("activity_text", "主要内容", "What was done"),
      Field<&T::return_reason>("return_reason", "退回原因", "Reason of return",
                               {.flags = kDerived}),
      Field<&T::remarks>("remarks", "审核提示", "Remarks",
                         {.flags = kDerived, .type = FieldType::kJson}),
      Field<&T::submitted_by>("submitted_by", "提交人", "Submitted by",
                              {.flags = kDerived | kAccount}),
      Field<&T::submitted_ms>("submitted_ms", "提交时间", "Submitted at",
                              {.flags = kDerived, .type = FieldType::kMoment}),
      Field<&T::confirmed_by>("confirmed_by", "确认人", "Confirmed by",
                              {.flags = kDerived | kAccount}),
      Field<&T::confirmed_ms>("confirmed_ms", "确认时间", "Confirmed at",
                              {.flags = kDerived, .type = FieldType::kMoment}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> PostFields() {
  using T = Post;
  static const std::array fields = {
      Field<&T::group_name>("group_name", "机构", "Group", {.flags = kRequired}),
      Field<&T::title>("title", "组内职务", "Title", {.flags = kRequired}),
      Field<&T::organisation>("organisation", "单位职务", "Organisation",
                              {.flags = kRequired | kNamed}),
      Field<&T::holder>("holder", "姓名", "Holder", {.flags = kRequired | kNamed}),
      Field<&T::held_from>("held_from", "任职起", "From"),
      Field<&T::held_until>("held_until", "任职止", "Until"),
      Field<&T::rank>("rank", "排序", "Order", {.flags = kSorted, .min = 0, .max = 100'000}),
      Field<&T::acting>("acting", "代理", "Acting"),
      Field<&T::duties>("duties", "职责", "Duties"),
      Field<&T::account>("account", "账号编号", "Account", {.flags = kSorted | kAccount, .min = 0}),
      Field<&T::authority>("authority", "系统权限", "Authority"),
      Field<&T::region_code>("region_code", "所属县（市、区）", "County"),
      Field<&T::department_code>("department_code", "部门", "Department"),
  };
  return fields;
}

std::span<const FieldDef> SectorProposalFields() {
  using T = SectorProposal;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::sector_code>("sector_code", "建议行业代码", "Proposed sector"),
      Field<&T::programme_sector_proposed>("programme_sector_proposed", "建议归口行业",
                                           "Proposed programme sector"),
      Field<&T::confidence>("confidence", "可信度", "Confidence",
                            {.flags = kSorted, .min = 0, .max = 1}),
      Field<&T::evidence>("evidence", "依据", "Evidence"),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted}),
      RegionField<T>(),
  };
  return fields;
}

}  // namespace jiedui::domain

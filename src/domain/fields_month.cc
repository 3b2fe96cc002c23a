#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/month.h"

namespace jiedui::domain {
namespace {

using binding::Field;

}  // namespace

std::span<const FieldDef> CampaignFields() {
  using T = Campaign;
  static const std::array fields = {
      Field<&T::name>("name", "行动名称", "Name", {.flags = kRequired | kNamed}),
      Field<&T::year>("year", "年度", "Year",
                      {.flags = kRequired | kSorted, .min = 2000, .max = 2100}),
      Field<&T::document_no>("document_no", "文号", "Document no."),
      Field<&T::starts_on>("starts_on", "开始", "Starts on", {.flags = kRequired}),
      Field<&T::prepare_until>("prepare_until", "准备阶段止", "Preparation until"),
      Field<&T::serve_until>("serve_until", "推进服务阶段止", "Service until"),
      Field<&T::ends_on>("ends_on", "总结阶段止", "Ends on", {.flags = kRequired}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
  };
  return fields;
}

std::span<const FieldDef> TargetFields() {
  using T = Target;
  static const std::array fields = {
      Field<&T::campaign>("campaign", "行动", "Campaign", {.flags = kRequired}),
      Field<&T::indicator>("indicator", "指标", "Indicator"),
      Field<&T::unit>("unit", "单位", "Unit", {.flags = kRequired | kSorted}),
      Field<&T::value>("value", "目标值", "Value"),
      Field<&T::year_before>("year_before", "上年值", "Year before"),
      Field<&T::weight>("weight", "权重", "Weight", {.min = 0, .max = 100}),
  };
  return fields;
}

std::span<const FieldDef> MonthlyReportFields() {
  using T = MonthlyReport;
  static const std::array fields = {
      Field<&T::campaign>("campaign", "行动", "Campaign", {.flags = kRequired}),
      Field<&T::month>("month", "月份", "Month", {.flags = kRequired | kSorted}),
      Field<&T::unit>("unit", "报送单位", "Unit", {.flags = kRequired | kSorted}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::highlights>("highlights", "亮点特色工作", "Highlights", {.flags = kBody}),
      Field<&T::problems>("problems", "存在问题", "Problems", {.flags = kBody}),
      Field<&T::next_steps>("next_steps", "下步打算", "Next steps", {.flags = kBody}),
      Field<&T::figures>("figures", "汇总数据", "Figures",
                         {.flags = kDerived, .type = FieldType::kJson}),
      Field<&T::figures_digest>("figures_digest", "数据指纹", "Digest of the figures",
                                {.flags = kDerived}),
      Field<&T::submitted_by>("submitted_by", "报送人", "Submitted by",
                              {.flags = kDerived | kAccount}),
      Field<&T::submitted_ms>("submitted_ms", "报送时间", "Submitted at",
                              {.flags = kDerived | kSorted, .type = FieldType::kMoment}),
      Field<&T::late>("late", "迟报", "Late", {.flags = kDerived}),
      Field<&T::reason>("reason", "退回原因", "Reason", {.flags = kDerived}),
      Field<&T::region_code>("region_code", "县（市、区）", "County",
                             {.flags = kDerived | kSorted}),
      Field<&T::department_code>("department_code", "部门", "Department",
                                 {.flags = kDerived | kSorted}),
  };
  return fields;
}

std::span<const FieldDef> CircularFields() {
  using T = Circular;
  static const std::array fields = {
      Field<&T::campaign>("campaign", "行动", "Campaign", {.flags = kRequired}),
      Field<&T::month>("month", "月份", "Month", {.flags = kRequired | kSorted}),
      Field<&T::title>("title", "标题", "Title", {.flags = kRequired | kNamed}),
      Field<&T::remarks>("remarks", "通报意见", "Remarks", {.flags = kBody}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::ranking>("ranking", "排名数据", "Ranking",
                         {.flags = kDerived, .type = FieldType::kJson}),
      Field<&T::ranking_digest>("ranking_digest", "数据指纹", "Digest of the ranking",
                                {.flags = kDerived}),
      Field<&T::published_ms>("published_ms", "印发时间", "Published at",
                              {.flags = kDerived, .type = FieldType::kMoment}),
  };
  return fields;
}

std::span<const FieldDef> WorkPlanFields() {
  using T = WorkPlan;
  static const std::array fields = {
      Field<&T::campaign>("campaign", "行动", "Campaign", {.flags = kRequired}),
      Field<&T::unit>("unit", "单位", "Unit", {.flags = kRequired | kSorted}),
      Field<&T::title>("title", "方案名称", "Title", {.flags = kRequired | kNamed}),
      Field<&T::organisation>("organisation", "组织领导", "Organisation", {.flags = kBody}),
      Field<&T::safeguards>("safeguards", "保障措施", "Safeguards", {.flags = kBody}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::published_ms>("published_ms", "印发时间", "Published at",
                              {.flags = kDerived, .type = FieldType::kMoment}),
      Field<&T::region_code>("region_code", "县（市、区）", "County",
                             {.flags = kDerived | kSorted}),
      Field<&T::department_code>("department_code", "部门", "Department",
                                 {.flags = kDerived | kSorted}),
  };
  return fields;
}

std::span<const FieldDef> PlanTaskFields() {
  using T = PlanTask;
  static const std::array fields = {
      Field<&T::work_plan>("work_plan", "推进方案", "Work plan", {.flags = kRequired}),
      Field<&T::code>("code", "编号", "Code", {.flags = kRequired | kSorted}),
      Field<&T::title>("title", "任务", "Title", {.flags = kRequired | kNamed}),
      Field<&T::owner>("owner", "责任人", "Owner"),
      Field<&T::due_on>("due_on", "完成时限", "Due on", {.flags = kSorted}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::progress>("progress", "进展", "Progress", {.flags = kBody}),
      Field<&T::region_code>("region_code", "县（市、区）", "County",
                             {.flags = kDerived | kSorted}),
      Field<&T::department_code>("department_code", "部门", "Department",
                                 {.flags = kDerived | kSorted}),
  };
  return fields;
}

}  // namespace jiedui::domain

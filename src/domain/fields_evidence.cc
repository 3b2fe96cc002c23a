#include "domain/evidence.h"
#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/fields_scope_internal.h"

namespace jiedui::domain {
namespace {

using binding::Field;

}  // namespace

std::span<const FieldDef> EvidenceFileFields() {
  using T = EvidenceFile;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::category>("category", "类别", "Category", {.flags = kSorted}),
      Field<&T::title>("title", "材料名称", "Title", {.flags = kRequired | kNamed}),
      Field<&T::file_name>("file_name", "文件名", "File name", {.flags = kDerived}),
      Field<&T::media_type>("media_type", "文件类型", "Media type", {.flags = kDerived}),
      Field<&T::size_bytes>("size_bytes", "大小（字节）", "Size (bytes)", {.flags = kDerived}),
      Field<&T::digest>("digest", "内容指纹", "Digest", {.flags = kDerived | kSorted}),
      Field<&T::reused>("reused", "与其他企业的材料相同", "Same as another enterprise's",
                        {.flags = kDerived}),
      Field<&T::uploaded_by>("uploaded_by", "上传人", "Uploaded by",
                             {.flags = kDerived | kAccount}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> SignOffFields() {
  using T = SignOff;
  static const std::array fields = {
      EnterpriseField<T>(),
      Field<&T::campaign>("campaign", "行动", "Campaign", {.flags = kRequired}),
      Field<&T::basis>("basis", "销号依据", "Basis", {.flags = kSorted}),
      Field<&T::state>("state", "状态", "State", {.flags = kSorted | kByEvents}),
      Field<&T::survey>("survey", "调查表", "Survey"),
      Field<&T::evidence>("evidence", "证明材料", "Evidence"),
      Field<&T::note>("note", "说明", "Note", {.flags = kBody}),
      Field<&T::submitted_by>("submitted_by", "提交人", "Submitted by",
                              {.flags = kDerived | kAccount}),
      Field<&T::submitted_ms>("submitted_ms", "提交时间", "Submitted at",
                              {.flags = kDerived, .type = FieldType::kMoment}),
      Field<&T::confirmed_by>("confirmed_by", "确认人", "Confirmed by",
                              {.flags = kDerived | kAccount}),
      Field<&T::confirmed_ms>("confirmed_ms", "确认时间", "Confirmed at",
                              {.flags = kDerived, .type = FieldType::kMoment}),
      Field<&T::signed_by>("signed_by", "销号人", "Signed off by", {.flags = kDerived | kAccount}),
      Field<&T::signed_ms>("signed_ms", "销号时间", "Signed off at",
                           {.flags = kDerived | kSorted, .type = FieldType::kMoment}),
      Field<&T::reason>("reason", "退回或撤销原因", "Reason", {.flags = kDerived}),
      Field<&T::snapshot>("snapshot", "确认时的数据", "Snapshot",
                          {.flags = kDerived, .type = FieldType::kJson}),
      Field<&T::snapshot_digest>("snapshot_digest", "快照指纹", "Snapshot digest",
                                 {.flags = kDerived}),
      Field<&T::voided>("voided", "确认后数据有变", "Changed since confirmed", {.flags = kDerived}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

std::span<const FieldDef> SpotCheckFields() {
  using T = SpotCheck;
  static const std::array fields = {
      Field<&T::number>("number", "编号", "Number", {.flags = kRequired}),
      EnterpriseField<T>(),
      Field<&T::sign_off>("sign_off", "销号", "Sign-off", {.flags = kRequired}),
      Field<&T::campaign>("campaign", "行动", "Campaign", {.flags = kRequired}),
      Field<&T::seed>("seed", "抽样种子", "Seed", {.flags = kDerived}),
      Field<&T::population>("population", "抽样总体（家）", "Population", {.flags = kDerived}),
      Field<&T::population_digest>("population_digest", "总体指纹", "Population digest",
                                   {.flags = kDerived}),
      Field<&T::state>("state", "结果", "Result", {.flags = kSorted | kByEvents}),
      Field<&T::finding>("finding", "核查情况", "Finding", {.flags = kBody}),
      Field<&T::checked_by>("checked_by", "核查人", "Checked by", {.flags = kDerived | kAccount}),
      Field<&T::checked_ms>("checked_ms", "核查时间", "Checked at",
                            {.flags = kDerived, .type = FieldType::kMoment}),
      RegionField<T>(),
      ProgrammeSectorField<T>(),
  };
  return fields;
}

}  // namespace jiedui::domain

#include "domain/field_binding.h"
#include "domain/fields_internal.h"
#include "domain/helpers.h"

namespace jiedui::domain {
namespace {

using binding::Field;
constexpr double kMaxCapacity = 10'000;

/// The fields of every HelperRecord, then the type's own.
template <class T>
std::vector<FieldDef> HelperFields(std::initializer_list<FieldDef> own) {
  std::vector<FieldDef> fields = {
      Field<&T::name>(
          "name", "名称", "Name",
          {.flags = kRequired | kNamed, .aliases = "姓名|团队名称|联盟名称|平台名称|小组名称"}),
      Field<&T::organisation>("organisation", "所在单位", "Organisation",
                              {.flags = kSearched | kNamed, .aliases = "单位|依托单位|工作单位"}),
      Field<&T::region_code>("region_code", "所属县（市、区）", "County",
                             {.flags = kSorted, .aliases = "county|所属县区|县区|region"}),
      Field<&T::sectors>("sectors", "行业", "Sectors", {.aliases = "服务行业|所属行业"}),
      Field<&T::fields>("fields", "专业领域", "Fields",
                        {.flags = kSearched | kOwnerEdits, .aliases = "研究领域|领域|研究方向"}),
      Field<&T::description>("description", "简介", "Description",
                             {.flags = kBody | kOwnerEdits, .aliases = "个人简介|介绍"}),
      Field<&T::level>("level", "级别", "Level", {.flags = kSorted, .aliases = "平台级别"}),
      Field<&T::capacity>(
          "capacity", "可指导企业数", "Capacity",
          {.flags = kOwnerEdits, .aliases = "容量|可帮扶企业数", .min = 0, .max = kMaxCapacity}),
  };
  fields.insert(fields.end(), own);
  return fields;
}

}  // namespace

std::span<const FieldDef> ExpertFields() {
  using T = Expert;
  static const std::vector<FieldDef> fields = HelperFields<T>({
      Field<&T::title>("title", "职称", "Title", {.flags = kSearched}),
      Field<&T::talent_pool>("talent_pool", "人才储备库", "Talent pool",
                             {.aliases = "市人才储备库"}),
      Field<&T::phone>("phone", "联系电话", "Phone",
                       {.flags = kPersonal | kOwnerEdits, .aliases = "电话|手机"}),
  });
  return fields;
}

std::span<const FieldDef> TeamFields() {
  using T = Team;
  static const std::vector<FieldDef> fields = HelperFields<T>({
      Field<&T::leader>("leader", "负责人", "Leader"),
      Field<&T::members>("members", "成员", "Members"),
  });
  return fields;
}

std::span<const FieldDef> AllianceFields() {
  using T = Alliance;
  static const std::vector<FieldDef> fields = HelperFields<T>({
      Field<&T::leading_enterprise>("leading_enterprise", "牵头企业", "Leading enterprise"),
      Field<&T::members>("members", "成员单位", "Members"),
      Field<&T::committee>("committee", "专家委员会", "Expert committee"),
  });
  return fields;
}

std::span<const FieldDef> PlatformFields() {
  using T = Platform;
  static const std::vector<FieldDef> fields = HelperFields<T>({
      Field<&T::host_enterprise>("host_enterprise", "依托企业", "Host enterprise"),
  });
  return fields;
}

std::span<const FieldDef> WorkTeamFields() {
  static const std::vector<FieldDef> fields = HelperFields<WorkTeam>({});
  return fields;
}

std::span<const FieldDef> CityGroupFields() {
  using T = CityGroup;
  static const std::array fields = {
      Field<&T::name>("name", "名称", "Name", {.flags = kRequired | kNamed}),
      Field<&T::lead_department>("lead_department", "牵头部门", "Lead department",
                                 {.flags = kRequired}),
      Field<&T::regions>("regions", "包联地区", "Regions"),
  };
  return fields;
}

std::span<const FieldDef> GroupMemberFields() {
  using T = GroupMember;
  static const std::array fields = {
      Field<&T::work_team>("work_team", "入企工作小组", "Work team"),
      Field<&T::city_group>("city_group", "市级包联工作组", "City group"),
      Field<&T::name>("name", "姓名", "Name", {.flags = kRequired | kNamed}),
      Field<&T::organisation>("organisation", "单位", "Organisation"),
      Field<&T::rank>("rank", "级别", "Rank", {.aliases = "干部级别"}),
      Field<&T::professional>("professional", "专业技术人员", "Professional"),
      Field<&T::phone>("phone", "联系电话", "Phone", {.flags = kPersonal, .aliases = "电话|手机"}),
  };
  return fields;
}

std::span<const FieldDef> CapabilityFields() {
  using T = Capability;
  static const std::array fields = {
      Field<&T::owner_kind>("owner_kind", "所有者类别", "Owner kind", {.flags = kRequired}),
      Field<&T::owner_id>("owner_id", "所有者", "Owner",
                          {.flags = kRequired, .min = 1, .kind_field = "owner_kind"}),
      Field<&T::title>("title", "名称", "Title",
                       {.flags = kRequired | kSearched | kNamed, .aliases = "成果名称"}),
      Field<&T::text>("text", "说明", "Text", {.flags = kBody}),
      Field<&T::sectors>("sectors", "行业", "Sectors"),
  };
  return fields;
}

std::span<const FieldDef> ConflictFields() {
  using T = Conflict;
  static const std::array fields = {
      Field<&T::a_kind>("a_kind", "甲方类别", "First kind", {.flags = kRequired}),
      Field<&T::a_id>("a_id", "甲方", "First",
                      {.flags = kRequired, .min = 1, .kind_field = "a_kind"}),
      Field<&T::b_kind>("b_kind", "乙方类别", "Second kind", {.flags = kRequired}),
      Field<&T::b_id>("b_id", "乙方", "Second",
                      {.flags = kRequired, .min = 1, .kind_field = "b_kind"}),
      Field<&T::conflict>("conflict", "回避类别", "Conflict", {.flags = kRequired}),
      Field<&T::note>("note", "说明", "Note"),
  };
  return fields;
}

}  // namespace jiedui::domain

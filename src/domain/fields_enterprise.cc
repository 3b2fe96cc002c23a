#include "domain/enterprise.h"
#include "domain/field_binding.h"
#include "domain/fields_internal.h"

namespace jiedui::domain {
namespace {
using binding::Field;
using E = Enterprise;
constexpr double kMaxWan = 1e9;  // ten trillion yuan: more than any enterprise has
}  // namespace

std::span<const FieldDef> EnterpriseFields() {
  static const std::array fields = {
      Field<&E::name>(
          "name", "企业名称", "Name",
          {.flags = kRequired | kNamed, .aliases = "企业全称|单位名称|公司名称|enterprise_name"}),
      Field<&E::credit_code>(
          "credit_code", "统一社会信用代码", "Credit code",
          {.flags = kRequired, .aliases = "uscc|社会信用代码|信用代码|统一代码"}),
      Field<&E::region_code>(
          "region_code", "所属县（市、区）", "County",
          {.flags = kSorted, .aliases = "county|所属县区|县区|县（市、区）|区县|region"}),
      Field<&E::sector_code>(
          "sector_code", "行业代码", "Sector code",
          {.flags = kSorted, .aliases = "国民经济行业代码|所属行业|行业|sector"}),
      Field<&E::programme_sector>("programme_sector", "归口行业", "Programme sector",
                                  {.flags = kDerived | kSorted}),
      Field<&E::sector_confidence>("sector_confidence", "行业可信度", "Sector confidence",
                                   {.flags = kDerived, .min = 0, .max = 1}),
      Field<&E::sector_source>("sector_source", "行业来源", "Sector source", {.flags = kDerived}),
      Field<&E::registered_on>("registered_on", "成立日期", "Registered on",
                               {.flags = kSorted, .aliases = "reg_date|注册日期|成立时间"}),
      Field<&E::enterprise_type>("enterprise_type", "企业类型", "Type",
                                 {.aliases = "type|登记注册类型|类型"}),
      Field<&E::registered_capital_wan>(
          "registered_capital_wan", "注册资本（万元）", "Registered capital (10k yuan)",
          {.aliases = "capital|注册资本|注册资金", .min = 0, .max = kMaxWan}),
      Field<&E::capital_currency>("capital_currency", "注册资本币种", "Capital currency",
                                  {.aliases = "币种"}),
      Field<&E::business_scope>("business_scope", "经营范围", "Business scope", {.flags = kBody}),
      Field<&E::products>("products", "主要产品", "Products",
                          {.flags = kSearched | kOwnerEdits, .aliases = "产品"}),
      Field<&E::above_scale>("above_scale", "规上企业", "Above designated size",
                             {.aliases = "是否规上"}),
      Field<&E::innovation>("innovation", "创新活动情况", "Innovation",
                            {.flags = kSorted, .aliases = "创新情况"}),
      Field<&E::revenue_wan>("revenue_wan", "营业收入（万元）", "Revenue (10k yuan)",
                             {.flags = kSorted, .aliases = "营业收入", .min = 0, .max = kMaxWan}),
      Field<&E::employees>("employees", "从业人员（人）", "Employees",
                           {.aliases = "从业人员|职工人数", .min = 0, .max = 1e7}),
      Field<&E::rd_staff>("rd_staff", "研发人员（人）", "R&D staff",
                          {.aliases = "研发人员", .min = 0, .max = 1e7}),
      Field<&E::rd_spending_wan>("rd_spending_wan", "研发经费（万元）", "R&D spending (10k yuan)",
                                 {.aliases = "研发经费|研发费用", .min = 0, .max = kMaxWan}),
      Field<&E::ownership_group>("ownership_group", "所属集团", "Group", {.flags = kSorted}),
      Field<&E::capacity>("capacity", "可帮扶企业数", "Capacity",
                          {.aliases = "帮扶容量", .min = 0, .max = 1000}),
      Field<&E::contact_name>("contact_name", "联系人", "Contact", {.flags = kOwnerEdits}),
      Field<&E::contact_phone>("contact_phone", "联系电话", "Phone",
                               {.flags = kPersonal | kOwnerEdits, .aliases = "电话|手机"}),
      Field<&E::address>("address", "地址", "Address",
                         {.flags = kOwnerEdits, .aliases = "注册地址|详细地址"}),
  };
  return fields;
}

}  // namespace jiedui::domain

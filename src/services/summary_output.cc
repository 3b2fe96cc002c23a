#include "base/text.h"
#include "services/summary_table.h"

namespace jiedui::services {
namespace {

using base::JsonWriter;
using domain::Reference;

template <class T>
std::string NameIn(const T* found, const std::string& code) {
  return found == nullptr ? code : found->name;
}

std::string RegionOf(const Reference& reference, const SummaryRow& row) {
  return NameIn(reference.FindRegion(row.region_code), row.region_code);
}
std::string SectorOf(const Reference& reference, const SummaryRow& row) {
  return NameIn(reference.FindProgrammeSector(row.programme_sector), row.programme_sector);
}
std::string DepartmentOf(const Reference& reference, const SummaryRow& row) {
  return NameIn(reference.FindDepartment(row.department_code), row.department_code);
}

double Wan(std::int64_t yuan) { return static_cast<double>(yuan) / 10'000; }

std::string Tick(bool has) { return has ? "√" : ""; }

std::vector<std::string> Cells(const Reference& reference, const SummaryRow& row,
                               std::size_t number) {
  return {std::to_string(number),
          row.name,
          row.credit_code,
          RegionOf(reference, row),
          SectorOf(reference, row),
          DepartmentOf(reference, row),
          Tick(row.institution),
          Tick(row.activity),
          Tick(row.other),
          std::to_string(row.people),
          base::FormatNumber(Wan(row.spending_yuan)),
          std::string(domain::NameOf(row.basis).zh),
          base::FormatDate(row.signed_on)};
}

std::string Count(std::int64_t count) { return std::to_string(count); }

office::Sheet ListSheet(const Reference& reference, const SummaryTable& table) {
  office::Sheet sheet;
  sheet.name = "汇总统计表";
  sheet.title = "开展创新活动企业汇总统计表";
  sheet.subtitles = {"行动: " + table.campaign.name +
                     "　　企业数: " + Count(table.total.enterprises) + "　　金额单位: 万元"};
  sheet.header = {"序号",           "企业名称",   "统一社会信用代码", "所属县（市、区）",
                  "所属行业",       "归口部门",   "有研发机构",       "有研发活动",
                  "有其他创新活动", "人员（人）", "费用（万元）",     "销号依据",
                  "销号日期"};
  sheet.header_groups = {{6, 8, "开展创新活动情况"}, {9, 10, "研究开发投入"}, {11, 12, "销号"}};
  sheet.number_columns = {0, 6, 7, 8, 9, 10};
  sheet.number_formats = {{9, "#,##0"}, {10, "#,##0.00"}};
  sheet.date_columns = {12};
  sheet.printed = true;
  for (const SummaryRow& row : table.rows)
    sheet.rows.push_back(Cells(reference, row, sheet.rows.size() + 1));
  const SummaryTotal& total = table.total;
  sheet.total_rows.insert(sheet.rows.size());
  sheet.rows.push_back({"", "合计", Count(total.enterprises) + " 家", "", "", "",
                        Count(total.institution), Count(total.activity), Count(total.other),
                        Count(total.people), base::FormatNumber(Wan(total.spending_yuan)), "", ""});
  return sheet;
}

void AddTotals(std::string_view kind, const std::vector<SummaryTotal>& totals,
               const SummaryTotal& all, office::Sheet& sheet) {
  const auto add = [&](const SummaryTotal& total) {
    std::vector<std::string> cells = {std::string(kind), total.zh, Count(total.enterprises)};
    for (const std::int64_t count : total.by_basis) cells.push_back(Count(count));
    for (const std::int64_t count : {total.institution, total.activity, total.other, total.people})
      cells.push_back(Count(count));
    cells.push_back(base::FormatNumber(Wan(total.spending_yuan)));
    sheet.rows.push_back(std::move(cells));
  };
  for (const SummaryTotal& total : totals) add(total);
  sheet.total_rows.insert(sheet.rows.size());
  add(all);
}

office::Sheet TotalsSheet(const SummaryTable& table) {
  office::Sheet sheet;
  sheet.name = "分类汇总";
  sheet.title = "开展创新活动企业分类汇总";
  sheet.subtitles = {"行动: " + table.campaign.name + "　　金额单位: 万元"};
  sheet.header = {"分类", "单位", "企业数"};
  for (const domain::EnumName& basis : domain::kSignOffBasisNames)
    sheet.header.emplace_back(basis.zh);
  sheet.header.insert(sheet.header.end(),
                      {"有研发机构", "有研发活动", "有其他创新活动", "人员（人）", "费用（万元）"});
  sheet.header_groups = {{3, 5, "按销号依据"}, {6, 8, "开展创新活动情况"}, {9, 10, "研究开发投入"}};
  sheet.number_columns = {2, 3, 4, 5, 6, 7, 8, 9, 10};
  sheet.number_formats = {{9, "#,##0"}, {10, "#,##0.00"}};
  sheet.printed = true;
  AddTotals("县（市、区）", table.by_region, table.total, sheet);
  AddTotals("归口部门", table.by_department, table.total, sheet);
  AddTotals("行业", table.by_sector, table.total, sheet);
  return sheet;
}

void WriteTotal(JsonWriter& json, const SummaryTotal& total) {
  json.StartObject().Member("code", total.code).Member("zh", total.zh).Member("en", total.en);
  json.Member("enterprises", total.enterprises).Member("institution", total.institution);
  json.Member("activity", total.activity).Member("other", total.other);
  json.Member("people", total.people).Member("spending_wan", Wan(total.spending_yuan));
  json.Key("by_basis").StartObject();
  for (std::size_t i = 0; i < total.by_basis.size(); ++i)
    json.Member(domain::kSignOffBasisNames[i].code, total.by_basis[i]);
  json.EndObject().EndObject();
}

void WriteTotals(JsonWriter& json, std::string_view name, const std::vector<SummaryTotal>& totals) {
  json.Key(name).StartArray();
  for (const SummaryTotal& total : totals) WriteTotal(json, total);
  json.EndArray();
}

void WriteRow(JsonWriter& json, const Reference& reference, const SummaryRow& row) {
  json.StartObject().Key("sign_off").Id(row.sign_off_id).Key("enterprise").Id(row.enterprise_id);
  json.Member("name", row.name).Member("credit_code", row.credit_code);
  json.Member("region_code", row.region_code).Member("region", RegionOf(reference, row));
  json.Member("programme_sector", row.programme_sector);
  json.Member("sector", SectorOf(reference, row));
  json.Member("department_code", row.department_code);
  json.Member("department", DepartmentOf(reference, row));
  json.Member("institution", row.institution).Member("activity", row.activity);
  json.Member("other", row.other).Member("people", row.people);
  json.Member("spending_wan", Wan(row.spending_yuan));
  json.Member("basis", domain::Code(row.basis));
  json.Member("signed_on", base::FormatDate(row.signed_on)).EndObject();
}

}  // namespace

std::vector<office::Sheet> SummarySheets(const Reference& reference, const SummaryTable& table) {
  return {ListSheet(reference, table), TotalsSheet(table)};
}

void WriteSummaryTable(JsonWriter& json, const Reference& reference, const SummaryTable& table,
                       std::size_t first, std::size_t count) {
  json.Key("campaign").StartObject().Key("id").Id(table.campaign.id);
  json.Member("name", table.campaign.name).Member("year", table.campaign.year).EndObject();
  json.Key("total");
  WriteTotal(json, table.total);
  WriteTotals(json, "by_region", table.by_region);
  WriteTotals(json, "by_department", table.by_department);
  WriteTotals(json, "by_sector", table.by_sector);
  json.Member("voided", table.voided).Key("items").StartArray();
  const std::size_t end = std::min(table.rows.size(), first + count);
  for (std::size_t i = first; i < end; ++i) WriteRow(json, reference, table.rows[i]);
  json.EndArray();
}

}  // namespace jiedui::services

#include "services/coverage.h"

#include <set>

#include "services/access.h"
#include "services/briefs_json.h"
#include "services/scope_filters.h"

namespace jiedui::services {
namespace {

using base::Result;
using domain::Enterprise;
using domain::Kind;
using domain::PairKind;

constexpr std::size_t kMostNamed = 200;

/// The pair kinds that cover each enterprise.
Result<std::map<std::int64_t, std::set<PairKind>>> CoveredBy(const store::Reader& reader) {
  std::map<std::int64_t, std::set<PairKind>> covered;
  const std::vector<std::string> states = {"approved", "published", "accepted"};
  JIEDUI_CHECK(reader.ForEach<domain::Pairing>(
      {store::In("state", states)}, [&](const domain::Pairing& pairing) {
        covered[pairing.enterprise.value].insert(pairing.pair_kind);
      }));
  return covered;
}

void Add(CoverageRow& row, const Enterprise& enterprise, const std::set<PairKind>& covered,
         bool departmentless) {
  ++row.enterprises;
  row.above_scale += enterprise.above_scale ? 1 : 0;
  const bool innovates = domain::Innovates(enterprise.innovation);
  row.innovating += innovates ? 1 : 0;
  row.to_help += innovates ? 0 : 1;
  row.without_department += departmentless ? 1 : 0;
  row.covered_any += covered.empty() ? 0 : 1;
  for (const PairKind kind : covered) ++row.covered[kind];
}

CoverageRow EmptyRow(const std::string& code) {
  CoverageRow row;
  row.code = code;
  for (std::size_t i = 0; i < domain::kPairKindNames.size(); ++i)
    row.covered[static_cast<PairKind>(i)] = 0;
  return row;
}

CoverageRow* Find(std::vector<CoverageRow>& rows, std::string_view code) {
  const auto found = std::find_if(rows.begin(), rows.end(),
                                  [&](const CoverageRow& row) { return row.code == code; });
  return found == rows.end() ? nullptr : &*found;
}

void WriteRow(base::JsonWriter& json, const CoverageRow& row) {
  json.StartObject().Member("code", row.code).Member("enterprises", row.enterprises);
  json.Member("above_scale", row.above_scale).Member("innovating", row.innovating);
  json.Member("to_help", row.to_help).Member("without_department", row.without_department);
  json.Member("covered_any", row.covered_any).Key("covered").StartArray();
  for (const auto& [kind, count] : row.covered) {
    json.StartObject().Member("pair_kind", domain::Code(kind)).Member("count", count).EndObject();
  }
  json.EndArray().EndObject();
}

void WriteRows(base::JsonWriter& json, std::string_view name,
               const std::vector<CoverageRow>& rows) {
  json.Key(name).StartArray();
  for (const CoverageRow& row : rows) WriteRow(json, row);
  json.EndArray();
}

Coverage EmptyReport(const domain::Reference& reference) {
  Coverage coverage;
  coverage.total = EmptyRow("");
  for (const domain::Region& region : reference.regions()) {
    if (region.level == "county" || region.level == "zone")
      coverage.counties.push_back(EmptyRow(region.code));
  }
  for (const domain::Department& department : reference.departments()) {
    if (department.kind == "department") coverage.departments.push_back(EmptyRow(department.code));
  }
  return coverage;
}

}  // namespace

Result<Coverage> CoverageOf(Workspace& workspace, const domain::Actor& actor) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kRead));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const auto covered, CoveredBy(session));
  Coverage coverage = EmptyReport(workspace.reference);
  const store::Filters filters = ScopeFilters(ScopeOf(actor, Kind::kEnterprise), Kind::kEnterprise);
  JIEDUI_CHECK(session.ForEach<Enterprise>(filters, [&](const Enterprise& enterprise) {
    const auto found = covered.find(enterprise.id);
    const std::set<PairKind> kinds = found == covered.end() ? std::set<PairKind>() : found->second;
    const std::string department(workspace.reference.DepartmentOf(enterprise.programme_sector));
    Add(coverage.total, enterprise, kinds, department.empty());
    for (CoverageRow* const row : {Find(coverage.counties, enterprise.region_code),
                                   Find(coverage.departments, department)}) {
      if (row != nullptr) Add(*row, enterprise, kinds, department.empty());
    }
    if (department.empty() && coverage.without_department.size() < kMostNamed) {
      coverage.without_department.push_back(enterprise);
    }
  }));
  return coverage;
}

void WriteCoverage(base::JsonWriter& json, const Coverage& coverage) {
  json.StartObject().Key("total");
  WriteRow(json, coverage.total);
  WriteRows(json, "counties", coverage.counties);
  WriteRows(json, "departments", coverage.departments);
  json.Key("without_department").StartArray();
  for (const Enterprise& enterprise : coverage.without_department)
    WriteBrief(json, BriefOf(enterprise));
  json.EndArray().Member("without_department_count", coverage.total.without_department);
  json.EndObject();
}

}  // namespace jiedui::services

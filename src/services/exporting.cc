#include "services/exporting.h"

#include <functional>
#include <set>

#include "base/text.h"
#include "services/access.h"
#include "services/export_values.h"
#include "services/import_columns.h"
#include "services/reveal.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Kind;
using domain::Record;

/// What the programme keeps beside a record for its own use (snapshots, explanations) goes out with
/// a whole export only.
bool Exported(const FieldDef& field, bool whole) {
  return !field.Is(domain::kSecret) &&
         (whole || field.type != FieldType::kJson || !field.Is(domain::kDerived));
}

bool IsNumber(const FieldDef& field) {
  const bool number = field.type == FieldType::kInteger || field.type == FieldType::kNumber;
  return number && field.kind_field.empty() && !field.Is(domain::kAccount);
}

/// The head of the sheet and the fields of its columns, id and creation apart.
std::vector<const FieldDef*> StartSheet(const domain::RecordType& type, bool whole,
                                        office::Sheet& sheet) {
  sheet.name = std::string(type.name().zh);
  sheet.continued = true;
  std::vector<const FieldDef*> fields;
  for (const FieldDef& field : type.fields) {
    if (!Exported(field, whole)) continue;
    if (IsNumber(field)) sheet.number_columns.insert(fields.size());
    fields.push_back(&field);
    sheet.header.emplace_back(field.zh);
  }
  if (!whole) return fields;
  sheet.header.emplace_back(kCreatedColumn);
  sheet.header.emplace_back(kIdColumn);
  return fields;
}

/// The kinds that records of the type may refer to. Ids whose kind another field names are of those
/// that help, or give money.
std::vector<Kind> ReferredKinds(const domain::RecordType& type) {
  std::vector<Kind> kinds;
  for (const FieldDef& field : type.fields) {
    if (field.target) kinds.push_back(*field.target);
    if (field.Is(domain::kAccount)) kinds.push_back(Kind::kUser);
    if (field.kind_field.empty()) continue;
    kinds.push_back(Kind::kFund);
    for (std::size_t pair = 0; pair < domain::kPairKindNames.size(); ++pair)
      kinds.push_back(domain::HelperKind(static_cast<domain::PairKind>(pair)));
  }
  return kinds;
}

std::string TitleOf(const store::Reader& reader, Kind kind, std::int64_t id) {
  const auto record = reader.GetAny(kind, id);
  return record ? domain::TitleOf(**record) : std::to_string(id);
}

std::string RegionName(const domain::Reference& reference, const std::string& code) {
  const domain::Region* const region = reference.FindRegion(code);
  return region == nullptr ? code : region->name;
}

}  // namespace

Result<office::Sheet> ExportRecords(Workspace& workspace, const domain::Actor& actor, Kind kind,
                                    const RosterQuery& query, const std::string& reveal) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kExport));
  JIEDUI_CHECK(Require(actor, workflow::ReadPermission(kind)));
  JIEDUI_ASSIGN(const store::Filters filters, RosterFilters(workspace, actor, kind, query));
  const bool whole = domain::IsOperator(actor);
  if (!reveal.empty()) JIEDUI_CHECK(NoteRevealed(workspace, actor, kind, 0, reveal));
  office::Sheet sheet;
  const std::vector<const FieldDef*> fields = StartSheet(domain::TypeOf(kind), whole, sheet);
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  CellWriter writer(session, actor, whole || !reveal.empty());
  JIEDUI_CHECK(session.ForEach(kind, filters, [&](Record& record) -> Status {
    std::vector<std::string> cells;
    for (const FieldDef* const field : fields) {
      JIEDUI_ASSIGN(std::string cell, writer.Write(record, *field));
      cells.push_back(std::move(cell));
    }
    if (whole) {
      cells.push_back(base::FormatUtc(record.created_ms));
      cells.push_back(std::to_string(record.id));
    }
    sheet.rows.push_back(std::move(cells));
    return {};
  }));
  return sheet;
}

std::vector<Kind> RestoreOrder() {
  std::vector<Kind> order;
  std::set<Kind> seen;
  const std::function<void(Kind)> add = [&](Kind kind) {
    if (!seen.insert(kind).second) return;
    for (const Kind before : ReferredKinds(domain::TypeOf(kind))) add(before);
    order.push_back(kind);
  };
  for (const domain::RecordType& type : domain::RecordTypes()) add(type.kind);
  return order;
}

Result<office::Sheet> ExportPlan(Workspace& workspace, const domain::Actor& actor,
                                 domain::PlanId id) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kExport));
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(const domain::Plan plan, session.Get(id));
  JIEDUI_CHECK(RequirePlanSight(actor, plan));
  JIEDUI_ASSIGN(const std::vector<domain::Pairing> pairings, PairingsOf(session, id));
  const Scope scope = ScopeOf(actor, Kind::kPairing);
  office::Sheet sheet;
  sheet.name = "对接方案";
  sheet.title = plan.name;
  sheet.header = {"序号",   "对接类别", "帮扶方", "受助企业", "所属县（市、区）",
                  "匹配度", "状态",     "理由"};
  sheet.number_columns = {0, 5};
  sheet.number_formats = {{5, "0.000"}};
  sheet.printed = true;
  for (const domain::Pairing& pairing : pairings) {
    if (!Covers(scope, pairing)) continue;
    sheet.rows.push_back(
        {std::to_string(sheet.rows.size() + 1), std::string(domain::NameOf(pairing.pair_kind).zh),
         TitleOf(session, pairing.helper_kind, pairing.helper_id),
         TitleOf(session, Kind::kEnterprise, pairing.enterprise.value),
         RegionName(workspace.reference, pairing.region_code), base::FormatNumber(pairing.score),
         std::string(domain::NameOf(pairing.state).zh), pairing.reason});
  }
  return sheet;
}

}  // namespace jiedui::services

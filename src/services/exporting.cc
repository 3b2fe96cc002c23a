#include "services/exporting.h"

#include <map>

#include "base/text.h"
#include "services/access.h"
#include "services/import_values.h"
#include "services/masking.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::Result;
using base::Status;
using domain::FieldDef;
using domain::FieldType;
using domain::Kind;
using domain::Record;
using domain::Value;

bool Exported(const FieldDef& field) {
  return !field.Is(domain::kSecret) &&
         (field.type != FieldType::kJson || !field.Is(domain::kDerived));
}

bool IsNumber(FieldType type) { return type == FieldType::kInteger || type == FieldType::kNumber; }

/// Turns values into cells; looks up each referred record once.
class CellWriter {
 public:
  CellWriter(const store::Reader& reader, bool reveal) : reader_(reader), reveal_(reveal) {}

  Result<std::string> Cell(const Record& record, const FieldDef& field) {
    const Value value = field.get(record);
    if (const auto kind = domain::ReferredKind(record, field)) return References(*kind, value);
    if (IsUnset(record, field, value)) return std::string();
    std::string text = domain::FormatValue(field, value);
    if (field.type == FieldType::kChoice) {
      for (const domain::EnumName& choice : field.choices) {
        if (choice.code == text) return std::string(choice.zh);
      }
    }
    if (field.Is(domain::kPersonal) && !reveal_) return Masked(text);
    // Over a spreadsheet's cell: the figures beside it still say it in short.
    constexpr std::size_t kMostJson = 30'000;
    if (field.type == FieldType::kJson && text.size() > kMostJson) return std::string();
    return text;
  }

 private:
  /// A moment that never was, and the kind of a record where there is none.
  static bool IsUnset(const Record& record, const FieldDef& field, const Value& value) {
    const auto* const number = std::get_if<std::int64_t>(&value);
    if (field.type == FieldType::kMoment && number != nullptr && *number == 0) return true;
    for (const FieldDef& other : domain::TypeOf(record.kind()).fields) {
      if (other.kind_field == field.name) return other.get(record) == Value{std::int64_t{0}};
    }
    return false;
  }

  Result<std::string> References(Kind kind, const Value& value) {
    std::vector<std::int64_t> ids;
    if (const auto* one = std::get_if<std::int64_t>(&value)) ids = {*one};
    if (const auto* many = std::get_if<std::vector<std::int64_t>>(&value)) ids = *many;
    std::string text;
    for (const std::int64_t id : ids) {
      if (id == 0) continue;
      const auto [at, fresh] = texts_.try_emplace({kind, id});
      if (fresh) {
        JIEDUI_ASSIGN(at->second, ReferenceText(reader_, kind, id));
      }
      text += (text.empty() ? "" : ";") + at->second;
    }
    return text;
  }

  const store::Reader& reader_;
  bool reveal_;
  std::map<std::pair<Kind, std::int64_t>, std::string> texts_;
};

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
                                    const RosterQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::Permission::kExport));
  JIEDUI_CHECK(Require(actor, workflow::ReadPermission(kind)));
  JIEDUI_ASSIGN(const store::Filters filters, RosterFilters(workspace, actor, kind, query));
  const domain::RecordType& type = domain::TypeOf(kind);
  office::Sheet sheet;
  sheet.name = std::string(type.name().zh);
  std::vector<const FieldDef*> fields;
  for (const FieldDef& field : type.fields) {
    if (!Exported(field)) continue;
    if (IsNumber(field.type) && field.kind_field.empty())
      sheet.number_columns.insert(fields.size());
    fields.push_back(&field);
    sheet.header.emplace_back(field.zh);
  }
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  CellWriter writer(session, workflow::Allows(actor.role, workflow::Permission::kReveal));
  JIEDUI_CHECK(session.ForEach(kind, filters, [&](Record& record) -> Status {
    std::vector<std::string> cells;
    for (const FieldDef* const field : fields) {
      JIEDUI_ASSIGN(std::string cell, writer.Cell(record, *field));
      cells.push_back(std::move(cell));
    }
    sheet.rows.push_back(std::move(cells));
    return {};
  }));
  return sheet;
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

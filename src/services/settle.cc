#include "services/settle.h"

#include "base/if_found.h"
#include "domain/credit_code.h"
#include "domain/helpers.h"
#include "domain/user.h"
#include "services/record_rules.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Enterprise;
using domain::FieldDef;
using domain::Kind;
using domain::Record;
using domain::Reference;

std::string TextOf(const Record& record, std::string_view field_name) {
  const FieldDef* const field = domain::TypeOf(record.kind()).Find(field_name);
  return field == nullptr ? std::string() : domain::FormatValue(*field, field->get(record));
}

Status Unknown(std::string_view what, const std::string& code, std::string_view field) {
  return Fail(ErrorCode::kInvalid, "没有" + std::string(what) + " “" + code + "”",
              std::string(field));
}

Status SettleEnterprise(const Reference& reference, Enterprise& enterprise) {
  JIEDUI_ASSIGN(enterprise.credit_code, domain::CheckCreditCode(enterprise.credit_code));
  if (!enterprise.sector_code.empty() && reference.FindSector(enterprise.sector_code) == nullptr) {
    return Unknown("国民经济行业代码", enterprise.sector_code, "sector_code");
  }
  enterprise.programme_sector = std::string(reference.ProgrammeSectorOf(enterprise.sector_code));
  if (enterprise.registered_capital_wan && enterprise.capital_currency.empty())
    enterprise.capital_currency = "CNY";
  if (enterprise.rd_staff && enterprise.employees && *enterprise.rd_staff > *enterprise.employees) {
    return Fail(ErrorCode::kUnprocessable,
                "研发人员 " + std::to_string(*enterprise.rd_staff) + " 人多于从业人员 " +
                    std::to_string(*enterprise.employees) + " 人",
                "rd_staff");
  }
  return {};
}

/// A team member belongs to one group.
Status SettleMember(const domain::GroupMember& member) {
  if (static_cast<bool>(member.work_team) != static_cast<bool>(member.city_group)) return {};
  return Fail(ErrorCode::kUnprocessable, "成员须属于一个入企工作小组或一个市级包联工作组",
              "work_team");
}

Status SettleUser(const Reference& reference, const domain::User& user) {
  if (!user.department_code.empty() && reference.FindDepartment(user.department_code) == nullptr) {
    return Unknown("部门", user.department_code, "department_code");
  }
  if (user.role == domain::Role::kCounty && user.region_code.empty()) {
    return Fail(ErrorCode::kUnprocessable, "县区账号须指定地区", "region_code");
  }
  if (user.role == domain::Role::kDepartment &&
      reference.SectorsOfDepartment(user.department_code).empty()) {
    return Fail(ErrorCode::kUnprocessable, "归口部门账号须指定有归口行业的部门", "department_code");
  }
  return {};
}

/// Codes in `sectors` are of GB/T 4754 or programme sectors.
Status SettleSectors(const Reference& reference, const Record& record) {
  const FieldDef* const field = domain::TypeOf(record.kind()).Find("sectors");
  if (field == nullptr) return {};
  const domain::Value value = field->get(record);
  for (const std::string& code : *std::get_if<std::vector<std::string>>(&value)) {
    if (reference.FindSector(code) == nullptr && reference.FindProgrammeSector(code) == nullptr) {
      return Unknown("行业", code, "sectors");
    }
  }
  return {};
}

Status SettleConflict(const domain::Conflict& conflict) {
  if (conflict.a_kind != conflict.b_kind || conflict.a_id != conflict.b_id) return {};
  return Fail(ErrorCode::kUnprocessable, "回避关系的双方不能相同", "b_id");
}

Status SetText(Record& record, std::string_view field_name, const std::string& text) {
  const FieldDef* const field = domain::TypeOf(record.kind()).Find(field_name);
  return field == nullptr ? Status{} : domain::SetField(record, *field, text);
}

/// References of the field's type are looked after by the store; those whose kind another field
/// names must be of a record that is there.
Status CheckReferred(const store::Reader& reader, const Record& record) {
  const store::SystemWork door("only whether what is referred to exists");
  for (const FieldDef& field : domain::TypeOf(record.kind()).fields) {
    if (field.kind_field.empty()) continue;
    const domain::Value value = field.get(record);
    const auto* const id = std::get_if<std::int64_t>(&value);
    if (id == nullptr || *id == 0) continue;
    const Kind kind = domain::ReferredKind(record, field).value_or(Kind::kEnterprise);
    JIEDUI_ASSIGN(const auto referred, base::IfFound(reader.Get(kind, *id)));
    if (referred) continue;
    return Fail(ErrorCode::kUnprocessable,
                "没有" + std::string(domain::NameOf(kind).zh) + " " + std::to_string(*id),
                std::string(field.name));
  }
  return {};
}

/// The kind of record that a role's account must stand for; nothing for offices.
std::optional<Kind> OwnKindOf(domain::Role role) {
  switch (role) {
    case domain::Role::kEnterprise:
      return Kind::kEnterprise;
    case domain::Role::kExpert:
      return Kind::kExpert;
    case domain::Role::kAlliance:
      return Kind::kAlliance;
    case domain::Role::kPlatform:
      return Kind::kPlatform;
    default:
      return std::nullopt;
  }
}

Status SettleOwn(const domain::User& user) {
  const std::optional<Kind> kind = OwnKindOf(user.role);
  if (!kind || (user.own_id != 0 && user.own_kind == *kind)) return {};
  return Fail(ErrorCode::kUnprocessable,
              std::string(domain::NameOf(user.role).zh) + "账号须指定它所属的" +
                  std::string(domain::NameOf(*kind).zh),
              "own_id");
}

/// The enterprise's region and sector, on what belongs to it.
Status TakeScope(const store::Reader& reader, Record& record) {
  const store::SystemWork door(
      "what belongs to an enterprise repeats its region and sector, out of sight too");
  const FieldDef* const field = domain::TypeOf(record.kind()).Find("enterprise");
  if (field == nullptr) return {};
  const domain::Value value = field->get(record);
  const auto* const id = std::get_if<std::int64_t>(&value);
  if (id == nullptr) return {};
  JIEDUI_ASSIGN(const auto enterprise, base::IfFound(reader.Get(domain::EnterpriseId{*id})));
  if (!enterprise)
    return Fail(ErrorCode::kUnprocessable, "没有企业 " + std::to_string(*id), "enterprise");
  JIEDUI_CHECK(SetText(record, "region_code", enterprise->region_code));
  return SetText(record, "programme_sector", enterprise->programme_sector);
}

}  // namespace

Status SettleAlone(const Reference& reference, Record& record) {
  JIEDUI_CHECK(domain::CheckRequired(record));
  const std::string region = TextOf(record, "region_code");
  if (!region.empty() && reference.FindRegion(region) == nullptr)
    return Unknown("地区", region, "region_code");
  JIEDUI_CHECK(SettleSectors(reference, record));
  switch (record.kind()) {
    case Kind::kEnterprise:
      return SettleEnterprise(reference, static_cast<Enterprise&>(record));
    case Kind::kGroupMember:
      return SettleMember(static_cast<domain::GroupMember&>(record));
    case Kind::kUser:
      JIEDUI_CHECK(SettleOwn(static_cast<domain::User&>(record)));
      return SettleUser(reference, static_cast<domain::User&>(record));
    case Kind::kConflict:
      return SettleConflict(static_cast<domain::Conflict&>(record));
    default:
      return {};
  }
}

Status SettleRestored(const Reference& reference, const store::Reader& reader, Record& record) {
  JIEDUI_CHECK(domain::CheckRequired(record));
  const std::string region = TextOf(record, "region_code");
  if (!region.empty() && reference.FindRegion(region) == nullptr)
    return Unknown("地区", region, "region_code");
  JIEDUI_CHECK(CheckReferred(reader, record));
  return TakeScope(reader, record);
}

Status Settle(const Reference& reference, const store::Reader& reader, Record& record) {
  JIEDUI_CHECK(SettleAlone(reference, record));
  JIEDUI_CHECK(CheckReferred(reader, record));
  JIEDUI_CHECK(TakeScope(reader, record));
  const RecordRule* const rule = RuleOf(record.kind());
  return rule == nullptr || rule->settle == nullptr ? Status{}
                                                    : rule->settle(reference, reader, record);
}

Status CarryScope(store::UnitOfWork& unit, const Enterprise& enterprise) {
  const store::SystemWork door("what belongs to an enterprise follows it, out of sight too");
  for (const domain::RecordType& type : domain::RecordTypes()) {
    if (type.Find("enterprise") == nullptr || type.Find("region_code") == nullptr) continue;
    std::vector<std::int64_t> owned;
    JIEDUI_CHECK(unit.ForEach(type.kind, {store::Equals("enterprise", enterprise.id)},
                              [&](Record& record) -> Status {
                                owned.push_back(record.id);
                                return {};
                              }));
    for (const std::int64_t id : owned) {
      JIEDUI_ASSIGN(const std::unique_ptr<Record> record, unit.Get(type.kind, id));
      JIEDUI_CHECK(SetText(*record, "region_code", enterprise.region_code));
      JIEDUI_CHECK(SetText(*record, "programme_sector", enterprise.programme_sector));
      JIEDUI_CHECK(unit.Update(*record));
    }
  }
  return {};
}

}  // namespace jiedui::services

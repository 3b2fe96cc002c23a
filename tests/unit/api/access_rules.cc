#include "unit/api/access_rules.h"

namespace jiedui::api {
namespace {

using domain::Kind;
using domain::Record;
using domain::Role;

std::string Text(const Record& record, const char* name) {
  const domain::FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
  return field == nullptr ? "" : domain::FormatValue(*field, field->get(record));
}

bool Has(const Record& record, const char* name) {
  return domain::TypeOf(record.kind()).Find(name) != nullptr;
}

/// An enterprise itself, or what is about one.
bool OfEnterprises(const Record& record) {
  return record.kind() == Kind::kEnterprise || Has(record, "enterprise");
}

bool OfEnterprise(const Record& record, std::int64_t id) {
  if (record.kind() == Kind::kEnterprise) return record.id == id;
  return Text(record, "enterprise") == std::to_string(id);
}

bool OfHelper(const Record& record, const Member& member) {
  return Text(record, "helper_kind") == domain::Code(member.own_kind) &&
         Text(record, "helper_id") == std::to_string(member.own_id);
}

bool Among(Kind kind, std::initializer_list<Kind> kinds) {
  for (const Kind one : kinds) {
    if (one == kind) return true;
  }
  return false;
}

bool Announced(const Record& pairing) {
  const std::string state = Text(pairing, "state");
  return state == "published" || state == "accepted" || state == "declined";
}

/// What the offices keep among themselves.
bool OfOffices(Kind kind) {
  return Among(kind, {Kind::kPlan, Kind::kUncovered, Kind::kSectorProposal, Kind::kConflict,
                      Kind::kReminder, Kind::kMonthlyReport});
}

bool CountySees(const Member& county, const Record& record) {
  if (record.kind() == Kind::kConflict) return false;
  const std::string region = Text(record, "region_code");
  if (record.kind() == Kind::kPlan)
    return region.empty() || region == "140500" || region == county.region;
  return !OfEnterprises(record) || region == county.region;
}

/// Its sectors everywhere, and what is routed or sent to it.
bool DepartmentSees(const Member& department, const Record& record) {
  if (!OfEnterprises(record) || !Has(record, "programme_sector")) return true;
  if (department.sectors.contains(Text(record, "programme_sector"))) return true;
  if (!Among(record.kind(), {Kind::kLedgerItem, Kind::kReminder})) return false;
  return Text(record, "department_code") == department.department ||
         Text(record, "referred_to") == department.department;
}

bool EnterpriseSees(const Member& member, const Record& record) {
  if (OfOffices(record.kind())) return false;
  if (!OfEnterprises(record)) return true;
  if (!OfEnterprise(record, member.own_id)) return false;
  return record.kind() != Kind::kPairing || Announced(record);
}

bool HelperSees(const Member& member, const Record& record) {
  const Kind kind = record.kind();
  if (OfOffices(kind)) return false;
  if (kind == Kind::kPairing)
    return OfHelper(record, member) && (Announced(record) || Text(record, "offered_ms") != "0");
  if (Among(kind, {Kind::kVisit, Kind::kGuidance})) return OfHelper(record, member);
  return !Among(kind, {Kind::kSurvey, Kind::kLedgerItem, Kind::kEvidenceFile, Kind::kSignOff,
                       Kind::kSpotCheck, Kind::kFundApplication, Kind::kListing});
}

/// The kinds that supporting departments maintain, and the responsible ones with them.
bool IsSupport(Kind kind) {
  return Among(kind,
               {Kind::kExpert, Kind::kTeam, Kind::kAlliance, Kind::kPlatform, Kind::kCapability,
                Kind::kPolicy, Kind::kEquipment, Kind::kBooking, Kind::kTechnology, Kind::kFund});
}

/// What is done for and with enterprises, by whoever answers for them.
bool IsCasework(Kind kind) {
  return Among(kind, {Kind::kEnterprise, Kind::kNeed, Kind::kSurvey, Kind::kLedgerItem,
                      Kind::kEvidenceFile, Kind::kSignOff, Kind::kSpotCheck, Kind::kVisit,
                      Kind::kGuidance, Kind::kProject, Kind::kPilot, Kind::kFundApplication,
                      Kind::kListing, Kind::kSectorProposal, Kind::kReminder});
}

bool CountyWrites(const Member& county, const Record& record) {
  const std::string region = Text(record, "region_code");
  if (IsCasework(record.kind())) return region == county.region;
  if (Among(record.kind(),
            {Kind::kWorkTeam, Kind::kMonthlyReport, Kind::kWorkPlan, Kind::kPlanTask}))
    return region == county.region;
  return record.kind() == Kind::kGroupMember;  // of its teams: held against the team elsewhere
}

bool DepartmentWrites(const Member& department, const Record& record) {
  const Kind kind = record.kind();
  if (IsSupport(kind) || kind == Kind::kConflict) return true;
  if (Among(kind, {Kind::kMonthlyReport, Kind::kWorkPlan, Kind::kPlanTask, Kind::kPlan}))
    return Text(record, "department_code") == department.department;
  const bool casework = IsCasework(kind) || Among(kind, {Kind::kPairing, Kind::kUncovered});
  return casework && DepartmentSees(department, record);
}

bool SupporterWrites(const Member& department, const Record& record) {
  const Kind kind = record.kind();
  if (Among(kind, {Kind::kMonthlyReport, Kind::kWorkPlan, Kind::kPlanTask}))
    return Text(record, "department_code") == department.department;
  return IsSupport(kind) ||
         Among(kind, {Kind::kLedgerItem, Kind::kVisit, Kind::kNeed, Kind::kGuidance, Kind::kProject,
                      Kind::kPilot, Kind::kFundApplication, Kind::kListing});
}

bool Owns(const Record& record, const Member& member) {
  return Text(record, "owner_kind") == domain::Code(member.own_kind) &&
         Text(record, "owner_id") == std::to_string(member.own_id);
}

bool EnterpriseWrites(const Member& member, const Record& record) {
  const Kind kind = record.kind();
  if (Among(kind, {Kind::kCapability, Kind::kEquipment})) return Owns(record, member);
  return OfEnterprise(record, member.own_id) &&
         Among(kind, {Kind::kEnterprise, Kind::kNeed, Kind::kSurvey, Kind::kEvidenceFile,
                      Kind::kSignOff, Kind::kBooking, Kind::kGuidance, Kind::kFundApplication,
                      Kind::kLedgerItem, Kind::kPairing});
}

bool HelperWrites(const Member& member, const Record& record) {
  const Kind kind = record.kind();
  if (kind == member.own_kind) return record.id == member.own_id;
  if (Among(kind, {Kind::kCapability, Kind::kEquipment})) return Owns(record, member);
  if (Among(kind, {Kind::kPairing, Kind::kVisit, Kind::kGuidance})) return OfHelper(record, member);
  // What came out of its visit; the plan that gathers offers; the use of its equipment.
  return Among(kind, {Kind::kNeed, Kind::kPlan, Kind::kBooking});
}

bool IsHelperRole(Role role) {
  return role == Role::kExpert || role == Role::kAlliance || role == Role::kPlatform;
}

bool KeepsTheSystem(Role role) {
  return role == Role::kSystemAdmin || role == Role::kSecurityAdmin || role == Role::kAuditAdmin;
}

/// Who may do what, and by which post.
bool IsOfAccounts(Kind kind) { return kind == Kind::kUser || kind == Kind::kPost; }

}  // namespace

bool MaySee(const Member& member, const Record& record) {
  if (member.unconfirmed) return false;
  if (record.kind() == Kind::kUser && record.id == member.user_id) return true;
  if (record.kind() == Kind::kWebhook)
    return member.role == Role::kCityOffice || member.role == Role::kAuditor ||
           KeepsTheSystem(member.role);
  if (record.kind() == Kind::kUser) {
    const bool inside = member.region.empty() || Text(record, "region_code") == member.region;
    return member.role == Role::kCityOffice || (member.role == Role::kAuditor && inside) ||
           KeepsTheSystem(member.role);
  }
  switch (member.role) {
    case Role::kCounty:
      return CountySees(member, record);
    case Role::kDepartment:
      return DepartmentSees(member, record);
    case Role::kEnterprise:
      return EnterpriseSees(member, record);
    case Role::kAuditor:
      return member.region.empty() || CountySees(member, record);
    case Role::kCityOffice:
    case Role::kSupportDepartment:
    case Role::kAuditAdmin:
      return true;
    case Role::kSystemAdmin:
    case Role::kSecurityAdmin:
      return record.kind() == Kind::kPost;
    default:
      return HelperSees(member, record);
  }
}

bool MayWrite(const Member& member, const Record& record) {
  if (member.unconfirmed) return false;
  if (record.kind() == Kind::kUser && record.id == member.user_id) return true;
  switch (member.role) {
    case Role::kCityOffice:
      return !member.separated || !IsOfAccounts(record.kind());
    case Role::kSystemAdmin:
      return IsOfAccounts(record.kind());
    case Role::kSecurityAdmin:
      return record.kind() == Kind::kUser;
    case Role::kCounty:
      return CountyWrites(member, record);
    case Role::kDepartment:
      return DepartmentWrites(member, record);
    case Role::kSupportDepartment:
      return SupporterWrites(member, record);
    case Role::kEnterprise:
      return EnterpriseWrites(member, record);
    default:
      return IsHelperRole(member.role) && HelperWrites(member, record);
  }
}

}  // namespace jiedui::api

#include "services/access.h"

#include <algorithm>

#include "domain/pairing.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Record;
using domain::Role;

bool IsHelperRole(Role role) {
  return role == Role::kExpert || role == Role::kAlliance || role == Role::kPlatform;
}

bool BelongsToEnterprise(Kind kind) {
  const domain::RecordType& type = domain::TypeOf(kind);
  return kind == Kind::kEnterprise || type.Find("enterprise") != nullptr;
}

std::string TextField(const Record& record, std::string_view name) {
  const domain::FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
  return field == nullptr ? std::string() : domain::FormatValue(*field, field->get(record));
}

std::int64_t IdField(const Record& record, std::string_view name) {
  const domain::FieldDef* const field = domain::TypeOf(record.kind()).Find(name);
  if (field == nullptr) return 0;
  const domain::Value value = field->get(record);
  const auto* id = std::get_if<std::int64_t>(&value);
  return id == nullptr ? 0 : *id;
}

bool Among(const std::vector<std::string>& allowed, const std::string& value) {
  return allowed.empty() || std::find(allowed.begin(), allowed.end(), value) != allowed.end();
}

std::int64_t EnterpriseOf(const Record& record) {
  return record.kind() == Kind::kEnterprise ? record.id : IdField(record, "enterprise");
}

/// The pairings that their two sides see.
std::vector<std::string> PublishedStates() {
  using domain::PairingState;
  std::vector<std::string> states;
  for (const PairingState state :
       {PairingState::kPublished, PairingState::kAccepted, PairingState::kDeclined})
    states.emplace_back(domain::Code(state));
  return states;
}

std::vector<std::string> RegionsAbove(const domain::Reference& reference, const std::string& code) {
  std::vector<std::string> above;
  const domain::Region* region = reference.FindRegion(code);
  while (region != nullptr && !region->parent.empty()) {
    above.push_back(region->parent);
    region = reference.FindRegion(region->parent);
  }
  return above;
}

/// The plans of an actor's own regions and of those that hold them.
Scope PlansFor(const Actor& actor) {
  Scope scope;
  if (actor.regions.empty()) return scope;
  scope.regions = actor.regions;
  scope.regions.insert(scope.regions.end(), actor.regions_above.begin(), actor.regions_above.end());
  scope.regions.emplace_back();  // the whole city
  return scope;
}

/// What an enterprise's own account sees: itself and what belongs to it; others by name through its
/// helpers only.
Scope OwnEnterprise(const Actor& actor, Kind kind) {
  Scope scope;
  if (kind == Kind::kPlan || kind == Kind::kUncovered || kind == Kind::kSectorProposal ||
      kind == Kind::kConflict || kind == Kind::kReminder || kind == Kind::kMonthlyReport) {
    scope.nothing = true;
  } else if (BelongsToEnterprise(kind)) {
    scope.enterprise_id = actor.own_id;
    scope.nothing = actor.own_id == 0;
    if (kind == Kind::kPairing) scope.states = PublishedStates();
  }
  return scope;
}

/// What a helper's account sees: every enterprise and its needs, and its own pairings, visits and
/// guidance. What an enterprise applied for, and what offices report, is none of its business.
Scope OwnHelper(const Actor& actor, Kind kind) {
  Scope scope;
  switch (kind) {
    case Kind::kPairing:
      scope.helper_kind = actor.own_kind;
      scope.helper_id = actor.own_id;
      scope.states = PublishedStates();
      scope.or_offered = true;
      scope.nothing = actor.own_id == 0;
      break;
    case Kind::kVisit:
    case Kind::kGuidance:
      scope.helper_kind = actor.own_kind;
      scope.helper_id = actor.own_id;
      scope.nothing = actor.own_id == 0;
      break;
    case Kind::kPlan:
    case Kind::kUncovered:
    case Kind::kSectorProposal:
    case Kind::kConflict:
    case Kind::kSurvey:
    case Kind::kLedgerItem:
    case Kind::kEvidenceFile:
    case Kind::kSignOff:
    case Kind::kSpotCheck:
    case Kind::kReminder:
    case Kind::kFundApplication:
    case Kind::kListing:
    case Kind::kMonthlyReport:
      scope.nothing = true;
      break;
    default:
      break;
  }
  return scope;
}

/// The three administrators take no part in the programme; the audit trail speaks of everything.
Scope OfAdministrator(const Actor& actor, Kind kind) {
  Scope scope;
  scope.nothing = actor.role != Role::kAuditAdmin && kind != Kind::kPost;
  return scope;
}

bool Withheld(const Actor& actor, workflow::Permission permission) {
  return (actor.withheld >> static_cast<unsigned>(permission) & 1U) != 0;
}

}  // namespace

bool Grants(std::uint64_t granted, workflow::Permission permission) {
  return (granted >> static_cast<unsigned>(permission) & 1U) != 0;
}

bool May(const Actor& actor, workflow::Permission permission) {
  return workflow::Allows(actor.role, permission) && Grants(actor.granted, permission) &&
         !Withheld(actor, permission);
}

bool MayMaintain(const Actor& actor, Kind kind) {
  const std::optional<workflow::Permission> permission = workflow::EditPermission(kind);
  return workflow::Maintains(actor.role, kind) && !(permission && Withheld(actor, *permission));
}

Status Require(const Actor& actor, workflow::Permission permission) {
  if (workflow::Allows(actor.role, permission) && Withheld(actor, permission)) {
    return Fail(ErrorCode::kForbidden, "已启用三员分立，“" +
                                           std::string(domain::NameOf(permission).zh) +
                                           "”由系统、安全、审计管理员分别办理");
  }
  if (workflow::Allows(actor.role, permission)) {
    if (Grants(actor.granted, permission)) return {};
    return Fail(ErrorCode::kForbidden,
                "接口令牌的范围不含“" + std::string(domain::NameOf(permission).zh) + "”");
  }
  return Fail(ErrorCode::kForbidden, std::string(domain::NameOf(actor.role).zh) + "没有“" +
                                         std::string(domain::NameOf(permission).zh) + "”的权限");
}

Actor ActorOf(const domain::User& user, const domain::Reference& reference) {
  Actor actor;
  actor.user_id = user.id;
  actor.name = user.display_name.empty() ? user.login : user.display_name;
  actor.role = user.role;
  actor.department_code = user.department_code;
  if (!user.region_code.empty()) {
    actor.regions = reference.RegionSubtree(user.region_code);
    actor.regions_above = RegionsAbove(reference, user.region_code);
  }
  if (user.role == Role::kDepartment) {
    actor.programme_sectors = reference.SectorsOfDepartment(user.department_code);
  }
  actor.own_kind = user.own_kind;
  actor.own_id = user.own_id;
  return actor;
}

Scope ScopeOf(const Actor& actor, Kind kind) {
  if (kind == Kind::kUser || kind == Kind::kWebhook) {
    Scope scope;
    scope.nothing = !May(actor, workflow::ReadPermission(kind));
    if (kind == Kind::kUser) scope.regions = actor.regions;
    return scope;
  }
  if (domain::IsAdministrator(actor.role)) return OfAdministrator(actor, kind);
  if (actor.role == Role::kEnterprise) return OwnEnterprise(actor, kind);
  if (IsHelperRole(actor.role)) return OwnHelper(actor, kind);
  if (kind == Kind::kPlan) return PlansFor(actor);
  Scope scope;
  // Whoever is bound to a place learns of a conflict where it bars a pair there.
  if (kind == Kind::kConflict) scope.nothing = !actor.regions.empty();
  const domain::RecordType& type = domain::TypeOf(kind);
  if (!BelongsToEnterprise(kind)) return scope;
  scope.regions = actor.regions;
  if (type.Find("programme_sector") != nullptr) scope.programme_sectors = actor.programme_sectors;
  const bool answered = kind == Kind::kLedgerItem || kind == Kind::kReminder;
  if (answered && !scope.programme_sectors.empty())
    scope.answering_department = actor.department_code;
  // A role that is bound to a place or to sectors, but to none, sees none.
  const bool unbound = (actor.role == Role::kCounty && actor.regions.empty()) ||
                       (actor.role == Role::kDepartment && actor.programme_sectors.empty());
  scope.nothing = unbound;
  return scope;
}

bool Covers(const Scope& scope, const Record& record) {
  if (scope.nothing) return false;
  if (scope.enterprise_id != 0 && EnterpriseOf(record) != scope.enterprise_id) return false;
  if (scope.helper_id != 0 &&
      (IdField(record, "helper_id") != scope.helper_id ||
       TextField(record, "helper_kind") != domain::Code(scope.helper_kind))) {
    return false;
  }
  const bool offered = scope.or_offered && IdField(record, "offered_ms") != 0;
  if (!offered && !Among(scope.states, TextField(record, "state"))) return false;
  if (!Among(scope.regions, TextField(record, "region_code"))) return false;
  if (Among(scope.programme_sectors, TextField(record, "programme_sector"))) return true;
  return !scope.answering_department.empty() &&
         (TextField(record, "department_code") == scope.answering_department ||
          TextField(record, "referred_to") == scope.answering_department);
}

Status RequireSight(const Actor& actor, const Record& record) {
  if (Covers(ScopeOf(actor, record.kind()), record)) return {};
  return Fail(ErrorCode::kNotFound, "没有" + std::string(domain::NameOf(record.kind()).zh) + " " +
                                        std::to_string(record.id));
}

}  // namespace jiedui::services

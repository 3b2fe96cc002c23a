#include "workflow/permissions.h"

#include <algorithm>

namespace jiedui::workflow {
namespace {

using domain::Kind;
using domain::Role;
using P = Permission;

struct Grant {
  Permission permission;
  Roles roles;
};

constexpr Roles kAdministrators =
    AnyOf(Role::kSystemAdmin, Role::kSecurityAdmin, Role::kAuditAdmin);
constexpr Roles kMembers =
    AnyOf(Role::kCityOffice, Role::kDepartment, Role::kSupportDepartment, Role::kCounty,
          Role::kEnterprise, Role::kExpert, Role::kAlliance, Role::kPlatform, Role::kAuditor);
constexpr Roles kOffices =
    AnyOf(Role::kCityOffice, Role::kDepartment, Role::kSupportDepartment, Role::kCounty);
constexpr Roles kCoordinators = AnyOf(Role::kCityOffice, Role::kDepartment);
constexpr Roles kOwners = AnyOf(Role::kEnterprise, Role::kExpert, Role::kAlliance, Role::kPlatform);

constexpr std::array<Grant, 20> kGrants = {{
    {P::kRead, kMembers | kAdministrators},
    {P::kReadUsers, AnyOf(Role::kCityOffice, Role::kAuditor) | kAdministrators},
    {P::kReadAudit, AnyOf(Role::kCityOffice, Role::kAuditor, Role::kAuditAdmin)},
    {P::kReveal, kOffices},
    {P::kEditRoster, kOffices},
    {P::kEditOwn, kOwners},
    {P::kEditUsers, AnyOf(Role::kCityOffice, Role::kSystemAdmin)},
    {P::kImport, kOffices | Only(Role::kSystemAdmin)},
    {P::kExport, kOffices | AnyOf(Role::kAuditor, Role::kSystemAdmin)},
    {P::kRecommend, kMembers},
    {P::kMakePlan, kCoordinators},
    {P::kDecide, kCoordinators},
    {P::kAnswer, kOwners | Only(Role::kCityOffice)},
    {P::kSettleSector, AnyOf(Role::kCityOffice, Role::kDepartment, Role::kCounty)},
    {P::kManageModel, Only(Role::kCityOffice)},
    {P::kReadReports, kOffices | Only(Role::kAuditor)},
    {P::kOffer, AnyOf(Role::kExpert, Role::kAlliance, Role::kPlatform)},
    {P::kConfirmGrants, Only(Role::kSecurityAdmin)},
    {P::kSecureAccounts, AnyOf(Role::kCityOffice, Role::kSecurityAdmin)},
    {P::kEditWebhooks, Only(Role::kCityOffice)},
}};

struct Keeper {
  Kind kind;
  Roles roles;
};

constexpr Roles kSupporters = AnyOf(Role::kCityOffice, Role::kSupportDepartment);
constexpr Roles kTerritory = AnyOf(Role::kCityOffice, Role::kDepartment, Role::kCounty);

constexpr Roles kFollowers = kTerritory | Only(Role::kSupportDepartment);

constexpr std::array<Keeper, 33> kKeepers = {{
    {Kind::kEnterprise, kTerritory},
    {Kind::kExpert, kSupporters | Only(Role::kDepartment)},
    {Kind::kTeam, kSupporters | Only(Role::kDepartment)},
    {Kind::kAlliance, kSupporters | Only(Role::kDepartment)},
    {Kind::kPlatform, kSupporters | Only(Role::kDepartment)},
    {Kind::kWorkTeam, AnyOf(Role::kCityOffice, Role::kCounty)},
    {Kind::kCityGroup, Only(Role::kCityOffice)},
    {Kind::kGroupMember, AnyOf(Role::kCityOffice, Role::kCounty)},
    {Kind::kNeed, kTerritory},
    {Kind::kCapability, kSupporters | Only(Role::kDepartment)},
    {Kind::kPolicy, kSupporters | Only(Role::kDepartment)},
    {Kind::kSurvey, kTerritory},
    {Kind::kLedgerItem, kTerritory | Only(Role::kSupportDepartment)},
    {Kind::kConflict, kCoordinators},
    {Kind::kCampaign, Only(Role::kCityOffice)},
    {Kind::kTarget, Only(Role::kCityOffice)},
    {Kind::kEvidenceFile, kTerritory},
    {Kind::kSignOff, kTerritory},
    {Kind::kSpotCheck, Only(Role::kCityOffice)},
    {Kind::kVisit, kFollowers},
    {Kind::kMonthlyReport, kFollowers},
    {Kind::kCircular, Only(Role::kCityOffice)},
    {Kind::kWorkPlan, kFollowers},
    {Kind::kPlanTask, kFollowers},
    {Kind::kEquipment, kSupporters | Only(Role::kDepartment)},
    {Kind::kBooking, kSupporters | Only(Role::kDepartment)},
    {Kind::kGuidance, kFollowers},
    {Kind::kTechnology, kSupporters | Only(Role::kDepartment)},
    {Kind::kProject, kFollowers},
    {Kind::kPilot, kFollowers},
    {Kind::kFund, kSupporters | Only(Role::kDepartment)},
    {Kind::kFundApplication, kFollowers},
    {Kind::kListing, kFollowers},
}};

constexpr Roles kHelpers = AnyOf(Role::kExpert, Role::kAlliance, Role::kPlatform);

constexpr std::array<Keeper, 10> kOwnKeepers = {{
    {Kind::kNeed, Only(Role::kEnterprise)},
    {Kind::kCapability, kOwners},
    {Kind::kSurvey, Only(Role::kEnterprise)},
    {Kind::kEvidenceFile, Only(Role::kEnterprise)},
    {Kind::kSignOff, Only(Role::kEnterprise)},
    {Kind::kEquipment, kOwners},
    {Kind::kBooking, Only(Role::kEnterprise)},
    {Kind::kVisit, kHelpers},
    {Kind::kGuidance, kHelpers | Only(Role::kEnterprise)},
    {Kind::kFundApplication, Only(Role::kEnterprise)},
}};

}  // namespace

bool KeepsOwn(Role role, Kind kind) {
  return std::any_of(kOwnKeepers.begin(), kOwnKeepers.end(), [&](const Keeper& keeper) {
    return keeper.kind == kind && Has(keeper.roles, role);
  });
}

bool Allows(Role role, Permission permission) {
  return Has(kGrants[static_cast<std::size_t>(permission)].roles, role);
}

std::vector<Permission> PermissionsOf(Role role) {
  std::vector<Permission> permissions;
  for (const Grant& grant : kGrants) {
    if (Has(grant.roles, role)) permissions.push_back(grant.permission);
  }
  return permissions;
}

std::uint64_t WithheldBySeparation(Role role) {
  if (role != Role::kCityOffice) return 0;
  std::uint64_t withheld = 0;
  for (const Permission permission : {P::kReadAudit, P::kEditUsers, P::kSecureAccounts})
    withheld |= std::uint64_t{1} << static_cast<unsigned>(permission);
  return withheld;
}

std::optional<Permission> EditPermission(Kind kind) {
  switch (kind) {
    case Kind::kUser:
    case Kind::kPost:
      return P::kEditUsers;
    case Kind::kWebhook:
      return P::kEditWebhooks;
    case Kind::kPlan:
    case Kind::kPairing:
    case Kind::kUncovered:
    case Kind::kSectorProposal:
    case Kind::kReminder:
      return std::nullopt;
    default:
      return P::kEditRoster;
  }
}

Permission ReadPermission(Kind kind) {
  return kind == Kind::kUser || kind == Kind::kWebhook ? P::kReadUsers : P::kRead;
}

bool Maintains(Role role, Kind kind) {
  for (const Keeper& keeper : kKeepers) {
    if (keeper.kind == kind) return Has(keeper.roles, role);
  }
  const std::optional<Permission> permission = EditPermission(kind);
  return permission && Allows(role, *permission);
}

}  // namespace jiedui::workflow

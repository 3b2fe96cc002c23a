#pragma once

#include <string>

#include "domain/record.h"

namespace jiedui::domain {

/// Who takes part (programme.md).
enum class Role : std::uint8_t {
  kCityOffice,
  kDepartment,
  kSupportDepartment,
  kCounty,
  kEnterprise,
  kExpert,
  kAlliance,
  kPlatform,
  kAuditor,
  kSystemAdmin,    ///< makes accounts and operates (separated duties, decision 0035)
  kSecurityAdmin,  ///< confirms what accounts may do
  kAuditAdmin,     ///< reads, verifies and exports the audit trail
};

/// One of the three that keep the system and take no part in the programme.
constexpr bool IsAdministrator(Role role) {
  return role == Role::kSystemAdmin || role == Role::kSecurityAdmin || role == Role::kAuditAdmin;
}

constexpr std::array<EnumName, 12> kRoleNames = {{
    {"city_office", "市推进小组办公室", "City office"},
    {"department", "归口部门", "Responsible department"},
    {"support_department", "支持部门", "Support department"},
    {"county", "县区推进小组", "County group"},
    {"enterprise", "企业", "Enterprise"},
    {"expert", "专家", "Expert"},
    {"alliance", "产业联盟", "Alliance"},
    {"platform", "创新平台", "Platform"},
    {"auditor", "督查", "Auditor"},
    {"system_admin", "系统管理员", "System administrator"},
    {"security_admin", "安全管理员", "Security administrator"},
    {"audit_admin", "审计管理员", "Audit administrator"},
}};
constexpr std::span<const EnumName> NamesOf(Role /*tag*/) { return kRoleNames; }

struct User : RecordOf<Kind::kUser> {
  std::string login;
  std::string display_name;
  Role role = Role::kAuditor;
  std::string region_code;      ///< scope of a county or auditor; empty is the whole city
  std::string department_code;  ///< of a department or support department
  Kind own_kind = Kind::kEnterprise;
  std::int64_t own_id =
      0;  ///< the record that an enterprise's or a helper's account stands for; 0 is none
  std::string password_hash;
  bool must_change_password = false;   ///< before anything else: another than the owner chose it
  base::TimeMs password_set_ms = 0;    ///< 0: before that was noted
  base::TimeMs password_given_ms = 0;  ///< when another than the owner last set it; 0: never noted
  bool two_factor = false;             ///< signs in with a code of a second factor besides
  bool disabled = false;
  /// Who this is where people log in by another service: `oidc:` or `cas:` and what that service
  /// calls the person; unique. Empty: by password only.
  std::string external_id;
  /// What the account was last confirmed, or refused, to be allowed, as services/grants.h writes
  /// it; empty: never. Why, and when.
  std::string confirmed_grant;
  std::string refused_grant;
  std::string grant_reason;
  base::TimeMs grant_decided_ms = 0;
};
using UserId = base::Id<User>;

}  // namespace jiedui::domain

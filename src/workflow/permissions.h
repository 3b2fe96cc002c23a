#pragma once

#include <span>
#include <vector>

#include "domain/kinds.h"
#include "workflow/machine.h"

namespace jiedui::workflow {

/// What a route or a command asks for. Who may is one table; on which records is the actor's scope
/// (services/access).
enum class Permission : std::uint8_t {
  kRead,            ///< rosters, search, reference, own list
  kReadUsers,       ///< accounts and webhooks
  kReadAudit,       ///< the audit trail
  kReveal,          ///< personal fields unmasked
  kEditRoster,      ///< enterprises, helpers, teams, conflicts …
  kEditOwn,         ///< the record that the account stands for
  kEditUsers,       ///< accounts and posts
  kImport,          ///< files in
  kExport,          ///< files out
  kRecommend,       ///< suggestions
  kMakePlan,        ///< make, re-solve, discard, publish
  kDecide,          ///< approve, reject, pin, swap
  kAnswer,          ///< accept or decline a pairing
  kSettleSector,    ///< the sector work list
  kManageModel,     ///< train the pair model, put one in force
  kReadReports,     ///< indicators, rankings, monthly and final reports
  kOffer,           ///< put oneself forward as an enterprise's helper
  kConfirmGrants,   ///< confirm or refuse what accounts may do
  kSecureAccounts,  ///< sign-in rules, locks and lost second factors
  kEditWebhooks,    ///< who is told of changes
};

constexpr std::array<domain::EnumName, 20> kPermissionNames = {{
    {"read", "查看", "Read"},
    {"read_users", "查看账号", "Read accounts"},
    {"read_audit", "查看审计", "Read the audit trail"},
    {"reveal", "查看联系方式", "See personal fields"},
    {"edit_roster", "维护名册", "Edit rosters"},
    {"edit_own", "维护本单位资料", "Edit own record"},
    {"edit_users", "维护账号", "Edit accounts"},
    {"import", "导入", "Import"},
    {"export", "导出", "Export"},
    {"recommend", "匹配推荐", "Recommend"},
    {"make_plan", "编制方案", "Make plans"},
    {"decide", "审批结对", "Decide pairings"},
    {"answer", "答复结对", "Answer a pairing"},
    {"settle_sector", "确定行业", "Settle sectors"},
    {"manage_model", "管理匹配模型", "Manage the pair model"},
    {"read_reports", "查看报表", "Read reports"},
    {"offer", "主动提出帮扶", "Offer help"},
    {"confirm_grants", "确认授权", "Confirm grants"},
    {"secure_accounts", "维护登录安全", "Keep sign-in secure"},
    {"edit_webhooks", "维护事件订阅", "Edit webhooks"},
}};
constexpr std::span<const domain::EnumName> NamesOf(Permission /*tag*/) { return kPermissionNames; }

/// Is the role allowed that at all?
bool Allows(domain::Role role, Permission permission);

/// The role's permissions in the enumeration's order.
std::vector<Permission> PermissionsOf(domain::Role role);

/// What the city office leaves to the three administrators where duties are separated, a bit for
/// each permission in their order; of other roles nothing.
std::uint64_t WithheldBySeparation(domain::Role role);

/// What it takes to change a record of that kind through the roster's pages: kEditRoster for most,
/// kEditUsers for accounts and posts, kEditWebhooks for webhooks; nothing for kinds that only use
/// cases write (plans, pairings, …).
std::optional<Permission> EditPermission(domain::Kind kind);

/// What it takes to read records of that kind at all.
Permission ReadPermission(domain::Kind kind);

/// May the role maintain records of that kind? Support departments keep experts, platforms,
/// alliances, policies; counties their enterprises, work teams, needs, surveys and ledger.
bool Maintains(domain::Role role, domain::Kind kind);

/// Does an account of that role keep the records of that kind that belong to its own record: an
/// enterprise its needs, a helper its capabilities?
bool KeepsOwn(domain::Role role, domain::Kind kind);

}  // namespace jiedui::workflow

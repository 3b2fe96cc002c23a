#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "domain/actor.h"
#include "services/workspace.h"

namespace jiedui::services {

// Separated duties (decision 0035): where they are on, what somebody lets an account do takes
// effect once a security administrator confirmed it, and not before.

/// What an account may do and who can get into it, as one text to be compared: role, region,
/// department, own record, external identity, posts with authority, and when another than the owner
/// last set its password. A line each, in that order, name and value; none for what is empty.
base::Result<std::string> GrantOf(const store::Reader& reader, const domain::User& user);

/// Are duties separated in this city?
base::Result<bool> DutiesAreSeparated(const store::Reader& reader);

/// Is that the error of RequireConfirmedGrant?
bool IsUnconfirmed(const base::Error& error);

/// kForbidden that IsUnconfirmed knows, saying whether it waits or was refused and why, unless what
/// the account may do is what was last confirmed.
base::Status RequireConfirmedGrant(const store::Reader& reader, const domain::User& user);

/// Separates duties or puts them together again; for the operator alone. Separated, what accounts
/// may do at that moment counts as confirmed. `reason` is not empty. The number of accounts
/// confirmed that way. kForbidden for others; kInvalid, field `reason`; kConflict where it is so
/// already, or where a city has not one enabled account of each of the three roles.
base::Result<std::int64_t> SeparateDuties(Workspace& workspace, const domain::Actor& actor,
                                          bool separated, const std::string& reason);

/// One thing that an account may do otherwise than was confirmed. Values as GrantOf writes them:
/// codes, `kind:id`, and posts as `authority|region|department|from|until|acting`, one a line.
struct GrantChange {
  std::string field;   ///< `role`, `region_code`, `department_code`, `own`, `external_id`,
                       ///< `password_given_at`, `posts`
  std::string before;  ///< empty where nothing was confirmed
  std::string after;
};

/// What awaits a decision, or was refused and not changed since.
struct AwaitedGrant {
  domain::User user;
  std::string grant;  ///< digest of what the account may do now
  bool refused = false;
  bool first = false;  ///< nothing was ever confirmed
  std::vector<GrantChange> changes;
};

/// Every account that awaits one, by login; none while duties are not separated. kForbidden without
/// read_users.
base::Result<std::vector<AwaitedGrant>> AwaitedGrants(Workspace& workspace,
                                                      const domain::Actor& actor);

enum class GrantVerdict : std::uint8_t { kConfirm, kRefuse };

struct GrantDecision {
  GrantVerdict verdict = GrantVerdict::kConfirm;
  std::string grant;   ///< the digest that was looked at
  std::string reason;  ///< must not be empty where it is refused
};

/// Confirms or refuses what an account may do now; audited with what was confirmed before and what
/// is now. kForbidden without confirm_grants (the operator may) and for the own account; kNotFound;
/// kConflict where nothing awaits a decision or duties are not separated; kPrecondition where it is
/// no longer what was looked at; kInvalid, field `reason`.
base::Status DecideGrant(Workspace& workspace, const domain::Actor& actor, std::int64_t user_id,
                         const GrantDecision& decision);

}  // namespace jiedui::services

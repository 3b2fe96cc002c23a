#pragma once

#include "domain/actor.h"
#include "domain/field.h"
#include "domain/reference.h"
#include "workflow/permissions.h"

namespace jiedui::services {

/// Is that permission among those of Actor::granted?
bool Grants(std::uint64_t granted, workflow::Permission permission);

/// Has the actor's role that permission, and may the actor use it?
bool May(const domain::Actor& actor, workflow::Permission permission);

/// Does the actor's role maintain records of that kind, and is that not withheld from it?
bool MayMaintain(const domain::Actor& actor, domain::Kind kind);

/// kForbidden, naming role and permission, unless the actor may.
base::Status Require(const domain::Actor& actor, workflow::Permission permission);

/// The actor of a logged-in user: a county sees its region with all below, a department its
/// programme sectors, owners their own record, everyone else the whole city.
domain::Actor ActorOf(const domain::User& user, const domain::Reference& reference);

/// What part of a kind's records an actor sees, as conditions on its columns. All that are set must
/// hold.
struct Scope {
  bool nothing = false;                        ///< sees none at all
  std::vector<std::string> regions;            ///< region_code among these
  std::vector<std::string> programme_sectors;  ///< programme_sector among these …
  /// … or, of ledger items, what this department answers or is asked to, and of reminders what was
  /// sent to it; empty: no such way round
  std::string answering_department;
  std::int64_t enterprise_id = 0;  ///< belongs to (or is) this enterprise
  domain::Kind helper_kind = domain::Kind::kExpert;
  std::int64_t helper_id = 0;       ///< pairings of this helper only
  std::vector<std::string> states;  ///< state among these …
  bool or_offered = false;          ///< … or, of pairings, what the helper itself put forward
  [[nodiscard]] bool everything() const {
    return !nothing && regions.empty() && programme_sectors.empty() && enterprise_id == 0 &&
           helper_id == 0 && states.empty();
  }
};

/// The scope of the actor over a kind. Helpers and policies are open to all; what belongs to an
/// enterprise follows the enterprise; accounts are for those who may read them, of their region,
/// and so are webhooks, of the whole city; plans for all whose region they touch; a department sees
/// the ledger items of other sectors that are routed or referred to it. The two sides of a pairing
/// see it once it is published: what is only considered would be taken for a promise. The system's
/// and the security administrator see accounts, posts and webhooks and nothing of the programme;
/// the audit administrator whatever the trail speaks of.
Scope ScopeOf(const domain::Actor& actor, domain::Kind kind);

/// Is that record within the scope?
bool Covers(const Scope& scope, const domain::Record& record);

/// kNotFound (not kForbidden: what is out of sight does not exist) unless the actor sees the
/// record.
base::Status RequireSight(const domain::Actor& actor, const domain::Record& record);

}  // namespace jiedui::services

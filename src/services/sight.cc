#include "services/sight.h"

#include "services/access.h"
#include "services/ownership.h"
#include "services/scope_filters.h"

namespace jiedui::services {
namespace {

using domain::Actor;
using domain::Kind;
using domain::Record;

bool IsOwnAccount(const Actor& actor, const Record& record) {
  return record.kind() == Kind::kUser && record.id == actor.user_id;
}

/// Those whose account stands for a record change that one among the records of its kind.
bool IsOthersOwn(const Actor& actor, const Record& record) {
  return actor.own_id != 0 && record.kind() == actor.own_kind && record.id != actor.own_id &&
         !workflow::Maintains(actor.role, record.kind());
}

/// Who answers a problem of another's sector may hand it on, and so out of its own sight.
bool IsLedAway(const Actor& actor, const Record& record) {
  return record.kind() == Kind::kLedgerItem && record.id != 0 &&
         !ScopeOf(actor, Kind::kLedgerItem).answering_department.empty();
}

/// Of the three administrators each changes what is its own affair, the one of the audit nothing.
bool IsAdministratorsAffair(const Actor& actor, const Record& record) {
  switch (actor.role) {
    case domain::Role::kSystemAdmin:
      return record.kind() == Kind::kUser || record.kind() == Kind::kPost;
    case domain::Role::kSecurityAdmin:
      return record.kind() == Kind::kUser && record.id != 0;
    case domain::Role::kAuditAdmin:
      return false;
    default:
      return true;
  }
}

/// What separated duties withhold stays as it is, whatever a service forgot to ask.
bool IsWithheld(const Actor& actor, const Record& record) {
  return workflow::Maintains(actor.role, record.kind()) && !MayMaintain(actor, record.kind());
}

store::Filters ConditionsOf(const Actor& actor, Kind kind) {
  const Scope scope = ScopeOf(actor, kind);
  store::Filters filters = ScopeFilters(scope, kind);
  if (kind != Kind::kUser) return filters;
  for (store::Filter& filter : filters)
    filter.otherwise.push_back(store::Equals("id", actor.user_id));
  return filters;
}

}  // namespace

store::Sight SightOf(const Actor& actor) {
  return {actor.user_id, May(actor, workflow::Permission::kReadAudit),
          [&actor](Kind kind) { return ConditionsOf(actor, kind); },
          [&actor](const Record& record, store::Sight::Side side) {
            if (IsOwnAccount(actor, record)) return true;
            if (!IsAdministratorsAffair(actor, record) || IsWithheld(actor, record)) return false;
            if (side == store::Sight::Side::kAfter && IsLedAway(actor, record)) return true;
            return InWriteScope(actor, record) && !IsOthersOwn(actor, record);
          }};
}

}  // namespace jiedui::services

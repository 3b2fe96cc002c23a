#include "services/ownership.h"

#include <algorithm>

#include "domain/helpers.h"
#include "domain/month.h"
#include "domain/webhook.h"
#include "services/access.h"
#include "services/briefs.h"
#include "services/masking.h"
#include "services/units.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Status;
using domain::Actor;
using domain::FieldDef;
using domain::Kind;
using domain::Record;

bool StandsFor(const Actor& actor, const Record& record) {
  return actor.own_id != 0 && record.kind() == actor.own_kind && record.id == actor.own_id;
}

bool BelongsTo(const Actor& actor, const Record& record) {
  if (actor.own_id == 0 || !workflow::KeepsOwn(actor.role, record.kind())) return false;
  const std::vector<RecordKey> owners = ReferencesOf(record);
  return std::find(owners.begin(), owners.end(), RecordKey{actor.own_kind, actor.own_id}) !=
         owners.end();
}

tl::unexpected<base::Error> OutOfScope() {
  return Fail(ErrorCode::kForbidden, "该记录不在您的地区或行业范围内");
}

/// What the actor sees of the kind, and of what has a place of its own only that in its regions.
Scope WriteScopeOf(const Actor& actor, Kind kind) {
  Scope scope = ScopeOf(actor, kind);
  if (domain::TypeOf(kind).Find("region_code") != nullptr && kind != Kind::kPlan)
    scope.regions = actor.regions;
  return scope;
}

/// A team's members are kept by who keeps the team.
Status RequireTeamInScope(const store::Reader& reader, const Actor& actor,
                          const domain::GroupMember& member) {
  if (actor.regions.empty()) return {};
  if (!member.work_team) return OutOfScope();
  JIEDUI_ASSIGN(const auto team, reader.GetAny(Kind::kWorkTeam, member.work_team.value));
  return RequireInScope(reader, actor, *team);
}

/// A department notes conflicts of the enterprises that it answers for.
Status RequireSideInScope(const store::Reader& reader, const Actor& actor, const Record& conflict) {
  if (actor.role != domain::Role::kDepartment) return {};
  for (const RecordKey& side : ReferencesOf(conflict)) {
    if (side.kind != Kind::kEnterprise) continue;
    JIEDUI_ASSIGN(const auto enterprise, reader.GetAny(side.kind, side.id));
    if (Covers(ScopeOf(actor, side.kind), *enterprise)) return {};
  }
  return OutOfScope();
}

/// A webhook learns what its owner sees: who sees less must not lead it elsewhere.
Status RequireOwnWebhook(const Actor& actor, const domain::Webhook& webhook) {
  return actor.regions.empty() || webhook.owner == actor.user_id ? Status{} : OutOfScope();
}

/// What a county or a department answers for as such: its reports and plans are its own.
template <class T>
Status RequireOwnUnit(const Actor& actor, const Record& record) {
  const auto& one = static_cast<const T&>(record);
  return SpeaksFor(actor, one.region_code, one.department_code) ? Status{} : OutOfScope();
}

}  // namespace

Status RequireEdit(const Actor& actor, const Record& record) {
  const bool own = StandsFor(actor, record) && May(actor, workflow::Permission::kEditOwn);
  return own ? Status{} : RequireRemove(actor, record);
}

Status RequireRemove(const Actor& actor, const Record& record) {
  if (MayMaintain(actor, record.kind()) || BelongsTo(actor, record)) return {};
  return Fail(ErrorCode::kForbidden, std::string(domain::NameOf(actor.role).zh) + "不维护" +
                                         std::string(domain::NameOf(record.kind()).zh));
}

Status CheckEditedFields(const Actor& actor, const Record& before, const Record& after) {
  const bool only_own = StandsFor(actor, before) && !MayMaintain(actor, before.kind());
  for (const FieldDef& field : domain::TypeOf(before.kind()).fields) {
    const domain::Value old = field.get(before);
    const domain::Value now = field.get(after);
    if (old == now || field.Is(domain::kDerived)) continue;
    if (only_own && !field.Is(domain::kOwnerEdits)) {
      return Fail(ErrorCode::kForbidden,
                  "“" + std::string(field.zh) + "”由主管部门维护，请联系其更改",
                  std::string(field.name));
    }
    const auto* const old_text = std::get_if<std::string>(&old);
    const auto* const new_text = std::get_if<std::string>(&now);
    if (field.Is(domain::kPersonal) && old_text != nullptr && new_text != nullptr &&
        !old_text->empty() && *new_text == Masked(*old_text)) {
      return Fail(ErrorCode::kInvalid, std::string(field.zh) + ": 这是隐藏后的显示，不是真实内容",
                  std::string(field.name));
    }
  }
  return {};
}

bool InWriteScope(const Actor& actor, const Record& record) {
  return Covers(WriteScopeOf(actor, record.kind()), record);
}

Status RequireInScope(const store::Reader& reader, const Actor& actor, const Record& record) {
  if (!InWriteScope(actor, record)) return OutOfScope();
  switch (record.kind()) {
    case Kind::kGroupMember:
      return RequireTeamInScope(reader, actor, static_cast<const domain::GroupMember&>(record));
    case Kind::kConflict:
      return RequireSideInScope(reader, actor, record);
    case Kind::kWebhook:
      return RequireOwnWebhook(actor, static_cast<const domain::Webhook&>(record));
    case Kind::kMonthlyReport:
      return RequireOwnUnit<domain::MonthlyReport>(actor, record);
    case Kind::kWorkPlan:
      return RequireOwnUnit<domain::WorkPlan>(actor, record);
    case Kind::kPlanTask:
      return RequireOwnUnit<domain::PlanTask>(actor, record);
    default:
      return {};
  }
}

}  // namespace jiedui::services

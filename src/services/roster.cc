#include "services/roster.h"

#include "services/access.h"
#include "services/corpus.h"
#include "services/ownership.h"
#include "services/record_rules.h"
#include "services/scope_filters.h"
#include "services/sector_settling.h"
#include "services/settle.h"
#include "services/stored.h"
#include "store/sight.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::Kind;
using domain::Record;
using domain::RecordType;
using store::Filters;

constexpr std::size_t kMostPerPage = 200;

Status AddDepartments(const domain::Reference& reference, const std::vector<std::string>& codes,
                      Filters& filters) {
  std::vector<std::string> all;
  for (const std::string& code : codes) {
    if (reference.FindDepartment(code) == nullptr) {
      return Fail(ErrorCode::kInvalid, "没有部门 “" + code + "”", "department");
    }
    const std::vector<std::string> sectors = reference.SectorsOfDepartment(code);
    all.insert(all.end(), sectors.begin(), sectors.end());
  }
  filters.push_back(store::In("programme_sector", all));
  return {};
}

Status AddField(const RecordType& type, const std::string& name,
                const std::vector<std::string>& texts, Filters& filters) {
  const domain::FieldDef* const field = type.Find(name);
  if (field == nullptr || field->Is(domain::kSecret)) {
    return Fail(ErrorCode::kInvalid, std::string(type.name().zh) + "不能按 “" + name + "” 筛选",
                name);
  }
  store::Filter filter{name, store::Match::kIn, {}};
  for (const std::string& text : texts) {
    // What refers to a record may name it as lists do: `plan:12` as well as `12`.
    const auto key = field->target ? ParseKey(text) : base::Result<RecordKey>(RecordKey{});
    const bool named = key && key->kind == field->target && key->id != 0;
    JIEDUI_ASSIGN(domain::Value value,
                  domain::ParseValue(*field, named ? std::to_string(key->id) : text));
    filter.values.push_back(std::move(value));
  }
  filters.push_back(std::move(filter));
  return {};
}

Status AddCondition(const RecordType& type, const RosterCondition& condition, Filters& filters) {
  JIEDUI_CHECK(AddField(type, condition.field, condition.values, filters));
  store::Filter& filter = filters.back();
  if (condition.match == store::Match::kIn) return {};
  // A range would tell a masked number digit by digit; who knows it whole may look for it.
  if (type.Find(condition.field)->Is(domain::kPersonal))
    return Fail(ErrorCode::kInvalid, "“" + condition.field + "”只能按完整内容筛选",
                condition.field);
  if (filter.values.size() != 1)
    return Fail(ErrorCode::kInvalid, "“" + condition.field + "”的范围应是一个值", condition.field);
  filter.match = condition.match;
  return {};
}

/// Any field that holds ids holds that one: no two records share an id, whatever their kinds.
Status AddReferring(const RecordType& type, std::int64_t id, Filters& filters) {
  Filters any;
  for (const domain::FieldDef& field : type.fields) {
    const bool refers = field.type == domain::FieldType::kReference ||
                        field.type == domain::FieldType::kReferences || !field.kind_field.empty();
    if (refers) any.push_back(store::Equals(std::string(field.name), id));
  }
  if (any.empty())
    return Fail(ErrorCode::kInvalid, std::string(type.name().zh) + "不引用别的记录", "refers_to");
  store::Filter filter = std::move(any.front());
  any.erase(any.begin());
  filter.otherwise = std::move(any);
  filters.push_back(std::move(filter));
  return {};
}

/// The conditions by which a record of that type refers to this one through that field; nothing
/// where it cannot. A pairing that came to nothing holds nobody in the rosters, nor does a
/// reminder; whoever did something stays on record as who did it.
std::optional<Filters> Referring(const RecordType& type, const domain::FieldDef& field,
                                 const Record& record) {
  if (type.kind == Kind::kReminder) return std::nullopt;
  Filters filters = {store::Equals(std::string(field.name), record.id)};
  if (field.Is(domain::kAccount)) {
    if (record.kind() != Kind::kUser) return std::nullopt;
  } else if (!field.kind_field.empty()) {
    filters.push_back(
        store::Equals(std::string(field.kind_field), std::string(domain::Code(record.kind()))));
  } else if (field.target != record.kind()) {
    return std::nullopt;
  }
  if (type.kind == Kind::kPairing) {
    const std::vector<std::string> live = {"suggested", "approved", "published", "accepted"};
    filters.push_back(store::In("state", live));
  }
  return filters;
}

/// kConflict, naming the first, while live records refer to this one.
Status RequireUnused(const store::Reader& reader, const Record& record) {
  const store::SystemWork door("whatever refers to a record keeps it, out of sight too");
  for (const RecordType& type : domain::RecordTypes()) {
    for (const domain::FieldDef& field : type.fields) {
      const std::optional<Filters> filters = Referring(type, field, record);
      if (!filters) continue;
      JIEDUI_ASSIGN(const std::int64_t count, reader.Count(type.kind, *filters));
      if (count == 0) continue;
      return Fail(ErrorCode::kConflict, "还有 " + std::to_string(count) + " 条" +
                                            std::string(type.name().zh) + "的“" +
                                            std::string(field.zh) + "”引用它，不能删除");
    }
  }
  return {};
}

/// An enterprise writes of itself where it names nobody.
Status TakeOwnEnterprise(const Actor& actor, Record& record) {
  const domain::FieldDef* const field = domain::TypeOf(record.kind()).Find("enterprise");
  const bool own = actor.role == domain::Role::kEnterprise && actor.own_id != 0;
  if (!own || field == nullptr || field->type != domain::FieldType::kReference) return {};
  const domain::Value value = field->get(record);
  const auto* const named = std::get_if<std::int64_t>(&value);
  if (named != nullptr && *named != 0) return {};
  return domain::SetField(record, *field, domain::Value{actor.own_id});
}

/// What the system gives a new record of its kind.
Status Begin(Workspace& workspace, store::UnitOfWork& unit, const Actor& actor, Record& record) {
  JIEDUI_CHECK(TakeOwnEnterprise(actor, record));
  const RecordRule* const rule = RuleOf(record.kind());
  if (rule == nullptr || rule->begin == nullptr) return {};
  EventCall call{workspace, unit, actor, "", "", workspace.clock.NowMs()};
  return rule->begin(call, record);
}

/// A team's members go with it.
Status RemoveMembers(store::UnitOfWork& unit, const Record& team) {
  if (team.kind() != Kind::kWorkTeam && team.kind() != Kind::kCityGroup) return {};
  const std::string field(domain::Code(team.kind()));
  JIEDUI_ASSIGN(std::vector<domain::GroupMember> members,
                unit.All<domain::GroupMember>({store::Equals(field, team.id)}));
  for (domain::GroupMember& member : members) JIEDUI_CHECK(unit.Remove(member));
  return {};
}

bool MovedScope(const domain::Enterprise& before, const domain::Enterprise& after) {
  return before.region_code != after.region_code ||
         before.programme_sector != after.programme_sector;
}

/// Who takes records of the kind off the rosters may see what was taken off.
Status RequireKeeper(const Actor& actor, Kind kind) {
  if (MayMaintain(actor, kind) || workflow::KeepsOwn(actor.role, kind)) return {};
  return Fail(ErrorCode::kForbidden, std::string(domain::NameOf(actor.role).zh) + "不维护" +
                                         std::string(domain::NameOf(kind).zh));
}

}  // namespace

Result<Filters> RosterFilters(const Workspace& workspace, const Actor& actor, Kind kind,
                              const RosterQuery& query) {
  const RecordType& type = domain::TypeOf(kind);
  Filters filters = ScopeFilters(ScopeOf(actor, type.kind), type.kind);
  if (query.deleted) filters.push_back(store::Equals("deleted", true));
  for (const auto& [name, texts] : query.filters) {
    const bool has_region = type.Find("region_code") != nullptr;
    const bool has_sector = type.Find("programme_sector") != nullptr;
    if (name == "region" && has_region) {
      JIEDUI_CHECK(AddRegions(workspace.reference, texts, filters));
    } else if (name == "department" && has_sector) {
      JIEDUI_CHECK(AddDepartments(workspace.reference, texts, filters));
    } else {
      JIEDUI_CHECK(AddField(type, name, texts, filters));
    }
  }
  for (const RosterCondition& condition : query.where)
    JIEDUI_CHECK(AddCondition(type, condition, filters));
  if (query.refers_to != 0) JIEDUI_CHECK(AddReferring(type, query.refers_to, filters));
  if (!query.text.empty()) {
    const domain::FieldDef* const title = domain::TitleField(type);
    if (title == nullptr || !title->Is(domain::kNamed)) {
      return Fail(ErrorCode::kInvalid, std::string(type.name().zh) + "不能按名称查找", "q");
    }
    filters.push_back(store::Contains(std::string(title->name), query.text));
  }
  return filters;
}

Result<RosterPage> ListRecords(Workspace& workspace, const Actor& actor, Kind kind,
                               const RosterQuery& query) {
  JIEDUI_CHECK(Require(actor, workflow::ReadPermission(kind)));
  if (query.limit == 0 || query.limit > kMostPerPage) {
    return Fail(ErrorCode::kInvalid, "limit 应为 1 到 200 的整数", "limit");
  }
  if (query.deleted) JIEDUI_CHECK(RequireKeeper(actor, kind));
  store::ListQuery list;
  JIEDUI_ASSIGN(list.filters, RosterFilters(workspace, actor, kind, query));
  if (!query.order_by.empty()) list.order_by = query.order_by;
  list.descending = query.descending;
  list.cursor = query.cursor;
  list.limit = static_cast<std::int64_t>(query.limit);
  JIEDUI_ASSIGN(const store::ReadSession session, workspace.store.Read());
  JIEDUI_ASSIGN(store::Page page, session.List(kind, list));
  JIEDUI_ASSIGN(const std::int64_t total, session.Count(kind, list.filters));
  return RosterPage{std::move(page.records), std::move(page.next), total};
}

Result<std::unique_ptr<Record>> ReadRecord(Workspace& workspace, const Actor& actor, Kind kind,
                                           std::int64_t id) {
  JIEDUI_CHECK(Require(actor, workflow::ReadPermission(kind)));
  JIEDUI_ASSIGN(std::unique_ptr<Record> record, workspace.store.Get(kind, id));
  JIEDUI_CHECK(RequireSight(actor, *record));
  return record;
}

Result<std::unique_ptr<Record>> CreateRecord(Workspace& workspace, const Actor& actor,
                                             std::unique_ptr<Record> record) {
  auto* const enterprise = record->kind() == Kind::kEnterprise
                               ? static_cast<domain::Enterprise*>(record.get())
                               : nullptr;
  domain::SectorProposal proposal;
  const bool open =
      enterprise != nullptr && ProposeSector(workspace.sectors, domain::SectorSource::kConfirmed,
                                             *enterprise, proposal) == SectorOutcome::kUndecided;
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_CHECK(AddRecord(workspace, unit, actor, *record));
        return open ? PutOnWorkList(workspace.reference, unit, *enterprise, proposal) : Status{};
      }));
  return record;
}

Status AddRecord(Workspace& workspace, store::UnitOfWork& unit, const Actor& actor,
                 Record& record) {
  JIEDUI_CHECK(Begin(workspace, unit, actor, record));
  JIEDUI_CHECK(RequireEdit(actor, record));
  JIEDUI_CHECK(Settle(workspace.reference, unit, record));
  JIEDUI_CHECK(RequireInScope(unit, actor, record));
  JIEDUI_CHECK(unit.Insert(record));
  return FollowCreation(workspace.reference, unit, record);
}

Status InsertRecord(Workspace& workspace, store::UnitOfWork& unit, const Actor& actor,
                    Record& record) {
  JIEDUI_CHECK(Begin(workspace, unit, actor, record));
  JIEDUI_CHECK(Settle(workspace.reference, unit, record));
  JIEDUI_CHECK(unit.Insert(record));
  return FollowCreation(workspace.reference, unit, record);
}

Result<std::unique_ptr<Record>> ChangeRecord(Workspace& workspace, const Actor& actor, Kind kind,
                                             std::int64_t id, std::int64_t version,
                                             const std::function<Status(Record&)>& change) {
  std::unique_ptr<Record> record;
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(const std::unique_ptr<Record> before, unit.Get(kind, id));
        JIEDUI_CHECK(RequireSight(actor, *before));
        JIEDUI_CHECK(RequireEdit(actor, *before));
        JIEDUI_CHECK(RequireInScope(unit, actor, *before));
        JIEDUI_CHECK(CheckVersion(*before, version));
        JIEDUI_ASSIGN(record, unit.Get(kind, id));
        JIEDUI_CHECK(change(*record));
        JIEDUI_CHECK(RequireEdit(actor, *record));
        JIEDUI_CHECK(CheckEditedFields(actor, *before, *record));
        if (kind == Kind::kEnterprise) {
          JIEDUI_CHECK(NoteSector(workspace.reference, unit,
                                  static_cast<const domain::Enterprise&>(*before).sector_code,
                                  domain::SectorSource::kConfirmed,
                                  static_cast<domain::Enterprise&>(*record)));
        }
        JIEDUI_CHECK(Settle(workspace.reference, unit, *record));
        JIEDUI_CHECK(RequireInScope(unit, actor, *record));
        JIEDUI_CHECK(unit.Update(*record));
        if (kind != Kind::kEnterprise) return {};
        const auto& enterprise = static_cast<const domain::Enterprise&>(*record);
        if (!MovedScope(static_cast<const domain::Enterprise&>(*before), enterprise)) return {};
        return CarryScope(unit, enterprise);
      }));
  return record;
}

Status RemoveRecord(Workspace& workspace, const Actor& actor, Kind kind, std::int64_t id,
                    std::int64_t version) {
  return workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
    JIEDUI_ASSIGN(const std::unique_ptr<Record> record, unit.Get(kind, id));
    JIEDUI_CHECK(RequireSight(actor, *record));
    JIEDUI_CHECK(RequireRemove(actor, *record));
    JIEDUI_CHECK(RequireInScope(unit, actor, *record));
    JIEDUI_CHECK(CheckVersion(*record, version));
    const RecordRule* const rule = RuleOf(kind);
    if (rule != nullptr && rule->removing != nullptr) JIEDUI_CHECK(rule->removing(unit, *record));
    JIEDUI_CHECK(RemoveMembers(unit, *record));
    JIEDUI_CHECK(RequireUnused(unit, *record));
    return unit.Remove(*record);
  });
}

Result<std::unique_ptr<Record>> RestoreRecord(Workspace& workspace, const Actor& actor, Kind kind,
                                              std::int64_t id, std::int64_t version) {
  std::unique_ptr<Record> record;
  JIEDUI_CHECK(
      workspace.store.Write(store::ContextOf(actor), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(record, unit.GetAny(kind, id));
        JIEDUI_CHECK(RequireSight(actor, *record));
        JIEDUI_CHECK(RequireRemove(actor, *record));
        JIEDUI_CHECK(RequireInScope(unit, actor, *record));
        JIEDUI_CHECK(CheckVersion(*record, version));
        if (!record->deleted)
          return Fail(ErrorCode::kConflict, domain::TitleOf(*record) + " 没有被删除");
        JIEDUI_CHECK(unit.Restore(*record));
        JIEDUI_ASSIGN(record, unit.Get(kind, id));
        JIEDUI_CHECK(Settle(workspace.reference, unit, *record));
        return unit.Update(*record);
      }));
  return record;
}

}  // namespace jiedui::services

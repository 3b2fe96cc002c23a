#include "services/record_events.h"

#include "services/access.h"
#include "services/ownership.h"
#include "services/record_rules.h"
#include "services/settle.h"
#include "services/stored.h"

namespace jiedui::services {
namespace {

using base::ErrorCode;
using base::Fail;
using base::Result;
using base::Status;
using domain::Actor;
using domain::FieldDef;
using domain::Kind;
using domain::Record;
using workflow::RecordEvent;
using workflow::RecordMachine;

const FieldDef& StateField(Kind kind) { return *domain::TypeOf(kind).Find("state"); }

std::string StateOf(const Record& record) {
  const FieldDef& field = StateField(record.kind());
  return domain::FormatValue(field, field.get(record));
}

Status MayTry(const Actor& actor, const Record& record, std::string_view event) {
  const RecordRule* const rule = RuleOf(record.kind());
  return rule == nullptr || rule->may == nullptr ? Status{} : rule->may(actor, record, event);
}

/// Takes the fields that came along.
Status TakeFields(const RecordEvent& line, const RecordEventRequest& request, Record& record) {
  for (const auto& [field, value] : request.fields) {
    if (!line.must_set.Hold(field->name) && !line.may_set.Hold(field->name)) {
      return Fail(ErrorCode::kInvalid,
                  "“" + std::string(line.name.zh) + "”时不能填写" + std::string(field->zh),
                  std::string(field->name));
    }
    JIEDUI_CHECK(domain::SetField(record, *field, value));
  }
  for (const std::string_view name : line.must_set) {
    const FieldDef& field = *domain::TypeOf(record.kind()).Find(name);
    if (!domain::IsEmpty(field.get(record))) continue;
    return Fail(ErrorCode::kInvalid,
                "“" + std::string(line.name.zh) + "”须填写" + std::string(field.zh),
                std::string(name));
  }
  return {};
}

Status Move(const RecordEvent& line, const RecordEventRequest& request, Record& record) {
  JIEDUI_CHECK(TakeFields(line, request, record));
  if (!line.to.empty())
    JIEDUI_CHECK(domain::SetField(record, StateField(record.kind()), std::string(line.to)));
  const FieldDef* const reason = domain::TypeOf(record.kind()).Find("reason");
  if (reason == nullptr || !reason->Is(domain::kDerived)) return {};
  return domain::SetField(record, *reason, request.reason);
}

}  // namespace

Result<std::unique_ptr<Record>> PostRecordEvent(Workspace& workspace, store::UnitOfWork& unit,
                                                const Actor& actor, Kind kind, std::int64_t id,
                                                std::int64_t version,
                                                const RecordEventRequest& request) {
  JIEDUI_ASSIGN(const std::unique_ptr<Record> before, unit.Get(kind, id));
  JIEDUI_CHECK(RequireSight(actor, *before));
  const RecordMachine* const machine = workflow::MachineOf(kind);
  if (machine == nullptr)
    return Fail(ErrorCode::kInvalid, std::string(domain::NameOf(kind).zh) + "没有可办理的事件",
                "event");
  JIEDUI_CHECK(CheckVersion(*before, version));
  JIEDUI_ASSIGN(
      const RecordEvent* const line,
      workflow::FindEvent(*machine, StateOf(*before), request.event, {actor.role, request.reason}));
  JIEDUI_CHECK(RequireInScope(unit, actor, *before));
  JIEDUI_CHECK(MayTry(actor, *before, request.event));
  JIEDUI_ASSIGN(std::unique_ptr<Record> after, unit.Get(kind, id));
  JIEDUI_CHECK(Move(*line, request, *after));
  const RecordRule* const rule = RuleOf(kind);
  if (rule != nullptr && rule->apply != nullptr) {
    EventCall call{workspace, unit, actor, request.event, request.reason, workspace.clock.NowMs()};
    JIEDUI_CHECK(rule->apply(call, *before, *after));
  }
  JIEDUI_CHECK(Settle(workspace.reference, unit, *after));
  JIEDUI_CHECK(unit.Update(*after));
  // An event that left every field as it was happened all the same.
  if (after->version == before->version)
    JIEDUI_CHECK(unit.Log(request.event, domain::Code(kind), id));
  return after;
}

Result<std::unique_ptr<Record>> PostRecordEvent(Workspace& workspace, const Actor& actor, Kind kind,
                                                std::int64_t id, std::int64_t version,
                                                const RecordEventRequest& request) {
  std::unique_ptr<Record> record;
  JIEDUI_CHECK(workspace.store.Write(
      store::ContextOf(actor, request.reason), [&](store::UnitOfWork& unit) -> Status {
        JIEDUI_ASSIGN(record, PostRecordEvent(workspace, unit, actor, kind, id, version, request));
        return {};
      }));
  return record;
}

std::vector<const RecordEvent*> AllowedRecordEvents(const Actor& actor, const Record& record) {
  const RecordMachine* const machine = workflow::MachineOf(record.kind());
  if (machine == nullptr || record.deleted || !InWriteScope(actor, record)) return {};
  std::vector<const RecordEvent*> lines =
      workflow::EventsFor(*machine, StateOf(record), actor.role);
  std::erase_if(lines, [&](const RecordEvent* line) {
    return !MayTry(actor, record, line->name.code).has_value();
  });
  return lines;
}

}  // namespace jiedui::services
